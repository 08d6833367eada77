// The namespaces that feeds are made of. Pure; any thread.
#pragma once

#include <string_view>

#include "parse/xml.h"

namespace newswatch::parse {

// Case and a trailing '/' or '#' do not matter: publishers spell them every way.
Ns namespace_of(std::string_view uri);

// For prefixes without a declaration; an empty prefix is kNone.
Ns well_known_prefix(std::string_view prefix);

}  // namespace newswatch::parse
