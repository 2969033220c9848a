#include "eval/eval_config.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "env/bfcl/worlds/class_table.h"
#include "eval/handler.h"

namespace eval {

std::vector<CategorySample> parse_categories(const std::vector<std::string>& texts) {
  std::vector<CategorySample> samples;
  for (const std::string& text : texts) {
    const size_t colon = text.find(':');
    CategorySample sample{&env::bfcl::find_category(std::string_view(text).substr(0, colon)), -1};
    if (colon != std::string::npos) {
      const char* end = text.data() + text.size();
      const auto parsed = std::from_chars(text.data() + colon + 1, end, sample.count);
      if (parsed.ec != std::errc() || parsed.ptr != end || sample.count < 0) {
        throw core::usage_error(core::format("categories: '{}' must be <category>:<number of entries>", text),
                                "e.g. simple_python:100");
      }
    }
    const bool repeated = std::any_of(samples.begin(), samples.end(), [&](const CategorySample& earlier) {
      return earlier.category == sample.category;
    });
    if (repeated) throw core::usage_error(core::format("categories: '{}' is named twice", sample.category->name));
    samples.push_back(sample);
  }
  if (samples.empty()) throw core::usage_error("categories: none given", "e.g. categories=[simple_python:100]");
  return samples;
}

namespace {

void check_worlds(const std::vector<std::string>& worlds) {
  for (const std::string& world : worlds) {
    if (env::bfcl::find_class(world) != nullptr) continue;
    std::vector<std::string> names;
    for (const env::bfcl::ClassInfo& known : env::bfcl::simulated_classes()) names.emplace_back(known.name);
    throw core::usage_error(core::format("worlds: unknown class '{}'", world), core::name_hint(world, names));
  }
}

void check_seeds(const EvalConfig& config) {
  std::set<int64_t> seen;
  for (const int64_t seed : config.seeds) {
    if (seed < 0) throw core::usage_error(core::format("seeds: {} is negative", seed), "e.g. seeds=[0,1,2]");
    if (!seen.insert(seed).second) throw core::usage_error(core::format("seeds: {} is named twice", seed));
  }
  if (config.seeds.empty()) return;
  if (!config.results.empty()) {
    throw core::usage_error("seeds: are asked of a model, and results exist already",
                            "name each seed's results: results=[a,b,c], or a run folder with seed-… folders");
  }
  // A server may be at variance with itself; a model in this process is not.
  if (config.seeds.size() > 1 && config.temperature == 0 && !config.is_served()) {
    throw core::usage_error("seeds: with temperature=0 each gives the same replies", "e.g. temperature=0.7");
  }
}

// What a server samples is its own affair, and calls in other languages, or in the formats that format_sensitivity asks
// for, are not what the constraint writes.
void check_constrain(const EvalConfig& config, const std::vector<CategorySample>& samples) {
  if (!config.constrain) return;
  if (!config.results.empty()) throw core::usage_error("constrain: the results exist already");
  if (config.is_served()) {
    throw core::usage_error("constrain: replies of a served model (endpoint.url) cannot be constrained from here",
                            "funreason serve has a setting of that name");
  }
  for (const CategorySample& sample : samples) {
    if (sample.category->checker != env::bfcl::Checker::format_sensitivity &&
        sample.category->language == env::bfcl::Language::python) {
      continue;
    }
    throw core::usage_error(
        core::format("constrain: calls of {} are not written in Python or JSON", sample.category->name),
        "leave the category, or constrain, out");
  }
}

}  // namespace

void check_config(const EvalConfig& config) {
  const auto require = [](bool condition, std::string_view text) {
    if (!condition) throw core::usage_error(std::string(text));
  };
  require(config.max_new_tokens > 0, "max_new_tokens: must be at least 1");
  require(config.batch_size > 0, "batch_size: must be at least 1");
  require(config.threads >= 0, "threads: must not be negative");
  require(config.temperature >= 0, "temperature: must not be negative");
  require(config.top_p > 0 && config.top_p <= 1, "top_p: must be above 0 and at most 1");
  require(config.top_k >= 0, "top_k: must not be negative");
  require(!config.run_dir.empty(), "run_dir: must be named");
  check_worlds(config.worlds);
  const Handler& handler = find_handler(config.decode);
  const std::vector<CategorySample> samples = parse_categories(config.categories);
  const auto has = [&](env::bfcl::Checker checker) {
    return std::any_of(samples.begin(), samples.end(),
                       [checker](const CategorySample& sample) { return sample.category->checker == checker; });
  };
  const bool played = config.results.empty();
  check_seeds(config);
  require(!played || handler.asking != Asking::by_messages || config.is_served(),
          core::format("decode: {} is for served models (endpoint.url) and for results that exist", handler.name));
  require(!played || config.thinking || !handler.opens_thought,
          core::format("thinking: off, and decode={} opens the chain of thought of every reply", handler.name));
  require(!played || handler.decode == DecodeMode::prompt || !has(env::bfcl::Checker::format_sensitivity),
          "decode: format_sensitivity varies the prompt and is asked in prompt mode only");
  check_constrain(config, samples);
  rollout::web::check_web(config.web_search);
  rollout::endpoint::check_embeddings(config.embeddings);
  const bool live = config.web_search.is_live();
  require(!live || config.web.empty(), "web: a recording and the live web (web_search.url) exclude each other");
  require(live || config.web_record.empty(), "web_record: only live answers are recorded; name web_search.url");
  if (!config.is_served()) return;
  require(played, "results: they exist already, and endpoint.url names who should make them");
  rollout::endpoint::check_endpoint(config.endpoint);
  if (handler.asking == (config.endpoint.is_chat() ? Asking::by_prompt : Asking::by_messages)) {
    throw core::usage_error(
        core::format("decode: {} cannot be asked through endpoint.api={}", config.decode, config.endpoint.api),
        config.endpoint.is_chat() ? "endpoint.api=completions sends rendered prompts; decode=openai_fc sends tools"
                                  : "endpoint.api=chat sends tools");
  }
}

}  // namespace eval
