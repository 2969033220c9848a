// A token ledger as JSON: runs of tokens of one origin, each token with its text, sampled ones with their log-probs.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "chat/ledger.h"
#include "chat/tokenizer.h"
#include "core/value.h"

namespace rollout {

// Whether the policy said it: then it has a log-prob.
inline bool is_sampled(const chat::LedgerToken& token) {
  return !std::isnan(token.logp);
}

// Whole characters, given to the token that completes them; bytes that are none are U+FFFD. As many as the ledger has
// tokens; "" for an id that the tokenizer lacks.
std::vector<std::string> token_texts(const chat::Ledger& ledger, const chat::Tokenizer& tokenizer);

// [{"role", "kind", "message", "weight", "version", "ids": […], "text": […], "logp": […]}, …]; without "logp": context.
core::Value ledger_to_json(const chat::Ledger& ledger, const std::vector<std::string>& texts);
// Throws core::Error(data) that names the field.
chat::Ledger ledger_from_json(const core::Value& json, std::vector<std::string>& texts);

}  // namespace rollout
