// Settings of a served text encoder.
#pragma once

#include <cstdint>
#include <string>

namespace rollout::endpoint {

struct EmbeddingsConfig {
  std::string url;
  std::string model;
  std::string api_key_env;
  int64_t dimensions = 0;
  int64_t batch_size = 64;
  double timeout_s = 60;
  double connect_timeout_s = 20;
  int64_t retries = 5;
  double backoff_s = 0.5;
  int64_t max_answer_mb = 64;
  std::string ca_file;

  bool is_served() const { return !url.empty(); }

  template <class V>
  void fields(V& v) {
    v("url", url,
      "of an OpenAI-compatible server whose /embeddings the vector memory compares texts with; empty: words are "
      "counted");
    v("model", model, "as the server knows it");
    v("api_key_env", api_key_env, "name of the environment variable that holds the key; empty: none is sent");
    v("dimensions", dimensions, "asked for and checked; 0: the model's own");
    v("batch_size", batch_size, "texts in one request");
    v("timeout_s", timeout_s, "of one request as a whole");
    v("connect_timeout_s", connect_timeout_s, "of its connection");
    v("retries", retries, "further tries, as endpoint.retries; then the entry fails");
    v("backoff_s", backoff_s, "as endpoint.backoff_s");
    v("max_answer_mb", max_answer_mb, "a longer answer is cut off and fails");
    v("ca_file", ca_file, "certificates to trust; empty: those of the system");
  }
};

// Throws core::Error(usage) for values out of range, an address that is none, or a missing model.
void check_embeddings(const EmbeddingsConfig& config);

}  // namespace rollout::endpoint
