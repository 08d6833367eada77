#include "parse/date_words.h"

#include <algorithm>
#include <iterator>

#include "text/calendar.h"

namespace newswatch::parse {
namespace {

struct Word {
  std::string_view text;
  int value;
};

// How names of months in other languages begin. The first that fits counts.
constexpr Word kOtherMonths[] = {
    {"janv", 1}, {"jän", 1},   {"ene", 1},  {"gen", 1},  {"janu", 1}, {"févr", 2}, {"fév", 2},
    {"fevr", 2}, {"febr", 2},  {"fev", 2},  {"mär", 3},  {"maer", 3}, {"mars", 3}, {"márc", 3},
    {"mrt", 3},  {"maart", 3}, {"març", 3}, {"avr", 4},  {"abr", 4},  {"ápri", 4}, {"mai", 5},
    {"maj", 5},  {"máj", 5},   {"mag", 5},  {"mei", 5},  {"juin", 6}, {"giu", 6},  {"jún", 6},
    {"juil", 7}, {"lug", 7},   {"júl", 7},  {"août", 8}, {"aout", 8}, {"ago", 8},  {"set", 9},
    {"szep", 9}, {"okt", 10},  {"ott", 10}, {"out", 10}, {"dez", 12}, {"dic", 12}, {"déc", 12},
    {"Ιαν", 1},  {"ιαν", 1},   {"Φεβ", 2},  {"Φεύ", 2},  {"φεβ", 2},  {"Μάρ", 3},  {"Μαρ", 3},
    {"μαρ", 3},  {"Μάώ", 3},   {"Απρ", 4},  {"απρ", 4},  {"Μάι", 5},  {"Μαϊ", 5},  {"Μαι", 5},
    {"μαΐ", 5},  {"Ιούν", 6},  {"Ιον", 6},  {"ιουν", 6}, {"Ιούλ", 7}, {"Ιολ", 7},  {"ιουλ", 7},
    {"Αύγ", 8},  {"Αυγ", 8},   {"αυγ", 8},  {"Σεπ", 9},  {"σεπ", 9},  {"Οκτ", 10}, {"οκτ", 10},
    {"Νοέ", 11}, {"Νοε", 11},  {"νοε", 11}, {"Δεκ", 12}, {"δεκ", 12}, {"янв", 1},  {"фев", 2},
    {"мар", 3},  {"апр", 4},   {"мая", 5},  {"май", 5},  {"июн", 6},  {"июл", 7},  {"авг", 8},
    {"сен", 9},  {"окт", 10},  {"ноя", 11}, {"дек", 12}};

constexpr Word kZones[] = {
    {"z", 0},       {"ut", 0},     {"utc", 0},    {"gmt", 0},     {"wet", 0},    {"west", 60},
    {"bst", 60},    {"cet", 60},   {"cest", 120}, {"met", 60},    {"mest", 120}, {"mez", 60},
    {"mesz", 120},  {"eet", 120},  {"eest", 180}, {"msk", 180},   {"msd", 240},  {"sast", 120},
    {"eat", 180},   {"wat", 60},   {"cat", 120},  {"trt", 180},   {"gst", 240},  {"pkt", 300},
    {"ist", 330},   {"npt", 345},  {"bdt", 360},  {"ict", 420},   {"wib", 420},  {"sgt", 480},
    {"hkt", 480},   {"pht", 480},  {"myt", 480},  {"awst", 480},  {"jst", 540},  {"kst", 540},
    {"acst", 570},  {"acdt", 630}, {"aest", 600}, {"aedt", 660},  {"nzst", 720}, {"nzdt", 780},
    {"nst", -210},  {"ndt", -150}, {"at", -240},  {"ast", -240},  {"adt", -180}, {"et", -300},
    {"est", -300},  {"edt", -240}, {"ct", -360},  {"cst", -360},  {"cdt", -300}, {"mt", -420},
    {"mst", -420},  {"mdt", -360}, {"pt", -480},  {"pst", -480},  {"pdt", -420}, {"akst", -540},
    {"akdt", -480}, {"hst", -600}, {"brt", -180}, {"brst", -120}, {"art", -180}, {"clt", -240},
    {"clst", -180}, {"cot", -300}, {"pet", -300}};

}  // namespace

int month_number(std::string_view lower) {
  if (const int english = text::month_number(lower); english != 0) return english;
  for (const Word& month : kOtherMonths) {
    if (lower.starts_with(month.text)) return month.value;
  }
  return 0;
}

std::optional<int> zone_minutes(std::string_view lower) {
  const auto* found = std::find_if(std::begin(kZones), std::end(kZones),
                                   [&](const Word& zone) { return zone.text == lower; });
  if (found == std::end(kZones)) return std::nullopt;
  return found->value;
}

int half_of_day(std::string_view lower) {
  if (lower == "am" || lower == "a.m" || lower == "오전") return 1;
  if (lower == "pm" || lower == "p.m" || lower == "오후") return 2;
  return 0;
}

}  // namespace newswatch::parse
