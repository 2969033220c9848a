// A conversation in the terminal, streamed token by token; the model may use the tools of a simulated world.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "app/chat_world.h"
#include "app/commands.h"
#include "app/served_model.h"
#include "chat/bfcl_prompt.h"
#include "chat/call_form.h"
#include "chat/call_parser.h"
#include "chat/model_template.h"
#include "chat/single_calls.h"
#include "chat/utf8_stream.h"
#include "core/error.h"
#include "core/progress.h"
#include "rollout/ledger_writer.h"
#include "rollout/record.h"
#include "serve/prepare.h"
#include "serve/reply_reader.h"

namespace app {
namespace {

struct ChatOptions {
  PolicyOptions policy;
  std::string system;
  std::string prompt;    // one question, then end
  std::string renderer;  // empty: recognised from the model's own template
  model::SamplingParams params;
  bool no_thinking = false;
  ChatWorldOptions world;
  std::string record;  // file that conversations are recorded in; empty: none
};

class Chat {
 public:
  explicit Chat(const ChatOptions& options)
      : options_(options),
        fresh_world_(make_chat_world(options.world)),  // before the model, which takes longer to load
        record_(options.record.empty() ? nullptr : std::make_unique<rollout::RecordFile>(options.record)),
        served_(load_served_model(options.policy, options.renderer)),
        form_(serve::natural_tool_form(*served_.renderer)),
        writer_(served_.tokenizer, *served_.renderer, thinking()) {
    if (fresh_world_ != nullptr && form_ == serve::ToolForm::python) prompts_ = chat::BfclPrompts::load();
    options_.params.stop_ids = chat::stop_ids(*served_.renderer, served_.tokenizer);
    reset();
  }

  void reset() {
    played_ = {};
    turn_ = 0;
    replies_ = 0;
    writer_.take();
    if (fresh_world_ != nullptr) {
      played_.world = fresh_world_->clone();
      played_.conversation.tools = played_.world->tools();
    }
    if (!options_.system.empty()) messages().push_back({.role = chat::Role::system, .content = options_.system});
  }

  // Records the conversation, where that is asked for and the model said anything.
  void end() {
    if (record_ == nullptr || played_.steps.empty()) return;
    played_.ledgers = writer_.take();
    record_->write(rollout::make_record(core::format("chat-{}", ++conversations_), options_.policy.model,
                                        std::move(played_), served_.tokenizer,
                                        fresh_world_ == nullptr ? core::Value() : fresh_world_->state()));
  }

  // Sends one user message and streams the answer to stdout, calls of the world's tools and their results between.
  void say(const std::string& text) {
    messages().push_back({.role = chat::Role::user, .content = text});
    constexpr int kMostSteps = 20;
    int step = 0;
    for (; step < kMostSteps && answer() && !core::interrupted(); ++step) {
      played_.steps.back().results = execute_calls(*played_.world, played_.conversation);
    }
    if (step == kMostSteps) {
      played_.ending = rollout::Ending::tool_limit;
      played_.detail = core::format("{} replies with calls in one turn", kMostSteps);
    }
    ++turn_;
  }

 private:
  // One reply of the model; true: it calls tools.
  bool answer() {
    const bool in_prompt = played_.world != nullptr && form_ == serve::ToolForm::python;
    chat::Conversation asked = played_.conversation;
    if (in_prompt) asked = chat::in_prompt_form(*prompts_, asked);
    if (served_.renderer->one_call_a_turn()) asked = chat::with_single_calls(asked);
    model::GenerationRequest request{writer_.prompt(asked), options_.params};
    request.params.seed += replies_++;
    chat::Utf8Stream stream;
    const chat::CallForm form = played_.world == nullptr ? chat::CallForm::none
                                : in_prompt              ? chat::CallForm::python
                                                         : served_.renderer->call_form();
    const std::optional<chat::TokenId> mark = chat::special_call_mark(form, served_.tokenizer);
    serve::ReplyReader reader({.calls = form});
    chat::Message reply{.role = chat::Role::assistant};
    const auto show = [&](serve::ReplyPart part) {
      std::fputs(part.content.c_str(), stdout);
      std::fflush(stdout);
      reply.content += part.content;
      std::ranges::move(part.calls, std::back_inserter(reply.tool_calls));
    };
    model::GenerationCallbacks callbacks;
    callbacks.on_token = [&](size_t, const model::SampledToken& token) {
      if (!chat::is_reply_text(served_.tokenizer, token.id, mark)) return;
      show(reader.push(stream.push(served_.tokenizer.bytes(token.id))));
    };
    callbacks.cancelled = [] { return core::interrupted(); };
    const model::Completion completion = served_.policy->generate({&request, 1}, callbacks).at(0);
    writer_.append_reply(completion, static_cast<int32_t>(asked.messages.size()), served_.policy->weight_version());
    show(reader.push(stream.finish()));
    show(reader.finish());
    if (!reply.content.empty() || reply.tool_calls.empty()) std::printf("\n");
    if (completion.finish == model::FinishReason::context) {
      std::fprintf(stderr, "the conversation fills the model's context of %ld tokens: type /reset to begin anew\n",
                   static_cast<long>(served_.policy->context_length()));
    }
    if (form == chat::CallForm::mistral) chat::complete_call_ids(reply.tool_calls, call_ids_);
    remember(completion, reply.tool_calls);
    messages().push_back(std::move(reply));
    return !messages().back().tool_calls.empty();
  }

