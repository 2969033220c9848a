// A policy in this process that answers entries. Knows no weights and no LibTorch.
#pragma once

#include <string>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "chat/constraint/constraint_cache.h"
#include "chat/renderer.h"
#include "chat/tokenizer.h"
#include "env/bfcl/dataset.h"
#include "eval/eval_config.h"
#include "eval/respondent.h"
#include "rollout/policy.h"

namespace eval {

struct EvalInputs {
  model::Policy& policy;
  const chat::Tokenizer& tokenizer;
  const chat::Renderer& renderer;
  const chat::BfclPrompts& prompts;
  const env::bfcl::Dataset& dataset;
  std::string model_fingerprint;  // from eval::model_fingerprint, or any text that names the weights
};

class PolicyRespondent final : public Respondent {
 public:
  // Both must outlive it. Throws core::Error where the model's template or vocabulary is none that the handler can ask
  // in.
  PolicyRespondent(const EvalConfig& config, const EvalInputs& inputs);

  std::string model() const override { return config_.model; }
  core::Dict identity() const override;
  void ask(const std::vector<env::bfcl::Entry>& entries, const OnLine& on_line) override;
  rollout::PlayEpisodes player() override;
  const Handler& handler() const override { return handler_; }

 private:
  model::SamplingParams sampling() const;
  chat::Thinking thinking() const { return thinking_of(handler_, config_.thinking); }
  // What replies with these tools are held to: nullptr where nothing is asked for, or there are none.
  std::shared_ptr<const chat::constraint::TokenConstraint> constraint(std::span<const chat::ToolSpec> tools);
  std::shared_ptr<const chat::constraint::TokenConstraint> constraint_of(const env::bfcl::Entry& entry);

  const EvalConfig& config_;
  const EvalInputs& inputs_;
  const Handler& handler_;
  const chat::Renderer& renderer_;
  std::vector<chat::TokenId> stop_ids_;
  chat::constraint::ConstraintCache constraints_;
};

}  // namespace eval
