// Single members of a stored row, as they stand there, without the cost of reading the whole row:
// for walks over all rows.
//
// A row is JSON as JsonWriter makes it: one object without white space between its tokens. What is
// returned are views into the row, still JSON: a string has its quotes and escapes. Pure; any
// thread; nothing throws.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::record {

// Puts the members with these names into `values`, in their order; one that is absent is left as it
// is. Reads no further than the last of them. False: the row is cut or of another form.
bool find_raw_members(std::string_view row, std::span<const std::string_view> names,
                      std::span<std::string_view> values);

// nullopt: the row is cut or of another form. An absent member is empty.
template <std::size_t N>
std::optional<std::array<std::string_view, N>> raw_members(
    std::string_view row, const std::array<std::string_view, N>& names) {
  std::array<std::string_view, N> values;
  if (!find_raw_members(row, names, values)) return std::nullopt;
  return values;
}

// The text of a raw string; empty: it is none.
std::string raw_text(std::string_view string);
// The time that a raw string holds; nullopt: it holds none.
std::optional<model::Time> raw_time(std::string_view string);
std::string as_raw(std::string_view text);
// Whether a raw list of strings has this raw string.
bool raw_list_has(std::string_view list, std::string_view raw_string);

}  // namespace newswatch::record
