// A reply as the benchmark's handlers store it: chain of thought apart from what is decoded. Knows no calls.
#pragma once

#include <string>
#include <string_view>

namespace eval {

struct ReplyParts {
  std::string reasoning;  // before the first </think> and after the last <think> there; empty where there is none
  std::string content;    // after the last </think>
};

// Line ends around both are cut off where there is a </think> (reference: QwenHandler._parse_query_response_prompting).
ReplyParts split_reply(std::string_view reply);

}  // namespace eval
