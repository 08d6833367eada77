#include "parse/clean_text.h"

#include <algorithm>

#include "parse/element_names.h"
#include "parse/warnings.h"
#include "text/ascii.h"
#include "text/html_entities.h"

namespace newswatch::parse {
namespace {

constexpr std::string_view kDeclaration = "<!ENTITY";

bool is_control(unsigned char c) { return c < 0x20 && c != '\t' && c != '\n' && c != '\r'; }

bool is_predefined(std::string_view name) {
  return name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
}

// The name in "&name;". Empty: the text does not begin with that form.
std::string_view reference_name(std::string_view raw) {
  const std::size_t end = raw.substr(0, 80).find_first_of("; \t\n&<>\"'", 1);
  if (end == std::string_view::npos || raw[end] != ';') return {};
  return raw.substr(1, end - 1);
}

// A reference without ';' as browsers read it: "&#8217 ", "&copy ". A name counts only before white
// space, for the text may be a URL. Length 0: no reference.
text::CharacterReference reference_without_end(std::string_view raw) {
  const auto reference = text::lenient_reference(raw, text::ReferencePlace::kAttribute);
  const bool number = raw.starts_with("&#");
  const bool ends = reference.length == raw.size() || reference.length == 0 || number ||
                    kXmlSpace.find(raw[reference.length]) != std::string_view::npos;
  return ends ? reference : text::CharacterReference{};
}

}  // namespace

void CleanText::declare_entities(std::string_view internal_subset) {
  while (entities_.size() < kMaxEntities) {
    const std::size_t at = internal_subset.find(kDeclaration);
    if (at == std::string_view::npos) return;
    internal_subset.remove_prefix(at + kDeclaration.size());
    const std::size_t end = std::min(internal_subset.find('>'), internal_subset.size());
    declare(internal_subset.substr(0, end));
  }
  warnings_.add("the DOCTYPE declares too many entities; the rest is ignored");
}

void CleanText::declare(std::string_view declaration) {
  const std::size_t from = declaration.find_first_not_of(kXmlSpace);
  if (from == std::string_view::npos || declaration[from] == '%') return;
  const std::size_t to = std::min(declaration.find_first_of(kXmlSpace, from), declaration.size());
  const std::string_view name = declaration.substr(from, to - from);
  Entity entity;
  const std::size_t open = declaration.find_first_not_of(kXmlSpace, to);
  if (open != std::string_view::npos && (declaration[open] == '"' || declaration[open] == '\'')) {
    const std::size_t close = declaration.find(declaration[open], open + 1);
    const std::string_view value = declaration.substr(
        open + 1, close == std::string_view::npos ? std::string_view::npos : close - open - 1);
    entity.plain = close != std::string_view::npos && value.size() <= kMaxEntityValue &&
                   value.find('<') == std::string_view::npos;
    for (std::size_t i = 0; entity.plain && i < value.size();) {
      if (value[i] != '&') {
        i += append_character(value.substr(i), entity.value);
        continue;
      }
      i += append_entity_reference(value.substr(i), entity);
    }
  }
  entities_.try_emplace(name, std::move(entity));
}

// Appends what a reference in the value of `entity` stands for: a character, or an entity that was
// declared before.
std::size_t CleanText::append_entity_reference(std::string_view raw, Entity& entity) {
  const std::string_view name = reference_name(raw);
  if (const auto found = entities_.find(name); found != entities_.end()) {
    entity.value += found->second.value;
    entity.plain = found->second.plain && entity.value.size() <= kMaxEntityValue;
    return name.size() + 2;
  }
  const auto reference = text::character_reference(raw);
  entity.plain = reference.length > 0;
  if (entity.plain) append_codes(reference, entity.value);
  return std::max<std::size_t>(reference.length, 1);
}

void CleanText::append_text(std::string_view raw, std::string& out) {
  for (std::size_t i = 0; i < raw.size() && out.size() <= most_;) {
    const std::size_t run = std::find_if(raw.begin() + static_cast<std::ptrdiff_t>(i), raw.end(),
                                         [](char c) {
                                           const auto byte = static_cast<unsigned char>(c);
                                           return c == '&' || c == '<' || c == '"' || byte == 0xC2;
                                         }) -
                            raw.begin() - static_cast<std::ptrdiff_t>(i);
    out.append(raw, i, run);
    i += run;
    if (i == raw.size()) return;
    if (raw[i] == '&') {
      i += append_reference(raw.substr(i), out);
    } else if (raw[i] == '<' || raw[i] == '"') {
      append_code(static_cast<unsigned char>(raw[i++]), out);
    } else {
      i += append_character(raw.substr(i), out);
    }
  }
}

void CleanText::append_cdata(std::string_view raw, std::string& out) {
  for (std::size_t i = 0; i < raw.size() && out.size() <= most_;) {
    if (static_cast<unsigned char>(raw[i]) == 0xC2) {
      i += append_character(raw.substr(i), out);
    } else {
      out += raw[i++];
    }
  }
}

// Appends one character that is not markup.
std::size_t CleanText::append_character(std::string_view raw, std::string& out) {
  const auto byte = static_cast<unsigned char>(raw[0]);
  if (byte == 0xC2 && raw.size() > 1 && static_cast<unsigned char>(raw[1]) < 0xA0) {
    warnings_.add("C1 control characters are read as windows-1252");
    text::append_utf8(out, text::without_c1(static_cast<unsigned char>(raw[1])));
    return 2;
  }
  out += raw[0];
  return 1;
}

void CleanText::append_code(char32_t code, std::string& out) {
  if (code < 0x20 && is_control(static_cast<unsigned char>(code))) {
    warnings_.add("control characters are left out");
  } else if (code == '<') {
    out += "&lt;";
  } else if (code == '&') {
    out += "&amp;";
  } else if (code == '"') {
    out += "&quot;";
  } else if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) || (code & 0xFFFE) == 0xFFFE) {
    warnings_.add("references to no character are read as U+FFFD");
    text::append_utf8(out, U'\uFFFD');
  } else {
    if (code >= 0x80 && code < 0xA0) {
      warnings_.add("C1 control characters are read as windows-1252");
    }
    text::append_utf8(out, text::without_c1(code));
  }
}

void CleanText::append_codes(const text::CharacterReference& reference, std::string& out) {
  append_code(reference.code, out);
  if (reference.second != 0) append_code(reference.second, out);
}

std::size_t CleanText::append_reference(std::string_view raw, std::string& out) {
  const std::string_view name = reference_name(raw);
  if (is_predefined(name)) {
    out.append(raw, 0, name.size() + 2);
    return name.size() + 2;
  }
  if (const auto found = entities_.find(name); !name.empty() && found != entities_.end()) {
    const Entity& entity = found->second;
    if (entity.plain && entity.value.size() <= expansion_left_) {
      expansion_left_ -= entity.value.size();
      out += entity.value;
    } else {
      warnings_.add("the entity &" + std::string(name) + "; is not expanded");
    }
    return name.size() + 2;
  }
  auto reference = text::character_reference(raw);
  if (reference.length == 0) {
    reference = reference_without_end(raw);
    if (reference.length > 0) warnings_.add("references without ; are read as if it were there");
  } else if (raw[1] != '#') {
    warnings_.add("HTML's entities are read as their characters");
  }
  if (reference.length > 0) {
    append_codes(reference, out);
    return reference.length;
  }
  warnings_.add("a bare & is read as the character");
  out += "&amp;";
  return 1;
}

}  // namespace newswatch::parse
