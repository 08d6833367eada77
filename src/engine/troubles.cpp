#include "engine/troubles.h"

#include <algorithm>
#include <tuple>

namespace newswatch::engine {
namespace {

// A time that lies ahead is one of a clock that was set back since.
bool has_passed(model::Time since, model::Duration wait, model::Time now) {
  return now - since >= wait || since > now;
}

}  // namespace

Troubles::Troubles(std::vector<model::Trouble> stored) {
  for (const model::Trouble& trouble : stored) insert(trouble);
}

void Troubles::begin(model::Trouble trouble, store::Batch& to) const {
  const model::Trouble* known = find(trouble.kind, trouble.subject);
  if (known != nullptr && !known->over && known->reason == trouble.reason) return;
  if (known != nullptr) {  // maybe back before people heard that it was over
    trouble.since = known->since;
    trouble.told = known->told;
  }
  to.troubles.push_back(std::move(trouble));
}

void Troubles::end(model::TroubleKind kind, const std::string& subject, model::Time now,
                   store::Batch& to) const {
  const model::Trouble* known = find(kind, subject);
  if (known == nullptr || known->over) return;
  if (!known->told) return forget(*known, to);
  to.troubles.push_back(*known);
  to.troubles.back().over = now;
}

void Troubles::forget(const model::Trouble& trouble, store::Batch& to) const {
  to.dropped_troubles.push_back(trouble);
}

void Troubles::take(const store::Batch& batch) {
  for (const model::Trouble& trouble : batch.troubles) {
    erase({trouble.kind, trouble.subject});
    insert(trouble);
  }
  for (const model::Trouble& trouble : batch.dropped_troubles)
    erase({trouble.kind, trouble.subject});
}

void Troubles::insert(const model::Trouble& trouble) {
  all_[{trouble.kind, trouble.subject}] = trouble;
  if (!trouble.told) {
    untold_[trouble.kind].insert(trouble.subject);
    return;
  }
  model::Time& last = last_told_[trouble.kind];
  last = std::max(last, *trouble.told);
  Members& members = told_[{trouble.kind, *trouble.told}];
  if (trouble.over) {
    members.over.emplace(*trouble.over, trouble.subject);
  } else {
    ++members.open;
  }
}

void Troubles::erase(const Key& key) {
  const auto at = all_.find(key);
  if (at == all_.end()) return;
  const model::Trouble& trouble = at->second;
  if (!trouble.told) {
    untold_[key.first].erase(key.second);
  } else {
    const Group group(key.first, *trouble.told);
    Members& members = told_[group];
    if (trouble.over) {
      members.over.erase({*trouble.over, key.second});
    } else {
      --members.open;
    }
    if (members.open == 0 && members.over.empty()) told_.erase(group);
  }
  all_.erase(at);
}

const model::Trouble* Troubles::find(model::TroubleKind kind, const std::string& subject) const {
  const auto at = all_.find({kind, subject});
  return at == all_.end() ? nullptr : &at->second;
}

std::vector<model::Trouble> Troubles::all() const {
  std::vector<model::Trouble> all;
  all.reserve(all_.size());
  for (const auto& [key, trouble] : all_) all.push_back(trouble);
  return all;
}

std::vector<model::Trouble> Troubles::open_of(
    std::initializer_list<model::TroubleKind> kinds) const {
  std::vector<model::Trouble> found;
  for (const model::TroubleKind kind : kinds) {
    for (auto at = all_.lower_bound({kind, ""}); at != all_.end() && at->first.first == kind;
         ++at) {
      if (!at->second.over) found.push_back(at->second);
    }
  }
  return found;
}

bool Troubles::may_tell_begin(model::TroubleKind kind, model::Time now) const {
  const auto last = last_told_.find(kind);
  return last == last_told_.end() || has_passed(last->second, kGatherTime, now);
}

bool Troubles::may_tell_end(const Members& members, model::Time now) {
  if (members.over.empty()) return false;
  return members.open == 0 || has_passed(members.over.begin()->first, kGatherTime, now);
}

bool Troubles::due(model::Time now) const {
  return std::ranges::any_of(untold_,
                             [&](const auto& one) {
                               return !one.second.empty() && may_tell_begin(one.first, now);
                             }) ||
         std::ranges::any_of(told_, [&](const auto& one) { return may_tell_end(one.second, now); });
}

std::vector<Troubles::Telling> Troubles::due_tellings(model::Time now) const {
  std::vector<Telling> tellings;
  for (const auto& [kind, subjects] : untold_) {
    if (subjects.empty() || !may_tell_begin(kind, now)) continue;
    Telling& telling = tellings.emplace_back(Telling{kind, false, {}});
    for (const std::string& subject : subjects) telling.of.push_back(all_.at({kind, subject}));
  }
  for (const auto& [group, members] : told_) {
    if (!may_tell_end(members, now)) continue;
    Telling& telling = tellings.emplace_back(Telling{group.first, true, {}});
    for (const auto& [over, subject] : members.over) {
      telling.of.push_back(all_.at({group.first, subject}));
    }
  }
  for (Telling& telling : tellings) {
    std::ranges::sort(telling.of, {},
                      [](const model::Trouble& one) { return std::tie(one.since, one.name); });
  }
  return tellings;
}

}  // namespace newswatch::engine
