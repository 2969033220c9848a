// Conversations on disk -> token sequences with span kinds and loss weights, in memory. Knows no batches.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "chat/renderer.h"
#include "chat/tokenizer.h"

namespace train {

struct SampleToken {
  chat::TokenId id = 0;
  chat::SpanKind kind = chat::SpanKind::prompt;
  float weight = 0;
};

// One conversation. Tokens after the last supervised one are left out: nothing is learned from them.
struct Sample {
  std::vector<SampleToken> tokens;

  // Tokens whose hidden states are needed: the last supervised token is only ever a target.
  size_t input_length() const { return tokens.size() - 1; }
};

// Which replies of a conversation are learned. `each_reply`: every one, in a sample of its own, as the model is served
// it (chat::served_turns); the other two make one sample of the whole conversation.
enum class Learn { all_replies, last_reply, each_reply };

struct SampleOptions {
  std::vector<std::filesystem::path> files;  // JSONL, plain or .gz
  Learn learn = Learn::all_replies;
  int64_t max_length = 0;      // of a sample's conversation, in tokens
  bool skip_too_long = false;  // false: an error
};

struct SampleSet {
  std::vector<Sample> samples;
  int64_t skipped_too_long = 0;
  int64_t supervised_tokens = 0;
  uint64_t fingerprint = 0;  // of all tokens and weights in order: a resumed run must see the same data
};

// Throws core::Error: data "path:line: …" (invalid JSON, a message the template refuses, nothing to learn, too long),
// data where no sample is left, environment where a file cannot be read.
SampleSet load_samples(const SampleOptions& options, const chat::Renderer& renderer, const chat::Tokenizer& tokenizer);

// The part of load_samples after rendering; the empty sample where the ledger has no supervised token that follows
// another token.
Sample sample_from_ledger(const chat::Ledger& ledger);

}  // namespace train
