// The OpenAI-compatible server over a policy: /v1/chat/completions, /v1/completions, /v1/models, /health, /metrics.
// Knows how endpoints fit together; each part knows its own.
#pragma once

#include <memory>
#include <string>

#include "serve/metrics.h"
#include "serve/prepare.h"
#include "serve/serve_config.h"

namespace serve {

class Server {
 public:
  // Listens at once. Throws core::Error(usage) for settings that cannot be or a key that is not set,
  // core::Error(environment) where the address cannot be had.
  Server(const ServeConfig& config, const ServedParts& parts);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stops at once

  int port() const;
  const std::string& model() const;
  // Refuses what comes, lets what runs end within the time for it, then cancels it. Idempotent.
  void stop();
  const Metrics& metrics() const;
  // Requests that are not over, and replies that wait or run.
  size_t exchanges() const;
  size_t replies() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace serve
