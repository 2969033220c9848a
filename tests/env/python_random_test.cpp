#include "env/bfcl/worlds/python_random.h"

#include <gtest/gtest.h>

namespace {

using env::bfcl::PythonRandom;

// Numbers printed by CPython 3.11.
TEST(PythonRandom, DrawsThePythonNumbers) {
  PythonRandom travel(141053);
  for (const int64_t expected : {251675, 966117, 376965, 488941}) EXPECT_EQ(travel.randint(100000, 999999), expected);
  PythonRandom messages(200191);
  for (const int64_t expected : {67410, 41772, 24547, 24421}) EXPECT_EQ(messages.randint(10000, 99999), expected);
  PythonRandom vehicle(141053);
  EXPECT_EQ(vehicle.uniform(-10, 40), 36.63485703790535);
  EXPECT_EQ(vehicle.uniform(0, 120), 99.11925428879405);
}

TEST(PythonRandom, DrawsMoreThan32BitsFromTwoWords) {
  PythonRandom random(141053);
  EXPECT_EQ(random.randint(100000000000, 999999999999), 262919693687);
  EXPECT_EQ(random.randint(100000000000, 999999999999), 391310425148);
}

TEST(PythonRandom, TakesTheSeedsMagnitudeInWords) {
  PythonRandom wide(123456789012345);
  EXPECT_EQ(wide.randint(0, 1000000), 707238);
  PythonRandom negative(-141053);
  EXPECT_EQ(negative.randint(100000, 999999), 251675);
  PythonRandom zero(0);
  EXPECT_EQ(zero.random(), 0.8444218515250481);
}

TEST(PythonRandom, CrossesBlocksOfItsState) {
  PythonRandom random(7);
  double last = 0;
  for (int i = 0; i < 2000; ++i) last = random.random();
  EXPECT_EQ(last, 0.034373654913951945);
}

TEST(PythonRandom, CopiesAreIndependent) {
  PythonRandom first(141053);
  PythonRandom unstarted = first;
  first.randint(100000, 999999);
  PythonRandom second = first;
  EXPECT_EQ(second.randint(100000, 999999), 966117);
  EXPECT_EQ(second.randint(100000, 999999), 376965);
  EXPECT_EQ(first.randint(100000, 999999), 966117);
  EXPECT_EQ(unstarted.randint(100000, 999999), 251675);
}

TEST(PythonRandom, ReachesBothEnds) {
  PythonRandom random(3);
  EXPECT_EQ(random.randint(5, 5), 5);
  bool low = false;
  bool high = false;
  for (int i = 0; i < 100; ++i) {
    const int64_t drawn = random.randint(-1, 1);
    EXPECT_GE(drawn, -1);
    EXPECT_LE(drawn, 1);
    low |= drawn == -1;
    high |= drawn == 1;
  }
  EXPECT_TRUE(low && high);
}

}  // namespace
