#include "parse/encoding_label.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace newswatch::parse {
namespace {

struct Alias {
  std::string_view name, means;
};

// Labels that ICU does not know.
constexpr Alias kLabels[] = {{"unicode11utf8", "utf-8"},
                             {"unicode20utf8", "utf-8"},
                             {"x-unicode20utf8", "utf-8"},
                             {"cp65001", "utf-8"},
                             {"utf-8-sig", "utf-8"},
                             {"u8", "utf-8"},
                             {"ansi", "windows-1252"},
                             {"cn-big5", "big5-hkscs"},
                             {"csiso88596e", "iso-8859-6"},
                             {"csiso88596i", "iso-8859-6"},
                             {"csiso88598e", "iso-8859-8"},
                             {"csiso88598i", "iso-8859-8"},
                             {"visual", "iso-8859-8"},
                             {"logical", "iso-8859-8"},
                             {"koi", "koi8-r"},
                             {"dos-874", "windows-874"},
                             {"x-mac-ukrainian", "x-mac-cyrillic"},
                             {"mac-cyrillic", "x-mac-cyrillic"}};

// Which encoding browsers use where ICU would use another. Empty: browsers do not read it at all.
constexpr Alias kReadAs[] = {{"UTF-8", "utf-8"},
                             {"US-ASCII", "windows-1252"},
                             {"ISO-8859-1", "windows-1252"},
                             {"ibm-5348_P100-1997", "windows-1252"},
                             {"ibm-920_P100-1995", "windows-1254"},  // iso-8859-9
                             {"iso-8859_11-2001", "windows-874"},
                             {"ibm-1383_P110-1999", "gb18030"},  // gb2312
                             {"ibm-5478_P100-1995", "gb18030"},
                             {"windows-936-2000", "gb18030"},  // gbk
                             {"ibm-943_P15A-2003", "windows-31j"},
                             {"euc-jp-2007", "euc-jp"},
                             {"ibm-970_P110_P110-2006_U2", "windows-949"},  // euc-kr
                             {"ibm-949_P110-1999", "windows-949"},
                             {"windows-949-2000", "windows-949"},
                             {"windows-950-2000", "big5"},
                             {"UTF-7", ""},
                             {"IMAP-mailbox-name", ""},
                             {"SCSU", ""},
                             {"BOCU-1", ""},
                             {"CESU-8", ""}};

template <std::size_t size>
const Alias* find(const Alias (&aliases)[size], std::string_view name) {
  const auto* found = std::find_if(std::begin(aliases), std::end(aliases),
                                   [name](const Alias& alias) { return alias.name == name; });
  return found == std::end(aliases) ? nullptr : found;
}

// ICU ignores other characters than letters and digits, and reads options behind a comma.
bool is_label(std::string_view label) {
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return c >= ' ' && c < 0x7F && c != ','; });
}

// The name that ICU has for the encoding. Empty: ICU does not know it.
std::string icu_name(const std::string& label) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::LocalUConverterPointer converter(ucnv_open(label.c_str(), &status));
  if (U_FAILURE(status)) return {};
  const char* const name = ucnv_getName(converter.getAlias(), &status);
  return U_FAILURE(status) ? "" : name;
}

}  // namespace

std::string converter_of(const std::string& label) {
  if (label.empty() || !is_label(label)) return {};
  if (label == "utf-8" || label == "utf8") return "utf-8";
  if (const Alias* known = find(kLabels, label)) return std::string(known->means);
  const std::string name = icu_name(label);
  if (name.starts_with("UTF-16") || name.starts_with("UTF-32") || name.starts_with("UTF16") ||
      name.starts_with("UTF32") || name.starts_with("LMBCS")) {
    return {};
  }
  const Alias* read_as = find(kReadAs, name);
  return read_as != nullptr ? std::string(read_as->means) : name;
}

bool is_multibyte(const std::string& converter) {
  if (converter.empty() || converter == "utf-8" || converter == "windows-1252") return false;
  UErrorCode status = U_ZERO_ERROR;
  const icu::LocalUConverterPointer opened(ucnv_open(converter.c_str(), &status));
  return U_SUCCESS(status) && ucnv_getType(opened.getAlias()) != UCNV_SBCS;
}

}  // namespace newswatch::parse
