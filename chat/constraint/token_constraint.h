// A constraint on the tokens of a reply: which may follow what was said so far. From outside immutable and thread-safe;
// what it has worked out it keeps, so that it becomes a table with use.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "chat/constraint/machine.h"
#include "chat/constraint/program.h"
#include "chat/constraint/vocabulary.h"
#include "chat/tokenizer.h"

namespace chat::constraint {

class TokenConstraint {
 public:
  // A function of the tokens so far; of this constraint alone.
  using State = Machine::State;

  // Tokens of text stand for their bytes, in any division. Special tokens are not allowed but for the vocabulary's
  // mark, which is the one way to write its text where nothing else can stand; and `stop_ids`, which end a reply, only
  // where the program accepts. In every state that allowed tokens lead to at least one token is allowed. Throws
  // core::Error(usage) where there is no stop id, or no token for a byte that the program cannot do without.
  TokenConstraint(std::shared_ptr<const Vocabulary> vocabulary, Program program, std::vector<TokenId> stop_ids);

  State start() const { return start_; }
  // The state after an allowed token; a stop id leaves it as it is. Throws core::Error(internal) for other tokens.
  State advance(State state, TokenId token) const;
  // The state after a whole sequence.
  State after(std::span<const TokenId> tokens) const;
  // Never empty.
  std::shared_ptr<const TokenMask> allowed(State state) const;
  // The reply may end here.
  bool accepts(State state) const;

  // How much it has worked out: states of the machine, and masks.
  size_t states() const;
  size_t masks() const;

 private:
  void check_bytes() const;
  bool is_stop(TokenId id) const;
  TokenMask compute(State state) const;
  void add_stops(State state, TokenMask& mask) const;
  // Where nothing but the vocabulary's mark can stand, spelling it out with other tokens is not allowed.
  void prefer_mark(State state, TokenMask& mask) const;
  // Tokens whose bytes from `node`'s children on lead on from `state`.
  void walk(State state, uint32_t first, uint32_t end, size_t depth, TokenMask& mask) const;
  std::shared_ptr<const Vocabulary::Inside> inside(uint32_t place) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  Program program_;
  std::vector<TokenId> stop_ids_;
  mutable std::mutex mutex_;
  mutable Machine machine_;
  mutable std::vector<std::shared_ptr<const TokenMask>> masks_;  // by state; nullptr: not known yet
  mutable size_t mask_count_ = 0;
  mutable std::vector<State> path_;  // of a walk, by depth
  State start_ = Machine::kDead;
};

}  // namespace chat::constraint
