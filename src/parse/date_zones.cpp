#include "parse/date_zones.h"

#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>

#include "text/ascii.h"

namespace newswatch::parse {
namespace {

struct Abbreviation {
  std::string_view text;
  int minutes;
};

constexpr Abbreviation kAbbreviations[] = {
    {"z", 0},       {"ut", 0},     {"utc", 0},     {"gmt", 0},     {"wet", 0},    {"west", 60},
    {"bst", 60},    {"cet", 60},   {"cest", 120},  {"met", 60},    {"mest", 120}, {"mez", 60},
    {"mesz", 120},  {"eet", 120},  {"eest", 180},  {"msk", 180},   {"msd", 240},  {"sast", 120},
    {"eat", 180},   {"wat", 60},   {"cat", 120},   {"trt", 180},   {"gst", 240},  {"pkt", 300},
    {"ist", 330},   {"npt", 345},  {"bdt", 360},   {"ict", 420},   {"wib", 420},  {"wita", 480},
    {"wit", 540},   {"sgt", 480},  {"hkt", 480},   {"pht", 480},   {"myt", 480},  {"awst", 480},
    {"jst", 540},   {"kst", 540},  {"acst", 570},  {"acdt", 630},  {"aest", 600}, {"aedt", 660},
    {"nzst", 720},  {"nzdt", 780}, {"nst", -210},  {"ndt", -150},  {"ast", -240}, {"adt", -180},
    {"est", -300},  {"edt", -240}, {"cst", -360},  {"cdt", -300},  {"mst", -420}, {"mdt", -360},
    {"pst", -480},  {"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"brt", -180},
    {"brst", -120}, {"art", -180}, {"clt", -240},  {"clst", -180}, {"cot", -300}, {"pet", -300},
    {"uyt", -180},  {"vet", -240}, {"bot", -240},  {"ect", -300},  {"idt", 180},  {"azt", 240},
    {"get", 240},   {"uzt", 300},  {"almt", 300},  {"irst", 210},  {"aft", 270},  {"mmt", 390},
    {"phst", 480},  {"chst", 600}, {"sst", -660}};

// Zones by their name in words, without "standard", "daylight" or "summer", and "time".
struct NamedZone {
  std::string_view name;
  const char* place;
  int minutes;  // without daylight saving
};

constexpr NamedZone kNamedZones[] = {{"eastern", "America/New_York", -300},
                                     {"us eastern", "America/New_York", -300},
                                     {"new york", "America/New_York", -300},
                                     {"central", "America/Chicago", -360},
                                     {"us central", "America/Chicago", -360},
                                     {"mountain", "America/Denver", -420},
                                     {"us mountain", "America/Phoenix", -420},
                                     {"pacific", "America/Los_Angeles", -480},
                                     {"us pacific", "America/Los_Angeles", -480},
                                     {"alaska", "America/Anchorage", -540},
                                     {"alaskan", "America/Anchorage", -540},
                                     {"hawaii", "Pacific/Honolulu", -600},
                                     {"hawaiian", "Pacific/Honolulu", -600},
                                     {"hawaii aleutian", "Pacific/Honolulu", -600},
                                     {"atlantic", "America/Halifax", -240},
                                     {"newfoundland", "America/St_Johns", -210},
                                     {"brasilia", "America/Sao_Paulo", -180},
                                     {"argentina", "America/Argentina/Buenos_Aires", -180},
                                     {"colombia", "America/Bogota", -300},
                                     {"greenwich mean", "Etc/UTC", 0},
                                     {"gmt", "Etc/UTC", 0},
                                     {"coordinated universal", "Etc/UTC", 0},
                                     {"universal", "Etc/UTC", 0},
                                     {"utc", "Etc/UTC", 0},
                                     {"london", "Europe/London", 0},
                                     {"uk", "Europe/London", 0},
                                     {"british", "Europe/London", 0},
                                     {"western european", "Europe/Lisbon", 0},
                                     {"central european", "Europe/Paris", 60},
                                     {"central europe", "Europe/Budapest", 60},
                                     {"middle european", "Europe/Berlin", 60},
                                     {"w europe", "Europe/Berlin", 60},
                                     {"romance", "Europe/Paris", 60},
                                     {"eastern european", "Europe/Athens", 120},
                                     {"e europe", "Europe/Chisinau", 120},
                                     {"fle", "Europe/Kiev", 120},
                                     {"gtb", "Europe/Bucharest", 120},
                                     {"turkey", "Europe/Istanbul", 180},
                                     {"moscow", "Europe/Moscow", 180},
                                     {"russian", "Europe/Moscow", 180},
                                     {"israel", "Asia/Jerusalem", 120},
                                     {"arabian", "Asia/Riyadh", 180},
                                     {"arabia", "Asia/Riyadh", 180},
                                     {"arab", "Asia/Riyadh", 180},
                                     {"gulf", "Asia/Dubai", 240},
                                     {"pakistan", "Asia/Karachi", 300},
                                     {"india", "Asia/Kolkata", 330},
                                     {"indian", "Asia/Kolkata", 330},
                                     {"sri lanka", "Asia/Colombo", 330},
                                     {"nepal", "Asia/Kathmandu", 345},
                                     {"bangladesh", "Asia/Dhaka", 360},
                                     {"indochina", "Asia/Bangkok", 420},
                                     {"western indonesia", "Asia/Jakarta", 420},
                                     {"china", "Asia/Shanghai", 480},
                                     {"beijing", "Asia/Shanghai", 480},
                                     {"hong kong", "Asia/Hong_Kong", 480},
                                     {"singapore", "Asia/Singapore", 480},
                                     {"malaysia", "Asia/Kuala_Lumpur", 480},
                                     {"philippine", "Asia/Manila", 480},
                                     {"japan", "Asia/Tokyo", 540},
                                     {"tokyo", "Asia/Tokyo", 540},
                                     {"korea", "Asia/Seoul", 540},
                                     {"korean", "Asia/Seoul", 540},
                                     {"west africa", "Africa/Lagos", 60},
                                     {"central africa", "Africa/Maputo", 120},
                                     {"east africa", "Africa/Nairobi", 180},
                                     {"eastern africa", "Africa/Nairobi", 180},
                                     {"south africa", "Africa/Johannesburg", 120},
                                     {"south african", "Africa/Johannesburg", 120},
                                     {"australian western", "Australia/Perth", 480},
                                     {"australian central", "Australia/Adelaide", 570},
                                     {"australian eastern", "Australia/Sydney", 600},
                                     {"aus eastern", "Australia/Sydney", 600},
                                     {"new zealand", "Pacific/Auckland", 720}};

// Abbreviations whose offset depends on the day. ("AT" is rather the word.)
struct RuledZone {
  std::string_view text, name;
};
constexpr RuledZone kRuledZones[] = {
    {"et", "eastern"}, {"ct", "central"}, {"mt", "mountain"}, {"pt", "pacific"}, {"akt", "alaska"}};

const NamedZone* named_zone(std::string_view name) {
  const auto* found = std::find_if(std::begin(kNamedZones), std::end(kNamedZones),
                                   [name](const NamedZone& zone) { return zone.name == name; });
  return found == std::end(kNamedZones) ? nullptr : found;
}

bool remove_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text.remove_suffix(end.size());
  return true;
}

std::unique_ptr<icu::TimeZone> open_zone(const std::string& place) {
  std::unique_ptr<icu::TimeZone> zone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(place)));
  return zone && *zone != icu::TimeZone::getUnknown() ? std::move(zone) : nullptr;
}

