// The score files of the benchmark: for each category a header, then an object for each entry that failed; and the
// result files that its reference reads. Knows judged lines and entries; judges nothing.
#pragma once

#include <string>
#include <vector>

#include "core/files.h"
#include "env/bfcl/category.h"
#include "eval/board/tables.h"
#include "eval/entry_lookup.h"
#include "eval/results.h"

namespace eval::board {

using Lines = std::vector<const ResultLine*>;

struct CategoryLines {
  const env::bfcl::Category* category = nullptr;
  Lines lines;  // judged, in the benchmark's order
};

// Judged lines by category, in the benchmark's order. Lines of no entry are left out. `wanted`: of these categories; of
// all where there is none.
std::vector<CategoryLines> by_category(const std::vector<ResultLine>& lines, EntryLookup& entries,
                                       bool (*wanted)(const env::bfcl::Category&) = nullptr);

// {"accuracy", "correct_count", "total_count"}; of format sensitivity also how far the formats' accuracies lie apart,
// and each format's own three figures.
core::Dict score_header(const CategoryLines& scored);
// What the score file says of a failed line. `folder`: of the model (folder_of_model).
core::Dict failure_object(const ResultLine& line, const env::bfcl::Entry& entry, const std::string& folder);
std::string score_file_text(const CategoryLines& scored, EntryLookup& entries, const std::string& folder);

// <dir>/<folder>/… : a score file for each category of `lines`. Then the six tables over every score file
// that lies under `dir`, of other models and earlier runs too, as the reference does it. `models_json`: see
// find_model_facts. Throws core::Error(data) naming a score file that cannot be read.
void write_score_folder(const core::fs::path& dir, const std::string& folder, const std::vector<ResultLine>& lines,
                        EntryLookup& entries, const core::fs::path& models_json);

// <dir>/<folder>/… : a result file for each category, which the reference's `evaluate` reads.
void write_result_folder(const core::fs::path& dir, const std::string& folder, const std::vector<ResultLine>& lines,
                         EntryLookup& entries);

}  // namespace eval::board
