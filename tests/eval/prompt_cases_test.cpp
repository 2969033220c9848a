#include "eval/oracle/prompt_cases.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>

#include "core/error.h"
#include "core/json.h"

namespace {

using eval::oracle::Outcome;

core::fs::path deps() {
  return FR_DEPS_DIR;
}

bool data_is_there() {
  return core::fs::exists(deps() / "data/bfcl/prompts.json") && core::fs::exists(deps() / "bfcl/bfcl_eval/data");
}

eval::oracle::PromptCases cases() {
  return {chat::BfclPrompts::load(deps() / "data/bfcl/prompts.json"),
          env::bfcl::Dataset(deps() / "bfcl/bfcl_eval/data")};
}

// Runs every line; counts by mode and outcome, and reports the first failures.
std::map<std::string, int> run_file(const core::fs::path& path) {
  eval::oracle::PromptCases prompt_cases = cases();
  std::map<std::string, int> counts;
  int failures = 0;
  core::for_each_jsonl(path, [&](const core::Value& line, size_t) {
    const Outcome outcome = prompt_cases.run(line);
    const std::string kind = outcome.kind == Outcome::Kind::passed   ? "passed"
                             : outcome.kind == Outcome::Kind::failed ? "failed"
                                                                     : "not covered";
    ++counts[line.at("mode").as_string() + " " + kind];
    if (outcome.kind == Outcome::Kind::failed && ++failures <= 5) ADD_FAILURE() << outcome.explanation;
  });
  for (const auto& [name, count] : counts) std::cout << name << " " << count << "\n";
  return counts;
}

TEST(PromptCases, CommittedSliceEqualsTheBenchmark) {
  if (!data_is_there()) GTEST_SKIP() << "no benchmark data in " << deps() << ": run scripts/setup";
  auto counts = run_file(core::fs::path(FR_SOURCE_DIR) / "tests/data/bfcl_prompts.jsonl");
  EXPECT_EQ(counts["qwen_prompt passed"], 198);
  EXPECT_EQ(counts["qwen_fc passed"], 94);
  EXPECT_EQ(counts["openai_tools passed"], 50);
  EXPECT_EQ(counts.size(), 3U) << "none failed, none left out";
}

TEST(PromptCases, WholeOracleEqualsTheBenchmark) {
  const char* named = std::getenv("FUNREASON_ORACLE");
  const core::fs::path oracle = named != nullptr ? named : core::fs::path(FR_SOURCE_DIR) / "../shared/oracle/dev";
  const core::fs::path path = oracle / "prompts.jsonl.gz";
  if (!core::fs::exists(path)) GTEST_SKIP() << path << " is missing: name the oracle's folder in FUNREASON_ORACLE";
  if (!data_is_there()) GTEST_SKIP() << "no benchmark data in " << deps() << ": run scripts/setup";
  auto counts = run_file(path);
  EXPECT_GE(counts["qwen_prompt passed"], 5500);
  EXPECT_GE(counts["qwen_fc passed"], 5000);
  EXPECT_GE(counts["openai_tools passed"], 5000);
  EXPECT_EQ(counts.size(), 3U) << "none failed, none left out";
}

TEST(PromptCases, AWrongHashFailsAndSaysWhere) {
  if (!data_is_there()) GTEST_SKIP() << "no benchmark data in " << deps() << ": run scripts/setup";
  eval::oracle::PromptCases prompt_cases = cases();
  const auto run = [&](std::string_view json) { return prompt_cases.run(core::parse_json(json)); };
  const Outcome wrong =
      run(R"({"id": "simple_python_0", "mode": "qwen_prompt", "prompt_sha256": ["00"], "prompt_chars": [2071]})");
  EXPECT_EQ(wrong.kind, Outcome::Kind::failed);
  EXPECT_NE(wrong.explanation.find("simple_python_0"), std::string::npos);
  EXPECT_NE(wrong.explanation.find("2071 characters expected, 2070 found"), std::string::npos) << wrong.explanation;
  EXPECT_EQ(run(R"({"id": "simple_python_9999", "mode": "qwen_prompt", "prompt_sha256": ["00"]})").kind,
            Outcome::Kind::failed);
  const Outcome tools = run(R"({"id": "simple_python_0", "mode": "openai_tools", "tools_sha256": "00"})");
  EXPECT_EQ(tools.kind, Outcome::Kind::failed);
  EXPECT_NE(tools.explanation.find("calculate_triangle_area"), std::string::npos) << tools.explanation;
  EXPECT_EQ(run(R"({"id": "memory_kv_prereq_999-student-0", "mode": "qwen_fc", "prompt_sha256": []})").kind,
            Outcome::Kind::failed);
  EXPECT_EQ(run(R"({"id": "simple_python_0", "mode": "telepathy"})").kind, Outcome::Kind::not_covered);
  EXPECT_THROW(run(R"({"mode": "qwen_prompt"})"), core::Error);
}

}  // namespace
