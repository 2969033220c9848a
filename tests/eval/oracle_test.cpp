// The oracle runner, on the committed slice of single_turn cases and on folders that are not what they should be.
#include "eval/oracle/oracle.h"

#include <gtest/gtest.h>

#include <sstream>

#include "core/text.h"
#include "eval/oracle/blobs.h"
#include "fixtures.h"

namespace {

using eval::oracle::OracleOptions;
namespace fs = std::filesystem;

const fs::path kData = fs::path(FR_DEPS_DIR) / "bfcl/bfcl_eval/data";
const fs::path kSlice = fs::path(FR_SOURCE_DIR) / "tests/data/oracle";

OracleOptions options() {
  OracleOptions result;
  result.data = kData;
  result.prompts = fs::path(FR_DEPS_DIR) / "data/bfcl/prompts.json";
  return result;
}

struct OracleRun {
  int code = 0;
  std::string text;
};

OracleRun run(const fs::path& dir, const OracleOptions& with) {
  std::ostringstream out;
  const int code = eval::oracle::run_oracle(dir, with, out);
  return {code, out.str()};
}

TEST(Oracle, CommittedSlicesPass) {
  if (!fs::exists(kData)) GTEST_SKIP() << "benchmark data missing: run scripts/setup";
  const OracleRun result = run(kSlice, options());
  EXPECT_EQ(result.code, 0) << result.text;
  EXPECT_NE(result.text.find("single_turn passed 512 failed 0 not-covered 0"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("multi_turn passed 71 failed 0 not-covered 0"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("transcripts passed 34 failed 0 not-covered 0"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("sim passed 39 failed 0 not-covered 0"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("agentic passed 32 failed 0 not-covered 0"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("scoring passed 8 failed 0 not-covered 0"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("sim_wild passed 37 failed 0 not-covered 0"), std::string::npos) << result.text;
}

TEST(Oracle, AFlippedVerdictFailsWithAnExplanation) {
  if (!fs::exists(kData)) GTEST_SKIP() << "benchmark data missing: run scripts/setup";
  const fs::path dir = fixtures::fresh_dir("oracle-flipped");
  const std::string text = fixtures::read_text(kSlice / "single_turn.jsonl");
  std::string first = text.substr(0, text.find('\n'));
  ASSERT_NE(first.find("\"valid\": true"), std::string::npos);
  first.replace(first.find("\"valid\": true"), 13, R"("valid": false, "error_type": "x:y", "error": [])");
  fixtures::write_text(dir / "single_turn.jsonl", first + "\n");
  fixtures::write_text(dir / "sim.jsonl", R"({"class": "NoSuchAPI"})");
  const OracleRun result = run(dir, options());
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.text.find("sim passed 0 failed 0 not-covered 1\n"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("single_turn passed 0 failed 1 not-covered 0\n  failed line 1: simple_python_0"),
            std::string::npos)
      << result.text;
  OracleOptions only = options();
  only.kinds = {"sim"};
  EXPECT_EQ(run(dir, only).code, 0);
}

TEST(Oracle, ACallWithAnotherResultFails) {
  if (!fs::exists(kData)) GTEST_SKIP() << "benchmark data missing: run scripts/setup";
  const fs::path dir = fixtures::fresh_dir("oracle-sim");
  const std::string head = R"({"class": "GorillaFileSystem", "instance": "f_eval_f_0_GorillaFileSystem_instance", )"
                           R"j("config_from": null, "long_context": false, "calls": ["touch('a')", "ls()"], )j";
  const std::string results = R"("results": ["None", "{\"current_directory_content\": [\"a\"]}"], )";
  const std::string state = R"("state": "{'long_context': False, 'root': <Directory: /, Parent: None, Contents: )"
                            R"({'a': <<File: a, Content: >>}>}"})";
  const std::string wrong = R"("results": ["None", "{\"current_directory_content\": []}"], )";
  const std::string other = R"({"class": "NoSuchAPI"})";
  fixtures::write_text(dir / "sim.jsonl", head + results + state + "\n" + head + wrong + state + "\n" + head + results +
                                              R"("state": "{}"})" + "\n" + other + "\n");
  const OracleRun result = run(dir, options());
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.text.find("sim passed 1 failed 2 not-covered 1"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("line 2: f_eval_f_0_GorillaFileSystem_instance: call 1: ls()"), std::string::npos);
  EXPECT_NE(result.text.find("line 3: f_eval_f_0_GorillaFileSystem_instance: state"), std::string::npos);
}

// One changed verdict, result, truth or state, or another prompt, is a failed case.
TEST(Oracle, ChangedMultiTurnCasesFail) {
  if (!fs::exists(kData)) GTEST_SKIP() << "benchmark data missing: run scripts/setup";
  const auto first_line = [](const std::string& file, const std::string& having) {
    for (const std::string& line : core::split(fixtures::read_text(kSlice / file), '\n')) {
      if (line.find(having) != std::string::npos) return core::parse_json(line);
    }
    throw core::data_error("no such line");
  };
  const fs::path dir = fixtures::fresh_dir("oracle-multi-turn");
  const core::Value sound = first_line("multi_turn.jsonl", "\"valid\": true");
  std::string lines = core::dump_json(sound) + "\n";
  const auto add_changed = [&](const std::function<void(core::Dict&)>& change) {
    core::Value changed = sound;
    change(changed.as_dict());
    lines += core::dump_json(changed) + "\n";
  };
  add_changed([](core::Dict& line) { line["valid"] = false; });
  add_changed([](core::Dict& line) { line["result"] = core::List{}; });
  add_changed([](core::Dict& line) { line["final_state"].as_dict().begin()->value = "{}"; });
  add_changed([](core::Dict& line) {
    for (core::Value& turn : line["turns"].as_list()) {
      for (core::Value& text : turn.as_dict()["gt"].as_list()) text = text.as_string() + " ";
    }
  });
  add_changed([](core::Dict& line) { line["id"] = "multi_turn_base_9999"; });
  fixtures::write_text(dir / "multi_turn.jsonl", lines);
  core::Value transcript = first_line("transcripts.jsonl", "qwen_prompt");
  std::string transcripts = core::dump_json(transcript) + "\n";
  transcript.as_dict()["prompt_sha256"].as_list().back() = std::string(64, '0');
  fixtures::write_text(dir / "transcripts.jsonl", transcripts + core::dump_json(transcript) + "\n");
  const OracleRun result = run(dir, options());
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.text.find("multi_turn passed 1 failed 5"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("transcripts passed 1 failed 1"), std::string::npos) << result.text;
}

// One changed digit of a table, or another answer, is a failed case.
TEST(Oracle, ChangedScoresFail) {
  if (!fs::exists(kData)) GTEST_SKIP() << "benchmark data missing: run scripts/setup";
  const fs::path dir = fixtures::fresh_dir("oracle-scores");
  const auto first_line = [](const std::string& file) {
    const std::string text = fixtures::read_text(kSlice / file);
    return core::parse_json(text.substr(0, text.find('\n')));
  };
  core::Value scoring = first_line("scoring.jsonl");
  std::string tables = core::dump_json(scoring) + "\n";
  scoring.as_dict()["runs"].as_list().front().as_dict()["correct"] = 0.5;
  fixtures::write_text(dir / "scoring.jsonl", tables + core::dump_json(scoring) + "\n");
  core::Value agentic = first_line("agentic.jsonl");
  std::string answers = core::dump_json(agentic) + "\n";
  agentic.as_dict()["valid"] = !agentic.at("valid").as_bool();
  fixtures::write_text(dir / "agentic.jsonl", answers + core::dump_json(agentic) + "\n");
  const OracleRun result = run(dir, options());
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.text.find("scoring passed 1 failed 1"), std::string::npos) << result.text;
  EXPECT_NE(result.text.find("agentic passed 1 failed 1"), std::string::npos) << result.text;
}

TEST(Oracle, BrokenInputNamesItsPlace) {
  if (!fs::exists(kData)) GTEST_SKIP() << "benchmark data missing: run scripts/setup";
  const fs::path dir = fixtures::fresh_dir("oracle-broken");
  fixtures::write_text(dir / "single_turn.jsonl", "{}\n{\"id\": ");
  const core::Error error = fixtures::thrown_by([&] { run(dir, options()); });
  EXPECT_EQ(error.exit_code(), 3);
  EXPECT_NE(std::string(error.what()).find("single_turn.jsonl:2"), std::string::npos) << error.what();

  fixtures::write_text(dir / "single_turn.jsonl", R"({"id":"x","category":"simple_python","raw":"@blob:nope"})");
  const core::Error blob = fixtures::thrown_by([&] { run(dir, options()); });
  EXPECT_NE(std::string(blob.what()).find("nope"), std::string::npos) << blob.what();

  fixtures::write_text(
      dir / "single_turn.jsonl",
      R"({"id":"simple_python_99999","category":"simple_python","mode":"prompt","raw":"","valid":true})"
      "\n"
      R"({"id":"simple_python_0","category":"no_such","mode":"prompt","raw":"","valid":true})");
  const OracleRun result = run(dir, options());
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.text.find("single_turn passed 0 failed 2"), std::string::npos) << result.text;
}

TEST(Oracle, FoldersWithoutVectorsAreUsageErrors) {
  const fs::path dir = fixtures::fresh_dir("oracle-empty");
  EXPECT_EQ(fixtures::thrown_by([&] { run(dir, options()); }).exit_code(), 2);
  EXPECT_EQ(fixtures::thrown_by([&] { run(dir / "missing", options()); }).exit_code(), 2);
  fixtures::write_text(dir / "sim.jsonl", "{}");
  OracleOptions unknown = options();
  unknown.kinds = {"single_turn"};
  EXPECT_EQ(fixtures::thrown_by([&] { run(dir, unknown); }).exit_code(), 2);
}

TEST(Oracle, BlobsResolveAtAnyDepth) {
  const fs::path dir = fixtures::fresh_dir("oracle-blobs");
  fixtures::write_text(dir / "blobs.jsonl", R"({"key":"k1","text":"long text"})");
  eval::oracle::Blobs blobs(dir);
  core::Value value = core::parse_json(R"({"a":["@blob:k1",{"b":"@blob:k1"}],"c":"@blo"})");
  blobs.resolve(value);
  EXPECT_EQ(core::dump_json(value), R"({"a": ["long text", {"b": "long text"}], "c": "@blo"})");
}

}  // namespace