  std::vector<chat::Message>& messages() { return played_.conversation.messages; }
  chat::Thinking thinking() const { return options_.no_thinking ? chat::Thinking::off : chat::Thinking::on; }

  // The reply that becomes the next message.
  void remember(const model::Completion& completion, const std::vector<chat::ToolCall>& calls) {
    played_.finished = completion.finish != model::FinishReason::cancelled;
    played_.ending = completion.finish == model::FinishReason::context  ? rollout::Ending::context
                     : completion.finish == model::FinishReason::length ? rollout::Ending::limit
                                                                        : rollout::Ending::answer;
    played_.detail.clear();
    const auto tokens = static_cast<int64_t>(completion.tokens.size());
    played_.sampled_tokens += tokens;
    if (tokens == 0) return;
    rollout::RolloutStep& step = played_.steps.emplace_back();
    step.turn = turn_;
    step.message = messages().size();
    step.calls = calls;
    step.prompt_tokens = static_cast<int64_t>(completion.prompt_tokens);
    step.tokens = tokens;
  }

  ChatOptions options_;
  std::unique_ptr<const env::Environment> fresh_world_;  // as a conversation finds it; nullptr: none
  std::unique_ptr<rollout::RecordFile> record_;          // nullptr: none
  ServedModel served_;
  serve::ToolForm form_;
  std::optional<chat::BfclPrompts> prompts_;
  rollout::LedgerWriter writer_;
  rollout::Rollout played_;  // this conversation so far, without its ledgers
  size_t turn_ = 0;
  uint64_t replies_ = 0;
  size_t call_ids_ = 0;
  size_t conversations_ = 0;  // recorded so far
};

int run_chat(const ChatOptions& options) {
  Chat chat(options);
  if (!options.prompt.empty()) {
    chat.say(options.prompt);
    chat.end();
    return 0;
  }
  std::fprintf(stderr, "type a message; /reset starts anew, /quit or Ctrl-D ends\n");
  std::string line;
  while (!core::interrupted()) {
    std::fputs("> ", stderr);
    if (!std::getline(std::cin, line) || line == "/quit") break;
    if (line == "/reset") {
      chat.end();
      chat.reset();
    } else if (!line.empty()) {
      chat.say(line);
    }
  }
  chat.end();
  return 0;
}

// An option for each setting of how a model is run, with the words of the configs; but one conversation is no batch.
struct AddOption {
  CLI::App& command;

  template <class T>
  void operator()(std::string name, T& value, const std::string& help) const {
    if (name == "batch_size") return;
    std::ranges::replace(name, '_', '-');
    if constexpr (std::is_same_v<T, bool>) {
      command.add_flag("--" + name, value, help);
    } else {
      command.add_option("--" + name, value, help)->capture_default_str();
    }
  }
};

}  // namespace

void add_chat_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("chat", "Talk to a model in the terminal");
  auto options = std::make_shared<ChatOptions>();
  options->params.max_new_tokens = 512;
  command->add_option("model", options->policy.model, "Hugging Face directory or .gguf file")->required();
  command->add_option("--prompt", options->prompt, "one message; print the answer and end");
  command->add_option("--system", options->system, "system message");
  command->add_option("--renderer", options->renderer,
                      "chat template (qwen3, llama3 …); recognised from the model when not given");
  options->policy.batch_size = 1;
  AddOption add_option{*command};
  options->policy.fields(add_option);
  command->add_option("--temperature", options->params.temperature, "0: greedy")->capture_default_str();
  command->add_option("--top-p", options->params.top_p, "nucleus sampling")->capture_default_str();
  command->add_option("--top-k", options->params.top_k, "0: off")->capture_default_str();
  command->add_option("--max-new-tokens", options->params.max_new_tokens, "tokens an answer")->capture_default_str();
  command->add_option("--seed", options->params.seed, "of the sampling")->capture_default_str();
  command->add_flag("--no-thinking", options->no_thinking, "Qwen3: answer without a chain of thought");
  command
      ->add_option("--world", options->world.classes,
                   "classes of simulated tools that the model may use, e.g. GorillaFileSystem,MathAPI")
      ->delimiter(',');
  command->add_option("--scenario", options->world.scenario, "JSON file with the classes' states to begin with");
  command->add_option("--record", options->record,
                      "file that each conversation is added to as a recorded rollout (see `funreason view`)");
  command->callback([options, &chosen] { chosen = [options] { return run_chat(*options); }; });
}

}  // namespace app
