// What the worlds compute and print in a quick way, against the general way.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "chat/python/arithmetic.h"
#include "core/big_integer.h"
#include "core/format.h"
#include "core/json.h"
#include "core/python_text.h"
#include "core/rng.h"
#include "env/bfcl/worlds/mp_number.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/python_random.h"
#include "env/bfcl/worlds/small_logarithm.h"
#include "tests/test_scale.h"
#include "world_fixtures.h"

namespace {

using core::BigInteger;
using core::Value;
using env::bfcl::MpNumber;
using env::bfcl::MpPrecision;

int64_t random_integer(core::Rng& rng) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const int64_t number = rng.integer(-kMost, kMost) >> rng.integer(0, 62);
  constexpr int64_t kExact = int64_t{1} << 53U;
  return rng.chance(0.2) ? kExact + rng.integer(-3, 3) : number;
}

TEST(QuickPaths, LogarithmsAreThoseOfBigNumbers) {
  core::Rng rng(11);
  size_t quick = 0;
  const size_t count = 4000 / test::kScale;
  for (size_t i = 0; i < count; ++i) {
    const auto number = [&rng] {
      return rng.chance(0.5) ? static_cast<double>(rng.integer(1, 2000))
                             : std::exp(static_cast<double>(rng.integer(-2000, 2000)) / 100.0);
    };
    const double value = number();
    const double base = number();
    const MpPrecision precision(Value(rng.integer(0, 14)));
    const auto found = env::bfcl::small_logarithm(value, base, precision.bits(), precision.digits());
    if (!found) continue;
    ++quick;
    const MpNumber above = log(MpNumber::of(value, precision), precision);
    const MpNumber below = log(MpNumber::of(base, precision), precision);
    ASSERT_EQ("mpf('" + *found + "')", divide(above, below, precision).to_object(precision).repr)
        << value << " " << base << " " << precision.digits();
  }
  EXPECT_GE(quick, count / 2);
}

TEST(QuickPaths, SmallIntsGiveWhatBigOnesDo) {
  using chat::python::numeric_operator;
  using chat::python::Op;
  core::Rng rng(12);
  for (size_t i = 0; i < 20000 / test::kScale; ++i) {
    const int64_t a = random_integer(rng);
    const int64_t b = random_integer(rng);
    ASSERT_TRUE(identical(numeric_operator(Op::add, a, b), (BigInteger(a) + BigInteger(b)).to_value()))
        << a << " " << b;
    ASSERT_TRUE(identical(numeric_operator(Op::sub, a, b), (BigInteger(a) - BigInteger(b)).to_value()))
        << a << " " << b;
    ASSERT_TRUE(identical(numeric_operator(Op::mult, a, b), (BigInteger(a) * BigInteger(b)).to_value()))
        << a << " " << b;
    if (b != 0) {
      ASSERT_EQ(numeric_operator(Op::div, a, b).as_double(), BigInteger::true_divide(BigInteger(a), BigInteger(b)))
          << a << " " << b;
    }
    ASSERT_EQ(numeric_operator(Op::add, a, 0.0).as_double(), BigInteger(a).to_double()) << a;
    ASSERT_EQ(env::bfcl::python_to_float(a), BigInteger(a).to_double()) << a;
  }
}

TEST(QuickPaths, NumbersAreOrderedExactly) {
  core::Rng rng(13);
  for (size_t i = 0; i < 20000 / test::kScale; ++i) {
    const int64_t a = random_integer(rng);
    const auto real = static_cast<double>(a + rng.integer(-2, 2) * (a > 0 ? -1 : 1));
    // Doubles of this size are ints, which compare as such.
    const BigInteger whole = BigInteger::from_text(core::fixed(real, 0), 10);
    ASSERT_EQ(env::bfcl::python_less(a, real), BigInteger::compare(BigInteger(a), whole) < 0) << a << " " << real;
    ASSERT_EQ(env::bfcl::python_less(real, a), BigInteger::compare(whole, BigInteger(a)) < 0) << a << " " << real;
  }
  EXPECT_TRUE(env::bfcl::python_less(1, 1.5));
  EXPECT_TRUE(env::bfcl::python_less(-1.5, -1));
  EXPECT_FALSE(env::bfcl::python_less(1, std::numeric_limits<double>::quiet_NaN()));
}

TEST(QuickPaths, CopiesOfARandomStreamGoOnAlike) {
  core::Rng rng(14);
  env::bfcl::PythonRandom first(99);
  for (int i = 0; i < 50; ++i) {
    env::bfcl::PythonRandom copy = first;
    const auto count = rng.integer(1, 300);
    for (int64_t draw = 0; draw < count; ++draw) ASSERT_EQ(copy.bits(32), first.bits(32));
    ASSERT_EQ(copy.drawn(), first.drawn());
    copy.bits(32);  // leaves the other where it was
  }
}

// Kept texts against a printer that knows none: the answers' values are rebuilt from their own repr.
TEST(QuickPaths, KeptTextsAreTheTextsOfTheValues) {
  env::bfcl::WorldOptions options;
  options.classes = {"TradingBot"};
  options.long_context = true;
  options.initial_config["TradingBot"] = core::Dict{{"authenticated", true}};
  env::bfcl::World world(options);
  for (const char* call : {"get_watchlist()", "get_available_stocks(sector='Technology')", "get_stock_info('AAPL')"}) {
    const env::bfcl::CallOutcome outcome = world.execute(call);
    Value rebuilt = outcome.value;  // written item by item, so that no text is kept
    if (rebuilt.is_list()) {
      rebuilt.as_list().emplace_back();
      rebuilt.as_list().pop_back();
      EXPECT_EQ(outcome.text, core::python_str(rebuilt)) << call;
    } else {
      for (core::DictItem& item : rebuilt.as_dict()) {
        if (item.value.is_list()) item.value.as_list().emplace_back();
        if (item.value.is_list()) item.value.as_list().pop_back();
      }
      EXPECT_EQ(outcome.text, core::dump_json(rebuilt, {.ensure_ascii = true})) << call;
    }
  }
  world.execute("add_to_watchlist(stock='AAPL')");
  const env::bfcl::CallOutcome watched = world.execute("get_watchlist()");
  Value rebuilt = watched.value;
  rebuilt.as_list();
  EXPECT_EQ(watched.text, core::python_str(rebuilt));
}

}  // namespace
