// run.json beside results.jsonl: which model, settings and data the results belong to, and how long they took.
// Results may only be continued by a run of the same identity.
#pragma once

#include <optional>
#include <string>

#include "core/files.h"
#include "core/value.h"

namespace eval {

struct RunFacts {
  std::string model;         // as the user named it
  core::Dict identity;       // name -> text or number; must agree for a run to be continued
  core::Dict config;         // the whole resolved config
  std::string data_release;  // of bfcl-eval
  std::string data_hash;
  std::string started;   // UTC, ISO 8601
  std::string finished;  // empty while the run goes on
  double seconds = 0;    // of generating and scoring, over all its parts
  int64_t input_tokens = 0;
  int64_t output_tokens = 0;
  core::Dict
      services;  // that the worlds asked, by name: "web", "embeddings"; what they were asked is live, not recorded
};

void write_run_facts(const core::fs::path& run_dir, const RunFacts& facts);
// nullopt where there is no run.json. Throws core::Error(data) for a broken one.
std::optional<RunFacts> read_run_facts(const core::fs::path& run_dir);

// Throws core::Error(usage) naming the first thing that differs, with the remedy.
void require_same_identity(const RunFacts& earlier, const RunFacts& now, const core::fs::path& run_dir);

// SHA-256 over names, sizes and both ends (64 KiB) of a model's files: changes with the weights, and is made in
// milliseconds. Throws core::Error(environment) where there is no such model.
std::string model_fingerprint(const core::fs::path& model);

std::string utc_now();

}  // namespace eval
