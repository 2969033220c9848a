// What memory and web-search entries have that others lack: ids of categories that share a file, the class and the
// setting that the category stands for, and the conversations that fill a memory before its questions.
// Mirrors utils.py of bfcl_eval. Knows no prompts and no worlds.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "env/bfcl/dataset.h"

namespace env::bfcl {

// The id of an entry of a shared file: its category stands in place of the file's name. Others stay as they are.
std::string category_id(const std::string& id, const Category& category);

bool is_memory(const Category& category);
// Sets the class of a memory's kind, and whether searches show snippets.
void complete_agentic(Entry& entry);

// The scenarios of memory entries: "student", …
std::span<const std::string_view> memory_scenarios();
core::fs::path prerequisite_file(const Dataset& dataset, std::string_view scenario);
// "memory_kv_prereq_…" of one scenario in the order in which they are held, each on the memory that the one before
// left. Throws core::Error(environment) where the data have none of that scenario.
std::vector<Entry> load_prerequisites(const Dataset& dataset, const Category& category, std::string_view scenario);

}  // namespace env::bfcl
