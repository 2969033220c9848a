// repr() and str() as CPython prints them. Random values are compared in json_test.cpp.
#include "core/python_text.h"

#include <gtest/gtest.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/files.h"
#include "core/format.h"
#include "core/json.h"
#include "core/python_string.h"
#include "core/rng.h"
#include "core/utf8.h"
#include "tests/test_scale.h"

namespace core {
namespace {

TEST(PythonText, Floats) {
  EXPECT_EQ(python_float(1.0), "1.0");
  EXPECT_EQ(python_float(-0.0), "-0.0");
  EXPECT_EQ(python_float(1e15), "1000000000000000.0");
  EXPECT_EQ(python_float(1e16), "1e+16");
  EXPECT_EQ(python_float(0.0001), "0.0001");
  EXPECT_EQ(python_float(0.00001), "1e-05");
  EXPECT_EQ(python_float(1.5e300), "1.5e+300");
  EXPECT_EQ(python_float(5e-324), "5e-324");
  EXPECT_EQ(python_float(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(python_float(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(python_float(std::numeric_limits<double>::quiet_NaN()), "nan");
}

// Decimals of few digits take a way of their own: the text must be the one that the search for shortest digits finds.
TEST(PythonText, ShortDecimalsAreShortest) {
  Rng rng(11);
  for (size_t i = 0; i < 100'000 / test::kScale; ++i) {
    const int64_t digits = rng.integer(-1'000'000'000'000'000, 1'000'000'000'000'000) >> rng.integer(0, 50);
    double value = static_cast<double>(digits) / std::pow(10.0, static_cast<double>(rng.integer(0, 7)));
    if (rng.chance(0.2)) value = std::nextafter(value, 1e300);
    if (std::abs(value) < 1e-4) continue;
    std::array<char, 64> buffer{};
    std::string expected(buffer.data(),
                         std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::fixed).ptr);
    if (expected.find('.') == std::string::npos) expected += ".0";
    ASSERT_EQ(python_float(value), expected);
  }
}

TEST(PythonText, FixedDecimalsAreThoseOfPrintf) {
  Rng rng(5);
  for (size_t i = 0; i < 20000 / test::kScale; ++i) {
    const double value =
        std::ldexp(static_cast<double>(rng.integer(-4000, 4000)), static_cast<int>(rng.integer(-12, 60)));
    const auto decimals = static_cast<int>(rng.integer(0, 12));
    std::array<char, 128> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
    ASSERT_EQ(fixed(value, decimals), buffer.data());
  }
  EXPECT_EQ(fixed(0.125, 2), "0.12");
  EXPECT_EQ(fixed(-1e300, 2).size(), 305U);
  EXPECT_EQ(fixed(1.0, 500).size(), 502U);
}

TEST(PythonText, Strings) {
  EXPECT_EQ(python_repr_string("it's"), "\"it's\"");
  EXPECT_EQ(python_repr_string("'\""), "'\\'\"'");
  EXPECT_EQ(python_repr_string("a\\b\n\t\r\x01\x7f"), "'a\\\\b\\n\\t\\r\\x01\\x7f'");
  EXPECT_EQ(python_repr_string("é\xc2\xa0\xe2\x80\x8b😀"), "'é\\xa0\\u200b😀'");
  EXPECT_EQ(python_repr_string("\xed\xa0\x80"), "'\\ud800'");
  EXPECT_EQ(python_str("it's"), "it's");
}

TEST(PythonText, OtherValues) {
  EXPECT_EQ(python_repr(Tuple{{1}}), "(1,)");
  EXPECT_EQ(python_repr(Tuple{}), "()");
  EXPECT_EQ(python_repr(List{true, nullptr, Dict{{"a", 1.5}}}), "[True, None, {'a': 1.5}]");
  EXPECT_EQ(python_repr(Bytes{std::string("a'\"\0\xff\n", 6)}), "b'a\\'\"\\x00\\xff\\n'");
  EXPECT_EQ(python_repr(Complex{0, 2}), "2j");
  EXPECT_EQ(python_repr(Complex{-0.0, 2.5}), "(-0+2.5j)");
  EXPECT_EQ(python_repr(Complex{1, -std::numeric_limits<double>::infinity()}), "(1-infj)");
  EXPECT_EQ(python_str(BigInt{"-100000000000000000000"}), "-100000000000000000000");
}

TEST(PythonText, FindsTextsAsStrFindDoes) {
  constexpr size_t kNowhere = std::string_view::npos;
  EXPECT_EQ(find_text("abcabc", "c"), 2U);
  EXPECT_EQ(find_text("abcabc", "c", 3), 5U);
  EXPECT_EQ(find_text("abcabc", "cc"), kNowhere);
  EXPECT_EQ(find_text("abc", "", 3), 3U);
  EXPECT_EQ(find_text("abc", "", 4), kNowhere);
  EXPECT_EQ(find_text("", ""), 0U);
  EXPECT_EQ(find_text("", "a"), kNowhere);
}

TEST(PythonText, EveryCodePointPrintsOrNotAsInCPython) {
  const fs::path path = fs::path(FR_PARITY_DIR) / "printable.json";
  if (!fs::exists(path)) GTEST_SKIP() << path << " is missing: run tests/parity/make_json.py";
  const Value file = read_json_file(path);
  const List& changes = file.as_list();
  bool expected = false;
  size_t next = 0;
  size_t wrong = 0;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (next < changes.size() && static_cast<int64_t>(c) == changes[next].as_int()) {
      expected = !expected;
      ++next;
    }
    if (is_printable(c) == expected) continue;
    if (++wrong <= 5) ADD_FAILURE() << "U+" << std::hex << static_cast<uint32_t>(c) << " expected " << expected;
  }
  EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace core
