// Typed requests -> token prompts for the engine, and how the replies are to be read. Knows no connections.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "chat/constraint/constraint_cache.h"
#include "chat/renderer.h"
#include "chat/tokenizer.h"
#include "serve/choice.h"
#include "serve/requests.h"

namespace serve {

// What is served. All must outlive the server.
struct ServedParts {
  const chat::Tokenizer& tokenizer;
  const chat::Renderer& renderer;
  model::Policy& policy;
  const chat::BfclPrompts* prompts = nullptr;  // of the python form of tools; nullptr: that form is not to be had
};

enum class ToolForm {
  model_template,  // as the chat template writes them; calls in its form
  python,          // in the system message, in BFCL's prompt form; calls as a Python list
};
// The template's own, where it has a place for them.
ToolForm natural_tool_form(const chat::Renderer& renderer);

struct Prepared {
  std::vector<model::GenerationRequest> requests;  // one a choice; the choices of a prompt follow each other
  ChoiceOptions choice;                            // of each, but for its index
};

class Preparer {
 public:
  // `max_tokens`: of a reply whose request names none. `constrain`: calls are held to their tools' schemas whether
  // asked for or not.
  Preparer(const ServedParts& parts, ToolForm form, int64_t max_tokens, bool constrain = false)
      : parts_(parts), form_(form), max_tokens_(max_tokens), constrain_(constrain), constraints_(parts.tokenizer) {}

  // Throw ApiError for what the template refuses, for schemas that replies cannot be constrained to, and for what does
  // not fit into the context. Thread-safe.
  Prepared chat(ChatRequest request) const;
  Prepared completion(const CompletionRequest& request) const;
  // The text of a prompt, for `echo`.
  std::string prompt_text(const CompletionPrompt& prompt) const;

 private:
  std::vector<chat::TokenId> render(const ChatRequest& request) const;
  // Whether a chain of thought may come first.
  bool reasons(const ChatRequest& request) const;
  std::shared_ptr<const chat::constraint::TokenConstraint> constraint(const ChatRequest& request,
                                                                      const std::vector<chat::ToolSpec>& tools,
                                                                      chat::CallForm form) const;
  void add(const CommonParams& common, std::vector<chat::TokenId> prompt, std::string_view field,
           Prepared& prepared) const;
  std::vector<chat::TokenId> stop_ids(const CommonParams& common) const;

  ServedParts parts_;
  ToolForm form_;
  int64_t max_tokens_;
  bool constrain_;
  mutable chat::constraint::ConstraintCache constraints_;
};

}  // namespace serve
