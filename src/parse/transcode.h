// Bytes of a named encoding -> UTF-8, by ICU's converters. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace newswatch::parse {

// `converter` as converter_of() (encoding_label.h) names it. nullopt: ICU has none of that name.
// `bad` is the number of sequences that could not be read; each is U+FFFD in the result.
std::optional<std::string> transcode(std::string_view bytes, const std::string& converter,
                                     std::size_t& bad);

}  // namespace newswatch::parse
