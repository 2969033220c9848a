// How the benchmark's handlers for locally served models put functions to a model: in the system message (prompt), or
// as tools of Qwen3's template (qwen_fc). Knows no entries and no turns.
#pragma once

#include <vector>

#include "chat/bfcl_prompt.h"
#include "chat/message.h"
#include "chat/renderer.h"
#include "eval/decode.h"

namespace eval {

// `format` matters in prompt mode alone. openai_fc is put as prompt: its own handler belongs to endpoints.
chat::Conversation opening(const chat::BfclPrompts& prompts, DecodeMode mode, const core::List& functions,
                           std::vector<chat::Message> messages, const chat::PromptFormat& format = {});

// The template that such a conversation is written with: the model's own; in qwen_fc mode Qwen3's as QwenFCHandler
// writes it. Throws core::Error(usage) where that is not the model's.
const chat::Renderer& handler_renderer(const chat::Renderer& own, DecodeMode mode);

}  // namespace eval
