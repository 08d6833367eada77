// Whether the daemon told what it had to tell: reads the file sink and the exported events, and
// says in sentences what is wrong.
//
// Articles are recognised by the number in their address, events by the mark in their title.
#pragma once

#include <string>
#include <vector>

namespace newswatch::demo {

// One notification or one event, as newswatch prints it.
struct Told {
  std::string event;          // id
  std::string type;           // of the notification; empty for an event
  std::string title, outlet;  // outlet: of the first report
  std::string link;
  std::vector<int> reports;  // numbers of the articles it holds, ascending
};

// JSON lines of the file sink or of `events export`. A line that is no such object becomes a
// problem.
std::vector<Told> read_told(const std::string& json_lines, std::vector<std::string>& problems);

// The article's number in an address; 0: none.
int article_number(const std::string& link);

// What differs from the script: each expected event notified once, by its opener, under its mark;
// no other notification; each event made of exactly the articles of its happening, under the last
// title of its opener.
void compare(const std::vector<Told>& notifications, const std::vector<Told>& events,
             std::vector<std::string>& problems);

}  // namespace newswatch::demo
