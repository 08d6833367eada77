#include "store/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "store/binary.h"
#include "text/times.h"

namespace newswatch::store {
namespace {

constexpr char kValueVersion = 1;
constexpr char kIndexVersion = 2;
constexpr std::size_t kMostLinks = 0xFFFF;

tl::unexpected<model::Error> corrupt(std::string_view what) {
  return model::fail(model::ErrorKind::kCorrupt, std::string(what));
}

consteval bool is_in_order() {
  for (std::size_t i = 0; i < kFamilies.size(); ++i) {
    if (static_cast<std::size_t>(kFamilies[i].family) != i) return false;
    if (kFamilies[i].since < (i == 0 ? 1 : kFamilies[i - 1].since)) return false;
  }
  return kFamilies.back().since <= kSchemaVersion;
}
static_assert(is_in_order(), "an entry of kFamilies for each Family, older schemas first");

}  // namespace

// A clock before 1970 or beyond the year 5138 would break the order, not the reading.
std::string key_part(model::Time time) {
  return fmt::format("{:014d}", std::max<std::int64_t>(0, time.time_since_epoch().count()));
}
std::string key_part(std::uint64_t number) { return fmt::format("{:020d}", number); }

std::string_view held_story(std::string_view key) { return key.substr(key.find('/') + 1); }

std::string key_value(const model::KeyRow& row) {
  return row.shown ? row.story + ' ' + text::day(*row.shown) : row.story;
}

model::KeyOwner read_key_value(std::string_view value) {
  constexpr std::size_t kDay = 10;  // bytes; a time of day has more
  const std::size_t end = std::min(value.find(' '), value.size());
  model::KeyOwner owner{.story = std::string(value.substr(0, end))};
  if (value.size() != end + 1 + kDay) return owner;
  if (const auto day = text::parse_rfc3339(value.substr(end + 1))) {
    owner.shown = std::chrono::floor<std::chrono::days>(*day);
  }
  return owner;
}

std::string index_key(std::uint64_t seq) {
  std::string key;
  put_number(key, seq);
  return key;
}

std::string index_value(const model::IndexRow& row) {
  std::string out(1, kIndexVersion);
  for (const std::string* text : {&row.event, &row.story, &row.outlet, &row.title}) {
    put_text(out, *text);
  }
  put_number(out, static_cast<std::uint64_t>(row.story_time.time_since_epoch().count()));
  put_number(out, static_cast<std::uint64_t>(row.arrived.time_since_epoch().count()));
  const std::size_t links = std::min(row.links.size(), kMostLinks);
  put_number(out, static_cast<std::uint16_t>(links));
  for (std::size_t i = 0; i < links; ++i) put_number(out, row.links[i]);
  for (const model::TermWeight& weight : row.weights) {
    put_number(out, weight.term);
    put_number(out, std::bit_cast<std::uint32_t>(weight.weight));
  }
  return out;
}

model::Result<model::IndexRow> read_index_row(std::string_view key, std::string_view value) {
  Bytes name(key);
  Bytes in(value);
  model::IndexRow row;
  row.seq = name.number<std::uint64_t>();
  if (!name.done()) return corrupt("index: a key that is not of 8 bytes");
  const auto version = in.number<std::uint8_t>();
  for (std::string* text : {&row.event, &row.story, &row.outlet, &row.title}) *text = in.text();
  row.story_time = in.time();
  row.arrived = in.time();
  if (version == kIndexVersion) {
    for (auto links = in.number<std::uint16_t>(); in.ok() && links > 0; --links) {
      row.links.push_back(in.number<std::uint64_t>());
    }
  }
  row.weights.reserve(in.left() / 12);
  while (in.ok() && in.left() > 0) {
    model::TermWeight weight;
    weight.term = in.number<std::uint64_t>();
    weight.weight = std::bit_cast<float>(in.number<std::uint32_t>());
    row.weights.push_back(weight);
  }
  if ((version != kValueVersion && version != kIndexVersion) || !in.ok()) {
    return corrupt(
        fmt::format("index row {} of {} bytes is not of schema 1 or 2", row.seq, value.size()));
  }
  return row;
}

}  // namespace newswatch::store
