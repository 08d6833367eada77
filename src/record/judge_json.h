// JSON that is exchanged with a judge: the question, the answer, and the chat form of model servers
// around them (POST /v1/chat/completions, as OpenAI, llama.cpp, Ollama and others speak it).
//
// Answers are untrusted: the readers take any bytes and set no limit of size. kBadInput: what is
// wrong, and where. Pure; any thread; nothing throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/question.h"
#include "model/result.h"

namespace newswatch::record {

// {"a": REPORT, "b": [REPORT, ...]}, REPORT = {"title", "summary", "outlet", "published"}. One
// line.
std::string asked_question(const model::Question& question);

struct Opinion {
  std::optional<bool> same;  // nullopt: undecided
  std::string why;           // unchanged
};

// One JSON object with exactly the keys same (true, false or null) and why (a string), each once,
// and nothing after it.
model::Result<Opinion> read_opinion(std::string_view json);

// The body of a request that asks for one JSON object at temperature 0. An empty model is left out.
std::string chat_request(const std::string& model, const std::string& system,
                         const std::string& user);
// choices[0].message.content of an answer.
model::Result<std::string> chat_content(std::string_view body);
// The server's own words for what went wrong: error.message, error, message or detail; else empty.
std::string chat_complaint(std::string_view body);

}  // namespace newswatch::record
