#include "store/counts_codec.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>

#include "store/binary.h"
#include "store/schema.h"

namespace newswatch::store {
namespace {

constexpr char kVersion = 2;
constexpr char kEarlierVersion = 1;

void put_float(std::string& out, float value) {
  put_number(out, std::bit_cast<std::uint32_t>(value));
}
float take_float(Bytes& in) { return std::bit_cast<float>(in.number<std::uint32_t>()); }

std::string head(std::int32_t day, std::size_t scopes) {
  std::string out(1, kVersion);
  put_number(out, static_cast<std::uint32_t>(day));
  put_number(out, static_cast<std::uint32_t>(scopes));
  return out;
}

tl::unexpected<model::Error> corrupt(std::string_view what, std::string_view value) {
  return model::fail(
      model::ErrorKind::kCorrupt,
      fmt::format("counts: {} of {} bytes is not of this schema", what, value.size()));
}

}  // namespace

std::string counts_snapshot_value(const model::CountsSnapshot& snapshot) {
  std::string out = head(snapshot.day, snapshot.scopes.size());
  for (const auto& [name, scope] : snapshot.scopes) {
    put_text(out, name);
    put_float(out, scope.stories);
    put_number(out, static_cast<std::uint32_t>(scope.terms.size()));
    for (const model::TermCount& term : scope.terms) {
      put_number(out, term.term);
      put_float(out, term.stories);
    }
    put_number(out, static_cast<std::uint32_t>(scope.once.size()));
    for (const std::uint64_t word : scope.once) put_number(out, word);
    put_number(out, scope.once_terms);
  }
  return out;
}

model::Result<model::CountsSnapshot> read_counts_snapshot(std::string_view value) {
  Bytes in(value);
  model::CountsSnapshot out;
  const auto version = in.number<std::uint8_t>();
  out.day = static_cast<std::int32_t>(in.number<std::uint32_t>());
  for (auto scopes = in.number<std::uint32_t>(); in.ok() && scopes > 0; --scopes) {
    model::ScopeCounts& scope = out.scopes[in.text()];
    scope.stories = take_float(in);
    for (auto terms = in.number<std::uint32_t>(); in.ok() && terms > 0; --terms) {
      model::TermCount count;
      count.term = in.number<std::uint64_t>();
      count.stories = take_float(in);
      scope.terms.push_back(count);
    }
    for (auto words = in.number<std::uint32_t>(); in.ok() && words > 0; --words) {
      scope.once.push_back(in.number<std::uint64_t>());
    }
    scope.once_terms = in.number<std::uint32_t>();
  }
  if (version != kVersion || !in.done()) return corrupt("a snapshot", value);
  return out;
}

std::string counts_change_key(std::uint64_t seq) {
  return std::string(kCountsChange) + key_part(seq);
}

std::string counts_change_value(const model::CountsChange& change) {
  std::string out = head(change.day, change.scopes.size());
  for (const auto& [name, scope] : change.scopes) {
    put_text(out, name);
    put_number(out, scope.stories);
    put_number(out, static_cast<std::uint32_t>(scope.terms.size()));
    for (const auto& [term, stories] : scope.terms) {
      put_number(out, term);
      put_number(out, stories);
    }
  }
  return out;
}

model::Result<model::CountsChange> read_counts_change(std::string_view key,
                                                      std::string_view value) {
  model::CountsChange out;
  const std::string_view digits = key.substr(std::min(kCountsChange.size(), key.size()));
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), out.seq);
  Bytes in(value);
  const auto version = in.number<std::uint8_t>();
  out.day = static_cast<std::int32_t>(in.number<std::uint32_t>());
  for (auto scopes = in.number<std::uint32_t>(); in.ok() && scopes > 0; --scopes) {
    model::CountsChange::Scope& scope = out.scopes[in.text()];
    scope.stories = in.number<std::uint32_t>();
    for (auto terms = in.number<std::uint32_t>(); in.ok() && terms > 0; --terms) {
      const auto term = in.number<std::uint64_t>();
      scope.terms.emplace_back(term, in.number<std::uint16_t>());
    }
  }
  const bool is_seq = failed == std::errc() && end == digits.data() + digits.size();
  if (!is_seq || version != kVersion || !in.done()) return corrupt("a change", value);
  return out;
}

model::Result<void> take_earlier_count(model::CountsSnapshot& snapshot, std::string_view key,
                                       std::string_view value) {
  Bytes name(key);
  const std::string scope(name.text(name.number<std::uint16_t>()));
  const bool is_term = name.left() > 0;
  const auto term = is_term ? name.number<std::uint64_t>() : 0;
  Bytes in(value);
  const auto version = in.number<std::uint8_t>();
  const auto number = is_term ? in.number<std::uint32_t>() : in.number<std::uint64_t>();
  if (!name.done() || version != kEarlierVersion || !in.done()) return corrupt("a row", value);
  model::ScopeCounts& counts = snapshot.scopes[scope];
  if (is_term) {
    counts.terms.push_back({term, static_cast<float>(number)});
  } else {
    counts.stories = static_cast<float>(number);
  }
  return {};
}

}  // namespace newswatch::store
