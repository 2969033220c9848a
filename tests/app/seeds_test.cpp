// The program with several seeds: resume at a kill, results that exist, comparisons, and what is refused.
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/json.h"
#include "eval/results.h"
#include "program.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using fixtures::area_answer;
using fixtures::MockAnswer;
using fixtures::MockEndpoint;
using fixtures::MockRequest;
using fixtures::Program;
using fixtures::soon;

// Right where the request's seed is even.
MockAnswer flaky_answer(const MockRequest& request) {
  if (request.json().at("seed").as_int() % 2 == 0) return area_answer(request);
  return fixtures::text_answer("[square_area(side=0)]");
}

class SeedsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(fixtures::kWheelPrompts)) GTEST_SKIP() << "prompts.json missing: run scripts/setup";
    folder_ = fixtures::fresh_dir(::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::rename(fixtures::small_benchmark("seeds-program-data"), folder_ / "data");
  }

  fs::path run_dir() const { return folder_ / "run"; }
  std::string file(const fs::path& name) const { return fixtures::read_text(folder_ / name); }
  size_t lines_of(const std::string& seed) const {
    const fs::path results = run_dir() / ("seed-" + seed) / "results.jsonl";
    return fs::exists(results) ? fixtures::count_lines(results) : 0;
  }
  void expect_ok(const MockEndpoint& server, const std::vector<std::string>& more) const {
    const Program program(server, folder_, more);
    ASSERT_EQ(program.wait(), 0) << program.output();
  }
  // Of results that exist: no server is asked.
  std::string score(const std::vector<std::string>& more, int code = 0) const {
    const Program program(folder_, more);
    EXPECT_EQ(program.wait(), code) << program.output();
    return program.output();
  }
  void refused(const std::vector<std::string>& more, int code, const std::string& text) const {
    const std::string output = score(more, code);
    const size_t at = output.find("error: ");
    ASSERT_NE(at, std::string::npos) << output;
    EXPECT_LE(std::count(output.begin() + static_cast<std::ptrdiff_t>(at), output.end(), '\n'), 2) << output;
    EXPECT_NE(output.find(text, at), std::string::npos) << output;
  }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  fs::path folder_;
};

const std::string kWarm = "temperature=0.7";

TEST_F(SeedsTest, AKilledRunContinuesAndFinishedSeedsAreNotAskedAgain) {
  std::atomic<bool> hangs = true;
  std::atomic<size_t> asked = 0;
  MockEndpoint server([&](const MockRequest& request) -> MockAnswer {
    // The second seed never gets an answer to its last entries.
    if (hangs && ++asked > 14) return {.end = MockAnswer::End::hang};
    return flaky_answer(request);
  });
  const std::vector<std::string> seeds = {"seeds=[3,1,2]", kWarm};
  {
    const Program program(server, folder_, seeds);
    // Both requests that hang have come in, so that none of the killed program's is counted later.
    ASSERT_TRUE(soon([&] { return lines_of("1") == 5 && server.asked() == 16; })) << program.output();
    program.signal(SIGKILL);
    EXPECT_EQ(program.wait(), 128 + SIGKILL);
  }
  EXPECT_EQ(lines_of("3"), 9U);
  EXPECT_EQ(lines_of("2"), 0U);
  EXPECT_FALSE(fs::exists(run_dir() / "summary.csv"));
  const std::string first = file("run/seed-3/results.jsonl");
  hangs = false;
  const size_t before = server.asked();
  expect_ok(server, seeds);
  EXPECT_EQ(server.asked() - before, 4U + 9U) << "what the second seed lacked, and the third";
  EXPECT_EQ(file("run/seed-3/results.jsonl"), first);
  for (const char* name : {"summary.csv", "summary.json", "flaky.csv", "errors.csv", "costs.csv", "report.html",
                           "seed-1/score.csv", "seed-2/report.html"}) {
    EXPECT_TRUE(fs::exists(run_dir() / name)) << name;
  }
  const core::Value summary = core::parse_json(file("run/summary.json"));
  EXPECT_EQ(core::dump_json(summary.at("seeds")), R"(["3", "1", "2"])");
  const size_t again = server.asked();
  expect_ok(server, seeds);
  EXPECT_EQ(server.asked(), again) << "nothing is left to ask";
  EXPECT_EQ(core::dump_json(core::parse_json(file("run/summary.json"))), core::dump_json(summary));
}

