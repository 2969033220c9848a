// Python's equality, exact between ints and floats, and dicts of mixed keys.
#include "core/value.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

#include "core/big_integer.h"
#include "core/error.h"

namespace core {
namespace {

TEST(Value, CopiesShareUntilOneIsWritten) {
  Value original = Dict{{"list", List{1, 2}}, {"text", "a"}};
  Value copy = original;
  copy.as_dict()["list"].as_list().emplace_back(3);
  copy.as_dict()["text"] = "b";
  EXPECT_TRUE(identical(original, Dict{{"list", List{1, 2}}, {"text", "a"}}));
  EXPECT_TRUE(identical(copy, Dict{{"list", List{1, 2, 3}}, {"text", "b"}}));
  original.as_dict()["list"].as_list().clear();
  EXPECT_EQ(copy.at("list").as_list().size(), 3U);
}

TEST(Value, APartOfAValueMayTakeItsPlace) {
  Value value = List{Dict{{"deep", List{7}}}, 1};
  value = value.as_list()[0];
  value = std::as_const(value).at("deep");
  value = std::move(value.as_list()[0]);
  EXPECT_TRUE(identical(value, 7));
}

TEST(Value, TypesAreToldApart) {
  const std::vector<std::pair<Value, std::string_view>> typed = {{Value(), "NoneType"},
                                                                 {true, "bool"},
                                                                 {1, "int"},
                                                                 {BigInt{"1" + std::string(30, '0')}, "int"},
                                                                 {1.5, "float"},
                                                                 {"a", "str"},
                                                                 {List(), "list"},
                                                                 {Tuple{}, "tuple"},
                                                                 {Dict(), "dict"},
                                                                 {Bytes{"a"}, "bytes"},
                                                                 {Complex{1, 2}, "complex"},
                                                                 {Object{"Ellipsis", "ellipsis"}, "ellipsis"}};
  for (size_t i = 0; i < typed.size(); ++i) {
    EXPECT_EQ(typed[i].first.type_name(), typed[i].second);
    for (size_t j = 0; j < typed.size(); ++j) EXPECT_EQ(typed[i].first.type() == typed[j].first.type(), i == j);
    EXPECT_THROW((void)(typed[i].first.is_list() ? typed[i].first.as_dict().size() : typed[i].first.as_list().size()),
                 Error);
  }
}

TEST(Value, NumbersCompareExactly) {
  EXPECT_TRUE(python_equal(true, 1));
  EXPECT_TRUE(python_equal(1, 1.0));
  EXPECT_TRUE(python_equal(1.0, Complex{1, 0}));
  EXPECT_TRUE(python_equal(BigInt{"100000000000000000000"}, 1e20));
  EXPECT_FALSE(python_equal(BigInt{"100000000000000000001"}, 1e20));
  EXPECT_FALSE(python_equal(int64_t{9007199254740993}, 9007199254740992.0));
  EXPECT_FALSE(python_equal(std::numeric_limits<int64_t>::max(), 9223372036854775808.0));
  EXPECT_FALSE(python_equal(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(python_equal("1", 1));
  EXPECT_FALSE(python_equal(List{1}, Tuple{{1}}));
  EXPECT_FALSE(python_equal("a", Bytes{"a"}));
  EXPECT_FALSE(identical(1, 1.0));
  EXPECT_FALSE(identical(0.0, -0.0));
}

TEST(Value, EqualKeysOfAnyTypeAreOneKey) {
  for (const int padding : {0, 100}) {  // small dicts are searched, large ones have an index
    Dict dict;
    for (int i = 0; i < padding; ++i) dict.set(Value("k" + std::to_string(i)), i);
    dict.set(1, "int");
    dict.set(true, "bool");
    dict.set(1.0, "float");
    dict.set(Complex{1, 0}, "complex");
    dict.set(BigInt{"100000000000000000000"}, "big");
    dict.set(1e20, "float");
    dict.set(Tuple{{1, "a"}}, 1);
    dict.set(Tuple{{1.0, "a"}}, 2);
    dict.set("1", "text");
    dict.set(Bytes{"1"}, "bytes");
    dict.set(nullptr, "none");
    EXPECT_EQ(dict.size(), static_cast<size_t>(padding) + 6);
    EXPECT_EQ(dict.find(Value(1))->as_string(), "complex");
    EXPECT_EQ(dict.find(Value(BigInt{"100000000000000000000"}))->as_string(), "float");
    EXPECT_EQ(dict.find(Value(Tuple{{true, "a"}}))->as_int(), 2);
    EXPECT_EQ(dict.find("1")->as_string(), "text");
    EXPECT_TRUE(dict.erase("1"));
    EXPECT_EQ(dict.find("1"), nullptr);
    EXPECT_EQ(dict.find(Value(nullptr))->as_string(), "none");
  }
}

TEST(Value, ManyIntegerKeysStayFast) {
  Dict dict;
  for (int i = 0; i < 200000; ++i) dict.set(i % 100000, i);
  EXPECT_EQ(dict.size(), 100000U);
  EXPECT_EQ(dict.find(Value(99999))->as_int(), 199999);
}

TEST(Value, BigIntegersDivideAsPythonDoes) {
  const auto big = [](const char* text) { return BigInteger::from_text(text, 10); };
  BigInteger quotient, remainder;
  BigInteger::floor_divide(big("-100000000000000000000000000000"), big("7000000000000000"), quotient, remainder);
  EXPECT_EQ(quotient.to_decimal(), "-14285714285715");
  EXPECT_EQ(remainder.to_decimal(), "5000000000000000");
  EXPECT_EQ((big("-36893488147419103232") & big("79228162514264337593543950335")).to_decimal(),
            "79228162477370849446124847104");
  EXPECT_EQ(big("-36893488147419103233").shift_right(65).to_decimal(), "-2");
  EXPECT_EQ(big("9007199254740993").to_double(), 9007199254740992.0);
  EXPECT_EQ(BigInteger::true_divide(BigInteger(1), BigInteger(3)), 1.0 / 3.0);
}

}  // namespace
}  // namespace core
