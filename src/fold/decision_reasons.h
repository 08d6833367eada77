// decision_reasons: why a story was given its event, in words for people. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fold/features.h"
#include "fold/fold.h"
#include "fold/similarity.h"

namespace newswatch::fold {

// "altman 0.21, overstated 0.18": the terms that the story shares with the event and their part of
// the likeness, highest first; at most six. `terms` are the story's, sorted by id.
std::string shared_words(const ScoredEvent& scored, std::span<const StoryTerm> terms);

// Of a story that joined: the copied headline, the link, then the shared words, numbers, deeds and
// actions, what contradicts, then the time.
std::vector<std::string> why_joined(const ScoredEvent& event,
                                    const std::optional<HeadlineCopy>& copy,
                                    const IncomingStory& story, std::span<const StoryTerm> terms);
// Of one that opened an event; `best` is nullptr if none was like it.
std::vector<std::string> why_opened(const ScoredEvent* best);

}  // namespace newswatch::fold
