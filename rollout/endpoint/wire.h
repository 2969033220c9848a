// The OpenAI-compatible form of requests and answers. Knows no connections and no retries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chat/message.h"
#include "core/http_client.h"
#include "core/value.h"
#include "rollout/endpoint/endpoint_config.h"
#include "rollout/reply.h"

namespace rollout::endpoint {

struct Sampling {
  double temperature = 0;
  double top_p = 1;        // 1: off
  int64_t top_k = 0;       // 0: off
  bool send_seed = false;  // the endpoint gives each request one of its own
};

// Writes requests. The reference's handlers send the temperature alone; top_p and top_k are sent where they are on, and
// the fields of `endpoint.extra` last. `seed` is sent where it is given.
class RequestForm {
 public:
  RequestForm(const EndpointConfig& config, const Sampling& sampling);

  // Messages and tools as they stand in the conversation (reference: OpenAICompletionsHandler). `store: false` is the
  // reference's, too.
  std::string chat_body(const chat::Conversation& conversation, std::optional<int64_t> seed = {}) const;
  // A rendered prompt (reference: OSSHandler).
  std::string completion_body(const std::string& prompt, int64_t max_tokens, std::optional<int64_t> seed = {}) const;

 private:
  std::string finish(core::Dict body, std::optional<int64_t> seed) const;

  EndpointConfig config_;
  core::Dict sampling_;
  core::Dict extra_;
};

// What became of a request.
struct Received {
  enum class Fate {
    replied,
    overflow,  // the prompt does not fit into the model's context
    retry,     // may go well another time
    failed,    // this request cannot go well
    hopeless,  // no request can: the key or the address is wrong
  };
  Fate fate = Fate::failed;
  Reply reply;          // for replied; latency_s and the counts of tokens are set
  std::string trouble;  // one line, for the others
};

Received read_answer(const core::HttpAnswer& answer);

// What became of a request that has no answer with status 200; nullopt: it has one. For every method of the server.
std::optional<Received> refusal(const core::HttpAnswer& answer);

}  // namespace rollout::endpoint