bool in_place(char c) {
  return text::is_ascii_letter(c) || c == '/' || c == '_' || c == '-' || c == '+';
}

// "America/New_York" of "AMERICA/NEW_YORK".
std::string capitalised(std::string_view place) {
  std::string out = text::ascii_lower(place);
  bool starts = true;
  for (char& c : out) {
    if (starts) c = text::ascii_upper(c);
    starts = !text::is_ascii_letter(c);
  }
  return out;
}

}  // namespace

std::optional<DateZone> zone_of_word(std::string_view lower) {
  for (const Abbreviation& zone : kAbbreviations) {
    if (zone.text == lower) return DateZone{zone.minutes, {}};
  }
  for (const RuledZone& zone : kRuledZones) {
    if (zone.text == lower) return DateZone{0, named_zone(zone.name)->place};
  }
  return std::nullopt;
}

std::optional<DateZone> zone_of_words(std::string_view lower) {
  if (!remove_end(lower, " time")) return std::nullopt;
  remove_end(lower, " saving") || remove_end(lower, " savings");
  const bool daylight = remove_end(lower, " daylight") || remove_end(lower, " summer");
  const bool standard = !daylight && remove_end(lower, " standard");
  const NamedZone* const zone = named_zone(lower);
  if (zone == nullptr) return std::nullopt;
  if (daylight) return DateZone{zone->minutes + 60, {}};
  return standard ? DateZone{zone->minutes, {}} : DateZone{0, zone->place};
}

std::optional<DateZone> take_zone_of_place(std::string& date) {
  for (std::size_t slash = date.find('/'); slash != std::string::npos;
       slash = date.find('/', slash + 1)) {
    std::size_t from = slash, to = slash;
    while (from > 0 && text::is_ascii_letter(date[from - 1])) --from;
    while (to < date.size() && in_place(date[to])) ++to;
    if (from == slash || to < slash + 3) continue;
    const std::string written = date.substr(from, to - from);
    for (const std::string& place : {written, capitalised(written)}) {
      if (!open_zone(place)) continue;
      date.replace(from, to - from, to - from, ' ');
      return DateZone{0, place};
    }
  }
  return std::nullopt;
}

long zone_minutes_at(const DateZone& zone, model::Time local) {
  if (zone.place.empty()) return zone.minutes;
  const auto rule = open_zone(zone.place);
  if (!rule) return 0;
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t raw = 0, daylight = 0;
  const auto since_1970 = std::chrono::milliseconds(local.time_since_epoch()).count();
  rule->getOffset(static_cast<UDate>(since_1970), true, raw, daylight, status);
  constexpr long kMinute = 60'000;
  return U_FAILURE(status) ? 0 : (raw + daylight) / kMinute;
}

}  // namespace newswatch::parse
