// Where results lie: one file, a run folder, or folders as bfcl_eval's `generate` writes them
// (<model>/<group>/BFCL_v4_<category>_result.json, memory at <model>/agentic/memory/<backend>/). Reads no file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "env/bfcl/category.h"

namespace eval {

struct ModelFiles {
  std::string model;  // name of its folder; empty for a file or a run folder
  std::vector<core::fs::path> files;
};

// Of each model under `path`, sorted by name. Files of memory's preparing conversations, which nobody scores, are left
// out. Throws core::Error(usage) where there are no results.
std::vector<ModelFiles> find_result_files(const core::fs::path& path);

// The category that a file of results is named after; nullptr for another name.
const env::bfcl::Category* category_of_file(const core::fs::path& file);

// "agentic/memory/kv/BFCL_v4_memory_kv_result.json" for the kind "result".
core::fs::path category_file(const env::bfcl::Category& category, std::string_view kind);

}  // namespace eval
