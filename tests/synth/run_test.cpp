// `run_synth` as a user meets it: the file, threads, resuming, refusals of bad settings, the benchmark's form.
#include "synth/run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "chat/message.h"
#include "core/config.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "core/text.h"
#include "synth/guard.h"
#include "synth/ontology/ontology.h"
#include "tests/test_scale.h"

namespace synth {
namespace {

namespace fs = std::filesystem;

class Run : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("synth_run_" + std::string(info->name()) + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  SynthConfig config(const std::string& name, int64_t count) const {
    SynthConfig out;
    out.output = (folder_ / name).string();
    out.count = count;
    out.contamination_guard = false;
    return out;
  }

  fs::path folder_;
};

TEST_F(Run, WritesValidLinesAndAReport) {
  const SynthReport report = run_synth(config("a.jsonl", 400));
  EXPECT_EQ(report.written, 400);
  EXPECT_FALSE(fs::exists(folder_ / "a.jsonl.part"));
  size_t lines = 0;
  core::for_each_jsonl(folder_ / "a.jsonl", [&](core::Value&& line, size_t) {
    ++lines;
    const chat::Conversation conversation = chat::conversation_from_json(line);
    EXPECT_GE(conversation.tools.size(), 1u);
    EXPECT_EQ(conversation.messages.size(), 2u);
    const core::Value& meta = line.at("metadata");
    const std::string& text = conversation.messages[0].content;
    for (const core::Value& place : meta.at("provenance").as_list()) {
      const core::Value* span = place.find("span");
      if (span == nullptr) continue;
      const auto begin = static_cast<size_t>(span->as_list()[0].as_int());
      const auto end = static_cast<size_t>(span->as_list()[1].as_int());
      EXPECT_EQ(text.substr(begin, end - begin), place.get_string("text"));
    }
  });
  EXPECT_EQ(lines, 400u);
  const core::Value saved = core::read_json_file(folder_ / "a.jsonl.report.json");
  EXPECT_EQ(saved.get_int("written", 0), 400);
  EXPECT_NE(report.to_text().find("simple"), std::string::npos);
}

TEST_F(Run, ThreadsDoNotChangeTheBytes) {
  SynthConfig one = config("one.jsonl", 600);
  one.threads = 1;
  SynthConfig three = config("three.jsonl", 600);
  three.threads = 3;
  run_synth(one);
  run_synth(three);
  EXPECT_EQ(core::read_file(one.output), core::read_file(three.output));
}

TEST_F(Run, RequestsAreDistinct) {
  run_synth(config("d.jsonl", 1500));
  std::set<std::string> requests;
  core::for_each_jsonl(folder_ / "d.jsonl", [&](core::Value&& line, size_t) {
    requests.insert(line.at("messages").as_list()[0].get_string("content"));
  });
  EXPECT_EQ(requests.size(), 1500u);
}

TEST_F(Run, ContinuesAnInterruptedRunToTheSameBytes) {
  const SynthConfig whole = config("whole.jsonl", 700);
  run_synth(whole);
  const SynthConfig cut = config("cut.jsonl", 700);
  run_synth(cut);
  // As kill -9 would leave it: a part file with a torn last line, and its settings.
  const std::string text = core::read_file(cut.output);
  fs::remove(cut.output);
  std::ofstream(cut.output + ".part") << text.substr(0, text.size() / 3);
  core::Dict settings = core::config_to_dict(cut);
  for (const char* key : {"output", "count", "threads"}) settings.erase(key);
  std::ofstream(cut.output + ".part.settings.json") << core::dump_json(core::Value(settings));
  const SynthReport report = run_synth(cut);
  EXPECT_GT(report.resumed, 100);
  EXPECT_EQ(core::read_file(cut.output), core::read_file(whole.output));
}

TEST_F(Run, DoesNotContinueARunOfOtherSettings) {
  SynthConfig settings = config("s.jsonl", 50);
  std::ofstream(settings.output + ".part") << "{\"broken\": true}\n";
  std::ofstream(settings.output + ".part.settings.json") << "{\"seed\": 99}";
  EXPECT_EQ(run_synth(settings).resumed, 0);
}

TEST_F(Run, BadSettingsAreUsageErrors) {
  SynthConfig format = config("x.jsonl", 10);
  format.format = "parquet";
  EXPECT_THROW(run_synth(format), core::Error);
  SynthConfig count = config("x.jsonl", 0);
  EXPECT_THROW(run_synth(count), core::Error);
  SynthConfig threads = config("x.jsonl", 10);
  threads.threads = 0;
  EXPECT_THROW(run_synth(threads), core::Error);
}

TEST_F(Run, AnUnusableFolderIsAnEnvironmentError) {
  std::ofstream(folder_ / "file") << "not a folder";
  SynthConfig settings = config("file/x.jsonl", 10);
  try {
    run_synth(settings);
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    EXPECT_FALSE(error.hint().empty());
  }
}

TEST_F(Run, BenchmarkFormHasTheToolsInTheSystemMessage) {
  SynthConfig settings = config("b.jsonl", 100);
  settings.format = "bfcl";
  try {
    run_synth(settings);
  } catch (const core::Error& error) {
    GTEST_SKIP() << "prompt texts missing: " << error.what();
  }
  core::for_each_jsonl(folder_ / "b.jsonl", [&](core::Value&& line, size_t) {
    const auto& messages = line.at("messages").as_list();
    ASSERT_EQ(messages.size(), 3u);
    EXPECT_EQ(messages[0].get_string("role"), "system");
    EXPECT_NE(messages[0].get_string("content").find("Note that the provided function is in Python 3 syntax."),
              std::string::npos);
    const std::string answer = messages[2].get_string("content");
    const std::string kind = line.at("metadata").get_string("kind");
    EXPECT_EQ(answer.starts_with("["), kind != "irrelevance" && kind != "missing") << answer;
    EXPECT_EQ(line.find("tools"), nullptr);
  });
}

TEST_F(Run, NothingIsSharedWithTheBenchmark) {
  SampleGuard guard;
  try {
    guard = contamination_guard();
  } catch (const core::Error& error) {
    GTEST_SKIP() << "benchmark data missing: " << error.what();
  }
  const Ontology ontology = build_ontology();
  SynthConfig settings;
  const Sampler sampler(ontology, settings, guard);
  int64_t refused = 0;
  for (uint64_t i = 0; i < 10000 / test::kScale; ++i) {
    const SampleResult result = sampler.make(i);
    if (result.ok) {
      EXPECT_EQ(guard(result.sample), "") << result.sample.request;
    }
    for (const auto& [reason, count] : result.rejections) refused += reason == "contamination" ? count : 0;
  }
  EXPECT_LT(refused, static_cast<int64_t>(300 / test::kScale)) << "the ontology copies the benchmark's functions";
}

}  // namespace
}  // namespace synth
