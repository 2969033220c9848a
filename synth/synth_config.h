// Settings of `funreason synth`: the procedural single-turn source, and trajectories (trajectory_config.h).
#pragma once

#include <cstdint>
#include <string>

#include "synth/trajectory/trajectory_config.h"

namespace synth {

struct SynthShares {
  double simple = 0.46;
  double multiple = 0.2;
  double parallel = 0.09;
  double parallel_multiple = 0.07;
  double irrelevance = 0.15;
  double missing = 0.03;

  template <class V>
  void fields(V& v) {
    v("simple", simple, "one tool, one call");
    v("multiple", multiple, "several tools, one call");
    v("parallel", parallel, "one tool, several calls");
    v("parallel_multiple", parallel_multiple, "several tools, several calls");
    v("irrelevance", irrelevance, "no offered tool serves the request");
    v("missing", missing, "a required value is not in the request");
  }
};

struct SynthConfig {
  std::string source = "single_turn";
  std::string output = "runs/synth/train.jsonl";
  std::string format = "openai";
  int64_t count = 2000;
  int64_t seed = 1;
  int64_t threads = 2;
  int64_t requests_per_toolset = 1;
  SynthShares shares;
  double optional_share = 0.75;
  double mention_share = 0.42;
  double context_share = 0.1;
  int64_t max_tools = 4;
  int64_t max_tool_characters = 3600;
  bool contamination_guard = true;
  TrajectoryConfig trajectories;

  template <class V>
  void fields(V& v) {
    v("source", source, "single_turn or trajectories");
    v("output", output, "JSONL file to write; a report goes beside it");
    v("format", format, "openai (messages + tools) or bfcl (messages in the benchmark's prompt form)");
    v("count", count, "samples to write");
    v("seed", seed, "same seed, same bytes");
    v("threads", threads, "worker threads; the result does not depend on it");
    v("requests_per_toolset", requests_per_toolset,
      "samples in a row that offer the same tools: one may be served by them, the next not");
    v("shares", shares, "relative frequency of each kind");
    v("optional_share", optional_share, "share of optional parameters that a tool keeps");
    v("mention_share", mention_share, "share of optional values that a request states");
    v("context_share", context_share, "share of requests that begin with a sentence of context");
    v("max_tools", max_tools, "most tools offered at once");
    v("max_tool_characters", max_tool_characters, "drop samples whose tool schemas are longer in compact JSON");
    v("contamination_guard", contamination_guard, "refuse samples that share text or calls with the benchmark");
    v("trajectories", trajectories,
      "settings of the source `trajectories`; shares to max_tool_characters are the other's");
  }
};

// What both sources need. Throws core::Error(usage) naming the setting.
void check_config(const SynthConfig& config);

}  // namespace synth
