// notification_json() for targets that take a limited size. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>

#include "model/notification.h"

namespace newswatch::notify {

// The JSON of the notification in at most `most` bytes, which must be 4,000 or more. What does not
// fit is left out: first reports (or items, or subjects) from the end, then the ends of long texts,
// links that are too long, and names of outlets. The counts stay true.
std::string fitting_json(const model::Notification& notification, std::size_t most);

}  // namespace newswatch::notify
