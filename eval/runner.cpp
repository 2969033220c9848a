#include "eval/runner.h"

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include "core/config.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/log.h"
#include "core/progress.h"
#include "eval/handler.h"
#include "eval/judge.h"
#include "eval/memory_chains.h"
#include "eval/multi_turn_checker.h"
#include "eval/multi_turn_run.h"
#include "eval/world_services.h"

namespace eval {

namespace {

using Clock = std::chrono::steady_clock;
using env::bfcl::Entry;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

chat::DocLanguage doc_language(env::bfcl::Language language) {
  switch (language) {
    case env::bfcl::Language::java:
      return chat::DocLanguage::java;
    case env::bfcl::Language::javascript:
      return chat::DocLanguage::javascript;
    case env::bfcl::Language::python:
      break;
  }
  return chat::DocLanguage::python;
}

std::vector<const env::bfcl::Category*> every_category() {
  std::vector<const env::bfcl::Category*> categories;
  for (const env::bfcl::Category& category : env::bfcl::all_categories()) categories.push_back(&category);
  return categories;
}

bool is_conversation(const Entry& entry) {
  return entry.category->checker == env::bfcl::Checker::multi_turn ||
         entry.category->checker == env::bfcl::Checker::agentic;
}

std::string web_identity(const EvalConfig& config) {
  if (config.web_search.is_live())
    return core::format("live, {} at {}", config.web_search.engine, config.web_search.url);
  return config.web.empty() ? "nothing" : core::sha256_hex(core::read_file(config.web));
}

// What must agree for results to be continued. Categories and their counts may grow from run to run.
RunFacts make_facts(const EvalConfig& config, const env::bfcl::Dataset& dataset, const Respondent& respondent) {
  RunFacts facts;
  facts.model = respondent.model();
  facts.config = core::config_to_dict(config);
  facts.data_release = dataset.release();
  facts.data_hash = dataset.fingerprint(every_category());
  facts.started = utc_now();
  facts.identity = respondent.identity();
  const core::Dict settings{{"temperature", config.temperature},
                            {"top_p", config.top_p},
                            {"top_k", config.top_k},
                            {"seed", config.seed},
                            {"thinking", config.thinking},
                            {"decode", config.decode},
                            {"web", web_identity(config)},
                            {"data_hash", facts.data_hash}};
  for (const auto& [name, value] : settings) facts.identity.set(name, value);
  if (config.constrain) facts.identity["constrain"] = true;
  if (config.embeddings.is_served()) {
    facts.identity["embeddings"] = core::format("{}, {}", config.embeddings.model, config.embeddings.dimensions);
  }
  return facts;
}

// Whether the entry's classes are all among `worlds`; no worlds: every entry.
bool needs_only(const Entry& entry, const std::vector<std::string>& worlds) {
  return worlds.empty() ||
         std::all_of(entry.involved_classes.begin(), entry.involved_classes.end(), [&](const std::string& name) {
           return std::find(worlds.begin(), worlds.end(), name) != worlds.end();
         });
}

std::vector<Entry> selected_entries(const EvalConfig& config, const env::bfcl::Dataset& dataset) {
  std::vector<Entry> entries;
  for (const CategorySample& sample : parse_categories(config.categories)) {
    std::vector<Entry> covered = dataset.load(*sample.category);
    const size_t all = covered.size();
    const size_t left_out = std::erase_if(covered, [](const Entry& entry) { return !is_covered(entry); });
    if (left_out > 0) core::log_info("{}", left_out_remark(sample.category->name, left_out, all));
    std::erase_if(covered, [&](const Entry& entry) { return !needs_only(entry, config.worlds); });
    for (Entry& entry : env::bfcl::fixed_sample(std::move(covered), sample.count)) {
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

class Run {
 public:
  Run(const EvalConfig& config, const EvalData& data, Respondent& respondent)
      : config_(config), data_(data), respondent_(respondent), handler_(respondent.handler()), services_(config) {}

  EvalOutcome run();

 private:
  void resume_or_begin();
  void prepare();
  void play();
  void finish_line(const Entry& entry, ResultLine line);

  const EvalConfig& config_;
  const EvalData data_;
  Respondent& respondent_;
  const Handler& handler_;
  WorldServices services_;

  EvalOutcome outcome_;
  ResultFile results_;
  std::vector<Entry> questions_;      // single-turn entries, still to do
  std::vector<Entry> conversations_;  // multi-turn and agentic ones, still to do
  std::unique_ptr<core::AppendFile> file_;
  std::unique_ptr<core::Progress> progress_;
  size_t correct_ = 0;
  size_t done_ = 0;
};

void Run::resume_or_begin() {
  const core::fs::path dir = config_.run_dir;
  core::fs::create_directories(dir);
  outcome_.facts = make_facts(config_, data_.dataset, respondent_);
  const std::optional<RunFacts> earlier = read_run_facts(dir);
  if (earlier) {
    require_same_identity(*earlier, outcome_.facts, dir);
    outcome_.facts.started = earlier->started;
    outcome_.facts.seconds = earlier->seconds;
    outcome_.facts.input_tokens = earlier->input_tokens;
    outcome_.facts.output_tokens = earlier->output_tokens;
    outcome_.facts.services = earlier->services;
  } else if (core::fs::exists(dir / "results.jsonl")) {
    throw core::usage_error(core::format("{}: holds results.jsonl but no run.json that says whose it is", dir.string()),
                            "choose another run_dir, or score them alone with results=<file>");
  }
  services_.add_to(outcome_.facts.services);
  write_run_facts(dir, outcome_.facts);
  file_ = std::make_unique<core::AppendFile>(dir / "results.jsonl");  // cuts a torn last line off before it is read
  results_ = read_results(dir / "results.jsonl");
  if (results_.damaged > 0) {
    core::log_warning("{} damaged lines are left out; the first: {}", results_.damaged, results_.first_damage);
  }
  const size_t failed =
      std::erase_if(results_.lines, [](const ResultLine& line) { return line.finish == kEndpointFinish; });
  if (failed > 0) core::log_info("{} entries, which the endpoint had failed, are asked again", failed);
}

void Run::prepare() {
  std::unordered_set<std::string> done;
  for (const ResultLine& line : results_.lines) done.insert(line.id);
  for (Entry& entry : selected_entries(config_, data_.dataset)) {
    if (done.count(entry.id) > 0) {
      ++outcome_.resumed;
    } else if (is_conversation(entry)) {
      conversations_.push_back(std::move(entry));
    } else {
      questions_.push_back(std::move(entry));
    }
  }
}

// Verdict, file, counts.
void Run::finish_line(const Entry& entry, ResultLine line) {
  judge_line(entry, handler_.decode, line);
  file_->write_line(result_json(line));

  outcome_.facts.input_tokens += token_sum(line.input_tokens);
  outcome_.facts.output_tokens += token_sum(line.output_tokens);
  correct_ += line.valid ? 1 : 0;
  ++done_;
  results_.lines.push_back(std::move(line));
  progress_->add(1, core::format("{.1} % right", 100.0 * static_cast<double>(correct_) / static_cast<double>(done_)));
}

void Run::play() {
  const MultiTurnRun run{.play = respondent_.player(),
                         .prompts = data_.prompts,
                         .dataset = data_.dataset,
                         .handler = handler_,
                         .web = services_.web(),
                         .text_encoder = services_.text_encoder(),
                         .seed = static_cast<uint64_t>(config_.seed),
                         .on_line = [&](const Entry& entry, ResultLine line) { finish_line(entry, std::move(line)); },
                         .cancelled = [] { return core::interrupted(); }};
  MemoryChains chains(conversations_, data_.dataset, core::fs::path(config_.run_dir) / "prerequisites.jsonl");
  if (!chains.play(run)) return;
  const bool searches = std::any_of(conversations_.begin(), conversations_.end(),
                                    [](const Entry& entry) { return entry.category->file == "web_search"; });
  if (searches && services_.web() == nullptr) {
    core::log_warning("every web search fails: no recording is named (web=…), and no live one (web_search.url=…)");
  }
  chains.hand_on(conversations_);
  play_multi_turn(conversations_, run);
}

EvalOutcome Run::run() {
  const Clock::time_point start = Clock::now();
  resume_or_begin();
  prepare();
  if (outcome_.resumed > 0) core::log_info("continuing: {} entries are already done", outcome_.resumed);
  const size_t to_do = questions_.size() + conversations_.size();
  if (to_do > 0) {
    progress_ = std::make_unique<core::Progress>("eval", static_cast<int64_t>(to_do + outcome_.resumed), "entries");
    progress_->skip(static_cast<int64_t>(outcome_.resumed));
    if (!questions_.empty()) {
      respondent_.ask(questions_, [&](const Entry& entry, ResultLine line) { finish_line(entry, std::move(line)); });
    }
    if (done_ == questions_.size() && !conversations_.empty()) play();
    file_->sync();
    progress_->finish();
    if (const std::string remark = respondent_.remark(); !remark.empty()) core::log_info("{}", remark);
  }
  outcome_.interrupted = done_ < to_do;
  outcome_.facts.seconds += seconds_since(start);
  if (!outcome_.interrupted) {
    outcome_.facts.finished = utc_now();
    file_.reset();
    put_results_in_order(core::fs::path(config_.run_dir) / "results.jsonl");
  }
  services_.add_to(outcome_.facts.services);
  outcome_.scores = score(results_.lines);
  count_entries(outcome_.scores, data_.dataset);
  write_run_facts(config_.run_dir, outcome_.facts);
  write_score_csv(core::fs::path(config_.run_dir) / "score.csv", outcome_.scores);
  return std::move(outcome_);
}

}  // namespace

core::List entry_functions(const chat::BfclPrompts& prompts, const Entry& entry) {
  const chat::DocLanguage language = doc_language(entry.rules().language);
  core::Value functions = prompts.apply_language_hints(core::Value(entry.functions), language);
  // The benchmark's loader hints format sensitivity's entries twice.
  if (entry.original != nullptr) functions = prompts.apply_language_hints(std::move(functions), language);
  return std::move(functions.as_list());
}

chat::Conversation entry_conversation(const chat::BfclPrompts& prompts, const Entry& entry, DecodeMode mode) {
  return opening(prompts, mode, entry_functions(prompts, entry), entry.messages(), entry.format);
}

void judge_line(const Entry& entry, DecodeMode mode, ResultLine& line) {
  line.judged = true;
  line.decoded = core::Value();
  line.error = core::Value();
  line.error_type.clear();
  if (line.finish == "context") {
    line.valid = false;
    line.error_type = kContextExceeded;
    line.error = core::Value(core::List{"The prompt is longer than the model's context."});
    // What was said until then can be looked at.
    if (is_simulated(entry)) line.decoded = judge(entry, mode, line.result).decoded.value;
    return;
  }
  if (line.finish == kEndpointFinish) {
    line.valid = false;
    line.error_type = kEndpointFailed;
    line.error = core::Value(core::List{line.result});
    return;
  }
  Judgement judgement = judge(entry, mode, line.result);
  line.valid = judgement.verdict.valid();
  if (judgement.decoded.ok) line.decoded = std::move(judgement.decoded.value);
  if (!line.valid) {
    line.error_type = judgement.verdict.failure->error_type;
    line.error = core::Value(std::move(judgement.verdict.failure->errors));
  }
}

EvalOutcome run_eval(const EvalConfig& config, const EvalInputs& inputs) {
  check_config(config);
  PolicyRespondent respondent(config, inputs);
  return Run(config, {inputs.prompts, inputs.dataset}, respondent).run();
}

EvalOutcome run_eval(const EvalConfig& config, const EvalData& data, Respondent& respondent) {
  check_config(config);
  return Run(config, data, respondent).run();
}

}  // namespace eval
