#include "synth/run.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_set>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "core/config.h"
#include "core/error.h"
#include "core/files.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/log.h"
#include "core/text.h"
#include "synth/counts.h"
#include "synth/guard.h"
#include "synth/line_run.h"
#include "synth/ontology/ontology.h"
#include "synth/render.h"
#include "synth/sampler.h"

namespace synth {
namespace {

using core::Value;
using std::string;

struct MadeSample {
  bool ok = false;
  string line;
  uint64_t fingerprint = 0;
  SampleResult result;
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

// The settings that decide the bytes; a part file of other settings is not continued.
string settings_text(const SynthConfig& config) {
  core::Dict dict = core::config_to_dict(config);
  for (const char* key : {"output", "count", "threads"}) dict.erase(key);
  return core::dump_json(Value(std::move(dict)));
}

uint64_t request_hash(const Value& line) {
  for (const Value& message : line.at("messages").as_list()) {
    if (message.get_string("role") == "user") return core::hash64(message.get_string("content"));
  }
  return 0;
}

}  // namespace

SynthReport run_synth(const SynthConfig& config) {
  check_config(config);
  const Ontology ontology = build_ontology();
  const std::optional<chat::BfclPrompts> prompts =
      config.format == "bfcl" ? std::optional(chat::BfclPrompts::load()) : std::nullopt;
  const Sampler sampler(ontology, config, config.contamination_guard ? contamination_guard() : SampleGuard());
  Statistics statistics;
  SynthReport& report = statistics.report();

  LineRun<MadeSample> run;
  run.output = config.output;
  run.settings = settings_text(config);
  run.count = config.count;
  run.threads = config.threads;
  run.label = "synth";
  run.unit = "samples";
  run.make = [&](uint64_t index) {
    MadeSample made;
    made.result = sampler.make(index);
    made.ok = made.result.ok;
    if (!made.ok) return made;
    made.line = render_line(made.result.sample, config.seed, prompts ? &*prompts : nullptr);
    made.fingerprint = core::hash64(made.result.sample.request);
    return made;
  };
  run.resumed = [&](const Value& line) { statistics.add(line); };
  run.fingerprint_of = request_hash;
  run.tried = [&](const MadeSample& made) { add_counts(report.rejections, made.result.rejections); };
  run.written = [&](const MadeSample& made) {
    statistics.add(core::Dict{{"metadata", Value(metadata(made.result.sample, config.seed))}});
    statistics.add_sample(made.result.sample);
  };
  run.duplicate = [&] { ++report.rejections["duplicate"]; };
  const LineRunResult done = run_lines(run);

  report.resumed = done.resumed;
  report.seconds = done.seconds;
  report.samples_per_second = done.per_second();
  SynthReport result = statistics.take();
  core::log_info("{}", result.to_text());
  if (done.complete) {
    core::write_file_atomic(config.output + ".report.json", core::dump_json(Value(result.to_json()), {.indent = 2}));
  }
  return result;
}

}  // namespace synth
