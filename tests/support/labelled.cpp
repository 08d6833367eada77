#include "support/labelled.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "support/process.h"
#include "text/times.h"

namespace newswatch::test {
namespace {

// Calls `take` with each line of the file. The JSON library's conversions throw; what they throw
// comes back as an error here.
model::Result<void> each_line(const std::string& file,
                              const std::function<void(const nlohmann::json&)>& take) {
  const Output output = run_command({"/usr/bin/env", "zcat", "-f", file});
  if (output.status != 0) return model::fail(model::ErrorKind::kBadInput, "can't read " + file);
  std::size_t at = 0;
  try {
    for (std::size_t end = 0; at < output.text.size(); at = end + 1) {
      end = std::min(output.text.find('\n', at), output.text.size());
      if (end > at) take(nlohmann::json::parse(output.text.substr(at, end - at)));
    }
  } catch (const std::exception& problem) {
    return model::fail(model::ErrorKind::kBadInput,
                       fmt::format("{}, byte {}: {}", file, at, problem.what()));
  }
  return {};
}

LabelledStory read_story(const nlohmann::json& json) {
  LabelledStory story;
  story.id = json.value("id", "");
  story.link = json.value("url", "");
  story.outlet = json.value("feed", json.value("outlet", ""));
  story.title = json.value("title", "");
  story.summary = json.value("summary", "");
  story.links = json.value("links", story.links);
  story.topic = json.value("topic", "");
  story.event = json.value("event", "");
  const std::string published = json.value("published", "");
  const auto time = text::parse_rfc3339(published);
  if (!time) throw std::invalid_argument(fmt::format("published is \"{}\"", published));
  story.time = *time;
  return story;
}

}  // namespace

model::Result<std::vector<LabelledStory>> read_stories(const std::string& file) {
  std::vector<LabelledStory> stories;
  return each_line(file, [&](const auto& json) { stories.push_back(read_story(json)); }).map([&] {
    return std::move(stories);
  });
}

model::Result<std::vector<LabelledPair>> read_pairs(const std::string& file) {
  std::vector<LabelledPair> pairs;
  return each_line(file,
                   [&](const auto& json) {
                     pairs.push_back({json.at("kind"), json.at("same"), read_story(json.at("a")),
                                      read_story(json.at("b"))});
                   })
      .map([&] { return std::move(pairs); });
}

model::Result<std::map<std::string, std::string>> read_labels(const std::string& file) {
  std::map<std::string, std::string> labels;
  return each_line(file, [&](const auto& json) { labels[json.at("id")] = json.at("event"); })
      .map([&] { return std::move(labels); });
}

BCubed bcubed(std::span<const std::pair<std::string, std::string>> stories) {
  std::map<std::string, double> events, groups;
  std::map<std::pair<std::string, std::string>, double> both;
  for (const auto& story : stories) ++events[story.first], ++groups[story.second], ++both[story];
  BCubed out;
  const auto all = static_cast<double>(stories.size());
  for (const auto& [key, count] : both) {
    out.precision += count * count / groups[key.second] / all;
    out.recall += count * count / events[key.first] / all;
  }
  const double sum = out.precision + out.recall;
  out.f1 = sum > 0 ? 2 * out.precision * out.recall / sum : 0;
  return out;
}

}  // namespace newswatch::test
