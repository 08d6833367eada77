#include "match/written_on.h"

#include <unicode/utf8.h>

#include <array>
#include <cstdint>

namespace newswatch::match {
namespace {

// How a Korean syllable ends, which decides the form of a particle behind it.
enum class Ending { kVowel, kRieul, kConsonant };

constexpr std::size_t kSyllableBytes = 3;

// `word` ends with a Hangul syllable (UTF-8 of three bytes).
Ending ending_of(std::string_view word) {
  const auto byte = [&](std::size_t from_end) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(word[word.size() - from_end]));
  };
  if (word.size() < kSyllableBytes) return Ending::kVowel;
  const std::uint32_t c = (byte(3) & 0x0f) << 12 | (byte(2) & 0x3f) << 6 | (byte(1) & 0x3f);
  if (c < 0xac00 || c > 0xd7a3) return Ending::kVowel;
  // Unicode 3.12: 28 codes for each pair of consonant and vowel, the first without a final.
  const std::uint32_t final = (c - 0xac00) % 28;
  constexpr std::uint32_t kFinalRieul = 8;
  return final == 0 ? Ending::kVowel : final == kFinalRieul ? Ending::kRieul : Ending::kConsonant;
}

enum After : unsigned char {
  kVowel = 1,
  kRieul = 2,
  kOther = 4,
  kFinal = kRieul | kOther,
  kOpen = kVowel | kRieul,  // the forms of 로, for which ㄹ counts as a vowel
  kAny = kVowel | kFinal
};

struct Particle {
  std::string_view text;
  unsigned char after;  // a set of After
  bool carries;         // another particle may follow
  bool plain;           // rarely a part of another word: also behind one syllable
};

constexpr std::array kParticles = {
    // case and topic
    Particle{"은", kFinal, false, true},
    Particle{"는", kVowel, false, true},
    Particle{"이", kFinal, false, false},
    Particle{"가", kVowel, false, false},
    Particle{"을", kFinal, false, true},
    Particle{"를", kVowel, false, true},
    Particle{"의", kAny, false, false},
    Particle{"에", kAny, true, true},
    Particle{"에서", kAny, true, true},
    Particle{"서", kAny, true, false},
    Particle{"에게", kAny, true, true},
    Particle{"에게서", kAny, true, true},
    Particle{"한테", kAny, true, true},
    Particle{"한테서", kAny, true, true},
    Particle{"께", kAny, true, false},
    Particle{"께서", kAny, true, false},
    Particle{"로", kOpen, true, false},
    Particle{"으로", kOther, true, true},
    Particle{"로서", kOpen, true, false},
    Particle{"으로서", kOther, true, true},
    Particle{"로써", kOpen, true, false},
    Particle{"으로써", kOther, true, true},
    Particle{"로부터", kOpen, true, true},
    Particle{"으로부터", kOther, true, true},
    Particle{"와", kVowel, true, false},
    Particle{"과", kFinal, true, false},
    Particle{"이랑", kFinal, true, false},
    Particle{"랑", kVowel, true, false},
    Particle{"하고", kAny, true, false},
    // "also", "only", "from", "until", "than", "like"
    Particle{"도", kAny, false, false},
    Particle{"만", kAny, true, false},
    Particle{"부터", kAny, true, true},
    Particle{"까지", kAny, true, true},
    Particle{"보다", kAny, true, false},
    Particle{"처럼", kAny, true, true},
    Particle{"같이", kAny, true, false},
    Particle{"마저", kAny, true, false},
    Particle{"조차", kAny, true, false},
    Particle{"밖에", kAny, true, false},
    Particle{"마다", kAny, true, false},
    Particle{"만큼", kAny, true, false},
    Particle{"대로", kAny, true, false},
    Particle{"뿐", kAny, true, false},
    Particle{"이나", kFinal, true, false},
    Particle{"이라도", kFinal, false, false},
    Particle{"라도", kVowel, false, false},
    // "is", "called"
    Particle{"이란", kFinal, false, false},
    Particle{"란", kVowel, false, false},
    Particle{"이라는", kFinal, false, false},
    Particle{"라는", kVowel, false, false},
    Particle{"이라고", kFinal, true, false},
    Particle{"라고", kVowel, true, false},
    Particle{"이라며", kFinal, false, false},
    Particle{"라며", kVowel, false, false},
    Particle{"이며", kFinal, false, false},
    Particle{"이다", kFinal, false, false},
    Particle{"입니다", kAny, false, false},
    Particle{"이었다", kFinal, false, false},
    Particle{"였다", kVowel, false, false},
    Particle{"이지만", kAny, false, false},
    // plural, "Mr", "the side of", "coming from"
    Particle{"들", kAny, true, false},
    Particle{"씨", kAny, true, false},
    Particle{"측", kAny, true, false},
    Particle{"발", kAny, true, false},
};

bool fits(const Particle& particle, Ending before) {
  const unsigned bit = before == Ending::kVowel   ? After::kVowel
                       : before == Ending::kRieul ? After::kRieul
                                                  : After::kOther;
  return (particle.after & bit) != 0;
}

bool are_particles(std::string_view ending, std::string_view noun, bool one_syllable, int most) {
  for (const Particle& particle : kParticles) {
    if (!ending.starts_with(particle.text) || !fits(particle, ending_of(noun))) continue;
    if (one_syllable && !particle.plain) continue;
    const std::string_view rest = ending.substr(particle.text.size());
    if (rest.empty()) return true;
    if (particle.carries && most > 1 && are_particles(rest, particle.text, false, most - 1)) {
      return true;
    }
  }
  return false;
}

// Removes `start` from the text; false when the text does not begin with it.
bool take(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

}  // namespace

bool is_particle(std::string_view ending, std::string_view noun) {
  constexpr int kMostParticles = 3;  // as in "들에게는"
  constexpr std::size_t kLongest = 10 * kSyllableBytes;
  if (ending.size() > kLongest) return false;
  return are_particles(ending, noun, noun.size() <= kSyllableBytes, kMostParticles);
}

bool is_arabic_prefix(std::string_view start) {
  const bool linked = take(start, "و") || take(start, "ف");
  if (linked && start.empty()) return true;
  if (take(start, "لل")) return start.empty();  // "to" swallows the article's alef
  take(start, "ب") || take(start, "ك") || take(start, "ل");
  take(start, "ال");
  return start.empty();
}

bool is_hebrew_prefix(std::string_view start) {
  take(start, "ו");
  take(start, "כש") || take(start, "מש") || take(start, "ש");
  take(start, "ב") || take(start, "ל") || take(start, "מ") || take(start, "כ");
  take(start, "ה");
  return start.empty();
}

}  // namespace newswatch::match
