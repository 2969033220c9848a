#include "rollout/ledger_writer.h"

#include <utility>

#include "chat/assistant_spans.h"

namespace rollout {
namespace {

using chat::LedgerToken;
using chat::SpanKind;
using chat::TokenId;

std::string text_of(const std::vector<chat::Span>& segment) {
  std::string text;
  for (const chat::Span& span : segment) text += span.text;
  return text;
}

// What each token of a reply is part of. A reply that is no UTF-8 text is plain text throughout.
std::vector<SpanKind> label_reply(const chat::Tokenizer& tokenizer, std::span<const TokenId> ids) {
  std::vector<SpanKind> kinds(ids.size(), SpanKind::text);
  if (!ids.empty() && tokenizer.is_special(ids.back())) ids = ids.first(ids.size() - 1);
  std::vector<size_t> begins;
  std::string bytes;
  for (const TokenId id : ids) {
    if (!tokenizer.knows(id)) return kinds;
    begins.push_back(bytes.size());
    bytes += tokenizer.bytes(id);
  }
  if (bytes != tokenizer.decode(ids, false, chat::TextPlace::inside)) return kinds;
  const std::vector<chat::Piece> pieces = chat::assistant_pieces(bytes);
  size_t token = 0;
  size_t end = 0;
  for (const chat::Piece& piece : pieces) {
    end += piece.text.size();
    for (; token < begins.size() && begins[token] < end; ++token) kinds[token] = piece.kind;
  }
  return kinds;
}

// The last tokens of a reply, if their bytes are exactly this text: what is left of it after the template has cut off
// its front.
std::vector<LedgerToken> tail_of(const std::vector<LedgerToken>& reply, std::string_view text,
                                 const chat::Tokenizer& tokenizer) {
  size_t first = reply.size();
  while (!text.empty() && first > 0 && tokenizer.knows(reply[first - 1].id)) {
    const std::string& bytes = tokenizer.bytes(reply[first - 1].id);
    if (bytes.empty() || !text.ends_with(bytes)) break;
    text.remove_suffix(bytes.size());
    --first;
  }
  if (!text.empty()) return {};
  return {reply.begin() + static_cast<std::ptrdiff_t>(first), reply.end()};
}

}  // namespace

std::string reply_text(const chat::Tokenizer& tokenizer, std::span<const TokenId> ids, bool skip_special,
                       chat::TextPlace place) {
  std::vector<TokenId> known;
  for (const TokenId id : ids) {
    if (tokenizer.knows(id)) known.push_back(id);
  }
  return tokenizer.decode(known, skip_special, place);
}

std::vector<LedgerWriter::Segment> LedgerWriter::segments_of(std::vector<chat::Span> spans) {
  std::vector<Segment> segments;
  for (chat::Span& span : spans) {
    if (segments.empty() || span.boundary) segments.emplace_back();
    segments.back().push_back(std::move(span));
  }
  return segments;
}

// How many pieces of the open ledger the rendering begins with.
size_t LedgerWriter::matching_pieces(const std::vector<Segment>& segments) {
  size_t matching = 0;
  for (; matching < open_.size() && matching < segments.size(); ++matching) {
    Piece& piece = open_[matching];
    const std::string text = text_of(segments[matching]);
    if (text == piece.text) continue;
    // A reply that was cut off: the template ends it in its place.
    const bool is_cut = piece.sampled && matching + 1 == open_.size() && text.starts_with(piece.text);
    if (!is_cut) break;
    LedgerToken label;
    label.role = chat::Role::assistant;
    label.kind = SpanKind::text;
    label.message = piece.tokens.back().message;
    for (const TokenId id :
         tokenizer_.encode(std::string_view(text).substr(piece.text.size()), true, chat::TextPlace::inside)) {
      label.id = id;
      piece.tokens.push_back(label);
      ids_.push_back(id);
    }
    piece.text = text;
  }
  return matching;
}

// Closes the ledger; the new one begins with the first pieces of the old one, as context.
void LedgerWriter::reopen_after(size_t pieces) {
  if (chat::Ledger ledger = open_ledger(); ledger.total_weight() > 0) closed_.push_back(std::move(ledger));
  open_.resize(pieces);
  ids_.clear();
  for (Piece& piece : open_) {
    for (LedgerToken& token : piece.tokens) {
      token.weight = 0;
      ids_.push_back(token.id);
    }
  }
}

std::vector<LedgerToken> LedgerWriter::encoded(const Segment& segment) const {
  const auto place = open_.empty() ? chat::TextPlace::start : chat::TextPlace::inside;
  const chat::Encoding encoding = tokenizer_.encode_with_offsets(text_of(segment), true, place);
  std::vector<LedgerToken> tokens;
  size_t current = 0;
  size_t current_end = segment.front().text.size();
  for (size_t i = 0; i < encoding.ids.size(); ++i) {
    while (encoding.begin[i] >= current_end && current + 1 < segment.size()) {
      current_end += segment[++current].text.size();
    }
    LedgerToken& token = tokens.emplace_back();
    token.id = encoding.ids[i];
    token.role = segment[current].role;
    token.kind = segment[current].kind;
    token.message = segment[current].message;
  }
  return tokens;
}

void LedgerWriter::append(const Segment& segment) {
  Piece piece{text_of(segment), false, {}};
  const auto reply = segment.front().generated ? replies_.find(segment.front().message) : replies_.end();
  if (reply != replies_.end()) {
    // Sampled, but behind another prefix: no log-prob that would hold here.
    piece.tokens = tail_of(reply->second, piece.text, tokenizer_);
    for (LedgerToken& token : piece.tokens) {
      token.weight = 0;
      token.logp = chat::kNotSampled;
      token.weight_version = -1;
    }
  }
  if (piece.tokens.empty()) piece.tokens = encoded(segment);
  push(std::move(piece));
}

void LedgerWriter::push(Piece piece) {
  for (const LedgerToken& token : piece.tokens) ids_.push_back(token.id);
  open_.push_back(std::move(piece));
}

const std::vector<TokenId>& LedgerWriter::prompt(const chat::Conversation& conversation) {
  const std::vector<Segment> segments =
      segments_of(renderer_.render(conversation, {.add_generation_prompt = true, .thinking = thinking_}));
  const size_t matching = matching_pieces(segments);
  if (matching < open_.size()) reopen_after(matching);
  for (size_t i = matching; i < segments.size(); ++i) append(segments[i]);
  return ids_;
}

void LedgerWriter::append_reply(const model::Completion& completion, int32_t message, int64_t weight_version) {
  if (completion.tokens.empty()) return;
  Piece piece{reply_text(tokenizer_, completion.tokens, false, chat::TextPlace::inside), true, {}};
  const std::vector<SpanKind> kinds = label_reply(tokenizer_, completion.tokens);
  for (size_t i = 0; i < completion.tokens.size(); ++i) {
    LedgerToken& token = piece.tokens.emplace_back();
    token.id = completion.tokens[i];
    token.role = chat::Role::assistant;
    token.kind = kinds[i];
    token.message = message;
    token.weight = 1;
    if (i < completion.logp.size()) token.logp = completion.logp[i];
    token.weight_version = static_cast<int32_t>(weight_version);
  }
  replies_[message] = piece.tokens;
  push(std::move(piece));
}

chat::Ledger LedgerWriter::open_ledger() const {
  chat::Ledger ledger;
  for (const Piece& piece : open_) {
    for (const LedgerToken& token : piece.tokens) ledger.append(token);
  }
  return ledger;
}

std::vector<chat::Ledger> LedgerWriter::take() {
  std::vector<chat::Ledger> ledgers = std::exchange(closed_, {});
  // A prompt that got no reply teaches nothing.
  if (chat::Ledger last = open_ledger(); last.total_weight() > 0) ledgers.push_back(std::move(last));
  open_.clear();
  ids_.clear();
  replies_.clear();
  return ledgers;
}

}  // namespace rollout
