// Bytes of a named encoding -> UTF-8. ICU's converters decide what every byte means; the usual
// encodings go through tables that are made from them, for speed.
// Any thread. A table for an encoding of several bytes (100 kB) is made when it is first needed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace newswatch::parse {

// `converter` as ICU names it, in lower case. nullopt: it has none of that name. `bad` counts the
// characters that could not be read; each is U+FFFD in the result.
std::optional<std::string> transcode(std::string_view bytes, const std::string& converter,
                                     std::size_t& bad);

}  // namespace newswatch::parse
