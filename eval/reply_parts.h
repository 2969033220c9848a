// A reply as the benchmark's handlers store it: chain of thought apart from what is decoded. Knows no calls in texts.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"
#include "eval/handler.h"
#include "rollout/reply.h"

namespace eval {

struct ReplyParts {
  std::string reasoning;  // before the first </think> and after the last <think> there; empty where there is none
  std::string content;    // after the last </think>
};

// Line ends around both are cut off where there is a </think> (reference: QwenHandler._parse_query_response_prompting).
ReplyParts split_reply(std::string_view reply);

struct StoredReply {
  core::Value result;  // what is decoded, and stands in result files
  std::string reasoning;
};

// The answer to a chain of thought that never ended: no call, and nothing that the benchmark's questions accept.
inline constexpr const char* kUnclosedThought = "No answer was given: the chain of thought did not end.";

// Text without its chain of thought. openai_fc (reference: OpenAICompletionsHandler): the calls, [{name: arguments as
// text}, …]; without calls the text as it is, None where there is none. Of a handler that opens the thought, a reply
// that does not close it is all thought, and its answer kUnclosedThought.
StoredReply stored_reply(const Handler& handler, const rollout::Reply& reply);

// In place of a reply that could not be had (reference: what `bfcl generate` writes).
std::string inference_error(std::string_view reason);

}  // namespace eval
