#include "eval/oracle/prompt_cases.h"

#include <algorithm>
#include <utility>

#include "chat/openai_tools.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/python_string.h"
#include "core/text.h"
#include "env/bfcl/agentic_entries.h"
#include "eval/oracle/transcript_cases.h"
#include "eval/runner.h"

namespace eval::oracle {

namespace {

using env::bfcl::Entry;

// Prompts against their hashes.
Outcome compare(const std::string& place, const std::vector<std::string>& prompts, const core::Value& line) {
  const core::List& hashes = line.at("prompt_sha256").as_list();
  if (hashes.size() != prompts.size()) {
    return failed(core::format("{}: {} prompts, expected {}", place, prompts.size(), hashes.size()));
  }
  const core::Value* sizes = line.find("prompt_chars");
  for (size_t i = 0; i < prompts.size(); ++i) {
    if (core::sha256_hex(prompts[i]) == hashes[i].as_string()) continue;
    const int64_t expected = sizes == nullptr ? -1 : sizes->as_list().at(i).as_int();
    return failed(core::format("{}: prompt {} differs: {} characters expected, {} found", place, i, expected,
                               core::count_code_points(prompts[i])));
  }
  return {};
}

// Multi-turn and agentic entries are played; the others are asked once.
bool is_played(const Entry& entry) {
  return !entry.involved_classes.empty();
}

}  // namespace

PromptCases::PromptCases(chat::BfclPrompts prompts, env::bfcl::Dataset dataset)
    : prompts_(std::move(prompts)), dataset_(std::move(dataset)) {}

const Entry* PromptCases::find(std::string_view id) {
  // "memory_kv_prereq_…" belongs to memory_kv.
  const env::bfcl::Category* category = env::bfcl::category_of_id(core::replace_all(std::string(id), "_prereq_", "_"));
  if (category == nullptr) return nullptr;
  const auto [place, fresh] = entries_.try_emplace(category);
  Entries& entries = place->second;
  if (fresh) {
    const auto keep = [&](std::vector<Entry> loaded) {
      for (Entry& entry : loaded) entries.emplace(entry.id, std::move(entry));
    };
    keep(dataset_.load(*category));
    if (env::bfcl::is_memory(*category)) {
      for (const std::string_view scenario : env::bfcl::memory_scenarios()) {
        keep(load_prerequisites(dataset_, *category, scenario));
      }
    }
  }
  const auto found = entries.find(id);
  return found == entries.end() ? nullptr : &found->second;
}

std::vector<std::string> PromptCases::prompts_of(const Entry& entry, const Handler& handler) const {
  if (!is_played(entry)) return {prompt_text(entry_conversation(prompts_, entry, handler.decode), handler)};
  MultiTurnEpisode episode(entry, multi_turn_script(entry, dataset_, prompts_), prompts_, {.handler = handler});
  return play_scripted(episode, handler, [](size_t) { return std::string("stop"); });
}

std::string PromptCases::tools_of(const Entry& entry) const {
  const core::List functions =
      is_played(entry) ? multi_turn_script(entry, dataset_, prompts_).functions : entry_functions(prompts_, entry);
  return core::dump_json(chat::openai_tools(functions), {.ensure_ascii = true});
}

Outcome PromptCases::run(const core::Value& line) {
  const std::string& id = line.at("id").as_string();
  const std::string& mode = line.at("mode").as_string();
  const std::string place = core::format("{} ({})", id, mode);
  const Entry* entry = find(id);
  if (entry == nullptr) return failed(id + ": the data set has no such entry");
  if (mode == "openai_tools") {
    const std::string tools = tools_of(*entry);
    if (core::sha256_hex(tools) == line.at("tools_sha256").as_string()) return {};
    return failed(core::format("{}: the tools differ: {}", place, tools));
  }
  const Handler* handler = handler_of(mode);
  if (handler == nullptr) return {Outcome::Kind::not_covered, "mode " + mode};
  return compare(place, prompts_of(*entry, *handler), line);
}

}  // namespace eval::oracle
