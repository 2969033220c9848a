// The program as a process of its own, which asks a mock server for the small benchmark.
#pragma once

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

namespace fixtures {

inline const fs::path kWheelPrompts = fs::path(FR_DEPS_DIR) / "data/bfcl/prompts.json";

// `funreason eval` over the small benchmark, running beside the test.
class Program {
 public:
  Program(const MockEndpoint& server, const fs::path& folder, const std::vector<std::string>& more = {})
      : Program(folder,
                {"--endpoint", server.url(), "endpoint.model=served", "endpoint.concurrency=2",
                 "endpoint.backoff_s=0.001", "categories=[simple_python,irrelevance]"},
                more) {}
  // Without a server.
  Program(const fs::path& folder, const std::vector<std::string>& more) : Program(folder, {}, more) {}

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
  Program(const fs::path& folder, const std::vector<std::string>& first, const std::vector<std::string>& more)
      : output_(folder / "output.txt") {
    std::vector<std::string> words = {std::string(FR_BINARY_DIR) + "/bin/funreason", "eval"};
    words.insert(words.end(), first.begin(), first.end());
    for (const std::string& word : {"data=" + (folder / "data").string(), "prompts=" + kWheelPrompts.string(),
                                    "run_dir=" + (folder / "run").string()}) {
      words.push_back(word);
    }
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

inline MockAnswer area_answer(const MockRequest& request) {
  const std::string user = request.json().at("messages").as_list().back().at("content").as_string();
  const size_t at = user.find("number ");
  return fixtures::text_answer(at == std::string::npos ? "No." : core::format("[square_area(side={})]", user[at + 7]));
}

}  // namespace fixtures
