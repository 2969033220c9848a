// What the tests of eval share: a small benchmark folder, a scripted policy, scratch folders.
#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "rollout/policy.h"
#include "tests/byte_tokenizer.h"

namespace fixtures {

namespace fs = std::filesystem;

inline fs::path fresh_dir(const std::string& name) {
  const fs::path dir = fs::path(FR_BINARY_DIR) / "test-tmp" / ("eval-" + name);
  fs::remove_all(dir);
  fs::create_directories(dir);
  return dir;
}

inline void write_text(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_text(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

inline size_t count_lines(const fs::path& path) {
  const std::string text = read_text(path);
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

template <class Fn>
core::Error thrown_by(const Fn& fn) {
  try {
    fn();
  } catch (const core::Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return core::usage_error("nothing was thrown");
}

// simple_python_0…5 ask for the area of square i+1; irrelevance_0…2 ask for nothing that a tool serves.
inline fs::path small_benchmark(const std::string& name) {
  const fs::path dir = fresh_dir(name);
  const std::string function =
      R"({"name":"square_area","description":"Area.","parameters":{"type":"dict","properties":)"
      R"({"side":{"type":"integer","description":"Side."}},"required":["side"]}})";
  std::string questions;
  std::string answers;
  std::string irrelevant;
  for (int i = 0; i < 6; ++i) {
    const std::string id = "\"id\":\"simple_python_" + std::to_string(i) + "\"";
    questions += "{" + id + R"(,"question":[[{"role":"user","content":"Area of square number )" +
                 std::to_string(i + 1) + R"( please"}]],"function":[)" + function + "]}\n";
    answers += "{" + id + R"(,"ground_truth":[{"square_area":{"side":[)" + std::to_string(i + 1) + "]}}]}\n";
  }
  for (int i = 0; i < 3; ++i) {
    irrelevant += R"({"id":"irrelevance_)" + std::to_string(i) +
                  R"(","question":[[{"role":"user","content":"Sing song )" + std::to_string(i) +
                  R"("}]],"function":[)" + function + "]}\n";
  }
  write_text(dir / "BFCL_v4_simple_python.json", questions);
  write_text(dir / "possible_answer/BFCL_v4_simple_python.json", answers);
  write_text(dir / "BFCL_v4_irrelevance.json", irrelevant);
  return dir;
}

// Answers with the reply of the first key that occurs in the prompt. Can stop early, as an interrupted run does.
class ScriptedPolicy : public model::Policy {
 public:
  ScriptedPolicy(const chat::Tokenizer& tokenizer, std::map<std::string, std::string> replies)
      : tokenizer_(tokenizer), replies_(std::move(replies)) {}

  std::vector<model::Completion> generate(std::span<const model::GenerationRequest> requests,
                                          const model::GenerationCallbacks& callbacks) override {
    std::vector<model::Completion> completions;
    for (size_t i = 0; i < requests.size(); ++i) {
      model::Completion completion;
      completion.prompt_tokens = requests[i].prompt.size();
      if (completions.size() >= stop_after || (callbacks.cancelled && callbacks.cancelled())) {
        completion.finish = model::FinishReason::cancelled;
      } else if (static_cast<int64_t>(requests[i].prompt.size()) > context) {
        completion.finish = model::FinishReason::context;
      } else {
        answer(requests[i], completion);
        ++answered;
        for (const chat::TokenId token : completion.tokens) {
          if (callbacks.on_token) callbacks.on_token(i, {.id = token});
        }
      }
      if (callbacks.on_complete) callbacks.on_complete(i, completion);
      completions.push_back(completion);
    }
    return completions;
  }
  int64_t context_length() const override { return context; }
  int64_t weight_version() const override { return 0; }

  size_t stop_after = SIZE_MAX;
  int64_t context = 1 << 20;
  size_t answered = 0;
  std::vector<std::string> prompts;  // as text, in the order asked

 private:
  void answer(const model::GenerationRequest& request, model::Completion& completion) {
    const std::string prompt = tokenizer_.decode(request.prompt);
    prompts.push_back(prompt);
    std::string reply = "I do not know.";
    for (const auto& [key, text] : replies_) {
      if (prompt.find(key) != std::string::npos) reply = text;
    }
    completion.tokens = tokenizer_.encode(reply, false);
    completion.finish = model::FinishReason::length;
    const auto limit = static_cast<size_t>(request.params.max_new_tokens);
    if (completion.tokens.size() < limit) {
      completion.tokens.push_back(request.params.stop_ids.at(0));
      completion.finish = model::FinishReason::stop;
    } else {
      completion.tokens.resize(limit);
    }
    completion.logp.assign(completion.tokens.size(), 0.0F);
  }

  const chat::Tokenizer& tokenizer_;
  std::map<std::string, std::string> replies_;
};

// While it lives, no file of this process may grow past `bytes`: writes fail as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace fixtures