TEST_F(SeedsTest, EachRequestHasASeedThatFollowsFromTheRuns) {
  std::map<std::string, std::set<int64_t>> by_user;
  MockEndpoint server([&](const MockRequest& request) {
    const core::Value body = request.json();
    const int64_t seed = body.at("seed").as_int();
    EXPECT_GE(seed, 0);
    EXPECT_LT(seed, int64_t{1} << 31);
    by_user[body.at("messages").as_list().back().at("content").as_string()].insert(seed);
    return area_answer(request);
  });
  expect_ok(server, {"seeds=[0,1]", kWarm});
  std::set<int64_t> all;
  for (const auto& [user, seeds] : by_user) {
    EXPECT_EQ(seeds.size(), 2U) << user;
    all.insert(seeds.begin(), seeds.end());
  }
  EXPECT_EQ(all.size(), 18U) << "entries do not share their noise";
  const auto first = by_user;
  expect_ok(server, {"seeds=[0,1]", kWarm, "run_dir=" + at("again"), "endpoint.concurrency=7"});
  EXPECT_EQ(by_user, first) << "the same ones again";

  MockEndpoint plain([&](const MockRequest& request) {
    EXPECT_EQ(request.json().find("seed"), nullptr) << "a single run asks as the reference does";
    return area_answer(request);
  });
  expect_ok(plain, {"seed=1", kWarm, "run_dir=" + at("single")});
}

TEST_F(SeedsTest, ResultsThatExistSayTheSame) {
  MockEndpoint server(flaky_answer);
  expect_ok(server, {"seeds=[0,1,2]", kWarm});
  const std::string summary = file("run/summary.csv");
  score({"results=" + at("run"), "run_dir=" + at("rescored")});
  EXPECT_EQ(file("rescored/summary.csv"), summary);
  EXPECT_EQ(file("rescored/flaky.csv"), file("run/flaky.csv"));
  score({"results=[" + at("run/seed-0") + "," + at("run/seed-1") + "/results.jsonl," + at("run/seed-2") + "]",
         "run_dir=" + at("listed")});
  EXPECT_EQ(file("listed/summary.csv"), summary);
  // One of its seeds alone is what a single run is.
  score({"results=" + at("run/seed-1"), "run_dir=" + at("single")});
  EXPECT_EQ(file("single/score.csv"), file("run/seed-1/score.csv"));
  MockEndpoint one(flaky_answer);
  expect_ok(one, {"seeds=[1]", kWarm, "run_dir=" + at("one")});
  EXPECT_EQ(file("one/seed-1/score.csv"), file("run/seed-1/score.csv"));
  EXPECT_NE(file("one/summary.csv").find("simple_python,6,1,0.166667,N/A,"), std::string::npos)
      << file("one/summary.csv");
  // A run compared with itself.
  const std::string output =
      score({"results=" + at("run"), "before=" + at("run"), "run_dir=" + at("same"), "write_scores=" + at("score")});
  EXPECT_NE(output.find("p (seeds)"), std::string::npos) << output;
  EXPECT_EQ(fixtures::count_lines(folder_ / "same/changes.csv"), 1U);
  EXPECT_NE(file("same/comparison.csv").find("all_entries,,"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "score/served-seed-1") || fs::exists(folder_ / "score/model-seed-1"));
  // Single runs have the paired statistic as well.
  const std::string paired =
      score({"results=" + at("run/seed-1"), "before=" + at("run/seed-0"), "run_dir=" + at("paired")});
  EXPECT_NE(paired.find("all_entries"), std::string::npos) << paired;
  EXPECT_TRUE(fs::exists(folder_ / "paired/comparison.csv"));
}

