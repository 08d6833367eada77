// Reads rows and decodes their values. Shared by the *_rows.cpp files; internal to store/.
//
// Errors: those of Rows, and kCorrupt with the row's key when its value cannot be decoded.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/rows.h"

namespace newswatch::store {

template <class T>
using Decode = model::Result<T> (*)(std::string_view value);

template <class T>
model::Result<T> decode(Decode<T> read, std::string_view key, std::string_view value) {
  auto decoded = read(value);
  if (!decoded) return model::fail(fmt::format("stored row {}", key), decoded.error());
  return decoded;
}

inline model::Result<std::optional<std::string>> get_one(const Rows& rows, Family family,
                                                         std::string_view key) {
  const std::string name(key);
  auto values = rows.get(family, std::span(&name, 1));
  if (!values) return tl::unexpected(values.error());
  return std::move(values->front());
}

template <class T>
model::Result<std::optional<T>> find_one(const Rows& rows, Family family, std::string_view key,
                                         Decode<T> read) {
  const auto found = get_one(rows, family, key);
  if (!found) return tl::unexpected(found.error());
  const std::optional<std::string>& value = *found;
  if (!value) return std::optional<T>();
  auto decoded = decode(read, key, *value);
  if (!decoded) return tl::unexpected(decoded.error());
  return std::optional<T>(std::move(*decoded));
}

// A visit that decodes each row and calls take(row), which returns false to end the scan.
template <class T, class Take>
Rows::Visit decoded(Decode<T> read, Take&& take) {
  return [read, &take](std::string_view key, std::string_view value) -> model::Result<bool> {
    auto row = decode(read, key, value);
    if (!row) return tl::unexpected(row.error());
    return take(std::move(*row));
  };
}

// All rows of the family whose keys are not less than `from`.
template <class T>
model::Result<std::vector<T>> find_all(const Rows& rows, Family family, std::string_view from,
                                       Decode<T> read) {
  std::vector<T> all;
  const auto take = [&](T row) {
    all.push_back(std::move(row));
    return true;
  };
  const auto scanned = rows.scan(family, from, "", decoded(read, take));
  if (!scanned) return tl::unexpected(scanned.error());
  return all;
}

// The only key of the family that begins with `prefix`; kBadInput: several do.
inline model::Result<std::optional<std::string>> the_one_key(const Rows& rows, Family family,
                                                             const std::string& prefix) {
  std::vector<std::string> found;
  const auto scanned = rows.scan(
      family, prefix, prefix, [&](std::string_view key, std::string_view) -> model::Result<bool> {
        found.emplace_back(key);
        return found.size() < 2;
      });
  if (!scanned) return tl::unexpected(scanned.error());
  if (found.empty()) return std::optional<std::string>();
  if (found.size() > 1) {
    return model::fail(model::ErrorKind::kBadInput,
                       fmt::format("several {} begin with {}: {}, {}, ...; give more of the id",
                                   name_of(family), prefix, found[0], found[1]));
  }
  return std::optional(std::move(found.front()));
}

}  // namespace newswatch::store
