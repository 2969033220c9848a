#include "fuzz/random_value.h"

#include <algorithm>
#include <limits>

namespace fuzz {

using core::Dict;
using core::List;
using core::Rng;
using core::Value;

namespace {

constexpr size_t kLongestText = 60;  // of the examples: long ones would crowd out everything else
constexpr size_t kMostTexts = 400;
constexpr int kMaxDepth = 3;
constexpr size_t kMostItems = 3;

const std::vector<std::string>& odd_texts() {
  static const std::vector<std::string> kTexts = {"",
                                                  " ",
                                                  "\n",
                                                  "'",
                                                  "\"",
                                                  "\\",
                                                  "a\tb",
                                                  "é",
                                                  "\xf0\x9f\x8c\xb1",
                                                  "\xed\xa0\x80",
                                                  "0",
                                                  "-1",
                                                  "1e5",
                                                  "nan",
                                                  "%s",
                                                  "{}",
                                                  "{0}",
                                                  "1_0",
                                                  "f(x)",
                                                  std::string("\0", 1),
                                                  "\xff",
                                                  "<a b='c'>",
                                                  "&amp;",
                                                  "]]>",
                                                  "ß",
                                                  "İ",
                                                  "\xe2\x80\xa8",
                                                  "True",
                                                  "None"};
  return kTexts;
}

const List& odd_numbers() {
  static const List kNumbers = {0,
                                1,
                                -1,
                                2,
                                5,
                                100,
                                99999,
                                std::numeric_limits<int64_t>::max(),
                                std::numeric_limits<int64_t>::min(),
                                core::BigInt{"9223372036854775808"},
                                core::BigInt{"-100000000000000000000000000000"},
                                0.0,
                                -0.0,
                                0.1,
                                1.5,
                                -2.5,
                                1e16,
                                1e-7,
                                1.7976931348623157e308,
                                5e-324};
  return kNumbers;
}

}  // namespace

RandomValues::RandomValues(const List& examples) : texts_(odd_texts()), numbers_(odd_numbers()) {
  for (const Value& example : examples) collect(example);
}

void RandomValues::collect(const Value& example) {
  if (example.is_number()) {
    if (numbers_.size() < kMostTexts) numbers_.push_back(example);
  } else if (example.is_string()) {
    const bool is_wanted = texts_.size() < kMostTexts && example.as_string().size() <= kLongestText;
    if (is_wanted && std::ranges::find(texts_, example.as_string()) == texts_.end())
      texts_.push_back(example.as_string());
  } else if (example.is_list()) {
    for (const Value& item : example.as_list()) collect(item);
  } else if (example.is_dict()) {
    for (const auto& [key, item] : example.as_dict()) {
      collect(key);
      collect(item);
    }
  }
}

std::string RandomValues::text(Rng& rng) const {
  const std::string& whole = rng.pick(texts_);
  switch (rng.index(8)) {
    case 0:
      return whole.substr(0, rng.index(whole.size() + 1));
    case 1:
      return whole + rng.pick(texts_);
    default:
      return whole;
  }
}

Value RandomValues::number(Rng& rng) const {
  const Value& known = rng.pick(numbers_);
  if (rng.chance(0.7)) return known;
  if (known.type() == Value::Type::integer && known.as_int() < 1'000'000 && known.as_int() > -1'000'000) {
    return known.as_int() + rng.integer(-2, 2);
  }
  return rng.chance(0.5) ? Value(rng.integer(-20, 20)) : Value(rng.normal());
}

Value RandomValues::value(Rng& rng, int depth) const {
  const size_t kinds = depth < kMaxDepth ? 14 : 11;
  switch (rng.index(kinds)) {
    case 0:
      return {};
    case 1:
      return rng.chance(0.5);
    case 2:
    case 3:
    case 4:
      return number(rng);
    case 11:
    case 12: {
      List items(rng.index(kMostItems + 1));
      for (Value& item : items) item = value(rng, depth + 1);
      return rng.chance(0.8) ? Value(std::move(items)) : Value(core::Tuple{std::move(items)});
    }
    case 13: {
      Dict items;
      for (size_t left = rng.index(kMostItems + 1); left > 0; --left) {
        const bool has_text_key = rng.chance(0.8);
        items.set(has_text_key ? Value(text(rng)) : number(rng), value(rng, depth + 1));
      }
      return items;
    }
    default:
      return text(rng);
  }
}

std::string RandomValues::name(Rng& rng) {
  static const std::vector<std::string> kNames = {"f", "get_weather", "Store.find", "a.b.c", "print", "é"};
  return rng.pick(kNames);
}

Dict RandomValues::arguments(Rng& rng) const {
  static const std::vector<std::string> kNames = {"a", "place", "unit", "x_1", "é"};
  Dict out;
  for (size_t left = rng.index(4); left > 0; --left) {
    out.set(rng.chance(0.95) ? rng.pick(kNames) : text(rng), value(rng));
  }
  return out;
}

}  // namespace fuzz
