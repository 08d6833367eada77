// How RocksDB is set up for newswatch: its options, its log, the disk it writes to, and what it
// tells of its files. Internal to store/.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace rocksdb {
class Env;
struct ColumnFamilyOptions;
struct Options;
}  // namespace rocksdb

namespace newswatch::store {

// level: 0 debug, 1 info, 2 warning. From any thread. RocksDB's own errors are warnings here: what
// they come to is an error that a call of ours returns.
using RocksLog = std::function<void(int level, std::string_view line)>;

rocksdb::Options base_options(RocksLog log);

// The same for a family of long rows that are read one after the other as often as one by one.
rocksdb::ColumnFamilyOptions with_long_blocks(const rocksdb::Options& options);

// For a family that is mostly asked for what it does not have.
void expect_absent_keys(rocksdb::ColumnFamilyOptions& family);

// The machine's disk. A quota that is used up (EDQUOT) is a full disk there: RocksDB goes on by
// itself when there is room. It must outlive the database.
std::unique_ptr<rocksdb::Env> quota_aware_disk();

// RocksDB calls it from a thread of its own each time that its list of files has changed.
void on_new_files(rocksdb::Options& options, std::function<void()> call);

}  // namespace newswatch::store
