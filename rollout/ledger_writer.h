// The token side of one conversation with a policy: token in, token out. Replies enter the ledger as they were sampled
// and are never tokenised again; what the template writes between them is tokenised on its own. Where the template
// rewrites what the ledger holds (Qwen3 drops old reasoning), the ledger closes and a new one opens that shares the
// tokens up to there. Knows no worlds and no calls.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "chat/ledger.h"
#include "chat/message.h"
#include "chat/renderer.h"
#include "chat/tokenizer.h"
#include "rollout/policy.h"

namespace rollout {

class LedgerWriter {
 public:
  LedgerWriter(const chat::Tokenizer& tokenizer, const chat::Renderer& renderer,
               chat::Thinking thinking = chat::Thinking::on)
      : tokenizer_(tokenizer), renderer_(renderer), thinking_(thinking) {}

  // Brings the open ledger up to the conversation and the template's generation prompt; returns all its tokens.
  // Throws core::Error(data) for what the template refuses.
  const std::vector<chat::TokenId>& prompt(const chat::Conversation& conversation);

  // The reply to the last prompt: its tokens carry loss weight 1, their log-probs and the version of the weights.
  // `message`: the place that the reply will take in the conversation.
  void append_reply(const model::Completion& completion, int32_t message, int64_t weight_version);

  // The ledgers that hold a reply, in order: a reply has weight in one of them and is context in later ones. Leaves the
  // writer empty.
  std::vector<chat::Ledger> take();

 private:
  // A stretch of the ledger that was written at once: text of the template, or one reply.
  struct Piece {
    std::string text;
    bool sampled = false;
    std::vector<chat::LedgerToken> tokens;
  };
  using Segment = std::vector<chat::Span>;  // spans that are tokenised together

  static std::vector<Segment> segments_of(std::vector<chat::Span> spans);
  size_t matching_pieces(const std::vector<Segment>& segments);
  void reopen_after(size_t pieces);
  void append(const Segment& segment);
  void push(Piece piece);
  std::vector<chat::LedgerToken> encoded(const Segment& segment) const;
  chat::Ledger open_ledger() const;

  const chat::Tokenizer& tokenizer_;
  const chat::Renderer& renderer_;
  chat::Thinking thinking_;
  std::vector<Piece> open_;
  std::vector<chat::TokenId> ids_;  // of open_
  std::vector<chat::Ledger> closed_;
  std::map<int32_t, std::vector<chat::LedgerToken>> replies_;  // by message
};

// Text of sampled tokens. Invalid UTF-8 becomes U+FFFD; ids that the tokenizer lacks (models round their vocabulary up)
// are left out. At the start of a text a SentencePiece vocabulary's first space is no part of it.
std::string reply_text(const chat::Tokenizer& tokenizer, std::span<const chat::TokenId> ids, bool skip_special,
                       chat::TextPlace place = chat::TextPlace::start);

}  // namespace rollout
