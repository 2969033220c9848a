#include "eval/respondent.h"

#include <utility>

#include "eval/reply_parts.h"

namespace eval {

ResultLine reply_line(const env::bfcl::Entry& entry, const Handler& handler, const rollout::Reply& reply) {
  ResultLine line;
  line.id = entry.id;
  line.category = entry.category->name;
  if (!reply.failure.empty()) {
    line.result = inference_error(reply.failure);
    line.finish = kEndpointFinish;
    return line;
  }
  StoredReply stored = stored_reply(handler, reply);
  line.result = std::move(stored.result);
  line.reasoning = std::move(stored.reasoning);
  line.input_tokens = static_cast<int64_t>(reply.prompt_tokens);
  line.output_tokens = static_cast<int64_t>(reply.tokens);
  line.latency_s = reply.latency_s;
  line.finish = model::finish_name(reply.finish);
  return line;
}

}  // namespace eval
