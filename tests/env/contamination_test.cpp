#include "env/bfcl/contamination.h"

#include <gtest/gtest.h>

#include <chrono>

#include "core/json.h"
#include "core/text.h"
#include "env/bfcl/literals.h"

namespace {

using env::bfcl::ContaminationHit;
using env::bfcl::ContaminationIndex;
using env::bfcl::Dataset;
using env::bfcl::Entry;
namespace fs = std::filesystem;

const fs::path kData = fs::path(FR_DEPS_DIR) / "bfcl/bfcl_eval/data";

#define NEEDS_DATA() \
  if (!fs::exists(kData / "BFCL_v4_simple_python.json")) GTEST_SKIP() << "benchmark data missing: run scripts/setup"

const ContaminationIndex& benchmark() {
  static const ContaminationIndex index{Dataset(kData)};
  return index;
}

chat::ToolCall call(const std::string& name, const std::string& arguments) {
  return {name, core::parse_json(arguments).as_dict(), ""};
}

std::vector<std::string> free_literals(const std::string& value, const std::string& schema) {
  std::vector<std::string> found;
  const core::Value parsed = core::parse_json(schema);
  env::bfcl::for_each_free_literal(core::parse_json(value), parsed.is_none() ? nullptr : &parsed,
                                   [&](const std::string& literal) { found.push_back(literal); });
  return found;
}

TEST(Literals, WordsIgnoreCaseAndPunctuation) {
  EXPECT_EQ(env::bfcl::lower_words("  Hello, WORLD!  it's\t3.5"),
            (std::vector<std::string>{"hello", "world", "it", "s", "3", "5"}));
  EXPECT_EQ(env::bfcl::lower_words("ÉCOLE Ünter"), (std::vector<std::string>{"école", "ünter"}));
  EXPECT_TRUE(env::bfcl::lower_words(" .,;! ").empty());
  EXPECT_EQ(env::bfcl::lower_words("\xff\xfe z").size(), 2U) << "bytes that are not UTF-8 are kept as a word";
}

TEST(Literals, FreeMeansNotHandedOutByTheDocument) {
  using Found = std::vector<std::string>;
  EXPECT_EQ(free_literals(R"(["Paris", ""])", "null"), Found{"s:paris"});
  EXPECT_EQ(free_literals(R"(["celsius", "Kelvin"])", R"({"type":"string","enum":["celsius","fahrenheit"]})"),
            Found{"s:kelvin"});
  EXPECT_EQ(free_literals("[10, 5, 5.0, true, null]", R"({"type":"integer","default":10})"), (Found{"n:5.0", "n:5.0"}));
  EXPECT_EQ(free_literals(R"([["a", "b"]])", R"({"type":"array","items":{"type":"string","enum":["b"]}})"),
            Found{"s:a"});
  EXPECT_EQ(free_literals(R"([{"city": ["Rome"], "unit": ["m"]}])",
                          R"({"type":"dict","properties":{"unit":{"type":"string","enum":["m"]}}})"),
            Found{"s:rome"});
  EXPECT_EQ(free_literals(R"([[{"unit": ["m", "ft"]}]])",
                          R"({"type":"array","items":{"properties":{"unit":{"enum":["m"]}}}})"),
            Found{"s:ft"});
}

TEST(Literals, CallTextsAreScanned) {
  const env::bfcl::CallText scanned = env::bfcl::scan_call_text("post_tweet('It\\'s', tags=['#A'], n=-3.5, id_2=7)");
  EXPECT_EQ(scanned.name, "post_tweet");
  EXPECT_EQ(core::dump_json(core::Value(scanned.literals)), R"(["It's", "#A", -3.5, 7.0])");
  EXPECT_TRUE(env::bfcl::scan_call_text("pwd()").literals.empty());
  EXPECT_TRUE(env::bfcl::scan_call_text("broken('").literals.size() <= 1);
}

TEST(Contamination, ShortTextsWholeLongOnesByThirteenWords) {
  ContaminationIndex index;
  index.add_user_text("Book a table for two.", "e1");
  index.add_user_text("one two three four five six seven eight nine ten eleven twelve thirteen fourteen", "e2");
  EXPECT_EQ(index.check_text("book a TABLE, for two")->entry_id, "e1");
  EXPECT_FALSE(index.check_text("please book a table for two"));
  EXPECT_FALSE(index.check_text("book a table"));
  EXPECT_EQ(
      index.check_text("well two three four five six seven eight nine ten eleven twelve thirteen fourteen !")->entry_id,
      "e2");
  EXPECT_FALSE(index.check_text("one two three four five six seven eight nine ten eleven twelve"));
  EXPECT_FALSE(index.check_text("one two three four five six X eight nine ten eleven twelve thirteen fourteen"));
  EXPECT_FALSE(index.check_text(""));
  EXPECT_FALSE(index.check_text("!!!"));
}

TEST(Contamination, CallsNeedTheNameAndAFreeLiteral) {
  NEEDS_DATA();
  const auto hit = benchmark().check_call(call("calculate_triangle_area", R"({"base": 10, "height": 99})"));
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->kind, "call");
  EXPECT_FALSE(benchmark().check_call(call("calculate_triangle_area", R"({"base": 97, "height": 91.5})")));
  EXPECT_FALSE(benchmark().check_call(call("area_of_triangle_fresh", R"({"base": 10, "height": 5})")));
  EXPECT_TRUE(benchmark().check_call(call("Calculate_Triangle_Area", R"({"nested": [{"x": 10.0}]})")));
  EXPECT_TRUE(benchmark().check_call(call("place_order", R"({"symbol": "AAPL"})"))) << "multi-turn answers count too";
}

TEST(Contamination, EveryUserTextAndEveryAnswerOfTheBenchmarkIsFound) {
  NEEDS_DATA();
  const Dataset dataset(kData);
  size_t texts = 0;
  size_t calls = 0;
  size_t without_literal = 0;
  for (const auto& category : env::bfcl::all_categories()) {
    if (category.checker == env::bfcl::Checker::format_sensitivity) continue;
    for (const Entry& entry : dataset.load(category)) {
      for (const core::Value& turn : entry.question) {
        for (const core::Value& message : turn.as_list()) {
          if (message.get_string("role") != "user") continue;
          const std::string text = message.get_string("content");
          if (env::bfcl::lower_words(text).empty()) continue;
          ++texts;
          EXPECT_TRUE(benchmark().check_text("  " + core::replace_all(text, " ", "\n ") + "?")) << entry.id;
        }
      }
      if (!entry.ground_truth.is_list() || entry.category->group > env::bfcl::Group::live) continue;
      for (const core::Value& answer : entry.ground_truth.as_list()) {
        const auto& item = *answer.as_dict().begin();
        core::Dict arguments;
        for (const auto& [name, accepted] : item.value.as_dict()) {
          if (!accepted.as_list().empty()) arguments.set(name, accepted.as_list().front());
        }
        ++calls;
        if (!benchmark().check_call({item.key.as_string(), arguments, ""})) ++without_literal;
      }
    }
  }
  EXPECT_GT(texts, 7000U);
  EXPECT_GT(calls, 2900U);
  // Calls of nothing but enum members, booleans and defaults have no literal of their own.
  EXPECT_LT(without_literal, calls / 20) << without_literal << " of " << calls;
  std::cout << texts << " texts, " << calls << " calls, " << without_literal << " without a free literal; index of "
            << benchmark().entries() << " entries, " << benchmark().ngrams() << " n-grams, "
            << benchmark().call_literals() << " literals\n";
}

TEST(Contamination, IsFast) {
  NEEDS_DATA();
  const std::vector<std::string> texts = {
      "Could you work out for me how many crates of oranges the harbour warehouse in Trieste will need by the "
      "end of next week if demand keeps growing at the current pace?"};
  const std::vector<chat::ToolCall> calls = {
      call("estimate_crates", R"({"warehouse": "Trieste harbour", "fruit": "oranges", "days": 11, "ratio": 0.25})"),
      call("notify_buyer", R"({"buyer": {"name": "Ada", "mail": "ada@example.org"}, "tags": ["x", "y", "z"]})")};
  constexpr int kRounds = 20000;
  const auto start = std::chrono::steady_clock::now();
  int hits = 0;
  for (int i = 0; i < kRounds; ++i) hits += benchmark().check(texts, calls).has_value() ? 1 : 0;
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(hits, 0);
  std::cout << static_cast<int>(kRounds / seconds.count()) << " samples/s\n";
  RecordProperty("samples_per_second", static_cast<int>(kRounds / seconds.count()));
  EXPECT_LT(seconds.count(), 30) << "even an instrumented build does hundreds a second";
}

}  // namespace
