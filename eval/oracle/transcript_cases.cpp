#include "eval/oracle/transcript_cases.h"

#include "chat/renderer_qwen3.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/python_string.h"
#include "eval/handler.h"
#include "eval/multi_turn_checker.h"
#include "eval/oracle/result_texts.h"

namespace eval::oracle {
namespace {

// What the oracle's stub says when its script has run out.
constexpr const char* kLastReply = "I am done.";

// Prompt sizes by turn and step.
std::vector<int64_t> flat_counts(const core::Value& turns) {
  std::vector<int64_t> counts;
  for (const core::Value& turn : turns.as_list()) {
    for (const core::Value& count : turn.as_list()) counts.push_back(count.as_int());
  }
  return counts;
}

}  // namespace

const Handler* handler_of(std::string_view mode) {
  if (mode == "qwen_prompt") return &find_handler("prompt");
  return mode == "qwen_fc" || mode == "funreason_mt" ? &find_handler(mode) : nullptr;
}

std::string prompt_text(const chat::Conversation& conversation, const Handler& handler) {
  const chat::Qwen3Renderer qwen;
  return chat::rendered_text(
      handler_renderer(qwen, handler)
          .render(conversation, {.add_generation_prompt = true, .thinking = thinking_of(handler, true)}));
}

std::vector<std::string> play_scripted(MultiTurnEpisode& episode, const Handler& handler,
                                       const std::function<std::string(size_t)>& reply) {
  std::vector<std::string> prompts;
  rollout::Reply said;
  do {
    prompts.push_back(prompt_text(episode.conversation(), handler));
    said.text = reply(prompts.size() - 1);
  } while (episode.take_reply(said));
  return prompts;
}

Outcome TranscriptCases::run(const core::Value& line) {
  const std::string& id = line.at("id").as_string();
  const Handler* handler = handler_of(line.at("mode").as_string());
  const env::bfcl::Category* category = env::bfcl::category_of_id(id);
  const env::bfcl::Entry* entry = category == nullptr ? nullptr : entries_.find(*category, id);
  if (entry == nullptr) return {Outcome::Kind::failed, id + ": the data set has no such entry"};
  if (handler == nullptr) return {Outcome::Kind::not_covered, "mode " + line.at("mode").as_string()};
  if (!is_simulated(*entry)) return {Outcome::Kind::not_covered, "entries with classes that are not simulated"};

  const std::string model = handler->decode == DecodeMode::qwen_fc ? "oracle-fc" : "oracle-prompt";
  MultiTurnEpisode episode(*entry, multi_turn_script(*entry, dataset_, prompts_), prompts_,
                           {.handler = *handler, .model_name = model});
  const core::List& replies = line.at("replies").as_list();
  const std::vector<std::string> prompts = play_scripted(
      episode, *handler, [&](size_t i) { return i < replies.size() ? replies[i].as_string() : kLastReply; });

  const core::List& hashes = line.at("prompt_sha256").as_list();
  const std::vector<int64_t> sizes = flat_counts(line.at("input_token_count"));
  const auto failed = [&](const std::string& text) -> Outcome { return {Outcome::Kind::failed, id + ": " + text}; };
  for (size_t i = 0; i < prompts.size() && i < hashes.size(); ++i) {
    if (core::sha256_hex(prompts[i]) == hashes[i].as_string()) continue;
    const core::Value* last = i + 1 == hashes.size() ? line.find("last_prompt") : nullptr;
    return failed(core::format(
        "prompt {}: {}", i,
        last == nullptr ? core::format("{} characters, expected {}", core::count_code_points(prompts[i]), sizes.at(i))
                        : text_difference(prompts[i], last->as_string())));
  }
  if (prompts.size() != hashes.size()) {
    return failed(core::format("{} prompts, expected {}", prompts.size(), hashes.size()));
  }
  const std::string result = core::dump_json(episode.result().result);
  const std::string expected = core::dump_json(line.at("result"));
  return result == expected ? Outcome{} : failed("result: " + text_difference(result, expected));
}

}  // namespace eval::oracle
