// Bytes of a named encoding -> UTF-8, by ICU's converters. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace newswatch::parse {

// `converter` as ICU names it. nullopt: it has none of that name. `bad` counts the characters that
// could not be read; each is U+FFFD in the result.
std::optional<std::string> transcode(std::string_view bytes, const std::string& converter,
                                     std::size_t& bad);

}  // namespace newswatch::parse
