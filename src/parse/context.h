// What the readers of all standards share while they read one document: links, HTML, dates,
// persons, and "best value wins". Not shared between threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"
#include "parse/warnings.h"
#include "parse/xml.h"

namespace newswatch::parse {

inline constexpr std::size_t kMaxItems = 10'000;

// What relative links may stand on: the base, without its query where it is long, or nothing. It
// goes before each of them, so a long one would make much of a small document.
std::string_view usable_base(std::string_view base);

// Several elements may give one field; the lowest rank wins, of equals the first.
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

  // The channel link is the base of last resort.
  void set_channel_link(std::string_view link) {
    if (document_base_.empty()) document_base_ = usable_base(link);
  }

  Warnings& warnings() { return warnings_; }

  // xml:base of the element and its ancestors, over the document's URL. The view lives as long as
  // the context does and no other base is asked for with the same `storage`.
  const std::string& base(const XmlDocument& xml, pugi::xml_node element,
                          std::string& storage) const;
  const std::string& document_base() const { return document_base_; }

  // Absolute http(s) URL, or empty. One that is absolute already is kept as it is written.
  static std::string link(std::string_view base, std::string_view reference);

  // HTML with relative references made absolute; everything else as it was.
  static std::string html(std::string markup, std::string_view base);

  // The instant, with a warning when the text is not a date.
  std::optional<model::Time> date(std::string_view text);

  // Before the items among these elements are read: a list that grows is copied again and again.
  static void expect_items(pugi::xml_node parent, model::FeedDocument& document);

  // false: the document holds too many items.
  bool room_for_item(const model::FeedDocument& document);

 private:
  std::string document_base_;
  Warnings& warnings_;
};

// "a@b (Name)", "Name <a@b>", "a@b", "Name".
model::Person person(std::string_view text);

// What is not empty and not there yet, up to 200.
void add_person(std::vector<model::Person>& persons, model::Person person);
void add_category(std::vector<std::string>& categories, std::string category);
void add_enclosure(std::vector<model::Enclosure>& enclosures, model::Enclosure enclosure);

// A list in one text: "a, b".
void add_categories(std::vector<std::string>& categories, std::string_view list);

// A number of digits alone; nullopt: anything else.
std::optional<std::uint64_t> whole_number(std::string_view text);

}  // namespace newswatch::parse
