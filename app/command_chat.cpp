// A conversation in the terminal, streamed token by token.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/served_model.h"
#include "chat/model_template.h"
#include "chat/utf8_stream.h"
#include "core/error.h"
#include "core/progress.h"

namespace app {
namespace {

struct ChatOptions {
  PolicyOptions policy;
  std::string system;
  std::string prompt;    // one question, then end
  std::string renderer;  // empty: recognised from the model's own template
  model::SamplingParams params;
  bool no_thinking = false;
};

class Chat {
 public:
  explicit Chat(const ChatOptions& options)
      : options_(options), served_(load_served_model(options.policy, options.renderer)) {
    options_.params.stop_ids = chat::stop_ids(*served_.renderer, served_.tokenizer);
    reset();
  }

  void reset() {
    conversation_ = {};
    turn_ = 0;
    if (!options_.system.empty())
      conversation_.messages.push_back({.role = chat::Role::system, .content = options_.system});
  }

  // Sends one user message and streams the answer to stdout.
  void say(const std::string& text) {
    conversation_.messages.push_back({.role = chat::Role::user, .content = text});
    const chat::RenderOptions render{.add_generation_prompt = true,
                                     .thinking = options_.no_thinking ? chat::Thinking::off : chat::Thinking::on};
    model::GenerationRequest request{
        chat::prompt_ids(served_.renderer->render(conversation_, render), served_.tokenizer), options_.params};
    request.params.seed += turn_++;
    chat::Utf8Stream stream;
    model::GenerationCallbacks callbacks;
    callbacks.on_token = [&](size_t, const model::SampledToken& token) {
      if (served_.tokenizer.is_special(token.id)) return;
      std::fputs(stream.push(served_.tokenizer.bytes(token.id)).c_str(), stdout);
      std::fflush(stdout);
    };
    callbacks.cancelled = [] { return core::interrupted(); };
    const std::vector<model::Completion> completions = served_.policy->generate({&request, 1}, callbacks);
    std::printf("%s\n", stream.finish().c_str());
    const model::Completion& completion = completions.front();
    if (completion.finish == model::FinishReason::context) {
      std::fprintf(stderr, "the conversation fills the model's context of %ld tokens: type /reset to begin anew\n",
                   static_cast<long>(served_.policy->context_length()));
    }
    conversation_.messages.push_back(
        {.role = chat::Role::assistant, .content = served_.tokenizer.decode(completion.tokens, true)});
  }

 private:
  ChatOptions options_;
  ServedModel served_;
  chat::Conversation conversation_;
  uint64_t turn_ = 0;
};

int run_chat(const ChatOptions& options) {
  Chat chat(options);
  if (!options.prompt.empty()) {
    chat.say(options.prompt);
    return 0;
  }
  std::fprintf(stderr, "type a message; /reset starts anew, /quit or Ctrl-D ends\n");
  std::string line;
  while (!core::interrupted()) {
    std::fputs("> ", stderr);
    if (!std::getline(std::cin, line) || line == "/quit") break;
    if (line == "/reset") {
      chat.reset();
    } else if (!line.empty()) {
      chat.say(line);
    }
  }
  return 0;
}

}  // namespace

void add_chat_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("chat", "Talk to a model in the terminal");
  auto options = std::make_shared<ChatOptions>();
  options->params.max_new_tokens = 512;
  command->add_option("model", options->policy.model, "Hugging Face directory or .gguf file")->required();
  command->add_option("--prompt", options->prompt, "one message; print the answer and end");
  command->add_option("--system", options->system, "system message");
  command->add_option("--renderer", options->renderer, "smollm2 or qwen3; recognised from the model when not given");
  command->add_option("--dtype", options->policy.dtype, "auto, fp32 or bf16")->capture_default_str();
  command->add_option("--threads", options->policy.threads, "0: all cores")->capture_default_str();
  command->add_option("--temperature", options->params.temperature, "0: greedy")->capture_default_str();
  command->add_option("--top-p", options->params.top_p, "nucleus sampling")->capture_default_str();
  command->add_option("--top-k", options->params.top_k, "0: off")->capture_default_str();
  command->add_option("--max-new-tokens", options->params.max_new_tokens, "tokens an answer")->capture_default_str();
  command->add_option("--seed", options->params.seed, "of the sampling")->capture_default_str();
  command->add_flag("--no-thinking", options->no_thinking, "Qwen3: answer without a chain of thought");
  command->callback([options, &chosen] { chosen = [options] { return run_chat(*options); }; });
}

}  // namespace app
