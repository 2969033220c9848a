#include "env/bfcl/category.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace env::bfcl {

namespace {

constexpr std::array kCategories = {
    Category{"simple_python", Group::non_live, Checker::simple, Language::python, "simple_python", true},
    Category{"simple_java", Group::non_live, Checker::simple, Language::java, "simple_java", true},
    Category{"simple_javascript", Group::non_live, Checker::simple, Language::javascript, "simple_javascript", true},
    Category{"multiple", Group::non_live, Checker::multiple, Language::python, "multiple", true},
    Category{"parallel", Group::non_live, Checker::parallel, Language::python, "parallel", true},
    Category{"parallel_multiple", Group::non_live, Checker::parallel, Language::python, "parallel_multiple", true},
    Category{"irrelevance", Group::non_live, Checker::irrelevance, Language::python, "irrelevance", false},
    Category{"live_simple", Group::live, Checker::simple, Language::python, "live_simple", true},
    Category{"live_multiple", Group::live, Checker::multiple, Language::python, "live_multiple", true},
    Category{"live_parallel", Group::live, Checker::parallel, Language::python, "live_parallel", true},
    Category{"live_parallel_multiple", Group::live, Checker::parallel, Language::python, "live_parallel_multiple",
             true},
    Category{"live_irrelevance", Group::live, Checker::irrelevance, Language::python, "live_irrelevance", false},
    Category{"live_relevance", Group::live, Checker::relevance, Language::python, "live_relevance", false},
    Category{"multi_turn_base", Group::multi_turn, Checker::multi_turn, Language::python, "multi_turn_base", true},
    Category{"multi_turn_miss_func", Group::multi_turn, Checker::multi_turn, Language::python, "multi_turn_miss_func",
             true},
    Category{"multi_turn_miss_param", Group::multi_turn, Checker::multi_turn, Language::python, "multi_turn_miss_param",
             true},
    Category{"multi_turn_long_context", Group::multi_turn, Checker::multi_turn, Language::python,
             "multi_turn_long_context", true},
    Category{"memory_kv", Group::agentic, Checker::agentic, Language::python, "memory", true},
    Category{"memory_vector", Group::agentic, Checker::agentic, Language::python, "memory", true},
    Category{"memory_rec_sum", Group::agentic, Checker::agentic, Language::python, "memory", true},
    Category{"web_search_base", Group::agentic, Checker::agentic, Language::python, "web_search", true},
    Category{"web_search_no_snippet", Group::agentic, Checker::agentic, Language::python, "web_search", true},
    Category{"format_sensitivity", Group::format_sensitivity, Checker::format_sensitivity, Language::python,
             "format_sensitivity", false},
};

const Category* lookup(std::string_view name) {
  const auto* found = std::find_if(kCategories.begin(), kCategories.end(),
                                   [&](const Category& category) { return category.name == name; });
  return found == kCategories.end() ? nullptr : found;
}

// The id without a format-sensitivity suffix, cut at its last underscore.
std::pair<std::string_view, std::string_view> split_id(std::string_view id) {
  id = id.substr(0, id.find(':'));
  const size_t cut = id.rfind('_');
  if (cut == std::string_view::npos) return {id, {}};
  return {id.substr(0, cut), id.substr(cut + 1)};
}

}  // namespace

std::string_view group_name(Group group) {
  constexpr std::array<std::string_view, 5> kNames = {"non_live", "live", "multi_turn", "agentic",
                                                      "format_sensitivity"};
  return kNames[static_cast<size_t>(group)];
}

std::span<const Category> all_categories() {
  return kCategories;
}

const Category& find_category(std::string_view name) {
  if (const Category* category = lookup(name)) return *category;
  std::vector<std::string> names;
  for (const Category& category : kCategories) names.emplace_back(category.name);
  throw core::usage_error(core::format("unknown category '{}'", name), core::name_hint(name, names));
}

const Category* category_of_id(std::string_view id) {
  return lookup(split_id(id).first);
}

SortKey sort_key(std::string_view id) {
  const auto [category, rest] = split_id(id);
  const auto has = [&, name = category](std::string_view part) { return name.find(part) != std::string_view::npos; };
  long index = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), index);
  const int priority = has("prereq") ? 0 : has("web_search") ? 1 : has("multi_turn") ? 3 : has("memory") ? 4 : 2;
  return {priority, std::string(category), index};
}

}  // namespace env::bfcl
