// feeds_files: the files of their own in which feeds stand. Internal to config/.
//
// An entry is a path or a glob(7), relative to the folder of the config. A .toml file holds
// [[feed]] tables and nothing else, an .opml file the list of another reader (import_feeds.h).
// Files come in the order of the entries, those of a glob in the order of their bytes; one that
// several entries name is read once, at the first. A glob may match nothing. What can't be read is
// a problem of the entry, what is wrong inside a file is one of the file. One thread.
#pragma once

#include "config/read_tables.h"
#include "config/settings.h"
#include "config/table_reader.h"

namespace newswatch::config {

// Appends the feeds of Settings::feeds_files to the feeds that are there, which are in `places`,
// and fills Settings::feeds_from. top: the table that has the key.
void read_feeds_files(TableReader& top, FeedPlaces& places, Settings& settings);

}  // namespace newswatch::config
