// The benchmark's handlers: how functions and the results of calls are put to a model, how its replies are read, and
// what of them the history keeps. Knows no entries and no turns.
//
// prompt: functions in the system message, calls as Python. qwen_fc: functions as tools of Qwen3's template. openai_fc:
// as tools of OpenAI's chat completions. funreason_mt: as prompt, for models that were trained to close a chain of
// thought which the prompt has opened (the handler of FunReason-MT: docs/bfcl.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "chat/message.h"
#include "chat/renderer.h"
#include "chat/tokenizer.h"
#include "eval/decode.h"

namespace eval {

// What the model is shown of its calls' results.
enum class ResultForm {
  tool_messages,     // one a call, which has the call's text as name (reference: OSSHandler)
  one_tool_message,  // the list of the results as Python prints it
  user_message,      // one message of the user's: the list of tool messages as Python prints it (reference:
                     // OpenAICompletionsHandler in prompt mode)
  by_call_id,        // a tool message for each call that the model made, under the call's id (the same, with tools)
};

// Who renders the prompt: this program, or a server that is sent messages.
enum class Asking { either, by_prompt, by_messages };

struct Handler {
  std::string_view name;
  DecodeMode decode = DecodeMode::prompt;
  ResultForm results = ResultForm::tool_messages;
  Asking asking = Asking::either;
  std::string_view renderer;   // the template that it asks in; empty: the model's own
  bool opens_thought = false;  // the prompt ends in <think>; a reply that does not close it is a failure
};

// Of the setting `decode`. Throws core::Error(usage) naming the known ones.
const Handler& find_handler(std::string_view name);
// The same for a server that is sent messages.
Handler through_messages(Handler handler);

// `format` matters in prompt mode alone.
chat::Conversation opening(const chat::BfclPrompts& prompts, DecodeMode mode, core::List functions,
                           std::vector<chat::Message> messages, const chat::PromptFormat& format = {});

// The template that such a conversation is written with: the model's own; in qwen_fc mode Qwen3's as QwenFCHandler
// writes it. Throws core::Error(usage) where the handler needs another than the model's.
const chat::Renderer& handler_renderer(const chat::Renderer& own, const Handler& handler);
// `thinking`: whether the user's settings leave room for a chain of thought.
chat::Thinking thinking_of(const Handler& handler, bool thinking);
// Throws core::Error(data) where replies cannot be read in a vocabulary: it lacks the tags of the chain of thought.
void require_vocabulary(const Handler& handler, const chat::Tokenizer& tokenizer);

// Tools of a conversation in a mode that has them: the documents themselves (qwen_fc), or in OpenAI's form.
std::vector<chat::ToolSpec> function_tools(DecodeMode mode, const core::List& functions);

struct ExecutedCalls {
  std::vector<std::string> texts;    // as they were executed
  std::vector<std::string> results;  // beside them
  std::vector<chat::ToolCall> said;  // by_call_id: as the model made them
};
void append_results(std::vector<chat::Message>& messages, ResultForm form, const ExecutedCalls& executed);

}  // namespace eval
