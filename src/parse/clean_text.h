// Cleans the character data of broken XML. Part of repair(), which has removed control characters.
// Not shared between threads.
//
// References become characters: the names of HTML, numbers, and the entities that the DOCTYPE's
// internal subset declares as plain text. The number of entities, their size and what they expand
// to are bounded. External entities and those with markup are dropped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "text/html_entities.h"

namespace newswatch::parse {

class Warnings;

class CleanText {
 public:
  // Nothing is appended to an output of more than `most` bytes, but for a few.
  CleanText(std::size_t input_size, std::size_t most, Warnings& warnings)
      : warnings_(warnings), most_(most), expansion_left_(input_size + kFreeExpansion) {}

  // Reads what stands between the brackets of a DOCTYPE: "<!ENTITY a 'b'>...".
  void declare_entities(std::string_view internal_subset);

  // Appends text or the value of an attribute. '<', '"' and an '&' that begins no reference are
  // escaped.
  void append_text(std::string_view raw, std::string& out);

  // Appends the content of a CDATA section. Only C1 characters are changed, by windows-1252.
  void append_cdata(std::string_view raw, std::string& out);

 private:
  static constexpr std::size_t kFreeExpansion = 64 * 1024;
  static constexpr std::size_t kMaxEntities = 256;
  static constexpr std::size_t kMaxEntityValue = 256;

  struct Entity {
    std::string value;
    bool plain = false;  // it is text: no markup, not external, not too long
  };

  void declare(std::string_view declaration);
  std::size_t append_entity_reference(std::string_view raw, Entity& entity);
  // Both return the bytes consumed.
  std::size_t append_reference(std::string_view raw, std::string& out);
  std::size_t append_character(std::string_view raw, std::string& out);
  void append_code(char32_t code, std::string& out);
  void append_codes(const text::CharacterReference& reference, std::string& out);

  Warnings& warnings_;
  std::size_t most_;
  std::size_t expansion_left_;
  std::unordered_map<std::string_view, Entity> entities_;
};

}  // namespace newswatch::parse
