// newswatch-database(5) says what is in the store: compared with the families and with the fields
// that are really written, so that it does not go stale.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "store/schema.h"
#include "unit/store/full_batch.h"
#include "unit/store/in_memory.h"

namespace newswatch::store {
namespace {

using Names = std::set<std::string>;

const std::string kPage = NEWSWATCH_SOURCE_DIR "/config/man/newswatch-database.5.scd";

std::string page_text() {
  std::ifstream in(kPage);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The text of each "## NAME" below "# FAMILIES".
std::map<std::string, std::string> family_sections() {
  std::map<std::string, std::string> sections;
  std::istringstream lines(page_text());
  std::string family;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ")) inside = line == "# FAMILIES";
    if (!inside) continue;
    if (line.starts_with("## ")) {
      family = line.substr(3);
    } else if (!family.empty()) {
      sections[family] += line + '\n';
    }
  }
  return sections;
}

Names bold_words(const std::string& text) {
  static const std::regex kBold(R"(\*([a-z0-9_]+)\*)");
  Names words;
  for (std::sregex_iterator at(text.begin(), text.end(), kBold), end; at != end; ++at) {
    words.insert((*at)[1]);
  }
  return words;
}

// The names of all members, those of inner objects too. The event inside a message has the fields
// of an event.
void add_names(const nlohmann::json& value, Names& names) {
  if (value.is_array()) {
    for (const auto& element : value) add_names(element, names);
  }
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.items()) {
    if (name != "schema") names.insert(name);
    if (name != "event") add_names(member, names);
  }
}

class Manual : public RocksStoreInMemory {
 protected:
  Names fields_of(Family family) {
    Names names;
    EXPECT_TRUE(store_->scan(family, "", "", [&](std::string_view, std::string_view value) {
      const auto json = nlohmann::json::parse(value, nullptr, false);
      if (!json.is_discarded()) add_names(json, names);
      return model::Result<bool>(true);
    }));
    return names;
  }
};

TEST_F(Manual, HasASectionForEveryFamilyAndNoOther) {
  Names described, there;
  for (const auto& [name, text] : family_sections()) described.insert(name);
  for (const FamilyEntry& entry : kFamilies) there.emplace(entry.name);
  EXPECT_EQ(described, there) << "in " << kPage;
  EXPECT_NE(page_text().find("describes schema " + std::to_string(kSchemaVersion)),
            std::string::npos)
      << kPage << " describes another schema";
}

TEST_F(Manual, NamesTheFieldsThatAreWritten) {
  commit(full_batch());
  const auto sections = family_sections();
  for (const FamilyEntry& entry : kFamilies) {
    // Values of meta are named by their keys; dead has the fields of outbox.
    if (entry.family == Family::kMeta || entry.family == Family::kDead) continue;
    const auto section = sections.find(std::string(entry.name));
    ASSERT_NE(section, sections.end()) << entry.name;
    EXPECT_EQ(bold_words(section->second), fields_of(entry.family))
        << "the section " << entry.name << " of " << kPage
        << "; a field that is left out where it is empty must be set in full_batch.h";
  }
}

TEST_F(Manual, NamesTheValuesOfMeta) {
  commit(full_batch());
  Names keys;
  ASSERT_TRUE(store_->scan(Family::kMeta, "", "", [&](std::string_view key, std::string_view) {
    keys.emplace(key);
    return model::Result<bool>(true);
  }));
  EXPECT_EQ(bold_words(family_sections()["meta"]), keys);
}

}  // namespace
}  // namespace newswatch::store
