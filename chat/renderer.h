// Conversation -> the exact text of a model's chat template, cut into spans, and from there the ledger.
// One renderer a template family; equality with the real Jinja template is tested byte for byte.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chat/call_form.h"
#include "chat/ledger.h"
#include "chat/message.h"
#include "chat/tokenizer.h"

namespace chat {

// A run of text of one origin. Spans follow each other without gaps; their concatenation is the rendered text.
struct Span {
  std::string text;
  Role role = Role::user;
  SpanKind kind = SpanKind::prompt;
  int32_t message = -1;
  bool generated = false;  // the model writes this at inference (assistant content and its end-of-turn token)
  bool boundary = false;   // tokenisation starts afresh here: generation begins or ends at this point
};

// Qwen3's enable_thinking; opened: on, and the generation prompt ends in <think>, which the model so cannot leave out.
enum class Thinking { on, off, opened };

struct RenderOptions {
  bool add_generation_prompt = false;
  Thinking thinking = Thinking::on;  // templates without a chain of thought do not look at it
};

class Renderer {
 public:
  virtual ~Renderer() = default;
  // Throws core::Error(data) for what the template itself refuses.
  virtual std::vector<Span> render(const Conversation& conversation, const RenderOptions& options) const = 0;
  virtual std::string_view name() const = 0;
  // How the model writes calls of tools that the template was given; none: it has no place for them.
  virtual CallForm call_form() const { return CallForm::none; }
  // Whether an assistant's message may hold one call only.
  virtual bool one_call_a_turn() const { return false; }
  // Whether replies begin with a chain of thought, unless Thinking::off.
  virtual bool thinks() const { return false; }
  // Texts that end an assistant turn ("<|im_end|>", "<|endoftext|>").
  virtual std::vector<std::string> stop_texts() const = 0;
};

// "smollm2", "qwen3", "qwen2.5", "llama2", "llama3", "mistral-v1", "mistral-v3", "mistral-tekken", "gemma3". Throws
// core::Error(usage) naming the known ones.
std::unique_ptr<Renderer> make_renderer(std::string_view name);
// Recognises the template of a model folder or GGUF file by its text; throws core::Error(data) naming the option to
// set.
std::unique_ptr<Renderer> renderer_for_template(std::string_view jinja_text);

std::string rendered_text(const std::vector<Span>& spans);

// Which assistant messages carry loss weight 1 (their `generated` tokens); all else is context.
enum class LossOn { all_assistant, last_assistant };

// Tokenises between boundaries; a token takes the origin of the span in which its first byte lies.
Ledger make_ledger(const std::vector<Span>& spans, const Tokenizer& tokenizer, LossOn loss_on);
// Prompt ids for generation: the same tokenisation, without loss.
std::vector<TokenId> prompt_ids(const std::vector<Span>& spans, const Tokenizer& tokenizer);

}  // namespace chat
