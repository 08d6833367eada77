#include "parse/date_words.h"

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

}  // namespace

int month_number(std::string_view lower) {
  if (const int english = text::month_number(lower); english != 0) return english;
  for (const Word& month : kOtherMonths) {
    if (lower.starts_with(month.text)) return month.value;
  }
  return 0;
}

int half_of_day(std::string_view lower) {
  if (lower == "am" || lower == "a.m" || lower == "오전") return 1;
  if (lower == "pm" || lower == "p.m" || lower == "오후") return 2;
  return 0;
}

}  // namespace newswatch::parse
