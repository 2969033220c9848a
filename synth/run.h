// `funreason synth`: makes the configured number of samples and writes them with a report.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/value.h"
#include "synth/synth_config.h"

namespace synth {

struct SynthReport {
  int64_t written = 0;
  int64_t resumed = 0;  // of these, found in an interrupted run's file
  std::map<std::string, int64_t> by_kind;
  std::map<std::string, int64_t> by_domain;
  std::map<std::string, int64_t> rejections;
  size_t distinct_functions = 0;  // function names
  size_t distinct_schemas = 0;    // whole tool documents
  size_t distinct_frames = 0;     // phrase and frame
  size_t families = 0;            // used
  double mean_request_words = 0;
  double mean_tool_characters = 0;  // compact JSON of the offered tools
  double seconds = 0;
  double samples_per_second = 0;

  core::Dict to_json() const;
  // Counts by kind, variety, rejections: a table for a person.
  std::string to_text() const;
};

// Writes `config.output` (through `<output>.part`, which an interrupted run leaves and the next one continues) and
// `<output>.report.json`. Throws core::Error(usage) for a bad setting, (environment) where a file cannot be written.
SynthReport run_synth(const SynthConfig& config);

}  // namespace synth
