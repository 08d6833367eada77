// A store in memory, empty at first; for tests.
#pragma once

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <memory>

#include "store/rocks_store.h"
#include "unit/store/samples.h"

namespace newswatch::store {

class RocksStoreInMemory : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    store_.reset();
    auto opened = RocksStore::open("/store", {.log = {}, .env = env_.get()});
    ASSERT_TRUE(opened) << opened.error().context;
    store_ = std::move(*opened);
  }
  void commit(const Batch& batch) {
    const auto done = store_->commit(batch);
    ASSERT_TRUE(done) << done.error().context;
  }

  std::unique_ptr<rocksdb::Env> env_{rocksdb::NewMemEnv(rocksdb::Env::Default())};
  std::unique_ptr<RocksStore> store_;
};

}  // namespace newswatch::store
