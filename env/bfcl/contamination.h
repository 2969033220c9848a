// Which data come from the benchmark? An index of every entry of every category, its prerequisite conversations
// included, that refuses a sample sharing with an entry
//   - a user text: 13 consecutive lower-cased words, or, for a text of fewer words, the whole of it; or
//   - a call of the same function with at least one free literal (env/bfcl/literals.h) of an accepted answer.
// Immutable after construction, so threads may share it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "chat/message.h"
#include "env/bfcl/dataset.h"

namespace env::bfcl {

struct ContaminationHit {
  std::string entry_id;
  std::string kind;  // "user_text" or "call"
  std::string what;  // the shared words, or function and literal
};

class ContaminationIndex {
 public:
  static constexpr size_t kNgramWords = 13;

  ContaminationIndex() = default;
  // Reads the whole benchmark (about 10 MB). Throws core::Error as Dataset does.
  explicit ContaminationIndex(const Dataset& dataset);

  void add_user_text(std::string_view text, std::string_view entry_id);
  // One accepted literal of a function; `literal` in canonical form.
  void add_call_literal(std::string_view function_name, std::string_view literal, std::string_view entry_id);

  // The first thing shared, or nullopt.
  std::optional<ContaminationHit> check(std::span<const std::string> user_texts,
                                        std::span<const chat::ToolCall> calls) const;
  std::optional<ContaminationHit> check_text(std::string_view user_text) const;
  std::optional<ContaminationHit> check_call(const chat::ToolCall& call) const;

  size_t entries() const { return entry_ids_.size(); }
  size_t ngrams() const { return texts_.size(); }
  size_t call_literals() const { return literals_.size(); }

 private:
  uint32_t entry_index(std::string_view entry_id);

  std::vector<std::string> entry_ids_;
  std::unordered_map<uint64_t, uint32_t> texts_;     // hash of a word n-gram or of a whole short text -> entry
  std::unordered_map<uint64_t, uint32_t> literals_;  // hash of (function, literal) -> entry
};

}  // namespace env::bfcl
