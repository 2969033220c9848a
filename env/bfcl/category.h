// The benchmark's categories: group, language, checker and data file of each (bfcl-eval 2026.3.23).
// Knows names only; reading the data is in env/bfcl/dataset.h.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tuple>

namespace env::bfcl {

enum class Group { non_live, live, multi_turn, agentic, format_sensitivity };
enum class Language { python, java, javascript };
// What decides an entry: one call, one of several functions, calls in any order, no call, some call; or a checker of
// worlds and answers (multi_turn, agentic).
enum class Checker { simple, multiple, parallel, irrelevance, relevance, multi_turn, agentic, format_sensitivity };

struct Category {
  std::string_view name;
  Group group;
  Checker checker;
  Language language;
  std::string_view file;  // data/BFCL_v4_<file>.json; shared by the memory and the web search categories
  bool has_answers;       // data/possible_answer/BFCL_v4_<file>.json exists
};

std::string_view group_name(Group group);

// In the order of the benchmark's own table.
std::span<const Category> all_categories();
// Throws core::Error(usage) that names the nearest category.
const Category& find_category(std::string_view name);
// "live_simple_0-0-0" -> live_simple; nullptr where no category has that name.
const Category* category_of_id(std::string_view id);

// Order of entries in the reference's runs: (priority of the kind, category, index).
using SortKey = std::tuple<int, std::string, long>;
SortKey sort_key(std::string_view id);

}  // namespace env::bfcl
