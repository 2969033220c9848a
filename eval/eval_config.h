// Settings of `funreason eval`. The one list of fields drives parsing, help and the config written beside a run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "env/bfcl/category.h"
#include "rollout/endpoint/embeddings_config.h"
#include "rollout/endpoint/endpoint_config.h"
#include "rollout/engine_config.h"
#include "rollout/web/web_config.h"

namespace eval {

struct EvalConfig : rollout::EngineConfig {
  std::string model;
  std::string renderer = "auto";
  std::vector<std::string> categories = {"simple_python:100",    "multiple:60",    "parallel:30",
                                         "parallel_multiple:30", "irrelevance:60", "live_simple:30",
                                         "live_multiple:30"};
  std::vector<std::string> worlds;
  int64_t max_new_tokens = 128;
  double temperature = 0;
  double top_p = 1;
  int64_t top_k = 0;
  int64_t seed = 0;
  std::vector<int64_t> seeds;
  bool thinking = true;
  std::string data;
  std::string prompts;
  std::string web;
  std::string web_record;
  std::string run_dir = "runs/eval";
  std::vector<std::string> results;
  std::string decode = "prompt";
  bool constrain = false;
  bool partial = false;
  bool corrected = false;
  std::vector<std::string> before;
  std::string training;
  std::string name;
  std::string write_results;
  std::string write_scores;
  rollout::endpoint::EndpointConfig endpoint;
  rollout::web::WebConfig web_search;
  rollout::endpoint::EmbeddingsConfig embeddings;

  // Replies come from a served model.
  bool is_served() const { return !endpoint.url.empty(); }

  template <class V>
  void fields(V& v) {
    v("model", model,
      "Hugging Face folder or .gguf file; with an endpoint only its chat template and tokenizer are read");
    v("renderer", renderer, "chat template: auto, or a name (smollm2, qwen3, llama3 …)");
    EngineConfig::fields(v);
    v("categories", categories,
      "category, or category:N for its N entries of smallest id hash; multi-turn: of those that can be simulated");
    v("worlds", worlds, "multi-turn: only entries that need no other classes (e.g. TravelAPI); empty: all entries");
    v("max_new_tokens", max_new_tokens, "a reply is cut here; with an endpoint see endpoint.max_tokens");
    v("temperature", temperature, "0: greedy");
    v("top_p", top_p, "nucleus sampling; 1: off");
    v("top_k", top_k, "0: off");
    v("seed", seed, "of sampling; each entry has its own stream");
    v("seeds", seeds,
      "in place of seed: ask once with each, in folders seed-N of run_dir, and sum up (summary.csv, report.html)");
    v("thinking", thinking, "Qwen3: leave room for reasoning");
    v("data", data, "bfcl_eval/data folder; empty: where scripts/setup put it");
    v("prompts", prompts, "prompts.json; empty: where scripts/setup put it");
    v("web", web,
      "recording (JSON) that web searches are answered from; empty, with no web_search.url: they find nothing");
    v("web_record", web_record, "file that live answers are recorded in, for `web`; what it knows is not asked again");
    v("run_dir", run_dir, "results.jsonl, score.csv, run.json and report.html go here");
    v("results", results,
      "score this file, or this folder of one model's or several models' results; several: seeds of one model; no "
      "model is loaded");
    v("decode", decode, "how functions are put and replies are read: prompt, qwen_fc, openai_fc or funreason_mt");
    v("constrain", constrain,
      "hold calls to the functions' schemas while they are sampled; of a model in this process, not Java or "
      "JavaScript");
    v("partial", partial,
      "score results that are not whole: without all entries, with damaged lines, repeated or unknown ids");
    v("corrected", corrected, "also show the score without the entries that no answer can satisfy");
    v("before", before, "run folder to compare with; several: its seeds");
    v("training", training, "training run folder whose metrics.jsonl gives the report its loss curve");
    v("name", name, "of the model in result and score files; empty: of its result folder or its file");
    v("write_results", write_results, "folder for result files that bfcl_eval's own `evaluate` reads");
    v("write_scores", write_scores, "folder for bfcl_eval's score files and its six tables (data_overall.csv, …)");
    v("endpoint", endpoint, "a served model in place of one in this process");
    v("web_search", web_search, "the live web in place of a recording");
    v("embeddings", embeddings, "a served text encoder for the vector memory");
  }
};

struct CategorySample {
  const env::bfcl::Category* category = nullptr;
  int64_t count = -1;  // -1: all
};

// Parses "simple_python:100"; throws core::Error(usage) for an unknown category (naming the nearest), a
// count that is no number, or a category named twice.
std::vector<CategorySample> parse_categories(const std::vector<std::string>& texts);

// Throws core::Error(usage) for values out of range.
void check_config(const EvalConfig& config);

}  // namespace eval
