// Properties of generated samples: schema, provenance, determinism, variety, every kind and domain.
#include "synth/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"
#include "env/declared/declared_tool.h"
#include "synth/ontology/ontology.h"
#include "synth/render.h"
#include "synth/verify.h"
#include "tests/test_scale.h"

namespace synth {
namespace {

const Ontology& ontology() {
  static const Ontology kOntology = build_ontology();
  return kOntology;
}

SynthConfig config(int64_t seed) {
  SynthConfig out;
  out.seed = seed;
  out.contamination_guard = false;
  return out;
}

std::vector<Sample> make(size_t count, const SynthConfig& settings) {
  const Sampler sampler(ontology(), settings, nullptr);
  std::vector<Sample> out;
  for (uint64_t i = 0; out.size() < count; ++i) {
    SampleResult result = sampler.make(i);
    if (result.ok) out.push_back(std::move(result.sample));
  }
  return out;
}

SynthConfig only(double SynthShares::* kind, int64_t seed) {
  SynthConfig out = config(seed);
  out.shares = {0, 0, 0, 0, 0, 0};
  out.shares.*kind = 1;
  return out;
}

TEST(Sampler, SameSeedAndIndexGiveTheSameBytes) {
  const Sampler a(ontology(), config(7), nullptr);
  const Sampler b(build_ontology(), config(7), nullptr);
  for (uint64_t i : {0u, 3u, 999u, 123456u}) {
    const SampleResult x = a.make(i);
    const SampleResult y = a.make(i);
    ASSERT_EQ(x.ok, y.ok);
    if (!x.ok) continue;
    EXPECT_EQ(render_line(x.sample, 7, nullptr), render_line(y.sample, 7, nullptr));
  }
}

TEST(Sampler, SeedsDiffer) {
  const auto a = make(50, config(1));
  const auto b = make(50, config(2));
  size_t same = 0;
  for (size_t i = 0; i < a.size(); ++i) same += a[i].request == b[i].request ? 1 : 0;
  EXPECT_LT(same, 3u);
}

TEST(Sampler, TenThousandCallsFitTheirSchemas) {
  for (const Sample& sample : make(10000 / test::kScale, config(11))) {
    for (const Call& call : sample.calls) {
      const Tool& tool = *sample.tools[call.tool];
      const auto problems = env::check_arguments(*tool.spec.parameters(), sample.arguments(call));
      ASSERT_TRUE(problems.empty()) << tool.name << " " << problems[0].path << " " << problems[0].message << "\n"
                                    << sample.request;
    }
    ASSERT_EQ(verify_sample(sample, ontology()), "");
  }
}

TEST(Sampler, EveryKindHasItsShape) {
  std::map<SampleKind, int> seen;
  for (const Sample& sample : make(3000 / test::kScale, config(5))) {
    ++seen[sample.kind];
    std::set<std::string> names;
    for (const auto& tool : sample.tools) names.insert(tool->name);
    EXPECT_EQ(names.size(), sample.tools.size()) << "two tools of one name";
    switch (sample.kind) {
      case SampleKind::simple:
        EXPECT_EQ(sample.tools.size(), 1u);
        EXPECT_EQ(sample.calls.size(), 1u);
        break;
      case SampleKind::multiple:
        EXPECT_GE(sample.tools.size(), 2u);
        EXPECT_EQ(sample.calls.size(), 1u);
        break;
      case SampleKind::parallel:
        EXPECT_GE(sample.calls.size(), 2u);
        break;
      case SampleKind::parallel_multiple: {
        std::set<size_t> used;
        for (const Call& call : sample.calls) used.insert(call.tool);
        EXPECT_GE(used.size(), 2u);
        break;
      }
      case SampleKind::irrelevance:
      case SampleKind::missing:
        EXPECT_TRUE(sample.calls.empty());
        EXPECT_FALSE(sample.reply.empty());
        EXPECT_NE(sample.reply.front(), '[');
        break;
    }
  }
  EXPECT_EQ(seen.size(), static_cast<size_t>(kSampleKinds));
}

TEST(Sampler, ListedCallsAllDiffer) {
  for (const Sample& sample : make(400, only(&SynthShares::parallel, 3))) {
    std::set<std::string> calls;
    for (const Call& call : sample.calls) calls.insert(core::python_repr(core::Value(sample.arguments(call))));
    EXPECT_GE(calls.size(), 2u) << sample.request;
  }
}

TEST(Sampler, OffersNoToolOfTheWantedGroupWhenNothingServes) {
  const Sampler sampler(ontology(), only(&SynthShares::irrelevance, 9), nullptr);
  std::map<std::string, std::string> group_of;
  for (const Family& family : ontology().families) group_of[family.id] = family.group;
  for (uint64_t i = 0; i < 500; ++i) {
    const SampleResult result = sampler.make(i);
    ASSERT_TRUE(result.ok);
    for (const std::string& frame : result.sample.frames) {
      const std::string wanted = frame.substr(0, frame.find('/'));
      if (!group_of.count(wanted)) continue;  // an unserved question
      for (const auto& tool : result.sample.tools) EXPECT_NE(tool->family->group, group_of[wanted]) << frame;
    }
  }
}

TEST(Sampler, SiblingsOfferTheSameToolsInTheSameOrder) {
  SynthConfig config;
  config.requests_per_toolset = 3;
  const Sampler sampler(ontology(), config, {});
  int served = 0, refused = 0, mixed = 0;
  for (uint64_t first = 0; first < 600; first += 3) {
    const SampleResult head = sampler.make(first);
    bool some_served = false, some_refused = false;
    for (uint64_t i = first; i < first + 3; ++i) {
      const SampleResult result = sampler.make(i);
      if (!result.ok || !head.ok) continue;
      EXPECT_EQ(verify_sample(result.sample, ontology()), "");
      ASSERT_EQ(result.sample.tools.size(), head.sample.tools.size()) << i;
      for (size_t t = 0; t < head.sample.tools.size(); ++t) {
        EXPECT_EQ(core::dump_json(core::Value(result.sample.tools[t]->spec.definition)),
                  core::dump_json(core::Value(head.sample.tools[t]->spec.definition)));
      }
      (result.sample.calls.empty() ? some_refused : some_served) = true;
      ++(result.sample.calls.empty() ? refused : served);
    }
    mixed += some_served && some_refused ? 1 : 0;
  }
  EXPECT_GT(served, 300);
  EXPECT_GT(refused, 60);
  EXPECT_GT(mixed, 40);
}

TEST(Sampler, UsesEveryDomainAndNearlyEveryFamily) {
  std::set<std::string> domains, families;
  for (const Sample& sample : make(20000 / test::kScale, config(2))) {
    for (const auto& tool : sample.tools) {
      domains.insert(tool->family->domain);
      families.insert(tool->family->id);
    }
  }
  EXPECT_GE(domains.size(), 25u);
  std::set<std::string> with_tools;
  for (const Family& family : ontology().families) with_tools.insert(family.domain);
  EXPECT_EQ(domains, with_tools);
  if (test::kStatistics) {
    EXPECT_EQ(families.size(), ontology().families.size());
  }
}

TEST(Sampler, IsVaried) {
  std::set<std::string> names, schemas, requests, frames, openings;
  const size_t count = 5000 / test::kScale;
  for (const Sample& sample : make(count, config(21))) {
    for (const auto& tool : sample.tools) {
      names.insert(tool->name);
      schemas.insert(core::dump_json(core::Value(tool->spec.definition)));
    }
    requests.insert(sample.request);
    for (const std::string& frame : sample.frames) frames.insert(frame);
    openings.insert(sample.request.substr(0, 12));
  }
  EXPECT_GE(names.size(), 3000u / test::kScale);
  EXPECT_GE(schemas.size(), 5000u / test::kScale);
  EXPECT_GE(requests.size(), count * 9 / 10);
  EXPECT_GE(frames.size(), 2500u / test::kScale);
  EXPECT_GE(openings.size(), 700u / test::kScale);
}

TEST(Sampler, CoversTypesUnitsDatesAndNesting) {
  std::map<std::string, int> forms;
  int objects = 0, enums = 0, defaults = 0, optional_given = 0, optional_omitted = 0, dotted = 0;
  for (const Sample& sample : make(8000 / test::kScale, config(31))) {
    for (const Mention& place : sample.mentions) ++forms[place.form];
    for (const auto& tool : sample.tools) {
      const std::string text = core::dump_json(core::Value(tool->spec.definition));
      objects += text.find("\"type\": \"object\"", text.find("properties")) != std::string::npos;
      enums += text.find("\"enum\"") != std::string::npos;
      defaults += text.find("efault") != std::string::npos;
      dotted += tool->name.find('.') != std::string::npos;
    }
    for (const Call& call : sample.calls) {
      for (size_t i = 0; i < call.drawn.size(); ++i) {
        if (sample.tools[call.tool]->params[i].spec->required) continue;
        ++(call.drawn[i] ? optional_given : optional_omitted);
      }
    }
  }
  if (!test::kStatistics) return;
  for (const char* form : {"digits", "words", "grouped", "money", "percent", "list", "date", "time", "verbatim", "enum",
                           "code", "implied"}) {
    EXPECT_GE(forms[form], 20) << form;
  }
  EXPECT_GE(objects, 20);
  EXPECT_GE(enums, 500);
  EXPECT_GE(defaults, 2000);
  EXPECT_GE(dotted, 2000);
  EXPECT_GE(optional_given, 1500);
  EXPECT_GE(optional_omitted, 1500);
}

// "5%" that a call has as 0.05 is what models trip over: it has to be seen often, beside 5 where the tool asks for
// percent.
TEST(Sampler, PercentagesAndDecimalsAreCommon) {
  size_t samples = 0, fractions = 0, points = 0, decimals_said = 0, words = 0;
  std::set<double> values;
  const size_t count = 6000 / test::kScale;
  for (const Sample& sample : make(count, config(41))) {
    bool has_fraction = false;
    for (const Mention& place : sample.mentions) {
      const Call& call = sample.calls[place.call];
      const ToolParam& param = sample.tools[call.tool]->params[place.param];
      if (param.spec->kind != ValueKind::percent && param.spec->kind != ValueKind::real) continue;
      const core::Value& value = call.drawn[place.param]->value;
      const std::string said = sample.request.substr(place.begin, place.end - place.begin);
      if (value.is_float() && value.as_double() > 0 && value.as_double() < 1) {
        has_fraction = true;
        values.insert(value.as_double());
      }
      if (param.spec->kind != ValueKind::percent) continue;
      points += !param.percent_as_decimal;
      decimals_said += said.starts_with("0.") && said.find_first_of("%p") == std::string::npos;
      words += said.find_first_of("0123456789") == std::string::npos;
    }
    ++samples;
    fractions += has_fraction;
  }
  const double share = static_cast<double>(fractions) / static_cast<double>(samples);
  if (test::kStatistics) {
    EXPECT_GT(share, 0.05);
    EXPECT_LT(share, 0.08);
  }
  EXPECT_GT(values.size(), 150U / test::kScale);
  EXPECT_GT(points, count / 100);
  if (test::kStatistics) {
    EXPECT_GT(decimals_said, 0U);
  }
  EXPECT_GT(words, 0U);
}

TEST(Sampler, RefusesBadSettings) {
  SynthConfig none = config(1);
  none.shares = {0, 0, 0, 0, 0, 0};
  EXPECT_THROW(Sampler(ontology(), none, nullptr), core::Error);
  SynthConfig negative = config(1);
  negative.shares.simple = -1;
  EXPECT_THROW(Sampler(ontology(), negative, nullptr), core::Error);
}

TEST(Sampler, GuardRefusalsAreCounted) {
  const Sampler sampler(ontology(), config(1), [](const Sample&) { return std::string("contamination: all of it"); });
  const SampleResult result = sampler.make(0);
  EXPECT_FALSE(result.ok);
  EXPECT_GE(result.rejections.at("contamination"), 1);
}

}  // namespace
}  // namespace synth
