#include "eval/oracle/prompt_cases.h"

#include <algorithm>
#include <utility>

#include "chat/renderer_qwen3.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/python_string.h"
#include "eval/judge.h"
#include "eval/multi_turn_checker.h"
#include "eval/oracle/transcript_cases.h"
#include "eval/runner.h"

namespace eval::oracle {

namespace {

std::string render_for_completion(const chat::Qwen3Renderer& renderer, const chat::Conversation& conversation) {
  return chat::rendered_text(renderer.render(conversation, {.add_generation_prompt = true}));
}

Outcome not_covered(std::string what) {
  return {Outcome::Kind::not_covered, std::move(what)};
}

// Prompts against their hashes.
Outcome compare(const std::string& place, const std::vector<std::string>& prompts, const core::Value& line) {
  const core::List& hashes = line.at("prompt_sha256").as_list();
  if (hashes.size() != prompts.size()) {
    return {Outcome::Kind::failed, core::format("{}: {} prompts, expected {}", place, prompts.size(), hashes.size())};
  }
  const core::Value* sizes = line.find("prompt_chars");
  for (size_t i = 0; i < prompts.size(); ++i) {
    if (core::sha256_hex(prompts[i]) == hashes[i].as_string()) continue;
    const int64_t expected = sizes == nullptr ? -1 : sizes->as_list().at(i).as_int();
    return {Outcome::Kind::failed, core::format("{}: prompt {} differs: {} characters expected, {} found", place, i,
                                                expected, core::count_code_points(prompts[i]))};
  }
  return {};
}

// The functions as tools: what QwenFCHandler writes.
chat::Conversation conversation_with_tools(const core::Value& functions, std::vector<chat::Message> messages) {
  chat::Conversation conversation;
  conversation.messages = std::move(messages);
  for (const core::Value& function : functions.as_list()) {
    conversation.tools.push_back(chat::ToolSpec::from_json(function));
  }
  return conversation;
}

}  // namespace

PromptCases::PromptCases(chat::BfclPrompts prompts, env::bfcl::Dataset dataset)
    : prompts_(std::move(prompts)), dataset_(std::move(dataset)) {}

const env::bfcl::Entry* PromptCases::find(std::string_view id) {
  const env::bfcl::Category* category = env::bfcl::category_of_id(id);
  if (category == nullptr) return nullptr;
  auto [place, fresh] = entries_.try_emplace(category);
  if (fresh) {
    for (env::bfcl::Entry& entry : dataset_.load(*category)) {
      const std::string key = entry.id;
      place->second.emplace(key, std::move(entry));
    }
  }
  const auto found = place->second.find(id);
  return found == place->second.end() ? nullptr : &found->second;
}

std::vector<std::string> PromptCases::multi_turn_prompts(const env::bfcl::Entry& entry, const std::string& mode) const {
  MultiTurnEpisode episode(entry, multi_turn_script(entry, dataset_, prompts_), prompts_,
                           mode == "qwen_fc" ? DecodeMode::qwen_fc : DecodeMode::prompt);
  return play_scripted(episode, handler_renderer(mode), [](size_t) { return std::string("stop"); });
}

Outcome PromptCases::run(const core::Value& line) {
  const std::string id = line.at("id").as_string();
  const std::string mode = line.at("mode").as_string();
  if (mode != "qwen_prompt" && mode != "qwen_fc") return not_covered("mode " + mode);
  const env::bfcl::Category* category = env::bfcl::category_of_id(id);
  const bool multi_turn = category != nullptr && category->checker == env::bfcl::Checker::multi_turn;
  const bool agentic = category != nullptr && category->checker == env::bfcl::Checker::agentic;
  if (category == nullptr || agentic || (!is_covered(*category) && !multi_turn)) {
    return not_covered("prompts of agentic entries");
  }
  const env::bfcl::Entry* entry = find(id);
  if (entry == nullptr) return {Outcome::Kind::failed, id + ": the data set has no such entry"};
  if (multi_turn) {
    if (!is_simulated(*entry)) return not_covered("multi-turn entries with classes that are not simulated");
    return compare(core::format("{} ({})", id, mode), multi_turn_prompts(*entry, mode), line);
  }
  const std::string text =
      mode == "qwen_fc"
          ? render_for_completion(chat::Qwen3Renderer(chat::Qwen3Renderer::ToolText::bare_ascii),
                                  conversation_with_tools(entry_functions(prompts_, *entry), entry->messages()))
          : render_for_completion(chat::Qwen3Renderer(), entry_conversation(prompts_, *entry));
  return compare(core::format("{} ({})", id, mode), {text}, line);
}

}  // namespace eval::oracle
