#include "synth/trajectory/trajectory_run.h"

#include <optional>

#include "chat/bfcl_prompt.h"
#include "chat/tokenizer.h"
#include "core/config.h"
#include "synth/counts.h"
#include "synth/line_run.h"
#include "synth/trajectory/trajectory_builder.h"
#include "synth/trajectory/trajectory_json.h"
#include "synth/trajectory/world_kits.h"

namespace synth {
namespace {

using core::Value;

struct MadeTrajectory {
  bool ok = false;
  Value value;
  std::string line;  // `value` printed
  uint64_t fingerprint = 0;
  TrajectoryResult result;
};

// The settings that decide the bytes.
std::string trajectory_settings(const SynthConfig& config) {
  core::Dict dict = core::config_to_dict(config);
  core::Dict out;
  for (const char* key : {"source", "format", "seed", "contamination_guard", "trajectories"}) out[key] = dict.at(key);
  return core::dump_json(Value(std::move(out)));
}

void check(const SynthConfig& config) {
  check_config(config);
  const std::string& text = config.trajectories.tool_text;
  if (text != "full" && text != "brief" && text != "terse") {
    throw core::usage_error(core::format("tool_text: '{}' is no kind of document", text), "full, brief or terse");
  }
}

chat::ToolSpec shown_as(std::string_view text, const chat::ToolSpec& tool) {
  return text == "brief" ? brief_tool(tool) : text == "terse" ? terse_tool(tool) : tool;
}

std::shared_ptr<const ToolOffer> make_offer(const TrajectoryConfig& config, const std::vector<WorldKit>& kits,
                                            const chat::BfclPrompts& prompts,
                                            const std::optional<chat::Tokenizer>& tokenizer) {
  std::vector<chat::ToolSpec> shown;
  std::set<std::string> names;
  for (const WorldKit& kit : kits) {
    for (const chat::ToolSpec& tool : *kit.tools) {
      if (names.insert(tool.name()).second) shown.push_back(shown_as(config.tool_text, tool));
    }
  }
  TokenCounter count = estimated_tokens;
  if (tokenizer) count = [&tokenizer](std::string_view text) { return tokenizer->encode(text).size(); };
  return std::make_shared<const ToolOffer>(std::move(shown), prompts, std::move(count));
}

}  // namespace

TrajectoryReport run_trajectories(const SynthConfig& config) {
  check(config);
  const ThoughtPlace thoughts = parse_thought_place(config.trajectories.thoughts);
  const chat::BfclPrompts prompts = chat::BfclPrompts::load();
  std::optional<chat::Tokenizer> tokenizer;
  if (!config.trajectories.tokenizer.empty()) tokenizer = chat::Tokenizer::from_model(config.trajectories.tokenizer);
  WorldKits worlds = make_world_kits(config.trajectories, static_cast<uint64_t>(config.seed), config.output);
  const TrajectoryGuard guard = config.contamination_guard ? trajectory_guard() : TrajectoryGuard();
  const TrajectoryBuilder builder(worlds.kits, config.trajectories, static_cast<uint64_t>(config.seed),
                                  make_offer(config.trajectories, worlds.kits, prompts, tokenizer), guard);
  TrajectoryReport report;
  report.graph_svg = std::move(worlds.graph_svg);
  std::set<std::string> targets;
  for (const WorldKit& kit : worlds.kits) {
    targets.insert(kit.targets.begin(), kit.targets.end());
    report.not_targets.insert(kit.not_targets.begin(), kit.not_targets.end());
  }
  report.targets.assign(targets.begin(), targets.end());

  LineRun<MadeTrajectory> run;
  run.output = config.output;
  run.settings = trajectory_settings(config);
  run.count = config.count;
  run.threads = config.threads;
  run.block = 64;
  run.fruitless = 2'000;
  run.label = "synth";
  run.unit = "trajectories";
  run.make = [&](uint64_t index) {
    MadeTrajectory made;
    made.result = builder.make(index);
    made.ok = made.result.ok;
    if (!made.ok) return made;
    const Trajectory& trajectory = made.result.trajectory;
    made.value = trajectory_line(trajectory, config.seed, thoughts, config.format == "bfcl" ? &prompts : nullptr);
    made.line = core::dump_json(made.value);
    made.fingerprint = trajectory_fingerprint(trajectory);
    return made;
  };
  run.resumed = [&](const Value& line) { report.add(line); };
  run.fingerprint_of = [](const Value& line) {
    return static_cast<uint64_t>(std::stoull(line.at("metadata").get_string("fingerprint", "0")));
  };
  run.tried = [&](const MadeTrajectory& made) {
    add_counts(report.rejections, made.result.rejections);
    add_counts(report.chains, made.result.chains);
    add_counts(report.target_tries, made.result.target_tries);
  };
  run.written = [&](const MadeTrajectory& made) { report.add(made.value); };
  run.duplicate = [&] { ++report.rejections["trajectory: duplicate"]; };
  const LineRunResult done = run_lines(run);

  report.resumed = done.resumed;
  report.seconds = done.seconds;
  report.per_second = done.per_second();
  core::log_info("{}", report.to_text());
  if (done.complete) {
    core::write_file_atomic(config.output + ".report.json", core::dump_json(Value(report.to_json()), {.indent = 2}));
    core::write_file_atomic(config.output + ".report.html", report.to_html());
  }
  return report;
}

}  // namespace synth
