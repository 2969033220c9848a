// What a stream holds for a client that does not read.
#include "serve/exchange.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace serve {
namespace {

TEST(Exchange, WhatIsUnreadIsBoundedBesideTheLongestWrite) {
  const auto exchange = std::make_shared<Exchange>(nullptr, HttpHead{}, "req-1", size_t{100});
  bool gone = false;
  exchange->on_gone([&] { gone = true; });
  exchange->begin_stream();
  EXPECT_TRUE(exchange->write(std::string(10, 'a')));
  EXPECT_TRUE(exchange->write(std::string(1000, 'b'))) << "longer than the bound, and something waits";
  EXPECT_TRUE(exchange->write(std::string(90, 'c')));
  EXPECT_FALSE(gone);
  EXPECT_FALSE(exchange->write("d"));
  EXPECT_TRUE(gone);
  EXPECT_EQ(exchange->status(), 499);
}

TEST(Exchange, ManySmallWritesAreCutOffAtTheBound) {
  const auto exchange = std::make_shared<Exchange>(nullptr, HttpHead{}, "req-1", size_t{100});
  exchange->begin_stream();
  size_t written = 0;
  while (exchange->write(std::string(10, 'a'))) written += 10;
  EXPECT_EQ(written, 110U);
}

}  // namespace
}  // namespace serve
