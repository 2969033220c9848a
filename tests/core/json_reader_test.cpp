// JsonReader against parse_json: the same values and the same errors, on the benchmark's data and on hostile texts.
#include "core/json_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>

#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "core/json_parts.h"
#include "core/python_text.h"
#include "core/rng.h"
#include "tests/test_scale.h"

namespace core {
namespace {

// The value, or the error's text.
template <class Read>
std::pair<Value, std::string> outcome_of(Read read) {
  try {
    return {read(), ""};
  } catch (const Error& error) {
    return {Value(), error.what()};
  }
}

// Whether it is a value; the two readers must agree.
bool expect_same(JsonReader& reader, std::string_view text) {
  const auto [value, fault] = outcome_of([&] { return parse_json(text); });
  const auto [read, read_fault] = outcome_of([&] { return reader.read(text); });
  EXPECT_EQ(read_fault, fault) << python_repr_string(text);
  EXPECT_TRUE(identical(read, value)) << python_repr_string(text) << " is read as " << python_repr(read);
  return fault.empty();
}

TEST(JsonReader, AgreesOnTheBenchmarksData) {
  const fs::path root = fs::path(FR_DEPS_DIR) / "data/bfcl";
  if (!fs::exists(root)) GTEST_SKIP() << root << " is missing: run scripts/setup";
  JsonReader reader;
  size_t lines = 0;
  for (const auto& item : fs::recursive_directory_iterator(root / "data")) {
    if (!item.is_regular_file() || item.path().extension() != ".json") continue;
    if (item.path().filename() == "BFCL_v4_format_sensitivity.json") {  // one document, not lines
      EXPECT_TRUE(expect_same(reader, read_file(item.path())));
      continue;
    }
    JsonLines text(read_file(item.path()));
    while (text.next()) {
      if (text.number() % test::kScale != 0) continue;
      ++lines;
      const Value value = text.read();
      ASSERT_TRUE(identical(value, parse_json(text.line()))) << item.path() << ":" << text.number();
    }
  }
  EXPECT_GE(lines, 5000U / test::kScale);
  for (const char* name : {"worlds.json", "prompts.json", "models.json"}) {
    EXPECT_TRUE(expect_same(reader, read_file(root / name))) << name;
  }
}

TEST(JsonReader, AgreesOnNumbersStringsAndFaults) {
  const std::vector<std::string> parts = {"0",
                                          "-0",
                                          "-0.0",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "-9223372036854775808",
                                          "-9223372036854775809",
                                          "18446744073709551615",
                                          "18446744073709551616",
                                          "123456789012345678901234567890",
                                          "1e5",
                                          "1E400",
                                          "-1e400",
                                          "1e-400",
                                          "4.9e-324",
                                          "2.2250738585072011e-308",
                                          "0.1",
                                          "100000000000000000000.0",
                                          "1.7976931348623159e308",
                                          "7.2057594037927933e16",
                                          "01",
                                          "1.",
                                          ".5",
                                          "+1",
                                          "1e",
                                          "- 1",
                                          "NaN",
                                          "-NaN",
                                          "Infinity",
                                          "-Infinity",
                                          "nan",
                                          "true",
                                          "True",
                                          "nul",
                                          "null",
                                          "\"\\ud800\"",
                                          "\"\\udc00\"",
                                          "\"\\ud83d\\ude00\"",
                                          "\"\\ud83dx\"",
                                          "\"\\ud83d\\u0041\"",
                                          "\"\\ud800\\ud800\\udc00\"",
                                          "\"\\u00e9\"",
                                          "\"\\u00g9\"",
                                          "\"\\u12\"",
                                          "\"\\x\"",
                                          "\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"",
                                          "\"tab\there\"",
                                          "\"\x7f\"",
                                          "\"\xc3\xa9\"",
                                          "\"\xff\"",
                                          "\"\xc0\x80\"",
                                          "\"\xed\xa0\x80\"",
                                          "\"\xf4\x90\x80\x80\"",
                                          "\"open",
                                          "'single'",
                                          "\xef\xbb\xbf{}",
                                          "",
                                          " ",
                                          "[]",
                                          "{}",
                                          "[1,]",
                                          "[,1]",
                                          "[1 2]",
                                          "{\"a\":1,}",
                                          "{\"a\" 1}",
                                          "{a:1}",
                                          "{\"a\":1,\"b\":2,\"a\":[3]}",
                                          "{\"a\":{},\"a\":{\"b\":1}}",
                                          "[1]]",
                                          "[1] x",
                                          "{} {}",
                                          "]",
                                          "}",
                                          ":",
                                          ",",
                                          "\"\\u0000\"",
                                          std::string("\"\0\"", 3),
                                          std::string("1\0", 2),
                                          std::string("\0", 1),
                                          "/* */1",
                                          "1//x",
                                          "\v1",
                                          "\f1",
                                          "1\v",
                                          "[1\r\n,\t2 ]"};
  JsonReader reader;
  size_t values = 0;
  for (const std::string& part : parts) {
    for (const std::string& text : {part, "[" + part + "]", "{\"k\": " + part + ", \"l\": [1, " + part + "]}"}) {
      values += expect_same(reader, text) ? 1 : 0;
    }
  }
  EXPECT_GE(values, 80U);
}

TEST(JsonReader, AgreesOnDepth) {
  JsonReader reader;
  for (const int depth : {1, 499, 500, 501, 502, 1023, 1024, 1025, 5000}) {
    const auto nested = [&](const std::string& open, const std::string& inner, char close) {
      std::string text;
      for (int i = 0; i < depth; ++i) text += open;
      return text + inner + std::string(static_cast<size_t>(depth), close);
    };
    EXPECT_EQ(expect_same(reader, nested("[", "", ']')), depth <= 501) << depth;
    EXPECT_EQ(expect_same(reader, nested("[", "1", ']')), depth <= 500) << depth;
    EXPECT_EQ(expect_same(reader, nested("{\"a\":", "1", '}')), depth <= 500) << depth;
  }
}

std::string random_json(Rng& rng, int depth) {
  static const std::vector<std::string> kScalars = {"0",
                                                    "-17",
                                                    "3.25",
                                                    "1e3",
                                                    "true",
                                                    "false",
                                                    "null",
                                                    "NaN",
                                                    "-Infinity",
                                                    "98765432109876543210",
                                                    "\"\"",
                                                    "\"plain text of some length\"",
                                                    "\"\\u00fc\\n\"",
                                                    "\"\\ud800\"",
                                                    "\"\xe2\x82\xac\"",
                                                    "\"a\\\\\\\"b\""};
  static const std::vector<std::string> kKeys = {"\"a\"",       "\"b\"", "\"key\"",
                                                 "\"\\u0061\"", "\"\"",  "\"a longer key\""};
  static const std::vector<std::string> kSpaces = {"", "", "", " ", "\n", "\t \r"};
  const auto space = [&] { return rng.pick(kSpaces); };
  const int64_t kind = rng.integer(0, depth > 5 ? 1 : 4);
  if (kind <= 1) return space() + rng.pick(kScalars) + space();
  const bool object = kind <= 3;
  std::string text = object ? "{" : "[";
  // Now and then more keys than a dict searches one by one.
  const int64_t count = rng.chance(0.1) ? rng.integer(10, 40) : rng.integer(0, 4);
  for (int64_t i = 0; i < count; ++i) {
    if (i > 0) text += ",";
    if (object) {
      const std::string key = rng.chance(0.3) ? "\"k" + std::to_string(rng.integer(0, 20)) + "\"" : rng.pick(kKeys);
      text += space() + key + space() + ":";
    }
    text += random_json(rng, depth + (count > 4 ? 4 : 1));
  }
  return text + space() + (object ? "}" : "]");
}

// Valid texts, and the same with a few bytes removed, doubled, changed, or cut off.
TEST(JsonReader, AgreesOnRandomTexts) {
  constexpr std::string_view kBytes = "{}[]\",:\\u0e-.+ tfn\n\x01\x80\xc3\xff/9";
  Rng rng(20251121);
  JsonReader reader;
  size_t values = 0;
  size_t faults = 0;
  for (size_t i = 0; i < 20000 / test::kScale; ++i) {
    std::string text = random_json(rng, 0);
    if (rng.chance(0.6)) {
      for (int64_t edits = rng.integer(1, 3); edits > 0 && !text.empty(); --edits) {
        const size_t at = rng.index(text.size());
        switch (rng.integer(0, 3)) {
          case 0:
            text.erase(at, 1);
            break;
          case 1:
            text.insert(at, 1, kBytes[rng.index(kBytes.size())]);
            break;
          case 2:
            text[at] = kBytes[rng.index(kBytes.size())];
            break;
          default:
            text.resize(at);
        }
      }
    }
    ++(expect_same(reader, text) ? values : faults);
    ASSERT_FALSE(testing::Test::HasFailure());
  }
  EXPECT_GE(values, 5000 / test::kScale);
  EXPECT_GE(faults, 5000 / test::kScale);
}

// Lists that are deferred, put back in their place, give the value of the whole; and every fault is found.
TEST(JsonReader, DefersListsOfTheOutermostDict) {
  constexpr std::array<std::string_view, 2> kKeys = {"a", "key"};
  Rng rng(3);
  JsonReader reader;
  size_t deferred = 0;
  size_t refused = 0;
  for (size_t i = 0; i < 10000 / test::kScale; ++i) {
    std::string text = random_json(rng, 0);
    if (rng.chance(0.5))
      text = "{\"key\": [" + random_json(rng, 3) + "], \"b\": " + text + ", \"a\": " + random_json(rng, 2) + "}";
    if (rng.chance(0.2) && !text.empty()) text[rng.index(text.size())] = '"';
    const auto [whole, fault] = outcome_of([&] { return parse_json(text); });
    const std::string padded = text + std::string(JsonReader::kPadding, ' ');
    Value value;
    std::vector<std::pair<std::string, Value>> found;
    const bool told = reader.read_deferring(
        std::string_view(padded).substr(0, text.size()), padded.size(), kKeys, value,
        [&](std::string_view key, std::string_view json) { found.emplace_back(key, parse_json(json)); });
    if (!told) {
      ++refused;
      EXPECT_TRUE(found.empty());
      continue;
    }
    ASSERT_EQ(fault, "") << python_repr_string(text);
    deferred += found.size();
    for (auto& [key, list] : found) {
      ASSERT_TRUE(list.is_list() && value.at(key).is_none());
      *value.as_dict().find(std::string_view(key)) = std::move(list);
    }
    ASSERT_TRUE(identical(value, whole)) << python_repr_string(text);
  }
  EXPECT_GE(deferred, 200 / test::kScale);
  EXPECT_GE(refused, 200 / test::kScale);
}

// The value put together again from its parts. nullopt where the text is no container.
std::optional<Value> from_parts(std::string_view text) {
  const size_t first = text.find_first_not_of(" \n\t\r");
  const char open = first == std::string_view::npos ? '\0' : text[first];
  if (open == '{') {
    Dict dict;
    for (JsonMembers members(text); members.next();) {
      EXPECT_EQ(members.has_plain_key(), members.key().find('\\') == std::string_view::npos);
      const Value key = parse_json("\"" + std::string(members.key()) + "\"");
      dict.set(key, from_parts(members.value()).value_or(parse_json(members.value())));
    }
    return dict;
  }
  if (open != '[') return std::nullopt;
  List list;
  for (JsonItems items(text); items.next();) {
    list.push_back(from_parts(items.value()).value_or(parse_json(items.value())));
  }
  return list;
}

TEST(JsonParts, LieWhereTheyAreRead) {
  Rng rng(20261122);
  size_t containers = 0;
  for (size_t i = 0; i < 5000 / test::kScale; ++i) {
    const std::string text = random_json(rng, 0);
    const std::optional<Value> value = from_parts(text);
    if (!value) continue;
    ++containers;
    ASSERT_TRUE(identical(*value, parse_json(text))) << python_repr_string(text);
  }
  EXPECT_GE(containers, 2000 / test::kScale);
}

// They need valid texts; of others nothing is known but that the walk stays within them and ends.
TEST(JsonParts, EndOnAnyText) {
  constexpr std::string_view kBytes = "{}[]\",:\\a1 ";
  Rng rng(5);
  for (size_t i = 0; i < 20000 / test::kScale; ++i) {
    std::string text(rng.index(12), ' ');
    for (char& c : text) c = kBytes[rng.index(kBytes.size())];
    size_t steps = 0;
    for (JsonMembers members(text); members.next() && steps <= text.size(); ++steps) {
      EXPECT_LE(members.key().size() + members.value().size(), text.size());
    }
    for (JsonItems items(text); items.next() && steps <= 2 * text.size(); ++steps) {
      EXPECT_LE(items.value().size(), text.size());
    }
    EXPECT_LE(steps, 2 * text.size()) << python_repr_string(text);
  }
  EXPECT_FALSE(JsonMembers("[1]").next());
  EXPECT_FALSE(JsonItems("{\"a\": 1}").next());
}

// Every text as the last one in its memory and as the first of many lines.
TEST(JsonReader, ReadsLinesOfOneTextInPlace) {
  for (const size_t length : {0U, 1U, 30U, 62U, 63U, 64U, 65U, 500U}) {
    const std::string line = "{\"a\": \"" + std::string(length, 'x') + "\"}";
    JsonLines lines("\n" + line + "\n  \n[1]\r\n\n" + line);
    std::vector<size_t> numbers;
    std::vector<Value> values;
    while (lines.next()) {
      numbers.push_back(lines.number());
      values.push_back(lines.read());
    }
    EXPECT_EQ(numbers, (std::vector<size_t>{2, 4, 6}));
    ASSERT_EQ(values.size(), 3U);
    EXPECT_EQ(values[0].at("a").as_string(), std::string(length, 'x'));
    EXPECT_EQ(values[0], values[2]);
  }
  JsonLines none("");
  EXPECT_FALSE(none.next());
  JsonLines bad("1\n{\"a\":\n2");
  EXPECT_TRUE(bad.next());
  EXPECT_TRUE(bad.next());
  EXPECT_THROW(bad.read(), Error);
  EXPECT_TRUE(bad.next());
  EXPECT_EQ(bad.read(), 2);
}

}  // namespace
}  // namespace core
