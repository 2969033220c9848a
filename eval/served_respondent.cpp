#include "eval/served_respondent.h"

#include <memory>
#include <optional>
#include <utility>

#include "chat/model_template.h"
#include "chat/tokenizer.h"
#include "core/error.h"
#include "core/progress.h"
#include "core/rng.h"
#include "eval/runner.h"

namespace eval {
namespace {

using env::bfcl::Entry;
using rollout::endpoint::PromptForm;

// A single-turn entry: asks once. The conversation exists while it is being asked about, not before and not after.
class Question final : public rollout::Episode {
 public:
  Question(const Entry& entry, const chat::BfclPrompts& prompts, const Handler& handler)
      : entry_(&entry), prompts_(&prompts), handler_(&handler) {}

  const chat::Conversation& conversation() const override {
    if (!conversation_) conversation_ = entry_conversation(*prompts_, *entry_, handler_->decode);
    return *conversation_;
  }
  bool take_reply(const rollout::Reply& reply) override {
    line_ = reply_line(*entry_, *handler_, reply);
    conversation_.reset();
    return false;
  }
  const Entry& entry() const { return *entry_; }
  ResultLine& line() { return line_; }

 private:
  const Entry* entry_;
  const chat::BfclPrompts* prompts_;
  const Handler* handler_;
  mutable std::optional<chat::Conversation> conversation_;
  ResultLine line_;
};

std::shared_ptr<const chat::Renderer> template_of(const EvalConfig& config, const Handler& handler) {
  const std::string name = config.renderer == "auto" ? "" : config.renderer;
  if (!config.model.empty()) return chat::renderer_for_model(config.model, name);
  if (!name.empty()) return chat::make_renderer(name);
  if (!handler.renderer.empty()) return chat::make_renderer(handler.renderer);
  throw core::usage_error("endpoint.api: completions needs the model's chat template",
                          "add renderer=qwen3 (or smollm2), or model=FOLDER with the model's template and tokenizer");
}

// Nothing for the api `chat`, which renders on the other side.
PromptForm prompt_form(const EvalConfig& config, const Handler& handler) {
  PromptForm form;
  if (config.endpoint.is_chat()) return form;
  const std::shared_ptr<const chat::Renderer> own = template_of(config, handler);
  const chat::Thinking thinking = thinking_of(handler, config.thinking);
  form.render = [own, &renderer = handler_renderer(*own, handler), thinking](const chat::Conversation& conversation) {
    return chat::rendered_text(renderer.render(conversation, {.add_generation_prompt = true, .thinking = thinking}));
  };
  if (!config.model.empty() && config.endpoint.context_length > 0) {
    const auto tokenizer = std::make_shared<const chat::Tokenizer>(chat::Tokenizer::from_model(config.model));
    require_vocabulary(handler, *tokenizer);
    form.count_tokens = [tokenizer](const std::string& prompt) {
      return static_cast<int64_t>(tokenizer->encode(prompt).size());
    };
  }
  return form;
}

}  // namespace

ServedRespondent::ServedRespondent(const EvalConfig& config, const chat::BfclPrompts& prompts)
    : config_(config),
      prompts_(prompts),
      handler_(config.endpoint.is_chat() ? through_messages(find_handler(config.decode)) : find_handler(config.decode)),
      endpoint_(config.endpoint,
                {.temperature = config.temperature,
                 .top_p = config.top_p,
                 .top_k = config.top_k,
                 .send_seed = !config.seeds.empty()},
                prompt_form(config, handler_)) {}

// Not the address: a server may move.
core::Dict ServedRespondent::identity() const {
  core::Dict identity{{"endpoint.model", config_.endpoint.model},
                      {"endpoint.api", config_.endpoint.api},
                      {"renderer", config_.endpoint.is_chat() ? "the server's" : config_.renderer},
                      {"endpoint.max_tokens", config_.endpoint.max_tokens},
                      {"endpoint.context_length", config_.endpoint.context_length},
                      {"endpoint.extra", config_.endpoint.extra}};
  if (!config_.seeds.empty()) identity["endpoint.seed"] = "sent";
  return identity;
}

void ServedRespondent::ask(const std::vector<Entry>& entries, const OnLine& on_line) {
  std::vector<Question> questions;
  questions.reserve(entries.size());
  std::vector<rollout::Episode*> episodes;
  std::vector<uint64_t> seeds;
  for (const Entry& entry : entries) {
    episodes.push_back(&questions.emplace_back(entry, prompts_, handler_));
    seeds.push_back(core::Rng(static_cast<uint64_t>(config_.seed)).fork(entry.id).next());
  }
  rollout::EpisodeCallbacks callbacks;
  callbacks.on_done = [&](size_t i) { on_line(questions[i].entry(), std::move(questions[i].line())); };
  callbacks.cancelled = core::interrupted;
  endpoint_.play(episodes, seeds, callbacks);
}

rollout::PlayEpisodes ServedRespondent::player() {
  return [this](std::span<rollout::Episode* const> episodes, std::span<const uint64_t> seeds,
                const rollout::EpisodeCallbacks& callbacks) { endpoint_.play(episodes, seeds, callbacks); };
}

std::string ServedRespondent::remark() const {
  const rollout::endpoint::EndpointCounts& counts = endpoint_.counts();
  std::string text = core::format("endpoint: {} requests, {} of them tried again", counts.requests, counts.retries);
  if (counts.failures > 0) {
    text += core::format("; {} entries have no reply (inference:endpoint_failed): the same command asks them again",
                         counts.failures);
  }
  return text;
}

}  // namespace eval
