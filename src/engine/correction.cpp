#include "engine/correction.h"

#include <algorithm>
#include <string>
#include <vector>

#include "text/normalize.h"

namespace newswatch::engine {
namespace {

// Folded words, by language. Verbs of denial are marks too: a headline
// that gains one says that what was reported is disputed.
constexpr std::string_view kMarks[] = {
    // English
    "correction", "corrected", "corrects", "corrigendum", "erratum", "retraction", "retracted",
    "retracts", "retract", "withdrawn", "denies", "denied", "deny", "denial", "debunked", "hoax",
    "clarification",
    // German
    "korrektur", "korrigiert", "berichtigung", "berichtigt", "dementi", "dementiert", "dementieren",
    "richtigstellung", "falschmeldung",
    // French
    "rectificatif", "rectification", "erratum", "dement", "dementi", "dementent", "retracte",
    "retractation",
    // Spanish, Portuguese, Italian
    "correccion", "rectifica", "rectificacion", "desmiente", "desmentido", "correcao", "desmente",
    "desmentiu", "rettifica", "smentisce", "smentita", "correzione",
    // Russian
    "опровергает", "опроверг", "опровергла", "опровергли", "опровержение", "исправление",
    "исправлено", "уточнение",
    // Arabic
    "تصحيح", "تنفي", "ينفي", "نفى", "نفت", "تصويب",
    // Hindi
    "खंडन", "सुधार", "भूलसुधार"};

// In scripts without spaces a mark stands anywhere. Korean 부인 alone may be somebody's wife.
constexpr std::string_view kGluedMarks[] = {
    "更正", "辟谣",   "辟謠",   "否认",    "否認",      "撤回",      "訂正",
    "정정", "부인했", "부인하", "설 부인", "의혹 부인", "혐의 부인", "전면 부인"};

std::vector<std::string_view> marks_in(std::string_view folded) {
  std::vector<std::string_view> found;
  const auto words = text::words(folded);
  for (const std::string_view mark : kMarks) {
    if (std::ranges::find(words, mark) != words.end()) found.push_back(mark);
  }
  for (const std::string_view mark : kGluedMarks) {
    if (folded.find(mark) != folded.npos) found.push_back(mark);
  }
  return found;
}

}  // namespace

bool is_correction(std::string_view before, std::string_view now) {
  const std::string old_text = text::fold_case(before), new_text = text::fold_case(now);
  const auto old_marks = marks_in(old_text);
  const auto new_marks = marks_in(new_text);
  return std::ranges::any_of(new_marks, [&](std::string_view mark) {
    return std::ranges::find(old_marks, mark) == old_marks.end();
  });
}

}  // namespace newswatch::engine
