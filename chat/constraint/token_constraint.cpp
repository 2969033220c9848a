#include "chat/constraint/token_constraint.h"

#include <algorithm>

#include "core/error.h"

namespace chat::constraint {
namespace {

constexpr size_t kMostMasks = 512;  // that are kept; 10 MB of a vocabulary of 151,000

std::string shown(uint8_t byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return {'0', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

}  // namespace

TokenConstraint::TokenConstraint(std::shared_ptr<const Vocabulary> vocabulary, Program program,
                                 std::vector<TokenId> stop_ids)
    : vocabulary_(std::move(vocabulary)),
      program_(std::move(program)),
      stop_ids_(std::move(stop_ids)),
      machine_(program_),
      path_(vocabulary_->longest() + 1) {
  std::ranges::sort(stop_ids_);
  if (stop_ids_.empty() || stop_ids_.front() < 0) {
    throw core::usage_error("a constrained reply needs a token that ends it, and the model has none");
  }
  if (static_cast<size_t>(stop_ids_.back()) >= vocabulary_->size()) {
    throw core::usage_error(
        core::format("stop token {} is outside of the vocabulary of {} tokens", stop_ids_.back(), vocabulary_->size()));
  }
  check_bytes();
  start_ = machine_.start();
}

bool TokenConstraint::is_stop(TokenId id) const {
  return std::ranges::binary_search(stop_ids_, id);
}

// With a token of one byte for every step, no state is a dead end, whatever tokens led to it.
void TokenConstraint::check_bytes() const {
  const auto has_token = [&](int byte) {
    return std::ranges::any_of(vocabulary_->single(static_cast<uint8_t>(byte)),
                               [&](TokenId id) { return !is_stop(id); });
  };
  for (const Instruction& instruction : program_.code) {
    if (instruction.op != Op::bytes) continue;
    const std::span edges = std::span(program_.edges).subspan(instruction.a, instruction.b - instruction.a);
    const bool known = std::ranges::any_of(edges, [&](const Edge& edge) {
      for (int byte = edge.low; byte <= edge.high; ++byte) {
        if (has_token(byte)) return true;
      }
      return false;
    });
    if (known) continue;
    throw core::usage_error(
        core::format("a constrained reply needs the byte {}, and no token of the model's vocabulary is that byte "
                     "alone and does not end the reply",
                     shown(edges.empty() ? 0 : edges[0].low)),
        "the schemas hold a character that the tokenizer cannot write, or a stop token is a part of calls");
  }
}

TokenConstraint::State TokenConstraint::advance(State state, TokenId token) const {
  const std::scoped_lock lock(mutex_);
  if (is_stop(token) && machine_.accepts(state)) return state;
  FR_CHECK(!is_stop(token) && token >= 0 && static_cast<size_t>(token) < vocabulary_->size());
  const std::string& bytes = vocabulary_->bytes(token);
  FR_CHECK(!bytes.empty(), "token {} is not text", token);
  for (const char byte : bytes) state = machine_.step(state, static_cast<uint8_t>(byte));
  FR_CHECK(state != Machine::kDead, "token {} is not allowed here", token);
  return state;
}

TokenConstraint::State TokenConstraint::after(std::span<const TokenId> tokens) const {
  State state = start();
  for (const TokenId token : tokens) state = advance(state, token);
  return state;
}

bool TokenConstraint::accepts(State state) const {
  const std::scoped_lock lock(mutex_);
  return machine_.accepts(state);
}

size_t TokenConstraint::states() const {
  const std::scoped_lock lock(mutex_);
  return machine_.size();
}

size_t TokenConstraint::masks() const {
  const std::scoped_lock lock(mutex_);
  return mask_count_;
}

std::shared_ptr<const TokenMask> TokenConstraint::allowed(State state) const {
  const std::scoped_lock lock(mutex_);
  if (state < masks_.size() && masks_[state] != nullptr) return masks_[state];
  auto mask = std::make_shared<const TokenMask>(compute(state));
  if (mask_count_ == kMostMasks) {
    masks_.clear();
    mask_count_ = 0;
  }
  if (masks_.size() <= state) masks_.resize(std::max<size_t>(machine_.size(), state + 1));
  masks_[state] = mask;
  ++mask_count_;
  return mask;
}

TokenMask TokenConstraint::compute(State state) const {
  if (const uint32_t place = machine_.shared_place(state); place != 0) {
    const std::shared_ptr<const Vocabulary::Inside> known = inside(place);
    TokenMask mask = known->mask;
    const State behind = machine_.after_part(state);
    const std::span nodes = vocabulary_->nodes();
    for (const uint32_t exit : known->exits) {
      for (const TokenId id : vocabulary_->tokens(exit)) mask.allow(id);
      walk(behind, exit + 1, nodes[exit].skip, nodes[exit].depth + size_t{1}, mask);
    }
    add_stops(state, mask);
    return mask;
  }
  TokenMask mask(vocabulary_->size());
  walk(state, 0, static_cast<uint32_t>(vocabulary_->nodes().size() - 1), 0, mask);
  prefer_mark(state, mask);
  add_stops(state, mask);
  return mask;
}

void TokenConstraint::prefer_mark(State state, TokenMask& mask) const {
  const std::optional<TokenId> mark = vocabulary_->mark();
  if (!mark || !mask.allows(*mark)) return;
  const auto first = static_cast<uint8_t>(vocabulary_->bytes(*mark).front());
  for (int byte = 0; byte < 256; ++byte) {
    if (byte != first && machine_.step(state, static_cast<uint8_t>(byte)) != Machine::kDead) return;
  }
  mask = TokenMask(vocabulary_->size());
  mask.allow(*mark);
}

void TokenConstraint::add_stops(State state, TokenMask& mask) const {
  const bool accepts = machine_.accepts(state);
  for (const TokenId id : stop_ids_) accepts ? mask.allow(id) : mask.forbid(id);
}

void TokenConstraint::walk(State state, uint32_t first, uint32_t end, size_t depth, TokenMask& mask) const {
  const std::span nodes = vocabulary_->nodes();
  path_[depth] = state;
  for (uint32_t at = first; at < end;) {
    const Vocabulary::Node& node = nodes[at];
    const State next = machine_.step(path_[node.depth], node.byte);
    if (next == Machine::kDead) {
      at = node.skip;
      continue;
    }
    path_[node.depth + size_t{1}] = next;
    for (uint32_t i = node.tokens; i < nodes[at + 1].tokens; ++i) mask.allow(vocabulary_->token(i));
    ++at;
  }
}

std::shared_ptr<const Vocabulary::Inside> TokenConstraint::inside(uint32_t place) const {
  return vocabulary_->inside(program_.notation, place, [&] {
    Vocabulary::Inside found;
    found.mask = TokenMask(vocabulary_->size());
    const std::span nodes = vocabulary_->nodes();
    path_[0] = machine_.alone(place);
    for (uint32_t at = 0; at + 1 < nodes.size();) {
      const Vocabulary::Node& node = nodes[at];
      const State next = machine_.step(path_[node.depth], node.byte);
      if (next == Machine::kDead || machine_.is_outside(next)) {
        if (next != Machine::kDead) found.exits.push_back(at);
        at = node.skip;
        continue;
      }
      path_[node.depth + size_t{1}] = next;
      for (const TokenId id : vocabulary_->tokens(at)) found.mask.allow(id);
      ++at;
    }
    return found;
  });
}

}  // namespace chat::constraint
