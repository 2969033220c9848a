// The program with a model behind a server: Ctrl-C, a kill, a wrong key, and no LibTorch anywhere.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "tests/eval/fixtures.h"
#include "tests/mock_endpoint.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using fixtures::MockAnswer;
using fixtures::MockEndpoint;
using fixtures::MockRequest;

const fs::path kWheelPrompts = fs::path(FR_DEPS_DIR) / "data/bfcl/prompts.json";

// `funreason eval` over the small benchmark, running beside the test.
class Program {
 public:
  Program(const MockEndpoint& server, const fs::path& folder, const std::vector<std::string>& more = {})
      : output_(folder / "output.txt") {
    std::vector<std::string> words = {std::string(FR_BINARY_DIR) + "/bin/funreason",
                                      "eval",
                                      "--endpoint",
                                      server.url(),
                                      "endpoint.model=served",
                                      "endpoint.concurrency=2",
                                      "endpoint.backoff_s=0.001",
                                      "categories=[simple_python,irrelevance]",
                                      "data=" + (folder / "data").string(),
                                      "prompts=" + kWheelPrompts.string(),
                                      "run_dir=" + (folder / "run").string()};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    EXPECT_EQ(posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
  }

  void signal(int number) const { ::kill(pid_, number); }
  std::string maps() const { return fixtures::read_text("/proc/" + std::to_string(pid_) + "/maps"); }
  // Exit code, or 128 + signal.
  int wait() const {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  std::string output() const { return fixtures::read_text(output_); }

 private:
  fs::path output_;
  pid_t pid_ = 0;
};

template <class Condition>
bool soon(const Condition& condition) {
  for (int i = 0; i < 4000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

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

MockAnswer area_answer(const MockRequest& request) {
  const std::string user = request.json().at("messages").as_list().back().at("content").as_string();
  const size_t at = user.find("number ");
  return fixtures::text_answer(at == std::string::npos ? "No." : core::format("[square_area(side={})]", user[at + 7]));
}

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
