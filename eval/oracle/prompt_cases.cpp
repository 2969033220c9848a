#include "eval/oracle/prompt_cases.h"

#include <algorithm>
#include <utility>

#include "chat/renderer_qwen3.h"
#include "core/error.h"
#include "core/hash.h"
#include "eval/multi_turn_checker.h"
#include "eval/oracle/transcript_cases.h"

namespace eval::oracle {

namespace {

chat::DocLanguage doc_language(env::bfcl::Language language) {
  switch (language) {
    case env::bfcl::Language::java:
      return chat::DocLanguage::java;
    case env::bfcl::Language::javascript:
      return chat::DocLanguage::javascript;
    case env::bfcl::Language::python:
      break;
  }
  return chat::DocLanguage::python;
}

bool is_single_turn(const env::bfcl::Category& category) {
  return category.group == env::bfcl::Group::non_live || category.group == env::bfcl::Group::live;
}

// The id of a case: "<original id>", or "format_sensitivity_<n>:<config>:<original id>".
struct CaseId {
  std::string original;
  chat::PromptFormat format;
  bool format_sensitivity = false;
};

CaseId parse_case_id(const std::string& id) {
  const size_t first = id.find(':');
  const size_t last = id.rfind(':');
  if (first == std::string::npos || first == last) return {id, {}, false};
  return {id.substr(last + 1), chat::PromptFormat::parse(std::string_view(id).substr(first + 1, last - first - 1)),
          true};
}

std::string render_for_completion(const chat::Qwen3Renderer& renderer, const chat::Conversation& conversation) {
  return chat::rendered_text(renderer.render(conversation, {.add_generation_prompt = true}));
}

size_t code_points(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
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
                                                expected, code_points(prompts[i]))};
  }
  return {};
}

}  // namespace

std::string qwen_prompt(const chat::BfclPrompts& prompts, const core::Value& functions,
                        const std::vector<chat::Message>& messages, const chat::PromptFormat& format) {
  return render_for_completion(chat::Qwen3Renderer(), chat::bfcl_conversation(prompts, functions, messages, format));
}

std::string qwen_fc_prompt(const core::Value& functions, const std::vector<chat::Message>& messages) {
  chat::Conversation conversation;
  conversation.messages = messages;
  for (const core::Value& function : functions.as_list()) {
    conversation.tools.push_back(chat::ToolSpec::from_json(function));
  }
  return render_for_completion(chat::Qwen3Renderer(chat::Qwen3Renderer::ToolText::bare_ascii), conversation);
}

PromptCases::PromptCases(chat::BfclPrompts prompts, env::bfcl::Dataset dataset)
    : prompts_(std::move(prompts)), dataset_(std::move(dataset)) {}

const env::bfcl::Entry* PromptCases::find(std::string_view id) {
  const env::bfcl::Category* category = env::bfcl::category_of_id(id);
  if (category == nullptr) return nullptr;
  auto [place, fresh] = entries_.try_emplace(category);
  if (fresh) {
    for (env::bfcl::Entry& entry : dataset_.load(*category)) place->second.emplace(entry.id, entry);
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
  const CaseId parts = parse_case_id(id);
  const env::bfcl::Category* category = env::bfcl::category_of_id(parts.original);
  const bool multi_turn = category != nullptr && category->checker == env::bfcl::Checker::multi_turn;
  if (category == nullptr || (!is_single_turn(*category) && !multi_turn)) {
    return not_covered("prompts of agentic entries");
  }
  const env::bfcl::Entry* entry = find(parts.original);
  if (entry == nullptr) return {Outcome::Kind::failed, id + ": the data set has no such entry"};
  if (multi_turn) {
    if (!is_simulated(*entry)) return not_covered("multi-turn entries with classes that are not simulated");
    return compare(core::format("{} ({})", id, mode), multi_turn_prompts(*entry, mode), line);
  }

  const chat::DocLanguage language = doc_language(category->language);
  core::Value functions = prompts_.apply_language_hints(entry->functions, language);
  // The benchmark's loader hints these entries twice.
  if (parts.format_sensitivity) functions = prompts_.apply_language_hints(std::move(functions), language);
  const std::string text = mode == "qwen_fc" ? qwen_fc_prompt(functions, entry->messages())
                                             : qwen_prompt(prompts_, functions, entry->messages(), parts.format);
  return compare(core::format("{} ({})", id, mode), {text}, line);
}

}  // namespace eval::oracle
