#include "env/bfcl/format_sensitivity.h"

#include <set>
#include <string>

#include "core/error.h"
#include "core/json.h"

namespace env::bfcl {

namespace {

// {category: [ids]}, in the order of the file.
core::Value read_id_lists(const Dataset& dataset, const Category& category) {
  core::Value lists = core::read_json_file(dataset.question_file(category));
  for (const auto& [name, ids] : lists.as_dict()) ids.as_list();  // throws where it is something else
  return lists;
}

}  // namespace

std::vector<Entry> load_format_sensitivity(const Dataset& dataset, const Category& category) {
  const std::vector<chat::PromptFormat> formats = chat::format_sensitivity_formats();
  const core::Value lists = read_id_lists(dataset, category);
  std::vector<Entry> entries;
  for (const auto& [name, ids] : lists.as_dict()) {
    if (ids.as_list().empty()) continue;
    const Category& original = find_category(name.as_string());
    std::set<std::string> wanted;
    for (const core::Value& id : ids.as_list()) wanted.insert(id.as_string());
    for (const Entry& entry : dataset.load(original)) {
      if (wanted.erase(entry.id) == 0) continue;
      for (const chat::PromptFormat& format : formats) {
        Entry& varied = entries.emplace_back(entry);
        varied.id = core::format("{}_{}:{}:{}", category.name, entries.size() - 1, format.config(), entry.id);
        varied.category = &category;
        varied.original = &original;
        varied.format = format;
      }
    }
    if (wanted.empty()) continue;
    throw core::data_error(core::format("{}: {} has no entry '{}'", dataset.question_file(category).string(),
                                        original.name, *wanted.begin()));
  }
  return entries;
}

size_t count_format_sensitivity(const Dataset& dataset, const Category& category) {
  const core::Value lists = read_id_lists(dataset, category);
  size_t entries = 0;
  for (const auto& [name, ids] : lists.as_dict()) entries += ids.as_list().size();
  return entries * chat::format_sensitivity_formats().size();
}

}  // namespace env::bfcl
