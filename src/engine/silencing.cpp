#include "engine/silencing.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "notify/policy.h"
#include "store/queries.h"

namespace newswatch::engine {

model::Result<Silencing> silence(store::EventStore& store, const model::Silence& wanted,
                                 model::Time now) {
  auto known = store::all_silences(store);
  if (!known) return tl::unexpected(known.error());
  Silencing done{std::move(*known), {}};
  std::erase_if(done.silences, [&](const model::Silence& one) {
    return one.until <= now || (one.kind == wanted.kind && one.subject == wanted.subject);
  });
  store::Batch batch;
  batch.sync = true;
  if (wanted.until > now) {
    if (done.silences.size() >= kMostSilences) {
      return model::fail(model::ErrorKind::kBadInput,
                         fmt::format("there are {} silences already", kMostSilences));
    }
    done.silences.push_back(wanted);
  }
  const auto walked = store::for_each_outbox(store, [&](const model::OutboxRow& row) {
    const bool held = row.waits_for == notify::kWaitsForSilence && row.attempts == 0 &&
                      notify::is_silenced(wanted, row.notification);
    if (!held) return true;
    model::Time until = now;
    for (const model::Silence& one : done.silences) {
      if (notify::is_silenced(one, row.notification)) until = std::max(until, one.until);
    }
    if (until + notify::kGatherGrace == row.not_before) return true;
    done.rows.push_back(row);
    done.rows.back().not_before = until + notify::kGatherGrace;
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  batch.silences = done.silences;
  batch.outbox = done.rows;
  if (auto stored = store.commit(batch); !stored) return tl::unexpected(stored.error());
  return done;
}

}  // namespace newswatch::engine
