// Recognises the namespaces of feeds. Pure; any thread.
#pragma once

#include <string_view>

#include "parse/xml.h"

namespace newswatch::parse {

// The namespace of a URI. Case, "http" or "https", "www." and a trailing '/' or '#' do not count,
// because publishers spell them in many ways.
Ns namespace_of(std::string_view uri);

// The namespace that everyone means by a prefix, for prefixes that are not declared. An empty
// prefix gives kNone.
Ns well_known_prefix(std::string_view prefix);

}  // namespace newswatch::parse
