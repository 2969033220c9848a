#include "eval/policy_respondent.h"

#include <algorithm>
#include <utility>

#include "chat/model_template.h"
#include "core/error.h"
#include "core/progress.h"
#include "core/rng.h"
#include "eval/runner.h"
#include "rollout/replies.h"

namespace eval {

namespace {

constexpr size_t kConstrainedAtOnce = 512;

}  // namespace

PolicyRespondent::PolicyRespondent(const EvalConfig& config, const EvalInputs& inputs)
    : config_(config),
      inputs_(inputs),
      handler_(find_handler(config.decode)),
      renderer_(handler_renderer(inputs.renderer, handler_)),
      stop_ids_(chat::stop_ids(inputs.renderer, inputs.tokenizer)),
      constraints_(inputs.tokenizer) {
  require_vocabulary(handler_, inputs.tokenizer);
}

core::Dict PolicyRespondent::identity() const {
  core::Dict identity{{"model_fingerprint", inputs_.model_fingerprint},
                      {"renderer", inputs_.renderer.name()},
                      {"max_new_tokens", config_.max_new_tokens}};
  config_.add_identity(identity);
  return identity;
}

model::SamplingParams PolicyRespondent::sampling() const {
  model::SamplingParams params;
  params.temperature = static_cast<float>(config_.temperature);
  params.top_p = static_cast<float>(config_.top_p);
  params.top_k = static_cast<int>(config_.top_k);
  params.max_new_tokens = static_cast<int>(config_.max_new_tokens);
  params.stop_ids = stop_ids_;
  return params;
}

std::shared_ptr<const chat::constraint::TokenConstraint> PolicyRespondent::constraint(
    std::span<const chat::ToolSpec> tools) {
  if (!config_.constrain || tools.empty()) return nullptr;
  using chat::constraint::Reasoning;
  chat::constraint::CallRules rules;
  rules.form = handler_.decode == DecodeMode::prompt ? chat::CallForm::python : chat::CallForm::hermes;
  if (handler_.opens_thought) {
    rules.reasoning = Reasoning::opened;
  } else if (config_.thinking) {
    rules.reasoning = Reasoning::may_begin;
  }
  return constraints_.calls(tools, rules, stop_ids_);
}

std::shared_ptr<const chat::constraint::TokenConstraint> PolicyRespondent::constraint_of(
    const env::bfcl::Entry& entry) {
  if (!config_.constrain) return nullptr;
  return constraint(function_tools(DecodeMode::qwen_fc, entry.functions));
}

// Longest prompts first: long ones at the end would leave the batch half empty.
void PolicyRespondent::ask(const std::vector<env::bfcl::Entry>& entries, const OnLine& on_line) {
  std::vector<std::pair<const env::bfcl::Entry*, model::GenerationRequest>> work;
  for (const env::bfcl::Entry& entry : entries) {
    model::GenerationRequest request;
    const auto spans = renderer_.render(entry_conversation(inputs_.prompts, entry, handler_.decode),
                                        {.add_generation_prompt = true, .thinking = thinking()});
    request.prompt = chat::prompt_ids(spans, inputs_.tokenizer);
    request.params = sampling();
    try {
      (void)constraint_of(entry);  // what cannot be constrained is said before anything is asked
    } catch (const core::Error& error) {
      throw error.in(entry.id);
    }
    request.params.seed = core::Rng(static_cast<uint64_t>(config_.seed)).fork(entry.id).next();
    work.emplace_back(&entry, std::move(request));
  }
  std::sort(work.begin(), work.end(), [](const auto& a, const auto& b) {
    const size_t length_a = a.second.prompt.size();
    const size_t length_b = b.second.prompt.size();
    return length_a != length_b ? length_a > length_b : a.first->id < b.first->id;
  });
  // A constraint keeps what it has worked out for as long as a request holds it: some at a time then.
  const size_t at_once = config_.constrain ? kConstrainedAtOnce : std::max<size_t>(work.size(), 1);
  for (size_t begin = 0; begin < work.size() && !core::interrupted(); begin += at_once) {
    std::vector<model::GenerationRequest> requests;
    for (size_t i = begin; i < std::min(begin + at_once, work.size()); ++i) {
      requests.push_back(std::move(work[i].second));
      requests.back().params.constraint = constraint_of(*work[i].first);
    }
    rollout::generate_replies(
        inputs_.policy, inputs_.tokenizer, requests,
        [&](size_t request, const rollout::Reply& reply) {
          const env::bfcl::Entry& entry = *work[begin + request].first;
          on_line(entry, reply_line(entry, handler_, reply));
        },
        core::interrupted);
  }
}

rollout::PlayEpisodes PolicyRespondent::player() {
  rollout::EpisodeOptions options;
  options.params = sampling();
  options.thinking = thinking();
  if (config_.constrain)
    options.constraint = [this](std::span<const chat::ToolSpec> tools) { return constraint(tools); };
  return rollout::play_with({inputs_.policy, inputs_.tokenizer, renderer_}, std::move(options));
}

}  // namespace eval
