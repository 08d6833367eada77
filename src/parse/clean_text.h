// Character data of broken XML, made clean. Used by repair() only, which has taken the control
// characters out; not shared between threads.
//
// References become characters: HTML's names, numbers, and the plain entities of the DOCTYPE's
// internal subset, those that name earlier ones too. All are bounded in number, size and expansion;
// external ones and those with markup are dropped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace newswatch::parse {

class Warnings;

class CleanText {
 public:
  CleanText(std::size_t input_size, Warnings& warnings)
      : warnings_(warnings), expansion_left_(input_size + kFreeExpansion) {}

  // "<!ENTITY a 'b'>..." between the brackets of a DOCTYPE.
  void declare_entities(std::string_view internal_subset);

  // Appends as text or attribute value: '<', '"' and bare '&' escaped.
  void append_text(std::string_view raw, std::string& out);

  // Appends as the content of a CDATA section: C1 as windows-1252, nothing else.
  void append_cdata(std::string_view raw, std::string& out);

 private:
  static constexpr std::size_t kFreeExpansion = 64 * 1024;
  static constexpr std::size_t kMaxEntities = 256;
  static constexpr std::size_t kMaxEntityValue = 256;

  struct Entity {
    std::string value;
    bool plain = false;  // no markup, no reference to another entity, not external
  };

  void declare(std::string_view declaration);
  std::size_t append_entity_reference(std::string_view raw, Entity& entity);
  // Both return the bytes consumed.
  std::size_t append_reference(std::string_view raw, std::string& out);
  std::size_t append_character(std::string_view raw, std::string& out);
  void append_code(char32_t code, std::string& out);

  Warnings& warnings_;
  std::size_t expansion_left_;
  std::unordered_map<std::string_view, Entity> entities_;
};

}  // namespace newswatch::parse
