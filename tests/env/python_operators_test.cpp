#include "env/bfcl/worlds/python_operators.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/python_text.h"
#include "env/bfcl/worlds/python_date.h"
#include "env/bfcl/worlds/python_error.h"

namespace {

using core::Value;
using env::bfcl::read_date;
namespace bfcl = env::bfcl;

template <class Function>
std::string raised(const Function& function) {
  try {
    function();
  } catch (const bfcl::PythonError& error) {
    return error.text;
  }
  return "nothing raised";
}

std::string float_text(const Value& value) {
  try {
    return core::python_float(bfcl::python_to_float(value));
  } catch (const bfcl::PythonError& error) {
    return error.text;
  }
}

// Results of CPython 3.11's float().
TEST(PythonOperators, ReadsFloats) {
  for (const auto& [text, expected] : {std::pair{"1_0.5", "10.5"},
                                       {" 1e3\n", "1000.0"},
                                       {"٣", "3.0"},
                                       {".5", "0.5"},
                                       {"5.", "5.0"},
                                       {"-Infinity", "-inf"},
                                       {"nan", "nan"},
                                       {"1e999", "inf"},
                                       {"-0", "-0.0"},
                                       {"+7E-1", "0.7"}}) {
    EXPECT_EQ(float_text(text), expected) << text;
  }
  EXPECT_EQ(float_text(true), "1.0");
  EXPECT_EQ(float_text(core::Bytes{"7"}), "7.0");
}

TEST(PythonOperators, RefusesOtherTextsAsFloats) {
  for (const char* text : {"1__0", "_1", "1_", "0x10", "1e", "", ".", "1 0", "1_.5", "--1", "in_f", "²"}) {
    EXPECT_EQ(float_text(text), "could not convert string to float: " + core::python_repr(text));
  }
  EXPECT_EQ(float_text(Value()), "float() argument must be a string or a real number, not 'NoneType'");
  EXPECT_EQ(float_text(core::Complex{0, 2}), "float() argument must be a string or a real number, not 'complex'");
  EXPECT_EQ(float_text(core::BigInt{"1" + std::string(400, '0')}), "int too large to convert to float");
}

TEST(PythonOperators, RoundsTheExactValue) {
  for (const auto& [value, expected] :
       {std::pair{2.675, 2.67}, {0.125, 0.12}, {0.375, 0.38}, {1e300, 1e300}, {2.5, 2.5}, {1.005, 1.0}}) {
    EXPECT_EQ(bfcl::python_round(value, 2), expected) << value;
  }
  EXPECT_TRUE(std::signbit(bfcl::python_round(-0.001, 2)));
}

TEST(PythonOperators, ComparesIntsAndFloatsExactly) {
  EXPECT_TRUE(bfcl::python_less(9007199254740992.0, int64_t{9007199254740993}));
  EXPECT_FALSE(bfcl::python_less(int64_t{9007199254740993}, 9007199254740992.0));
  EXPECT_TRUE(bfcl::python_less(-3, -2.5));
  EXPECT_FALSE(bfcl::python_less(-2, -2.5));
  EXPECT_TRUE(bfcl::python_less(core::BigInt{"100000000000000000000"}, INFINITY));
  EXPECT_FALSE(bfcl::python_less(1, NAN));
  EXPECT_FALSE(bfcl::python_less(NAN, 1));
  EXPECT_TRUE(bfcl::python_less(false, 0.5));
  EXPECT_TRUE(bfcl::python_less("a", "b"));
  EXPECT_EQ(raised([] { bfcl::python_less(1.5, "2"); }), "'<' not supported between instances of 'float' and 'str'");
}

TEST(PythonOperators, NamesTheOperandsItCannotTake) {
  const core::Value text = "10";
  EXPECT_EQ(raised([&] { bfcl::python_subtract_in_place(5.0, text); }),
            "unsupported operand type(s) for -=: 'float' and 'str'");
  EXPECT_EQ(raised([&] { bfcl::python_add_in_place(text, 5.0); }), "can only concatenate str (not \"float\") to str");
  EXPECT_EQ(raised([&] { bfcl::python_divide(text, 7); }), "unsupported operand type(s) for /: 'str' and 'int'");
  EXPECT_EQ(raised([&] { bfcl::python_multiply(text, 0.8); }), "can't multiply sequence by non-int of type 'float'");
  EXPECT_EQ(bfcl::python_multiply(text, 3), Value("101010"));
  EXPECT_EQ(raised([&] { bfcl::python_subscript(text, "a"); }), "string indices must be integers, not 'str'");
  EXPECT_EQ(raised([&] { bfcl::require_hashable(core::Tuple{{1, core::List{}}}); }), "unhashable type: 'list'");
}

std::string date_text(const std::string& text) {
  const bfcl::DateReading reading = read_date(text);
  if (!reading.date) return reading.error;
  return std::to_string(reading.date->year) + "/" + std::to_string(reading.date->month) + "/" +
         std::to_string(reading.date->day);
}

// Results of CPython 3.11's datetime.strptime(text, '%Y-%m-%d').
TEST(PythonDate, ReadsWhatStrptimeReads) {
  for (const auto& [text, expected] : {std::pair{"2024-1-2", "2024/1/2"},
                                       {"2024-01-02", "2024/1/2"},
                                       {"2024-01- 5", "2024/1/5"},
                                       {"２０２４-01-1٣", "2024/1/13"},
                                       {"2024-02-29", "2024/2/29"},
                                       {"2000-02-29", "2000/2/29"},
                                       {"2024-02-30", "day is out of range for month"},
                                       {"2023-02-29", "day is out of range for month"},
                                       {"1900-02-29", "day is out of range for month"},
                                       {"2024-11-31", "day is out of range for month"},
                                       {"0000-01-01", "year 0 is out of range"},
                                       {"2024-10-32", "unconverted data remains: 2"},
                                       {"2024-01-01 ", "unconverted data remains:  "},
                                       {"2024-1-2x", "unconverted data remains: x"}}) {
    EXPECT_EQ(date_text(text), expected) << text;
  }
  for (const char* text :
       {"", "2024-13-01", "24-01-01", "2024-01-0", " 2024-01-01", "2024/01/01", "2024-01-", "²024-01-01"}) {
    EXPECT_EQ(date_text(text), "time data " + core::python_repr(text) + " does not match format '%Y-%m-%d'");
  }
  EXPECT_EQ(raised([] { read_date(Value()); }), "strptime() argument 1 must be str, not None");
  EXPECT_EQ(raised([] { read_date(3.5); }), "strptime() argument 1 must be str, not float");
}

TEST(PythonDate, CountsFullYears) {
  EXPECT_EQ(bfcl::years_between({2000, 6, 15}, {2018, 6, 14}), 17);
  EXPECT_EQ(bfcl::years_between({2000, 6, 15}, {2018, 6, 15}), 18);
}

}  // namespace
