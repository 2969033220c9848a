// What turns a text into a vector, so that like texts lie near each other. The reference's is a sentence transformer;
// the default here needs no weights: it counts words. rollout/endpoint/embeddings asks a server.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace env::bfcl {

class TextEncoder {
 public:
  virtual ~TextEncoder() = default;

  // Of length 1, or all zeros for a text that says nothing. The same text gives the same vector, in any thread. One
  // that asks a service throws ServiceFailure, which ends the entry, or core::Error, which ends the run.
  virtual std::vector<float> encode(std::string_view text) const = 0;
  // Of several at once, in order.
  virtual std::vector<std::vector<float>> encode_all(std::span<const std::string> texts) const;
};

// Adds up one fixed vector a word, which is drawn from the word's SHA-256: texts are alike as far as they share words.
class HashEncoder final : public TextEncoder {
 public:
  static constexpr size_t kMostDimensions = 32;  // bytes of a SHA-256

  explicit HashEncoder(size_t dimension = kMostDimensions);

  size_t dimension() const { return dimension_; }
  std::vector<float> encode(std::string_view text) const override;

 private:
  size_t dimension_;
};

}  // namespace env::bfcl
