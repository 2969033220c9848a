// The program with a model behind a server: Ctrl-C, a kill, a wrong key, and no LibTorch anywhere.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include "program.h"
#include "tests/eval/fixtures.h"
#include "tests/mock_endpoint.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using fixtures::area_answer;
using fixtures::kWheelPrompts;
using fixtures::MockAnswer;
using fixtures::MockEndpoint;
using fixtures::MockRequest;
using fixtures::Program;
using fixtures::soon;

class ServedModelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kWheelPrompts)) GTEST_SKIP() << kWheelPrompts << " missing: run scripts/setup";
    folder_ = fixtures::fresh_dir(::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::rename(fixtures::small_benchmark("served-program-data"), folder_ / "data");
  }
  fs::path results() const { return folder_ / "run" / "results.jsonl"; }
  fs::path folder_;
};

TEST_F(ServedModelTest, StopsOnCtrlCSurvivesAKillAndContinues) {
  std::atomic<bool> hangs = true;
  MockEndpoint server([&](const MockRequest& request) -> MockAnswer {
    if (hangs && request.body.find("number 4 ") != std::string::npos) return {.end = MockAnswer::End::hang};
    return area_answer(request);
  });
  const auto all_but_one_done = [&] { return fs::exists(results()) && fixtures::count_lines(results()) == 8; };
  {
    const Program program(server, folder_);
    ASSERT_TRUE(soon(all_but_one_done)) << program.output();
    EXPECT_EQ(program.maps().find("torch"), std::string::npos);
    const auto start = std::chrono::steady_clock::now();
    program.signal(SIGINT);
    EXPECT_EQ(program.wait(), 130) << program.output();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_EQ(fixtures::count_lines(results()), 8U);
    EXPECT_NE(program.output().find("the same command continues"), std::string::npos) << program.output();
  }
  const size_t asked = server.asked();
  {
    const Program program(server, folder_);
    ASSERT_TRUE(soon([&] { return server.asked() > asked; })) << program.output();
    program.signal(SIGKILL);
    EXPECT_EQ(program.wait(), 128 + SIGKILL);
    EXPECT_EQ(fixtures::count_lines(results()), 8U);
  }
  hangs = false;
  const Program program(server, folder_);
  EXPECT_EQ(program.wait(), 0) << program.output();
  EXPECT_EQ(server.asked(), asked + 2) << "the one entry that was left, twice";
  EXPECT_EQ(fixtures::count_lines(results()), 9U);
  EXPECT_TRUE(fs::exists(folder_ / "run" / "report.html"));
  EXPECT_NE(program.output().find("100.0"), std::string::npos) << program.output();
}

TEST_F(ServedModelTest, WhatIsWrongWithTheEndpointIsOneLine) {
  MockEndpoint server([](const MockRequest&) { return fixtures::error_answer(401, "bad key"); });
  const auto ends = [&](int code, const std::string& text, const std::vector<std::string>& more) {
    const Program program(server, folder_, more);
    EXPECT_EQ(program.wait(), code) << program.output();
    const std::string output = program.output();
    const size_t at = output.find("error: ");
    ASSERT_NE(at, std::string::npos) << output;
    EXPECT_LE(std::count(output.begin() + static_cast<std::ptrdiff_t>(at), output.end(), '\n'), 2) << output;
    EXPECT_NE(output.find(text, at), std::string::npos) << output;
  };
  ends(4, "/v1/chat/completions: HTTP 401: bad key", {});
  ends(2, "environment variable FUNREASON_NO_KEY is not set", {"endpoint.api_key_env=FUNREASON_NO_KEY"});
  ends(2, "did you mean `endpoint.concurrency`", {"endpoint.concurency=4"});
  ends(2, "decode: qwen_fc cannot be asked through endpoint.api=chat", {"decode=qwen_fc"});
}

}  // namespace
}  // namespace app
