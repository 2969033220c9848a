#include "synth/run.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <thread>
#include <unordered_set>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "core/config.h"
#include "core/error.h"
#include "core/files.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/log.h"
#include "core/progress.h"
#include "core/text.h"
#include "synth/guard.h"
#include "synth/ontology/ontology.h"
#include "synth/render.h"
#include "synth/sampler.h"

namespace synth {
namespace {

using core::Value;
using std::string;

struct Made {
  SampleResult result;
  string line;
};

// Collects what the report says about the samples in the file.
class Statistics {
 public:
  void add(const core::Value& line) {
    const Value& meta = line.at("metadata");
    ++report_.by_kind[meta.get_string("kind")];
    ++report_.by_domain[meta.get_string("domain")];
    for (const Value& frame : meta.at("frames").as_list()) frames_.insert(core::hash64(frame.as_string()));
    for (const Value& family : meta.at("families").as_list()) families_.insert(family.as_string());
    ++report_.written;
  }
  void add_sample(const Sample& sample) {
    for (const auto& tool : sample.tools) {
      const string text = core::dump_json(Value(tool->spec.definition));
      tool_characters_ += static_cast<double>(text.size());
      schemas_.insert(core::hash64(text));
      names_.insert(core::hash64(tool->name));
    }
    words_ += static_cast<double>(core::split(sample.request, ' ').size());
    ++counted_;
  }
  SynthReport take() {
    report_.distinct_functions = names_.size();
    report_.distinct_schemas = schemas_.size();
    report_.distinct_frames = frames_.size();
    report_.families = families_.size();
    report_.mean_request_words = words_ / static_cast<double>(std::max<int64_t>(counted_, 1));
    report_.mean_tool_characters = tool_characters_ / static_cast<double>(std::max<int64_t>(counted_, 1));
    return std::move(report_);
  }
  SynthReport& report() { return report_; }

 private:
  SynthReport report_;
  std::unordered_set<uint64_t> names_, schemas_, frames_;
  std::set<string> families_;
  double words_ = 0;
  double tool_characters_ = 0;
  int64_t counted_ = 0;
};

std::vector<Made> make_block(const Sampler& sampler, const SynthConfig& config, const chat::BfclPrompts* prompts,
                             uint64_t first, size_t size) {
  std::vector<Made> block(size);
  const auto threads = static_cast<size_t>(config.threads);
  std::vector<std::exception_ptr> errors(threads);
  const auto work = [&](size_t worker) {
    try {
      for (size_t i = worker; i < size; i += threads) {
        block[i].result = sampler.make(first + i);
        if (block[i].result.ok) block[i].line = render_line(block[i].result.sample, config.seed, prompts);
      }
    } catch (...) {
      errors[worker] = std::current_exception();
    }
  };
  std::vector<std::thread> pool;
  for (size_t worker = 1; worker < threads; ++worker) pool.emplace_back(work, worker);
  work(0);
  for (std::thread& thread : pool) thread.join();
  for (const auto& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return block;
}

// The settings that decide the bytes; a part file of other settings is not continued.
string fingerprint(const SynthConfig& config) {
  core::Dict dict = core::config_to_dict(config);
  for (const char* key : {"output", "count", "threads"}) dict.erase(key);
  return core::dump_json(Value(std::move(dict)));
}

void check(const SynthConfig& config) {
  if (config.format != "openai" && config.format != "bfcl") {
    throw core::usage_error(core::format("format: '{}' is not a format", config.format), "openai or bfcl");
  }
  if (config.count < 1) throw core::usage_error("count: at least 1");
  if (config.threads < 1 || config.threads > 256) throw core::usage_error("threads: 1 to 256");
}

uint64_t request_hash(const Value& line) {
  for (const Value& message : line.at("messages").as_list()) {
    if (message.get_string("role") == "user") return core::hash64(message.get_string("content"));
  }
  return 0;
}

}  // namespace

SynthReport run_synth(const SynthConfig& config) {
  check(config);
  const core::fs::path output = config.output;
  const core::fs::path part = output.string() + ".part";
  const core::fs::path settings = output.string() + ".part.settings.json";
  if (output.has_parent_path()) {
    std::error_code error;
    core::fs::create_directories(output.parent_path(), error);
    if (error) {
      throw core::environment_error(core::format("{}: {}", output.parent_path().string(), error.message()),
                                    "choose another output");
    }
  }

  const Ontology ontology = build_ontology();
  const std::optional<chat::BfclPrompts> prompts =
      config.format == "bfcl" ? std::optional(chat::BfclPrompts::load()) : std::nullopt;
  const Sampler sampler(ontology, config, config.contamination_guard ? contamination_guard() : SampleGuard());

  const string settings_text = fingerprint(config);
  const bool resumable =
      core::fs::exists(part) && core::fs::exists(settings) && core::read_file(settings) == settings_text;
  if (!resumable) {
    core::fs::remove(part);
    core::write_file_atomic(settings, settings_text);
  }

  Statistics statistics;
  SynthReport& report = statistics.report();
  std::unordered_set<uint64_t> requests;
  uint64_t next = 0;
  core::AppendFile file(part);
  if (resumable) {
    core::for_each_jsonl(part, [&](Value&& line, size_t) {
      statistics.add(line);
      requests.insert(request_hash(line));
      next = static_cast<uint64_t>(line.at("metadata").get_int("index", 0)) + 1;
    });
    report.resumed = report.written;
    core::log_info("continuing after {} samples of an interrupted run", report.resumed);
  }

  const auto start = std::chrono::steady_clock::now();
  core::Progress progress("synth", config.count, "samples");
  progress.skip(report.written);
  int64_t idle_blocks = 0;
  while (report.written < config.count && !core::interrupted()) {
    const auto block = make_block(sampler, config, prompts ? &*prompts : nullptr, next, 256);
    next += block.size();
    const int64_t before = report.written;
    for (const Made& made : block) {
      for (const auto& [reason, count] : made.result.rejections) report.rejections[reason] += count;
      if (!made.result.ok || report.written >= config.count) continue;
      if (!requests.insert(core::hash64(made.result.sample.request)).second) {
        ++report.rejections["duplicate"];
        continue;
      }
      file.write_line(made.line);
      statistics.add(core::Dict{{"metadata", Value(metadata(made.result.sample, config.seed))}});
      statistics.add_sample(made.result.sample);
    }
    progress.set(report.written);
    idle_blocks = report.written == before ? idle_blocks + 1 : 0;
    if (idle_blocks > 40)
      throw core::data_error("synth: 10,000 samples in a row were refused", "see the rejection table");
  }
  progress.finish();
  file.sync();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  report.samples_per_second = static_cast<double>(report.written - report.resumed) / std::max(report.seconds, 1e-9);
  SynthReport result = statistics.take();
  core::log_info("{}", result.to_text());
  if (result.written < config.count) return result;  // interrupted: the part file stays
  core::fs::rename(part, output);
  core::fs::remove(settings);
  core::write_file_atomic(output.string() + ".report.json", core::dump_json(Value(result.to_json()), {.indent = 2}));
  return result;
}

}  // namespace synth
