// Verification must notice a sample that was tampered with, and the reader must understand people's words.
#include "synth/verify.h"

#include <gtest/gtest.h>

#include <functional>

#include "synth/ontology/ontology.h"
#include "synth/reader.h"
#include "synth/sampler.h"
#include "synth/words.h"

namespace synth {
namespace {

const Ontology& ontology() {
  static const Ontology kOntology = build_ontology();
  return kOntology;
}

Sample sample_with(const std::function<bool(const Sample&)>& wanted) {
  SynthConfig config;
  config.shares = {1, 0, 0, 0, 0, 0};
  const Sampler sampler(ontology(), config, nullptr);
  for (uint64_t i = 0;; ++i) {
    SampleResult result = sampler.make(i);
    if (result.ok && wanted(result.sample)) return std::move(result.sample);
  }
}

bool first_is(const Sample& sample, ValueKind kind) {
  return !sample.tools[0]->params.empty() && sample.tools[0]->params[0].spec->kind == kind;
}

void expect_refused(const Sample& sample, std::string_view reason) {
  const std::string text = verify_sample(sample, ontology());
  EXPECT_TRUE(text.starts_with(reason)) << "found: '" << text << "'";
}

TEST(Verify, AcceptsWhatTheSamplerMakes) {
  EXPECT_EQ(verify_sample(sample_with([](const Sample&) { return true; }), ontology()), "");
}

TEST(Verify, RefusesAChangedNumber) {
  Sample sample = sample_with([](const Sample& s) { return first_is(s, ValueKind::integer); });
  auto& value = sample.calls[0].drawn[0]->value;
  value = value.as_int() + 1;
  expect_refused(sample, "misread");
}

TEST(Verify, RefusesAChangedWord) {
  Sample sample = sample_with([](const Sample& s) { return first_is(s, ValueKind::lexicon); });
  sample.calls[0].drawn[0]->value = "Atlantis";
  expect_refused(sample, "misread");
}

TEST(Verify, RefusesAChangedRequest) {
  Sample sample = sample_with([](const Sample& s) { return first_is(s, ValueKind::integer); });
  const Mention place = sample.mentions[0];
  for (size_t i = place.begin; i < place.end; ++i) sample.request[i] = '?';
  expect_refused(sample, "unreadable");
}

TEST(Verify, RefusesAValueOfTheWrongType) {
  Sample sample = sample_with([](const Sample& s) { return first_is(s, ValueKind::integer); });
  sample.calls[0].drawn[0]->value = "7";
  expect_refused(sample, "execution");
}

TEST(Verify, RefusesAMissingRequiredValue) {
  Sample sample = sample_with([](const Sample& s) { return first_is(s, ValueKind::lexicon); });
  sample.calls[0].drawn[0].reset();
  expect_refused(sample, "execution");
}

TEST(Verify, RefusesAnInventedOptionalValue) {
  Sample sample = sample_with([](const Sample& s) {
    const auto& drawn = s.calls[0].drawn;
    for (size_t i = 0; i < drawn.size(); ++i) {
      if (!drawn[i] && s.tools[0]->params[i].spec->kind == ValueKind::integer) return true;
    }
    return false;
  });
  for (size_t i = 0; i < sample.calls[0].drawn.size(); ++i) {
    if (sample.calls[0].drawn[i] || sample.tools[0]->params[i].spec->kind != ValueKind::integer) continue;
    Drawn invented;
    invented.value = 3;
    sample.calls[0].drawn[i] = invented;
    break;
  }
  expect_refused(sample, "unmentioned");
}

TEST(Verify, RefusesASpanOutsideTheRequest) {
  Sample sample = sample_with([](const Sample& s) { return !s.mentions.empty(); });
  sample.mentions[0].end = sample.request.size() + 5;
  expect_refused(sample, "provenance");
}

TEST(Verify, RefusesAReplyThatIsACall) {
  Sample sample = sample_with([](const Sample&) { return true; });
  sample.calls.clear();
  sample.mentions.clear();
  sample.reply = "[get_weather(city='Oslo')]";
  expect_refused(sample, "reply");
}

TEST(Reader, NumbersInWords) {
  EXPECT_EQ(words_to_number("seven"), 7);
  EXPECT_EQ(words_to_number("three hundred and five"), 305);
  EXPECT_EQ(words_to_number("two thousand forty-one"), 2041);
  EXPECT_EQ(words_to_number("umbrella"), std::nullopt);
  for (int64_t n = 0; n <= 9999; ++n) ASSERT_EQ(words_to_number(*number_to_words(n)), n);
}

ToolParam param_of(const ParamSpec& spec) {
  ToolParam param;
  param.spec = &spec;
  param.name = "x";
  return param;
}

core::Value read(const ToolParam& param, std::string_view text) {
  return read_value(param, text, ontology()).value_or(core::Value("unreadable"));
}

TEST(Reader, AmountsWithUnitsMoneyAndPercent) {
  ParamSpec spec;
  spec.kind = ValueKind::integer;
  ToolParam param = param_of(spec);
  param.unit = "cm";
  EXPECT_EQ(read(param, "12 cm"), core::Value(12));
  EXPECT_EQ(read(param, "12cm"), core::Value(12));
  EXPECT_EQ(read(param, "twelve centimeters"), core::Value(12));
  EXPECT_EQ(read(param, "12 inches"), core::Value("unreadable"));
  EXPECT_EQ(read(param, "-4"), core::Value(-4));
  spec.kind = ValueKind::money;
  EXPECT_EQ(read(param_of(spec), "$12,500"), core::Value(12500));
  EXPECT_EQ(read(param_of(spec), "12.5 dollars"), core::Value(12.5));
  spec.kind = ValueKind::percent;
  ToolParam rate = param_of(spec);
  EXPECT_EQ(read(rate, "4.5%"), core::Value(4.5));
  rate.percent_as_decimal = true;
  EXPECT_EQ(read(rate, "4.5 percent"), core::Value(0.045));
  EXPECT_EQ(read(rate, "five percent"), core::Value(0.05));
  EXPECT_EQ(read(rate, "0.05"), core::Value(0.05)) << "a bare number is the decimal itself";
}

TEST(Reader, DatesAndTimes) {
  ParamSpec spec;
  spec.kind = ValueKind::date;
  ToolParam param = param_of(spec);
  for (const char* text :
       {"March 5, 2024", "March 5th, 2024", "5 March 2024", "5th of March 2024", "Mar 5, 2024", "2024-03-05"}) {
    EXPECT_EQ(read(param, text), core::Value("2024-03-05")) << text;
  }
  EXPECT_EQ(read(param, "some day in March"), core::Value("unreadable"));
  param.date_format = DateFormat::us_slash;
  EXPECT_EQ(read(param, "5 March 2024"), core::Value("03/05/2024"));
  spec.kind = ValueKind::time;
  for (const char* text : {"2:30 PM", "2:30pm", "14:30", "2:30 p.m."})
    EXPECT_EQ(read(param, text), core::Value("14:30"));
  EXPECT_EQ(read(param, "12am"), core::Value("00:00"));
}

TEST(Reader, ListsInProse) {
  ParamSpec spec;
  spec.kind = ValueKind::integer_list;
  const core::Value expected(core::List{1, 2, 3});
  for (const char* text : {"[1, 2, 3]", "1, 2, 3", "1, 2 and 3", "1, 2, and 3"}) {
    EXPECT_TRUE(core::identical(read(param_of(spec), text), expected)) << text;
  }
}

TEST(Reader, CodesNeedTheLexicon) {
  ParamSpec spec;
  spec.kind = ValueKind::lexicon;
  spec.word_list = "currency";
  ToolParam param = param_of(spec);
  EXPECT_EQ(read(param, "euros"), core::Value("euros"));
  param.coded = true;
  EXPECT_EQ(read(param, "euros"), core::Value("EUR"));
  EXPECT_EQ(read(param, "EUR"), core::Value("EUR"));
  EXPECT_EQ(read(param, "cowry shells"), core::Value("unreadable"));
}

TEST(Reader, GrammarMatching) {
  EXPECT_TRUE(grammar_matches("with {a|the} {pool|gym}", "with the gym"));
  EXPECT_TRUE(grammar_matches("{that are|already} furnished", "Already furnished."));
  EXPECT_TRUE(grammar_matches("in <unit> {units|}", "in metric units"));
  EXPECT_FALSE(grammar_matches("with {a|the} {pool|gym}", "without the gym"));
}

}  // namespace
}  // namespace synth
