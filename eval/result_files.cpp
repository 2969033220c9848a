#include "eval/result_files.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/error.h"

namespace eval {
namespace {

using env::bfcl::Group;

bool is_result_file(const std::string& name) {
  return name.starts_with("BFCL_v") && name.ends_with("_result.json") && !name.ends_with("_prereq_result.json");
}

bool is_group(const std::string& name) {
  constexpr std::array kGroups = {Group::non_live, Group::live, Group::multi_turn, Group::agentic,
                                  Group::format_sensitivity};
  return std::any_of(kGroups.begin(), kGroups.end(), [&](Group group) { return env::bfcl::group_name(group) == name; });
}

// The folder above the group's; the file's own where there is no group.
std::string model_of(const core::fs::path& file) {
  for (core::fs::path folder = file.parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
    if (is_group(folder.filename().string())) return folder.parent_path().filename().string();
  }
  return file.parent_path().filename().string();
}

}  // namespace

std::vector<ModelFiles> find_result_files(const core::fs::path& path) {
  if (core::fs::is_regular_file(path)) return {{"", {path}}};
  if (core::fs::exists(path / "results.jsonl")) return {{"", {path / "results.jsonl"}}};
  std::map<std::string, std::vector<core::fs::path>> models;
  if (core::fs::is_directory(path)) {
    // Of ".", the name of the folder is asked for.
    for (const auto& item : core::fs::recursive_directory_iterator(core::fs::weakly_canonical(path))) {
      if (item.is_regular_file() && is_result_file(item.path().filename().string())) {
        models[model_of(item.path())].push_back(item.path());
      }
    }
  }
  if (models.empty()) {
    throw core::usage_error(
        core::format("{}: no results here", path.string()),
        "name a results.jsonl, a run folder, or a folder with BFCL_v4_<category>_result.json files");
  }
  std::vector<ModelFiles> found;
  for (auto& [model, files] : models) {
    std::sort(files.begin(), files.end());
    found.push_back({model, std::move(files)});
  }
  return found;
}

const env::bfcl::Category* category_of_file(const core::fs::path& file) {
  constexpr std::string_view kPrefix = "BFCL_v4_";
  constexpr std::string_view kSuffix = "_result.json";
  const std::string name = file.filename().string();
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return nullptr;
  const std::string_view category = std::string_view(name).substr(
      kPrefix.size(), name.size() - std::min(name.size(), kPrefix.size() + kSuffix.size()));
  const auto all = env::bfcl::all_categories();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& known) { return known.name == category; });
  return found == all.end() ? nullptr : &*found;
}

core::fs::path category_file(const env::bfcl::Category& category, std::string_view kind) {
  core::fs::path folder = env::bfcl::group_name(category.group);
  constexpr std::string_view kMemory = "memory_";
  if (category.name.starts_with(kMemory)) folder = folder / "memory" / category.name.substr(kMemory.size());
  return folder / core::format("BFCL_v4_{}_{}.json", category.name, kind);
}

}  // namespace eval
