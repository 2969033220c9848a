// A tokenizer's vocabulary as a tree of bytes, for walks beside a machine. Made once for a tokenizer; thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "chat/constraint/program.h"
#include "chat/tokenizer.h"

namespace chat::constraint {

// A set of token ids.
class TokenMask {
 public:
  explicit TokenMask(size_t vocab = 0) : words_((vocab + 63) / 64) {}

  void allow(TokenId id) { words_[static_cast<size_t>(id) / 64] |= bit(id); }
  void forbid(TokenId id) { words_[static_cast<size_t>(id) / 64] &= ~bit(id); }
  bool allows(TokenId id) const {
    const auto at = static_cast<size_t>(id);
    return at / 64 < words_.size() && ((words_[at / 64] >> (at % 64)) & 1U) != 0;
  }
  // Bit i of word w: token 64 w + i. Ids beyond the words are not allowed.
  std::span<const uint64_t> words() const { return words_; }
  size_t count() const;

 private:
  static uint64_t bit(TokenId id) { return uint64_t{1} << (static_cast<size_t>(id) % 64); }

  std::vector<uint64_t> words_;
};

class Vocabulary {
 public:
  // A run of bytes that some token begins with; in the order of a walk that goes down before it goes on.
  struct Node {
    uint8_t byte = 0;
    uint16_t depth = 0;   // of the byte in its token
    uint32_t skip = 0;    // the node after all that begin so
    uint32_t tokens = 0;  // first of those that end here; the next node's is their end
  };
  // The tokens that stay inside of a part of a program, and the nodes at which they leave it.
  struct Inside {
    TokenMask mask;
    std::vector<uint32_t> exits;
  };

  // Special tokens are not text, and left out, but for `mark`: calls open with it.
  explicit Vocabulary(const Tokenizer& tokenizer, std::optional<TokenId> mark = std::nullopt);
  // Of tokens given as their bytes; those without any are left out.
  explicit Vocabulary(std::vector<std::string> tokens);

  size_t size() const { return bytes_.size(); }  // highest id + 1
  // Empty: not text.
  const std::string& bytes(TokenId id) const { return bytes_[static_cast<size_t>(id)]; }
  std::span<const Node> nodes() const { return nodes_; }  // one more at the end, without a byte
  std::span<const TokenId> tokens(uint32_t node) const {
    return std::span(ids_).subspan(nodes_[node].tokens, nodes_[node + 1].tokens - nodes_[node].tokens);
  }
  TokenId token(uint32_t index) const { return ids_[index]; }
  // Tokens of this one byte.
  std::span<const TokenId> single(uint8_t byte) const { return singles_[byte]; }
  size_t longest() const { return longest_; }
  // The special token that is text all the same.
  std::optional<TokenId> mark() const { return mark_; }

  // Kept by notation and place: makes it where it is not known yet.
  std::shared_ptr<const Inside> inside(Notation notation, uint32_t place, const std::function<Inside()>& make) const;

 private:
  void build();

  std::vector<std::string> bytes_;
  std::vector<Node> nodes_;
  std::vector<TokenId> ids_;
  std::vector<std::vector<TokenId>> singles_;
  size_t longest_ = 0;
  std::optional<TokenId> mark_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<Notation, uint32_t>, std::shared_ptr<const Inside>> inside_;
};

}  // namespace chat::constraint
