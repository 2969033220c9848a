// Settings of `funreason synth` with `source: trajectories`.
#pragma once

#include <cstdint>
#include <string>

namespace synth {

// Relative frequency of the kinds of rounds.
struct TurnShares {
  double plain = 0.76;
  double missing_function = 0.07;
  double missing_parameter = 0.07;
  double irrelevance = 0.05;
  double error_recovery = 0.05;

  template <class V>
  void fields(V& v) {
    v("plain", plain, "the request can be served at once");
    v("missing_function", missing_function, "a needed tool is announced only after it was missed");
    v("missing_parameter", missing_parameter, "a required value is supplied only after it was asked for");
    v("irrelevance", irrelevance, "no tool serves the request");
    v("error_recovery", error_recovery, "a call fails and is repaired");
  }
};

// Relative frequency of the worlds.
struct WorldShares {
  double files = 1;
  double travel = 1;
  double both = 0.15;

  template <class V>
  void fields(V& v) {
    v("files", files, "GorillaFileSystem");
    v("travel", travel, "TravelAPI");
    v("both", both, "both at once");
  }
};

struct NoiseConfig {
  double persona = 0.3;
  double distractor = 0.12;
  double courtesy = 0.15;
  double reference = 0.5;

  template <class V>
  void fields(V& v) {
    v("persona", persona, "share of requests that say who asks and why");
    v("distractor", distractor, "share of requests with something beside the point");
    v("courtesy", courtesy, "share of requests with a word of thanks");
    v("reference", reference, "share of known values that are referred to and not repeated");
  }
};

struct TrajectoryConfig {
  std::string mode = "directed";
  int64_t min_rounds = 2;
  int64_t max_rounds = 5;
  int64_t max_calls = 8;
  int64_t max_attempts = 3;
  TurnShares turns;
  WorldShares worlds;
  NoiseConfig noise;
  double together = 0.4;
  std::string thoughts = "apart";
  int64_t max_tokens = 1200;
  int64_t max_distractors = 6;
  std::string tool_text = "brief";
  std::string tokenizer;
  std::string graph;

  template <class V>
  void fields(V& v) {
    v("mode", mode,
      "directed (Phase I, folded requests) or random (the baseline: random walks, requests that name each step)");
    v("min_rounds", min_rounds, "fewest rounds");
    v("max_rounds", max_rounds, "most rounds");
    v("max_calls", max_calls, "most calls of a round");
    v("max_attempts", max_attempts, "K_max: attempts of the reasoner before a round is discarded");
    v("turns", turns, "relative frequency of the kinds of rounds");
    v("worlds", worlds, "relative frequency of the worlds");
    v("noise", noise, "what requests carry besides what they ask for");
    v("together", together, "share of rounds that put independent calls into one message");
    v("thoughts", thoughts, "chain of thought: apart (reasoning_content), inline (<think>…</think>) or none");
    v("max_tokens", max_tokens, "longest served turn with its system prompt; 0: no limit, and every tool is on offer");
    v("max_distractors", max_distractors, "most tools on offer that no round needs");
    v("tool_text", tool_text,
      "tool documents: full (the benchmark's), brief (no preamble, no response) or terse (nor descriptions of "
      "parameters)");
    v("tokenizer", tokenizer, "model whose tokenizer counts; empty: an estimate");
    v("graph", graph, "API graph to read; empty: it is built, and saved beside the output");
  }
};

}  // namespace synth
