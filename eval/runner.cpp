#include "eval/runner.h"

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include "chat/model_template.h"
#include "core/config.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/log.h"
#include "core/progress.h"
#include "core/rng.h"
#include "env/bfcl/worlds/web_source.h"
#include "eval/handler.h"
#include "eval/judge.h"
#include "eval/memory_chains.h"
#include "eval/multi_turn_checker.h"
#include "eval/multi_turn_run.h"
#include "eval/reply_parts.h"
#include "rollout/replies.h"

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

// What must agree for results to be continued. Categories and their counts may grow from run to run.
RunFacts make_facts(const EvalConfig& config, const EvalInputs& inputs) {
  RunFacts facts;
  facts.model = config.model;
  facts.config = core::config_to_dict(config);
  facts.data_release = inputs.dataset.release();
  facts.data_hash = inputs.dataset.fingerprint(every_category());
  facts.started = utc_now();
  facts.identity = core::Dict{{"model_fingerprint", inputs.model_fingerprint},
                              {"renderer", inputs.renderer.name()},
                              {"dtype", config.dtype},
                              {"max_new_tokens", config.max_new_tokens},
                              {"temperature", config.temperature},
                              {"top_p", config.top_p},
                              {"top_k", config.top_k},
                              {"seed", config.seed},
                              {"thinking", config.thinking},
                              {"decode", config.decode},
                              {"web", config.web.empty() ? "nothing" : core::sha256_hex(core::read_file(config.web))},
                              {"data_hash", facts.data_hash}};
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
  Run(const EvalConfig& config, const EvalInputs& inputs)
      : config_(config),
        inputs_(inputs),
        mode_(parse_decode_mode(config.decode)),
        renderer_(handler_renderer(inputs.renderer, mode_)),
        stop_ids_(chat::stop_ids(inputs.renderer, inputs.tokenizer)) {
    if (!config.web.empty()) {
      web_ = std::make_shared<env::bfcl::RecordedWeb>(env::bfcl::RecordedWeb::from_file(config.web));
    }
  }

  EvalOutcome run();

 private:
  void resume_or_begin();
  void prepare();
  void generate();
  void play();
  void record(const Entry& entry, const rollout::Reply& reply);
  void finish_line(const Entry& entry, ResultLine line);
  model::SamplingParams sampling() const;
  chat::Thinking thinking() const { return config_.thinking ? chat::Thinking::on : chat::Thinking::off; }

  const EvalConfig& config_;
  const EvalInputs& inputs_;
  DecodeMode mode_;
  const chat::Renderer& renderer_;
  std::vector<chat::TokenId> stop_ids_;
  std::shared_ptr<const env::bfcl::WebSource> web_;

  EvalOutcome outcome_;
  ResultFile results_;
  std::vector<Entry> entries_;        // still to do, in the order of the requests
  std::vector<Entry> conversations_;  // multi-turn and agentic ones, still to do
  std::vector<model::GenerationRequest> requests_;
  std::unique_ptr<core::AppendFile> file_;
  std::unique_ptr<core::Progress> progress_;
  size_t correct_ = 0;
  size_t done_ = 0;
};

void Run::resume_or_begin() {
  const core::fs::path dir = config_.run_dir;
  core::fs::create_directories(dir);
  outcome_.facts = make_facts(config_, inputs_);
  const std::optional<RunFacts> earlier = read_run_facts(dir);
  if (earlier) {
    require_same_identity(*earlier, outcome_.facts, dir);
    outcome_.facts.started = earlier->started;
    outcome_.facts.seconds = earlier->seconds;
    outcome_.facts.input_tokens = earlier->input_tokens;
    outcome_.facts.output_tokens = earlier->output_tokens;
  } else if (core::fs::exists(dir / "results.jsonl")) {
    throw core::usage_error(core::format("{}: holds results.jsonl but no run.json that says whose it is", dir.string()),
                            "choose another run_dir, or score them alone with results=<file>");
  }
  write_run_facts(dir, outcome_.facts);
  file_ = std::make_unique<core::AppendFile>(dir / "results.jsonl");  // cuts a torn last line off before it is read
  results_ = read_results(dir / "results.jsonl");
  if (results_.damaged > 0) {
    core::log_warning("{} damaged lines are left out; the first: {}", results_.damaged, results_.first_damage);
  }
}

model::SamplingParams Run::sampling() const {
  model::SamplingParams params;
  params.temperature = static_cast<float>(config_.temperature);
  params.top_p = static_cast<float>(config_.top_p);
  params.top_k = static_cast<int>(config_.top_k);
  params.max_new_tokens = static_cast<int>(config_.max_new_tokens);
  params.stop_ids = stop_ids_;
  return params;
}

