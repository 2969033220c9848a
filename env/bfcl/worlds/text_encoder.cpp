#include "env/bfcl/worlds/text_encoder.h"

#include <array>
#include <cmath>
#include <string>
#include <unordered_map>

#include "core/error.h"
#include "core/hash.h"
#include "env/bfcl/worlds/python_words.h"

namespace env::bfcl {
namespace {

int hex_digit(char c) {
  return c <= '9' ? c - '0' : c - 'a' + 10;
}

using WordVector = std::array<double, HashEncoder::kMostDimensions>;

WordVector make_word_vector(const std::string& word) {
  const std::string digest = core::sha256_hex(word);
  WordVector vector{};
  for (size_t i = 0; i < vector.size(); ++i) {
    vector[i] = (hex_digit(digest[2 * i]) * 16 + hex_digit(digest[2 * i + 1])) / 127.5 - 1.0;
  }
  return vector;
}

// Texts are made of the same few thousand words over and over.
const WordVector& word_vector(const std::string& word) {
  constexpr size_t kMostWords = 4096;
  thread_local std::unordered_map<std::string, WordVector> made;
  if (const auto found = made.find(word); found != made.end()) return found->second;
  if (made.size() >= kMostWords) made.clear();
  return made[word] = make_word_vector(word);
}

}  // namespace

std::vector<std::vector<float>> TextEncoder::encode_all(std::span<const std::string> texts) const {
  std::vector<std::vector<float>> vectors;
  for (const std::string& text : texts) vectors.push_back(encode(text));
  return vectors;
}

HashEncoder::HashEncoder(size_t dimension) : dimension_(dimension) {
  FR_CHECK(dimension >= 1 && dimension <= kMostDimensions, "{} dimensions", dimension);
}

std::vector<float> HashEncoder::encode(std::string_view text) const {
  std::vector<double> sum(dimension_, 0.0);
  for (const std::string& word : python_words(text)) {
    const WordVector& vector = word_vector(word);
    for (size_t i = 0; i < dimension_; ++i) sum[i] += vector[i];
  }
  double squares = 0;
  for (const double x : sum) squares += x * x;
  const double length = std::sqrt(squares);
  std::vector<float> vector;
  for (const double x : sum) vector.push_back(static_cast<float>(length > 0 ? x / length : x));
  return vector;
}

}  // namespace env::bfcl
