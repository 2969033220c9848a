// Several runs of one model that differ in their seeds alone: where they lie, and whether they belong together.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "eval/results.h"
#include "eval/run_facts.h"
#include "eval/seeds/grid.h"

namespace eval::seeds {

struct SeedRun {
  std::string label;  // the seed; the number of the run where seeds are not known or do not tell runs apart
  ResultFile results;
  std::optional<RunFacts> facts;
};

// "seed-3"
std::string seed_folder(const std::string& label);

struct SeedFolder {
  std::string label;
  core::fs::path path;
};
// The folders seed-… of a run folder, by number; empty where it has results.jsonl itself, or is none.
std::vector<SeedFolder> find_seed_folders(const core::fs::path& run_dir);

// What `paths` name as runs of one model: several folders or files of results, or one folder with folders seed-…; empty
// where it is a single run. Labels: of seed-… folders their seeds; else the seeds of their run.json where all have one
// and no two the same; else 1, 2, …
// Throws core::Error(usage) where a place is named twice, a place holds several seeds itself, runs are of different
// models or settings, or the same seed of a model in this process comes twice.
// `setting` names in errors what they were given as.
std::vector<SeedFolder> name_seeds(const std::vector<std::string>& paths, std::string_view setting = "results");

// Refuses a run folder that holds a single run where there are to be several seeds, and the other way round: a later
// reader could not tell which is meant. Throws core::Error(usage).
void require_fitting_folder(const core::fs::path& run_dir, bool several);

// Over the results of all runs.
Grid grid_of(const std::vector<SeedRun>& runs, const std::function<bool(const ResultLine&)>& counts = {});
std::vector<const ResultLine*> all_lines(const std::vector<SeedRun>& runs);

}  // namespace eval::seeds
