// How the benchmark's handlers put functions to a model: in the system message (prompt), as tools of Qwen3's template
// (qwen_fc) or as tools of OpenAI's chat completions (openai_fc); and how they put what came of its calls. Knows no
// entries and no turns.
#pragma once

#include <string>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "chat/message.h"
#include "chat/renderer.h"
#include "eval/decode.h"

namespace eval {

// `format` matters in prompt mode alone.
chat::Conversation opening(const chat::BfclPrompts& prompts, DecodeMode mode, core::List functions,
                           std::vector<chat::Message> messages, const chat::PromptFormat& format = {});

// The template that such a conversation is written with: the model's own; in qwen_fc mode Qwen3's as QwenFCHandler
// writes it. Throws core::Error(usage) where that is not the model's.
const chat::Renderer& handler_renderer(const chat::Renderer& own, DecodeMode mode);

// Tools of a conversation in a mode that has them: the documents themselves (qwen_fc), or in OpenAI's form.
std::vector<chat::ToolSpec> function_tools(DecodeMode mode, const core::List& functions);

// Whose handlers: for models that are given a rendered prompt (OSSHandler), or messages (OpenAICompletionsHandler).
enum class HistoryForm { local, openai };

struct ExecutedCalls {
  std::vector<std::string> texts;    // as they were executed
  std::vector<std::string> results;  // beside them
  std::vector<chat::ToolCall> said;  // openai_fc: as the model made them
};

// local: a tool message a call, which has the call's text as name. openai: one message of the user's, the list of
// these as Python prints it; in openai_fc mode a tool message for each call that the model made.
void append_results(std::vector<chat::Message>& messages, DecodeMode mode, HistoryForm form,
                    const ExecutedCalls& executed);

}  // namespace eval
