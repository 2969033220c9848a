// A sample as a line of JSON: OpenAI messages and tools, or messages in the benchmark's prompt form; with metadata.
#pragma once

#include <string>

#include "chat/bfcl_prompt.h"
#include "synth/sample.h"

namespace synth {

// Without the benchmark's form: system-less user and assistant messages, calls in `tool_calls`.
chat::Conversation to_conversation(const Sample& sample);

// {"id", "kind", "seed", "domain", "families", "frames", "provenance": [{"call", "argument", "span", "text",
// "form"}…]}. Spans are byte offsets into the user message; optional values that were left out are listed as "omitted".
core::Dict metadata(const Sample& sample, int64_t seed);

// One line, without the newline. `prompts` null: OpenAI form.
std::string render_line(const Sample& sample, int64_t seed, const chat::BfclPrompts* prompts);

}  // namespace synth
