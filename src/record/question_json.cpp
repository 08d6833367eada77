#include "record/question_json.h"

#include "record/json_io.h"

namespace newswatch::record {
namespace {

template <class Io, class Statement>
void statement_fields(Io& io, Statement& statement) {
  io.field("title", statement.title);
  io.field("summary", statement.summary);
  io.field("outlet", statement.outlet);
  io.field("published", statement.published);
}

template <class Io, class Question>
void question_fields(Io& io, Question& question) {
  io.field("event", question.event);
  io.field("candidate", question.candidate);
  io.field("story", question.story);
  io.field("score", question.score);
  io.field("asked", question.asked);
  io.field("deadline", question.deadline);
  io.field("settled", question.settled);
  io.field("why", question.why);
  io.object("a", [&](Io& inner) { statement_fields(inner, question.a); });
  io.list("b", question.b, [](Io& inner, auto& one) { statement_fields(inner, one); });
}

constexpr std::string_view kSame = "same";
constexpr std::string_view kNotSame = "not same";

std::string verdict_text(const model::Question& question) {
  if (!question.verdict) return {};
  return std::string(*question.verdict == model::Verdict::kSame ? kSame : kNotSame);
}

}  // namespace

std::string stored_question(const model::Question& question) {
  JsonWriter io;
  io.field("schema", 1);
  question_fields(io, question);
  io.field("verdict", verdict_text(question));
  return io.text();
}

model::Result<model::Question> read_question(std::string_view json) {
  JsonReader io(json);
  model::Question question;
  std::string verdict;
  question_fields(io, question);
  io.field("verdict", verdict);
  if (auto read = io.done("question"); !read) return tl::unexpected(read.error());
  if (verdict == kSame) question.verdict = model::Verdict::kSame;
  if (verdict == kNotSame) question.verdict = model::Verdict::kNotSame;
  return question;
}

}  // namespace newswatch::record
