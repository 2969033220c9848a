// format, text, hash, rng, progress.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <set>

#include "core/error.h"
#include "core/format.h"
#include "core/hash.h"
#include "core/progress.h"
#include "core/rng.h"
#include "core/text.h"

namespace core {
namespace {

TEST(Format, FillsInOrder) {
  EXPECT_EQ(format("{} of {}", 1, "two"), "1 of two");
  EXPECT_EQ(format("{.3} {.0} {}", 3.14159, 2.5, true), "3.142 2 true");
  EXPECT_EQ(format("{{}} {}", std::string("x")), "{}} x");
  EXPECT_EQ(format("{} {}", 1), "1 {}");
  EXPECT_EQ(format("no close {", 1), "no close {");
}

TEST(Text, NearestIgnoresFarWords) {
  const std::vector<std::string> words{"learning_rate", "warmup", "seed"};
  EXPECT_EQ(nearest_text("learning_rat", words), "learning_rate");
  EXPECT_EQ(nearest_text("sed", words), "seed");
  EXPECT_EQ(nearest_text("zzzzzz", words), "");
}

TEST(Text, SplitsJoinsTrimsReplaces) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(join(std::vector<std::string>{"a", "b"}, ", "), "a, b");
  EXPECT_EQ(trim(" \t a b\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(replace_all("aaa", "a", "aa"), "aaaaaa");
}

TEST(Hash, Sha256OfKnownTexts) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Rng, StreamsDependOnEveryKeyAndNotOnOrderOfUse) {
  std::set<uint64_t> first;
  for (uint64_t step = 0; step < 50; ++step) {
    for (uint64_t sample = 0; sample < 50; ++sample) first.insert(Rng(7, step, sample).next());
  }
  EXPECT_EQ(first.size(), 2500U);
  Rng a(1, 2);
  Rng child = a.fork("x");
  const uint64_t expected = child.next();
  a.next();
  EXPECT_NE(a.fork("y").next(), expected);
  EXPECT_EQ(Rng(1, 2).fork("x").next(), expected);
}

TEST(Rng, UniformsPassACoarseChiSquare) {
  Rng rng(3);
  std::array<int, 16> counts{};
  constexpr int kDraws = 160000;
  for (int i = 0; i < kDraws; ++i) ++counts.at(rng.index(16));
  double chi = 0;
  for (const int count : counts) chi += std::pow(count - kDraws / 16.0, 2) / (kDraws / 16.0);
  EXPECT_LT(chi, 45);  // 15 degrees of freedom: P < 1e-4
  EXPECT_GT(chi, 2);
}

TEST(Rng, IntegerCoversBothEndsAndWholeRange) {
  Rng rng(5);
  std::set<int64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(rng.integer(-2, 2));
  EXPECT_EQ(seen, (std::set<int64_t>{-2, -1, 0, 1, 2}));
  rng.integer(std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
  rng.integer(-std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::max());
  EXPECT_THROW(rng.integer(1, 0), Error);
  EXPECT_THROW(rng.index(0), Error);
}

TEST(Rng, NormalHasMomentsAndWeightedFollowsWeights) {
  Rng rng(9);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 100000; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / 100000, 0, 0.02);
  EXPECT_NEAR(squares / 100000, 1, 0.03);
  const std::array<double, 3> weights{0, 3, 1};
  int ones = 0;
  for (int i = 0; i < 10000; ++i) {
    const size_t pick = rng.weighted(weights);
    ASSERT_NE(pick, 0U);
    ones += pick == 1 ? 1 : 0;
  }
  EXPECT_NEAR(ones, 7500, 200);
}

TEST(Progress, DurationsAndCountsRead) {
  EXPECT_EQ(format_duration(3.25), "3.2 s");
  EXPECT_EQ(format_duration(42), "42 s");
  EXPECT_EQ(format_duration(187), "3:07");
  EXPECT_EQ(format_duration(3909), "1:05:09");
  EXPECT_EQ(format_duration(INFINITY), "?");
  EXPECT_EQ(format_count(12345), "12.3k");
  EXPECT_EQ(format_count(0.5), "0.50");
  EXPECT_EQ(format_count(250), "250");
}

TEST(Errors, CarryPlaceHintAndExitCode) {
  const Error error = data_error("bad field", "mend it").in("file.json:3");
  EXPECT_STREQ(error.what(), "file.json:3: bad field");
  EXPECT_EQ(error.hint(), "mend it");
  EXPECT_EQ(error.exit_code(), 3);
  EXPECT_THROW(FR_CHECK(1 == 2, "value {}", 5), Error);
}

}  // namespace
}  // namespace core
