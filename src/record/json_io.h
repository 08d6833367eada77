// JsonWriter and JsonReader: one JSON object, field by field, without the JSON library's header.
//
// Both have the same functions, so one template that names a value's fields serves both ways and
// they cannot drift apart. Keys stand in the order of writing. Writing never fails: bad UTF-8
// becomes U+FFFD, times outside the years 0 to 9999 are moved to the nearest end. Reading leaves a
// field alone when its key is missing or null; done() gives the first key that held something else
// than expected (kCorrupt). One thread at a time; nothing throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/clock.h"
#include "model/result.h"

namespace newswatch::record {

class JsonWriter {
 public:
  JsonWriter();
  ~JsonWriter();
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void field(std::string_view key, const std::string& value);
  void field(std::string_view key, bool value);
  void field(std::string_view key, int value);
  void field(std::string_view key, std::uint32_t value);
  void field(std::string_view key, std::uint64_t value);
  void field(std::string_view key, double value);
  void field(std::string_view key, model::Time value);
  void field(std::string_view key, std::optional<model::Time> value);
  void field(std::string_view key, model::Duration value);  // milliseconds
  void field(std::string_view key, const std::vector<std::string>& value);
  void field(std::string_view key, const char* value) = delete;  // would be a bool

  void hash(std::string_view key, std::uint64_t value);  // 16 hex digits
  void hashes(std::string_view key, const std::vector<std::uint64_t>& values);
  // Any bytes, each as the character of the same number (Latin-1); come back as they were.
  void bytes(std::string_view key, const std::string& value);

  template <class Fields>
  void object(std::string_view key, Fields&& fields) {
    enter(key);
    fields(*this);
    leave();
  }
  // A list of objects; fields(io, element) names what one holds.
  template <class Range, class Fields>
  void list(std::string_view key, const Range& values, Fields&& fields) {
    enter_list(key);
    for (const auto& value : values) {
      enter_element();
      fields(*this, value);
      leave();
    }
    leave();
  }

  std::string text() const;  // one line

 private:
  struct Tree;
  void enter(std::string_view key);
  void enter_list(std::string_view key);
  void enter_element();
  void leave();

  std::unique_ptr<Tree> tree_;
};

class JsonReader {
 public:
  explicit JsonReader(std::string_view json);
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  void field(std::string_view key, std::string& value);
  void field(std::string_view key, bool& value);
  void field(std::string_view key, int& value);
  void field(std::string_view key, std::uint32_t& value);
  void field(std::string_view key, std::uint64_t& value);
  void field(std::string_view key, double& value);
  void field(std::string_view key, model::Time& value);
  void field(std::string_view key, std::optional<model::Time>& value);
  void field(std::string_view key, model::Duration& value);
  void field(std::string_view key, std::vector<std::string>& value);

  void hash(std::string_view key, std::uint64_t& value);
  void hashes(std::string_view key, std::vector<std::uint64_t>& values);
  void bytes(std::string_view key, std::string& value);

  template <class Fields>
  void object(std::string_view key, Fields&& fields) {
    if (!enter(key)) return;
    fields(*this);
    leave();
  }
  template <class T, class Fields>
  void list(std::string_view key, std::vector<T>& values, Fields&& fields) {
    values.resize(enter_list(key));
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!enter_element(i)) continue;
      fields(*this, values[i]);
      leave();
    }
    leave_list();
  }

  // `what` begins the error's text: "story: first_seen: ...".
  model::Result<void> done(std::string_view what) const;

 private:
  struct Tree;
  bool enter(std::string_view key);
  std::size_t enter_list(std::string_view key);
  bool enter_element(std::size_t index);
  void leave();
  void leave_list();

  std::unique_ptr<Tree> tree_;
};

}  // namespace newswatch::record
