// What the readers of all standards share while they read one document: links, HTML, dates,
// persons, and the choice of the best value for a field. Not shared between threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"
#include "parse/limits.h"
#include "parse/warnings.h"
#include "parse/xml.h"

namespace newswatch::parse {

// A base for relative links: `base`, without its query where it is longer than 256 bytes, or
// nothing where it is still longer. The base is copied into each link, so a long one would blow up
// a small document.
std::string_view usable_base(std::string_view base);

// The value of a field that several elements may give. The value of the lowest rank wins; of two
// with one rank, the first.
template <class T>
class BestValue {
 public:
  void offer(T value, int rank) {
    if (rank >= rank_ || is_empty(value)) return;
    value_ = std::move(value);
    rank_ = rank;
  }
  bool wants(int rank) const { return rank < rank_; }
  T& value() { return value_; }

 private:
  static bool is_empty(const std::string& text) { return text.empty(); }
  static bool is_empty(const std::optional<model::Time>& time) { return !time.has_value(); }

  T value_{};
  int rank_ = 100;
};

using BestText = BestValue<std::string>;
using BestTime = BestValue<std::optional<model::Time>>;

class Context {
 public:
  Context(std::string_view document_url, Warnings& warnings)
      : document_base_(usable_base(document_url)), warnings_(warnings) {}

  // The link of the channel is the base where the document has none.
  void set_channel_link(std::string_view link) {
    if (document_base_.empty()) document_base_ = usable_base(link);
  }

  Warnings& warnings() { return warnings_; }

  // The base of an element: xml:base of it and its ancestors, resolved against the document's URL.
  // The result is valid as long as the context lives and `storage` is not used again.
  const std::string& base(const XmlDocument& xml, pugi::xml_node element,
                          std::string& storage) const;
  const std::string& document_base() const { return document_base_; }

  // The absolute http(s) URL of a reference, as its author meant it (reference.h). Empty: it has
  // none. A proper one stays as written.
  static std::string link(std::string_view base, std::string_view written);

  // HTML with its relative references made absolute. Nothing else is changed. Of a document, the
  // first kMaxResolved are.
  std::string html(std::string markup, std::string_view base);

  // The time that a date means. nullopt: it is empty, or no date; the latter adds a warning.
  std::optional<model::Time> date(std::string_view text);

  // Reserves room for the items among the children of `parent`, so that the list of items is not
  // copied as it grows.
  static void expect_items(pugi::xml_node parent, model::FeedDocument& document);

  // To be asked before each item is added. Where there are many more than kMaxItems, it drops the
  // oldest. False: the document already has kMaxItemBytes bytes of them. That adds a warning.
  bool room_for_item(model::FeedDocument& document);

  // To be called once all items are added: of more than kMaxItems, the newest by date stay, in the
  // order of the document. Items without a date count as old; of two with one date, the first
  // stays.
  void keep_newest(model::FeedDocument& document);

 private:
  void drop_oldest(std::vector<model::Item>& items);

  std::string document_base_;
  Warnings& warnings_;
  std::size_t resolvable_ = kMaxResolved;  // references that may still be made absolute
  std::size_t dropped_ = 0;                // older items than those that are kept
  std::size_t weighed_ = 0;                // items whose bytes are in item_bytes_
  std::size_t item_bytes_ = 0;
};

// Reads a person from text: "a@b (Name)", "Name <a@b>", "a@b", "Name".
model::Person person(std::string_view text);

// Each adds a value that is not empty and not in the list yet. A list holds 200 at most.
void add_person(std::vector<model::Person>& persons, model::Person person);
void add_category(std::vector<std::string>& categories, std::string category);
void add_enclosure(std::vector<model::Enclosure>& enclosures, model::Enclosure enclosure);

// Adds the categories of a list like "a, b".
void add_categories(std::vector<std::string>& categories, std::string_view list);

// The number that the whole text is, in decimal digits. nullopt: anything else, or too large.
std::optional<std::uint64_t> whole_number(std::string_view text);

}  // namespace newswatch::parse
