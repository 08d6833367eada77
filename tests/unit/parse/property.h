// Properties as GoogleTests: RapidCheck tries random values and shrinks the one that fails.
//
// The seed is fixed, so that every run tries the same values; RC_PARAMS="seed=1234
// max_success=1000" in the environment tries others. A failure prints the values and how to run
// them again.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <sstream>
#include <string>

namespace newswatch::parse {

template <class Property>
void expect_always(int tries, const Property& property) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  if (std::getenv("RC_PARAMS") == nullptr) {
    params.seed = 2025;
    params.maxSuccess = tries;
  }
  rc::detail::TestMetadata metadata;
  metadata.id = testing::UnitTest::GetInstance()->current_test_info()->name();
  metadata.description = metadata.id;
  const auto result = rc::detail::checkTestable(property, metadata, params);
  if (result.template is<rc::detail::SuccessResult>()) return;
  std::ostringstream report;
  rc::detail::printResultMessage(result, report);
  ADD_FAILURE() << report.str();
}

// Any of them from the first try on: inRange() by itself begins with the smallest.
template <class Number>
Number any_of(Number from, Number below) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, below));
}

}  // namespace newswatch::parse
