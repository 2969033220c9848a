// A run of multi-turn entries with policies that follow the truth, whatever the handler.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "eval/handler.h"
#include "eval/multi_turn_episode.h"
#include "multi_turn_fixtures.h"
#include "played_run_fixture.h"
#include "rollout/scripted_policy.h"

namespace fixtures {

inline constexpr int64_t kSample = 30;  // entries of a category
inline const std::vector<std::string> kCategories = {"multi_turn_base", "multi_turn_miss_func",
                                                     "multi_turn_miss_param"};

inline std::vector<std::string> sampled(std::vector<std::string> categories) {
  for (std::string& category : categories) category += ":" + std::to_string(kSample);
  return categories;
}

class MultiTurnRunTest : public PlayedRunTest {
 protected:
  void SetUp() override {
    PlayedRunTest::SetUp();
    config_.categories = sampled(kCategories);
    config_.max_new_tokens = 4096;
  }

  std::vector<env::bfcl::Entry> entries(const std::string& category) const { return sample(category, kSample); }

  const eval::Handler& handler() const { return eval::find_handler(config_.decode); }

  // The turn's calls as a model writes them.
  std::string truth_reply(const core::Value& turn) const {
    const std::string text = fixtures::truth_reply(turn);
    return spoken(handler().decode == eval::DecodeMode::prompt ? text : qwen_calls(text));
  }

  // With the chain of thought that the handler expects.
  std::string spoken(const std::string& text) const {
    return handler().opens_thought ? "\nLet me see.\n</think>\n\n" + text : text;
  }

  // Prompt -> reply of a policy that calls what the truth calls, one step a turn, and then says that it is done.
  std::map<std::string, std::string> truth_script(const std::string& category) const {
    std::map<std::string, std::string> script;
    for (const env::bfcl::Entry& entry : entries(category)) {
      eval::MultiTurnEpisode episode(entry, eval::multi_turn_script(entry, *dataset_, *prompts_), *prompts_,
                                     {.handler = handler()});
      std::vector<std::string> replies;
      for (const core::Value& turn : entry.ground_truth.as_list()) {
        if (!turn.as_list().empty()) replies.push_back(truth_reply(turn));
        replies.push_back(spoken("Done."));
      }
      rollout::Reply said;
      size_t next = 0;
      do {
        said.text = replies.at(next++);
        script[prompt_of(episode)] = said.text;
      } while (episode.take_reply(said));
      EXPECT_EQ(next, replies.size()) << entry.id;
    }
    return script;
  }

  std::string prompt_of(const eval::MultiTurnEpisode& episode) const {
    const chat::Renderer& renderer = eval::handler_renderer(*renderer_, handler());
    return chat::rendered_text(renderer.render(
        episode.conversation(), {.add_generation_prompt = true, .thinking = eval::thinking_of(handler(), true)}));
  }

  rollout::ScriptedPolicy truthful(const std::vector<std::string>& categories) const {
    std::map<std::string, std::string> script;
    for (const std::string& category : categories) script.merge(truth_script(category));
    return {tokenizer_, [script = std::move(script)](std::string_view prompt) {
              const auto found = script.find(std::string(prompt));
              EXPECT_NE(found, script.end()) << prompt.substr(prompt.size() > 300 ? prompt.size() - 300 : 0);
              return rollout::ScriptedReply{found == script.end() ? "?" : found->second, {}, true};
            }};
  }
};

}  // namespace fixtures
