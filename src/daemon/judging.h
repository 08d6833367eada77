// How the judge that the settings name comes to be: the loop of the daemon and a single round share
// it.
#pragma once

#include <functional>
#include <memory>

#include "config/settings.h"
#include "judge/asker.h"
#include "judge/judge.h"
#include "model/result.h"

namespace newswatch::daemon {

// nullptr: the settings name no judge.
using MakeJudge =
    std::function<model::Result<std::unique_ptr<judge::Judge>>(const config::Settings&)>;

// One that can't be made is reported, and every question then ends without an answer.
std::unique_ptr<judge::Asker> make_asker(const MakeJudge& make_judge,
                                         const config::Settings& settings);

}  // namespace newswatch::daemon