TEST_F(SeedsTest, WhatIsWrongWithSeedsIsOneLine) {
  MockEndpoint server(flaky_answer);
  refused({"seeds=[1,2,1]", "model=m", kWarm}, 2, "seeds: 1 is named twice");
  refused({"seeds=[-1]", "model=m"}, 2, "seeds: -1 is negative");
  refused({"seeds=[1,x]", "model=m"}, 2, "seeds");
  refused({"seeds=[1,2]", "model=m"}, 2, "seeds: with temperature=0 each gives the same replies");
  refused({"seeds=[1,2]", "results=x"}, 2, "seeds: are asked of a model, and results exist already");

  expect_ok(server, {"seeds=[0,1,2]", kWarm});
  const std::string zero = at("run/seed-0");
  const std::string one = at("run/seed-1");
  const std::string out = "run_dir=" + at("out");
  refused({"results=[" + zero + "," + zero + "/.]", out}, 2, "is named twice");
  refused({"results=[" + at("run") + "," + zero + "]", out}, 2, "holds several seeds itself");
  refused({"results=" + zero}, 2, "holds a run of several seeds");
  refused({"results=" + at("run"), "run_dir=" + zero}, 2, "holds a run of one seed");
  refused({"results=[" + zero + "," + at("nowhere") + "]", out}, 2, "no results here");
  refused({"results=" + zero, "before=" + at("nowhere"), out}, 2, "no results.jsonl here");
  EXPECT_FALSE(fs::exists(folder_ / "out" / "summary.csv"));

  // A seed that was cut off in the middle.
  const std::string whole = file("run/seed-1/results.jsonl");
  fixtures::write_text(run_dir() / "seed-1/results.jsonl", whole.substr(0, whole.rfind("{\"id\"")));
  const std::string output = score({"results=" + at("run"), out}, 3);
  EXPECT_NE(output.find("error: seed 1: simple_python: results for 5 of 6 entries"), std::string::npos) << output;
  const std::string part = score({"results=" + at("run"), "partial=true", out});
  EXPECT_NE(part.find("seed 1 has no result for 1 of 9 entries that other seeds have, the first: simple_python_5; such "
                      "entries are left out"),
            std::string::npos)
      << part;
  EXPECT_NE(file("out/summary.csv").find("simple_python,5,3,"), std::string::npos);
  fixtures::write_text(run_dir() / "seed-1/results.jsonl", "{}\n");
  refused({"results=" + at("run"), "partial=true", "run_dir=" + at("none")}, 3, "has no results that can be scored");
  fixtures::write_text(run_dir() / "seed-1/results.jsonl", whole);

  // The same seed twice: of a model in this process one answer, of a server two.
  for (const char* name : {"copy_a", "copy_b"}) fs::copy(zero, folder_ / name);
  const std::string copies = "results=[" + at("copy_a") + "," + at("copy_b") + "]";
  score({copies, "run_dir=" + at("copies")});
  EXPECT_NE(file("copies/summary.csv").find(",seed_1,seed_2\n"), std::string::npos);
  for (const char* name : {"copy_a/run.json", "copy_b/run.json"}) {
    std::string own = file(name);
    own.replace(own.find("\"endpoint.model\": \"served\""), 16, "\"model_fingerprint\"");
    fixtures::write_text(folder_ / name, own);
  }
  refused({copies, "run_dir=" + at("none")}, 2, "copy_b are both of seed 0");

  // Another model's, and results that leave that open.
  std::string facts = file("run/seed-2/run.json");
  const size_t place = facts.find("\"endpoint.model\": \"served\"");
  ASSERT_NE(place, std::string::npos) << facts;
  facts.replace(place, 26, "\"endpoint.model\": \"others\"");
  fixtures::write_text(run_dir() / "seed-2/run.json", facts);
  refused({"results=" + at("run"), "run_dir=" + at("none")}, 2, "made with endpoint.model = others");
  for (const char* model : {"a_x/org_m", "a_y/org_n"}) {
    fixtures::write_text(folder_ / model / "non_live/BFCL_v4_irrelevance_result.json",
                         "{\"id\":\"irrelevance_0\",\"result\":\"No.\"}\n");
  }
  const std::string two = "results=[" + at("a_x") + "," + at("a_y") + "]";
  refused({two, "partial=true", "run_dir=" + at("none")}, 2, "of different models: org_m, org_n");
  score({two, "partial=true", "name=org/m", "run_dir=" + at("named")});
  EXPECT_NE(file("named/summary.csv").find("irrelevance,1,2,1.000000"), std::string::npos);
}

}  // namespace
}  // namespace app
