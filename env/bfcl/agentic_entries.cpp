#include "env/bfcl/agentic_entries.h"

#include <array>

#include "core/error.h"
#include "core/json.h"

namespace env::bfcl {

namespace {

constexpr std::string_view kMemory = "memory";

constexpr std::array<std::string_view, 5> kScenarios = {"student", "customer", "finance", "healthcare", "notetaker"};

}  // namespace

std::span<const std::string_view> memory_scenarios() {
  return kScenarios;
}

core::fs::path prerequisite_file(const Dataset& dataset, std::string_view scenario) {
  return dataset.root() / "memory_prereq_conversation" / core::format("memory_{}.json", scenario);
}

std::string category_id(const std::string& id, const Category& category) {
  if (category.name == category.file || !id.starts_with(category.file)) return id;
  return std::string(category.name) + id.substr(category.file.size());
}

bool is_memory(const Category& category) {
  return category.file == kMemory;
}

void complete_agentic(Entry& entry) {
  if (is_memory(*entry.category)) {
    const std::string_view kind = entry.category->name.substr(kMemory.size() + 1);
    entry.involved_classes = {core::format("MemoryAPI_{}", kind)};
  } else {
    const bool snippets = entry.category->name != "web_search_no_snippet";
    for (const std::string& name : entry.involved_classes) {
      entry.initial_config[name] = core::Dict{{"show_snippet", snippets}};
    }
  }
}

std::vector<Entry> load_prerequisites(const Dataset& dataset, const Category& category, std::string_view scenario) {
  std::vector<Entry> entries;
  core::for_each_jsonl(prerequisite_file(dataset, scenario), [&](core::Value&& line, size_t) {
    Entry& entry = entries.emplace_back();
    entry.id = category_id(line.at("id").as_string(), category);
    entry.category = &category;
    entry.question = std::move(line.as_dict()["question"].as_list());
    entry.scenario = scenario;
    entry.prerequisite = true;
    complete_agentic(entry);
  });
  return entries;
}

}  // namespace env::bfcl
