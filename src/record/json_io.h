// JsonWriter and JsonReader: one JSON object, field by field, without the JSON library's header.
//
// Both have the same functions, so one template that names the fields of a value can write it and
// read it. The writer never fails: bad UTF-8 becomes U+FFFD, a time outside of the years 0 to 9999
// the nearest one inside, an infinite number null; control characters are escaped
// (text::printable_json()). The reader leaves a value as it is when its key is missing or null;
// done() returns kCorrupt with the first key whose value has the wrong type. One thread at a time;
// nothing throws. Source: RFC 8259.
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
  JsonWriter() = default;
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  // Each key once: the writer does not check for duplicates.
  void field(std::string_view key, std::string_view value);
  void field(std::string_view key, const char* value) { field(key, std::string_view(value)); }
  void field(std::string_view key, bool value);
  void field(std::string_view key, int value);
  void field(std::string_view key, std::int64_t value);
  void field(std::string_view key, std::uint32_t value);
  void field(std::string_view key, std::uint64_t value);
  void field(std::string_view key, double value);
  void field(std::string_view key, model::Time value);
  void field(std::string_view key, std::optional<model::Time> value);
  void field(std::string_view key, model::Duration value);  // milliseconds
  void field(std::string_view key, const std::vector<std::string>& value);
  void field(std::string_view key, const std::vector<std::uint64_t>& value);
  // Left out when it is empty.
  void names(std::string_view key, const std::vector<std::string>& value) {
    if (!value.empty()) field(key, value);
  }

  void hash(std::string_view key, std::uint64_t value);  // 16 hex digits
  void hashes(std::string_view key, const std::vector<std::uint64_t>& values);
  // Any bytes, each as the character of the same number (Latin-1). The reader gives them back.
  void bytes(std::string_view key, const std::string& value);
  // `value` is JSON already: a number, true, false or null.
  void literal(std::string_view key, std::string_view value);

  template <class Fields>
  void object(std::string_view key, Fields&& fields) {
    enter(key, '{');
    fields(*this);
    leave('}');
  }
  // A list of objects; fields(io, element) writes the fields of one.
  template <class Range, class Fields>
  void list(std::string_view key, const Range& values, Fields&& fields) {
    enter(key, '[');
    for (const auto& value : values) {
      enter_element();
      fields(*this, value);
      leave('}');
    }
    leave(']');
  }

  std::string text() const;  // one line

 private:
  void separate();
  void name(std::string_view key);
  void string(std::string_view value);
  void enter(std::string_view key, char bracket);
  void enter_element();
  void leave(char bracket);

  std::string out_ = "{";
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
  void field(std::string_view key, std::int64_t& value);
  void field(std::string_view key, std::uint32_t& value);
  void field(std::string_view key, std::uint64_t& value);
  void field(std::string_view key, double& value);
  void field(std::string_view key, model::Time& value);
  void field(std::string_view key, std::optional<model::Time>& value);
  void field(std::string_view key, model::Duration& value);
  void field(std::string_view key, std::vector<std::string>& value);
  void field(std::string_view key, std::vector<std::uint64_t>& value);
  void names(std::string_view key, std::vector<std::string>& value) { field(key, value); }

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

  // `what` is the start of the error's text: "story: first_seen: ...".
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

// From the message of the JSON library's exception: "not JSON: invalid literal at column 2". The
// input bytes that the library quotes are left out.
std::string json_problem(std::string_view message);

}  // namespace newswatch::record
