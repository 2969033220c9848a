// Constraints of one tokenizer, made once for the same tools: those who call the same tools again find what was worked
// out for them. Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "chat/constraint/calls.h"
#include "chat/constraint/token_constraint.h"
#include "chat/tokenizer.h"

namespace chat::constraint {

class ConstraintCache {
 public:
  // The tokenizer must outlive it; its vocabulary is read when the first constraint is asked for, once for each form
  // whose mark is a special token.
  explicit ConstraintCache(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

  // As compile_calls and TokenConstraint throw.
  std::shared_ptr<const TokenConstraint> calls(std::span<const ToolSpec> tools, const CallRules& rules,
                                               const std::vector<TokenId>& stop_ids);
  // As compile_json and TokenConstraint throw.
  std::shared_ptr<const TokenConstraint> json(const std::optional<core::Value>& schema, const JsonRules& rules,
                                              const std::vector<TokenId>& stop_ids);

 private:
  using Kept = std::pair<std::string, std::shared_ptr<const TokenConstraint>>;

  // `key` names the program and the stop ids.
  std::shared_ptr<const TokenConstraint> find_or_make(std::string key, const std::vector<TokenId>& stop_ids,
                                                      std::optional<TokenId> mark,
                                                      const std::function<Program()>& compile);
  std::shared_ptr<const Vocabulary> vocabulary(std::optional<TokenId> mark);

  const Tokenizer& tokenizer_;
  std::mutex mutex_;
  std::map<std::optional<TokenId>, std::shared_ptr<const Vocabulary>> vocabularies_;  // by mark
  std::list<Kept> kept_;                                                              // the last used in front
};

}  // namespace chat::constraint
