// Asks a SerpAPI-like service, as the benchmark's tool does through that service's own client.
#pragma once

#include <string>

#include "core/http_client.h"
#include "core/rng.h"
#include "env/bfcl/worlds/web_source.h"
#include "rollout/web/web_config.h"

namespace rollout::web {

class SearchEngine {
 public:
  // Reads the key. Throws core::Error(usage) where its variable is not set.
  explicit SearchEngine(const WebConfig& config);

  // What it found, of which no more is kept than the world reads; or the trouble that a model is told. 429 is waited
  // for. Throws core::Error(environment) where no search can succeed: the key is refused, nobody can be reached from
  // the start, or 429 goes on for longer than web_search.patience_s. Throws ServiceFailure where the program is
  // interrupted.
  env::bfcl::WebAnswer search(const core::Value& keywords, const core::Value& region);

 private:
  core::HttpRequest request_for(const core::Value& keywords, const core::Value& region) const;

  WebConfig config_;
  std::string key_;
  core::HttpClient http_;
  core::Rng jitter_;
  bool answered_ = false;
};

}  // namespace rollout::web
