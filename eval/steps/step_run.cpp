#include "eval/steps/step_run.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "chat/model_template.h"
#include "core/config.h"
#include "core/error.h"
#include "core/files.h"
#include "core/format.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/log.h"
#include "core/progress.h"
#include "core/text.h"
#include "eval/run_facts.h"
#include "eval/steps/step.h"
#include "eval/steps/step_verdict.h"
#include "rollout/replies.h"

namespace eval::steps {
namespace {

using core::Dict;
using core::pad;
using core::Value;

RunFacts make_facts(const StepConfig& config, const StepInputs& inputs) {
  RunFacts facts;
  facts.model = config.model;
  facts.config = core::config_to_dict(config);
  facts.data_hash = core::sha256_hex(core::read_file(config.data));
  facts.started = utc_now();
  facts.identity = Dict{{"model_fingerprint", inputs.model_fingerprint},
                        {"renderer", inputs.renderer.name()},
                        {"max_new_tokens", config.max_new_tokens},
                        {"thinking", config.thinking},
                        {"data_hash", facts.data_hash}};
  config.add_identity(facts.identity);
  return facts;
}

Value line_of(const Step& step, const rollout::Reply& reply, const StepVerdict& verdict) {
  return Value(Dict{{"id", step.id},
                    {"kind", step.kind},
                    {"calls", !step.gold.empty()},
                    {"right", verdict.right},
                    {"tools_right", verdict.tools_right},
                    {"error", verdict.error},
                    {"reply", reply.text},
                    {"gold", step.gold_text},
                    {"finish", std::string(model::finish_name(reply.finish))},
                    {"input_tokens", static_cast<int64_t>(reply.prompt_tokens)},
                    {"output_tokens", static_cast<int64_t>(reply.tokens)}});
}

class Tally {
 public:
  void add(const Value& line) {
    const Dict& step = line.as_dict();
    const bool right = step.at("right").as_bool();
    if (step.at("calls").as_bool()) {
      count("calls", right);
      count("tools", step.at("tools_right").as_bool());
      if (const std::string& kind = step.at("kind").as_string(); !kind.empty()) count("calls, " + kind, right);
    } else {
      count("text", right);
    }
    if (!right) ++errors_[step.at("error").as_string()];
    ++all_;
    right_ += right ? 1 : 0;
  }
  double share() const { return all_ == 0 ? 0 : static_cast<double>(right_) / static_cast<double>(all_); }
  size_t all() const { return all_; }

  void write(StepOutcome& outcome) const {
    for (const char* name : {"calls", "tools", "text"}) {
      if (const auto found = scores_.find(name); found != scores_.end()) outcome.scores.push_back(found->second);
    }
    for (const auto& [name, score] : scores_) {
      if (name.starts_with("calls,")) outcome.scores.push_back(score);
    }
    outcome.errors = errors_;
  }

 private:
  void count(const std::string& name, bool right) {
    StepScore& score = scores_[name];
    score.name = name;
    ++score.total;
    score.right += right ? 1 : 0;
  }

  std::map<std::string, StepScore> scores_;
  std::map<std::string, size_t> errors_;
  size_t all_ = 0;
  size_t right_ = 0;
};

std::string steps_csv(const StepOutcome& outcome) {
  std::string text = "steps,n,right,share,low,high\n";
  for (const StepScore& score : outcome.scores) {
    const Interval interval = wilson_interval(score.right, score.total);
    text += core::format("\"{}\",{},{},{.6},{.6},{.6}\n", score.name, score.total, score.right, score.share(),
                         interval.low, interval.high);
  }
  return text;
}

}  // namespace

StepOutcome run_steps(const StepConfig& config, const StepInputs& inputs) {
  const core::fs::path dir = config.run_dir;
  core::fs::create_directories(dir);
  RunFacts facts = make_facts(config, inputs);
  if (const auto earlier = read_run_facts(dir)) require_same_identity(*earlier, facts, dir);
  write_run_facts(dir, facts);

  StepOutcome outcome;
  Tally tally;
  core::AppendFile file(dir / "steps.jsonl");  // cuts a torn last line off before it is read
  std::unordered_set<std::string> done;
  for (const Value& line : core::read_jsonl(dir / "steps.jsonl")) {
    done.insert(line.as_dict().at("id").as_string());
    tally.add(line);
  }
  outcome.resumed = done.size();
  if (outcome.resumed > 0) core::log_info("continuing: {} steps are already done", outcome.resumed);

  std::vector<Step> steps =
      draw_steps(config.data, {.trajectories = config.trajectories, .text_share = config.text_share});
  std::erase_if(steps, [&](const Step& step) { return done.contains(step.id); });
  const chat::CallForm form = inputs.renderer.call_form();
  const std::optional<chat::TokenId> mark = chat::special_call_mark(form, inputs.tokenizer);
  std::vector<model::GenerationRequest> requests;
  std::vector<std::optional<chat::TokenId>> marks;
  for (const Step& step : steps) {
    marks.push_back(step.in_text ? std::nullopt : mark);
    model::GenerationRequest& request = requests.emplace_back();
    const auto thinking = config.thinking ? chat::Thinking::on : chat::Thinking::off;
    const auto spans = inputs.renderer.render(step.asked, {.add_generation_prompt = true, .thinking = thinking});
    request.prompt = chat::prompt_ids(spans, inputs.tokenizer);
    request.params.max_new_tokens = static_cast<int>(config.max_new_tokens);
    request.params.stop_ids = chat::stop_ids(inputs.renderer, inputs.tokenizer);
  }

  core::Progress progress("steps", static_cast<int64_t>(steps.size() + outcome.resumed), "steps");
  progress.skip(static_cast<int64_t>(outcome.resumed));
  rollout::generate_replies(
      inputs.policy, inputs.tokenizer, requests,
      [&](size_t i, const rollout::Reply& reply) {
        const Value line = line_of(steps[i], reply, judge_step(steps[i], reply.text, form));
        file.write_line(core::dump_json(line));
        tally.add(line);
        progress.add(1, core::format("{.1} % right", 100 * tally.share()));
      },
      core::interrupted, marks);
  file.sync();
  progress.finish();
  outcome.interrupted = tally.all() < steps.size() + outcome.resumed;
  tally.write(outcome);
  if (!outcome.interrupted) {
    facts.finished = utc_now();
    write_run_facts(dir, facts);
  }
  core::write_file_atomic(dir / "steps.csv", steps_csv(outcome));
  return outcome;
}

std::string step_table(const StepOutcome& outcome) {
  size_t width = 14;
  for (const StepScore& score : outcome.scores) width = std::max(width, score.name.size());
  const auto percent = [](double share) { return core::fixed(100 * share, 1); };
  std::string text = pad("steps", width, false) + "       n   right     share   95 % interval\n";
  for (const StepScore& score : outcome.scores) {
    const Interval interval = wilson_interval(score.right, score.total);
    text += pad(score.name, width, false) + pad(std::to_string(score.total), 8) + pad(std::to_string(score.right), 8) +
            pad(percent(score.share()) + " %", 10) + "   " + pad(percent(interval.low), 5) + " – " +
            pad(percent(interval.high), 5) + "\n";
  }
  for (const auto& [error, count] : outcome.errors) text += core::format("  {} {}\n", count, error);
  return text;
}

}  // namespace eval::steps
