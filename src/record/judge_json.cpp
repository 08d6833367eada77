#include "record/judge_json.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "record/json_io.h"
#include "text/escape.h"

namespace newswatch::record {
namespace {

using ServerJson = nlohmann::json;

constexpr int kDeepest = 8;  // levels of a server's answer; what we look for is above

void reported_fields(JsonWriter& io, const model::Statement& statement) {
  io.field("title", statement.title);
  io.field("summary", statement.summary);
  io.field("outlet", statement.outlet);
  io.field("published", statement.published);
}

// Takes an opinion from the parser's events and stops at the first thing that does not belong to
// one: no tree is built of what a stranger sends.
class OpinionReader final : public nlohmann::json_sax<ServerJson> {
 public:
  bool null() override {
    if (key_ != "same") return refuse("null");
    key_.clear();
    return true;
  }
  bool boolean(bool value) override {
    if (key_ != "same") return refuse("true or false");
    opinion_.same = value;
    key_.clear();
    return true;
  }
  bool string(string_t& value) override {
    if (key_ != "why") return refuse("a text");
    opinion_.why = std::move(value);
    key_.clear();
    return true;
  }
  bool number_integer(number_integer_t) override { return refuse("a number"); }
  bool number_unsigned(number_unsigned_t) override { return refuse("a number"); }
  bool number_float(number_float_t, const string_t&) override { return refuse("a number"); }
  bool binary(binary_t&) override { return refuse("bytes"); }
  bool start_array(std::size_t) override { return refuse("a list"); }
  bool end_array() override { return refuse("a list"); }
  bool start_object(std::size_t) override {
    if (std::exchange(open_, true)) return refuse("an object");
    return true;
  }
  bool key(string_t& name) override {
    bool* const seen = name == "same" ? &same_ : name == "why" ? &why_ : nullptr;
    if (!seen) return fail("unknown key " + text::quoted(text::shortened(name, 40)));
    if (std::exchange(*seen, true)) return fail("the key " + name + " occurs twice");
    key_ = name;
    return true;
  }
  bool end_object() override {
    if (!same_ || !why_)
      return fail(std::string("the key ") + (same_ ? "why" : "same") + " is missing");
    return true;
  }
  bool parse_error(std::size_t at, const std::string&,
                   const nlohmann::detail::exception&) override {
    return fail(fmt::format("not one JSON object, from byte {} on", at));
  }

  const std::string& error() const { return error_; }
  Opinion take() { return std::move(opinion_); }

 private:
  bool fail(std::string what) {
    if (error_.empty()) error_ = std::move(what);
    return false;
  }
  bool refuse(std::string_view what) {
    return fail(open_ ? fmt::format("{} can't be {}", key_, what)
                      : fmt::format("{} where an object should be", what));
  }

  bool open_ = false, same_ = false, why_ = false;  // seen
  std::string key_;                                 // whose value comes next
  Opinion opinion_;
  std::string error_;
};

// null: not JSON. Values deeper than kDeepest are dropped while they are read.
ServerJson read_server(std::string_view body) {
  const auto shallow = [](int depth, ServerJson::parse_event_t, ServerJson&) {
    return depth <= kDeepest;
  };
  ServerJson read = ServerJson::parse(body.begin(), body.end(), shallow, false);
  return read.is_discarded() ? ServerJson() : read;
}

const ServerJson* member(const ServerJson* object, const char* key) {
  if (!object || !object->is_object()) return nullptr;
  const auto found = object->find(key);
  return found == object->end() ? nullptr : &*found;
}

const std::string* as_text(const ServerJson* value) {
  return value ? value->get_ptr<const std::string*>() : nullptr;
}

}  // namespace

std::string asked_question(const model::Question& question) {
  JsonWriter io;
  io.object("a", [&](JsonWriter& inner) { reported_fields(inner, question.a); });
  io.list("b", question.b, reported_fields);
  return io.text();
}

model::Result<Opinion> read_opinion(std::string_view json) {
  // The parser takes a NUL for the end of its input.
  if (json.find('\0') != json.npos) {
    return model::fail(model::ErrorKind::kBadInput, "it contains a NUL");
  }
  OpinionReader reader;
  if (ServerJson::sax_parse(json.begin(), json.end(), &reader)) return reader.take();
  return model::fail(model::ErrorKind::kBadInput, reader.error());
}

std::string chat_request(const std::string& model, const std::string& system,
                         const std::string& user) {
  JsonWriter io;
  if (!model.empty()) io.field("model", model);
  const std::array<std::pair<std::string, std::string>, 2> messages{
      {{"system", system}, {"user", user}}};
  io.list("messages", messages, [](JsonWriter& inner, const auto& message) {
    inner.field("role", message.first);
    inner.field("content", message.second);
  });
  io.field("temperature", 0);
  io.object("response_format",
            [](JsonWriter& inner) { inner.field("type", std::string("json_object")); });
  return io.text();
}

model::Result<std::string> chat_content(std::string_view body) {
  const ServerJson answer = read_server(body);
  if (!answer.is_object()) {
    return model::fail(model::ErrorKind::kBadInput, "the server's answer is not a JSON object");
  }
  const ServerJson* choices = member(&answer, "choices");
  const bool any = choices && choices->is_array() && !choices->empty();
  const auto* content =
      as_text(member(member(any ? &choices->front() : nullptr, "message"), "content"));
  if (!content) {
    return model::fail(model::ErrorKind::kBadInput,
                       "the server's answer has no text in choices[0].message.content");
  }
  return *content;
}

std::string chat_complaint(std::string_view body) {
  const ServerJson answer = read_server(body);
  const ServerJson* const error = member(&answer, "error");
  for (const ServerJson* place :
       {member(error, "message"), error, member(&answer, "message"), member(&answer, "detail")}) {
    if (const auto* said = as_text(place)) return *said;
  }
  return {};
}

}  // namespace newswatch::record
