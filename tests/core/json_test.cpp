// JSON against CPython's json module (parity), its errors, and JSON Lines.
#include "core/json.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files.h"
#include "core/python_text.h"

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

TEST(Json, WhatHasNoJsonFormIsRefused) {
  EXPECT_THROW(dump_json(Bytes{"x"}), Error);
  EXPECT_THROW(dump_json(Complex{1, 2}), Error);
  Dict dict;
  dict.set(Tuple{{1}}, 2);
  EXPECT_THROW(dump_json(dict), Error);
}

}  // namespace
}  // namespace core
