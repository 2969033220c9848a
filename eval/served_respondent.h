// A model behind an OpenAI-compatible server that answers entries. Knows no connections.
#pragma once

#include <string>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "eval/eval_config.h"
#include "eval/respondent.h"
#include "rollout/endpoint/endpoint.h"

namespace eval {

class ServedRespondent final : public Respondent {
 public:
  // Both must outlive it. Throws core::Error(usage) where the settings do not go together: a mode that the api cannot
  // ask in, rendered prompts without a template, a key that is not in the environment.
  ServedRespondent(const EvalConfig& config, const chat::BfclPrompts& prompts);

  std::string model() const override { return config_.endpoint.model; }
  core::Dict identity() const override;
  void ask(const std::vector<env::bfcl::Entry>& entries, const OnLine& on_line) override;
  rollout::PlayEpisodes player() override;
  const Handler& handler() const override { return handler_; }
  std::string remark() const override;

 private:
  const EvalConfig& config_;
  const chat::BfclPrompts& prompts_;
  Handler handler_;
  rollout::endpoint::Endpoint endpoint_;
};

}  // namespace eval
