// A text encoder behind an OpenAI-compatible server: POST …/embeddings.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/http_client.h"
#include "core/rng.h"
#include "env/bfcl/worlds/text_encoder.h"
#include "rollout/endpoint/embeddings_config.h"

namespace rollout::endpoint {

struct EmbeddingCounts {
  size_t requests = 0;
  size_t retries = 0;  // of them
  size_t texts = 0;    // that the server has encoded
};

// Encodes every text once: what it knows it keeps, for all the memories that share it. Threads take turns.
class ServedEncoder final : public env::bfcl::TextEncoder {
 public:
  // Reads the key. Throws core::Error(usage) as check_embeddings and read_key do.
  explicit ServedEncoder(EmbeddingsConfig config);

  // Vectors of length 1, whatever length the server gives them. An empty text is sent as a space, as servers refuse it.
  // Throws core::Error(environment) where no request can succeed: the address or the key is wrong, the vectors are none
  // or not of one size; ServiceFailure where this one did not, after its retries.
  std::vector<float> encode(std::string_view text) const override;
  std::vector<std::vector<float>> encode_all(std::span<const std::string> texts) const override;

  EmbeddingCounts counts() const;

 private:
  void learn(std::span<const std::string> texts) const;
  std::vector<std::vector<float>> ask(std::span<const std::string> texts) const;
  std::vector<std::vector<float>> read_vectors(const std::string& body, size_t texts) const;

  EmbeddingsConfig config_;
  std::string url_;
  std::vector<std::string> headers_;
  mutable std::mutex mutex_;
  mutable core::HttpClient http_;
  mutable std::map<std::string, std::vector<float>, std::less<>> known_;
  mutable size_t dimension_;  // 0: not known yet
  mutable EmbeddingCounts counts_;
};

}  // namespace rollout::endpoint