// Prompts of what is left, longest first: long ones at the end would leave the batch half empty.
void Run::prepare() {
  std::unordered_set<std::string> done;
  for (const ResultLine& line : results_.lines) done.insert(line.id);
  std::vector<std::pair<Entry, model::GenerationRequest>> work;
  for (Entry& entry : selected_entries(config_, inputs_.dataset)) {
    if (done.count(entry.id) > 0) {
      ++outcome_.resumed;
      continue;
    }
    if (is_conversation(entry)) {
      conversations_.push_back(std::move(entry));
      continue;
    }
    model::GenerationRequest request;
    const auto spans = renderer_.render(entry_conversation(inputs_.prompts, entry, mode_),
                                        {.add_generation_prompt = true, .thinking = thinking()});
    request.prompt = chat::prompt_ids(spans, inputs_.tokenizer);
    request.params = sampling();
    request.params.seed = core::Rng(static_cast<uint64_t>(config_.seed)).fork(entry.id).next();
    work.emplace_back(std::move(entry), std::move(request));
  }
  std::sort(work.begin(), work.end(), [](const auto& a, const auto& b) {
    const size_t length_a = a.second.prompt.size();
    const size_t length_b = b.second.prompt.size();
    return length_a != length_b ? length_a > length_b : a.first.id < b.first.id;
  });
  for (auto& [entry, request] : work) {
    entries_.push_back(std::move(entry));
    requests_.push_back(std::move(request));
  }
}

void Run::record(const Entry& entry, const rollout::Reply& reply) {
  ResultLine line;
  line.id = entry.id;
  line.category = entry.category->name;
  ReplyParts parts = split_reply(reply.text);
  line.result = core::Value(std::move(parts.content));
  line.reasoning = std::move(parts.reasoning);
  line.input_tokens = static_cast<int64_t>(reply.prompt_tokens);
  line.output_tokens = static_cast<int64_t>(reply.tokens);
  line.latency_s = reply.latency_s;
  line.finish = model::finish_name(reply.finish);
  finish_line(entry, std::move(line));
}

// Verdict, file, counts.
void Run::finish_line(const Entry& entry, ResultLine line) {
  judge_line(entry, mode_, line);
  file_->write_line(core::dump_json(result_to_json(line)));

  outcome_.facts.input_tokens += line.input_tokens;
  outcome_.facts.output_tokens += line.output_tokens;
  correct_ += line.valid ? 1 : 0;
  ++done_;
  results_.lines.push_back(std::move(line));
  progress_->add(1, core::format("{.1} % right", 100.0 * static_cast<double>(correct_) / static_cast<double>(done_)));
}

void Run::generate() {
  rollout::generate_replies(
      inputs_.policy, inputs_.tokenizer, requests_,
      [&](size_t request, const rollout::Reply& reply) { record(entries_[request], reply); }, core::interrupted);
}

void Run::play() {
  const MultiTurnRun run{.player = {inputs_.policy, inputs_.tokenizer, renderer_},
                         .prompts = inputs_.prompts,
                         .dataset = inputs_.dataset,
                         .mode = mode_,
                         .web = web_,
                         .params = sampling(),
                         .seed = static_cast<uint64_t>(config_.seed),
                         .thinking = thinking(),
                         .on_line = [&](const Entry& entry, ResultLine line) { finish_line(entry, std::move(line)); },
                         .cancelled = [] { return core::interrupted(); }};
  MemoryChains chains(conversations_, inputs_.dataset, core::fs::path(config_.run_dir) / "prerequisites.jsonl");
  if (!chains.play(run)) return;
  const bool searches = std::any_of(conversations_.begin(), conversations_.end(),
                                    [](const Entry& entry) { return entry.category->file == "web_search"; });
  if (searches && web_ == nullptr) core::log_warning("every web search fails: no recording is named (web=…)");
  chains.hand_on(conversations_);
  play_multi_turn(conversations_, run);
}

EvalOutcome Run::run() {
  const Clock::time_point start = Clock::now();
  resume_or_begin();
  prepare();
  if (outcome_.resumed > 0) core::log_info("continuing: {} entries are already done", outcome_.resumed);
  const size_t to_do = requests_.size() + conversations_.size();
  if (to_do > 0) {
    progress_ = std::make_unique<core::Progress>("eval", static_cast<int64_t>(to_do + outcome_.resumed), "entries");
    progress_->skip(static_cast<int64_t>(outcome_.resumed));
    if (!requests_.empty()) generate();
    if (done_ == requests_.size() && !conversations_.empty()) play();
    file_->sync();
    progress_->finish();
  }
  outcome_.interrupted = done_ < to_do;
  outcome_.facts.seconds += seconds_since(start);
  if (!outcome_.interrupted) outcome_.facts.finished = utc_now();
  outcome_.scores = score(results_.lines);
  count_entries(outcome_.scores, inputs_.dataset);
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
  return Run(config, inputs).run();
}

}  // namespace eval
