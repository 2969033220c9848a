// JSON against CPython's json module (parity), its errors, and JSON Lines.
#include "core/json.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/error.h"
#include "core/files.h"
#include "core/python_text.h"
#include "core/rng.h"
#include "tests/test_scale.h"

namespace core {
namespace {

TEST(Json, AgreesWithCPython) {
  const fs::path path = fs::path(FR_PARITY_DIR) / "json.jsonl";
  if (!fs::exists(path)) GTEST_SKIP() << path << " is missing: run tests/parity/make_json.py";
  size_t cases = 0;
  size_t accepted = 0;
  for_each_jsonl(path, [&](Value&& line, size_t number) {
    ++cases;
    const std::string& text = line.at("text").as_string();
    Value value;
    try {
      value = parse_json(text);
    } catch (const Error&) {
      EXPECT_TRUE(line.at("repr").is_none()) << "line " << number << " is refused: " << python_repr_string(text);
      return;
    }
    ASSERT_FALSE(line.at("repr").is_none()) << "line " << number << " is accepted: " << python_repr_string(text);
    ++accepted;
    EXPECT_EQ(python_repr(value), line.at("repr").as_string()) << "line " << number;
    EXPECT_EQ(dump_json(value, {.ensure_ascii = true}), line.at("ascii").as_string()) << "line " << number;
    EXPECT_EQ(dump_json(value, {.ensure_ascii = true, .indent = 2, .sort_keys = true}),
              line.at("indented").as_string());
    if (line.at("plain").is_none()) return;
    EXPECT_EQ(dump_json(value), line.at("plain").as_string()) << "line " << number;
  });
  EXPECT_GE(cases, 10000U);
  EXPECT_GE(accepted, 5000U);
}

TEST(Json, ErrorsNameThePlace) {
  try {
    parse_json("{\n  \"a\": 1,\n  \"b\": tru\n}");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).substr(0, 16), "line 3 column 8:");
    EXPECT_EQ(error.kind(), ErrorKind::data);
  }
}

TEST(Json, DeepNestingIsRefused) {
  for (const char* bracket : {"[", "{\"a\":"}) {
    std::string text;
    for (int i = 0; i < 200000; ++i) text += bracket;
    EXPECT_THROW(parse_json(text), Error);
  }
}

TEST(Json, DuplicateKeysKeepTheFirstPlaceAndTheLastValue) {
  EXPECT_EQ(dump_json(parse_json(R"({"a": 1, "b": 2, "a": 3})")), R"({"a": 3, "b": 2})");
}

TEST(Json, LoneSurrogatesComeBack) {
  const std::string text = R"(["\ud800 한국 \udc00x", "😀"])";
  EXPECT_EQ(dump_json(parse_json(text)), text);
}

// Character by character, as the standard says.
std::string plain_json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const size_t name = std::string_view("\"\\\b\f\n\r\t").find(c);
    if (name != std::string_view::npos) {
      out += {'\\', "\"\\bfnrt"[name]};
    } else if (c < ' ' || c == 0x7f) {
      out += c < 0x10 ? "\\u000" : c < 0x20 ? "\\u001" : "\\u007";
      out += "0123456789abcdef"[c % 16];
    } else {
      out += c;
    }
  }
  return out + '"';
}

TEST(Json, StringsOfAnyLengthAreEscapedAnywhere) {
  Rng rng(3);
  for (size_t i = 0; i < 20000 / test::kScale; ++i) {
    std::string text;
    const double special = rng.chance(0.5) ? 0.02 : 0.3;
    for (int64_t left = rng.integer(0, 40); left > 0; --left) {
      text += static_cast<char>(rng.chance(special) ? rng.pick(std::vector<int>{'"', '\\', '\n', 0, 31, 127, '!'})
                                                    : rng.integer(' ', '~'));
    }
    ASSERT_EQ(dump_json(text, {.ensure_ascii = true}), plain_json_string(text));
  }
}

TEST(Json, KeptTextsHoldUntilTheValueIsWritten) {
  Value kept = Dict{{"list", List{"a", std::string(100, 'x')}}, {"é", 1.5}};
  const Value written = Dict{{"list", List{"a", std::string(100, 'x'), 2}}, {"é", 1.5}};
  const std::string text = dump_json(kept, {.ensure_ascii = true});
  keep_json(kept);
  Value copy = kept;
  EXPECT_EQ(dump_json(copy, {.ensure_ascii = true}), text);
  EXPECT_NE(dump_json(copy), text);  // of another style
  EXPECT_NE(dump_json(copy, {.ensure_ascii = true, .indent = 1}), text);
  copy.as_dict()["list"].as_list().emplace_back(2);
  EXPECT_EQ(dump_json(copy, {.ensure_ascii = true}), dump_json(written, {.ensure_ascii = true}));
  EXPECT_EQ(dump_json(kept, {.ensure_ascii = true}), text);
}

TEST(Json, WhatHasNoJsonFormIsRefused) {
  EXPECT_THROW(dump_json(Bytes{"x"}), Error);
  EXPECT_THROW(dump_json(Complex{1, 2}), Error);
  Dict dict;
  dict.set(Tuple{{1}}, 2);
  EXPECT_THROW(dump_json(dict), Error);
}

TEST(Json, StandardJsonIsWhatOthersThanPythonRead) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Dict numbers;
  numbers.set(1, 2.5);
  numbers.set(nullptr, BigInt{"99999999999999999999"});
  for (const Value& good : {Value(), Value("x"), Value(numbers), Value(List{Tuple{{1}}, Dict{{"a", true}}})}) {
    EXPECT_TRUE(is_standard_json(good)) << python_repr(good);
  }
  Dict pairs;
  pairs.set(Tuple{{1}}, 2);
  for (const Value& bad : {Value(std::numeric_limits<double>::quiet_NaN()), Value(List{1, -kInfinity}),
                           Value(Dict{{"a", Tuple{{kInfinity}}}}), Value(Bytes{"x"}), Value(List{pairs})}) {
    EXPECT_FALSE(is_standard_json(bad)) << python_repr(bad);
  }
}

}  // namespace
}  // namespace core
