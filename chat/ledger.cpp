#include "chat/ledger.h"

#include <algorithm>

#include "chat/renderer.h"
#include "core/error.h"

namespace chat {

namespace {

// Calls `fn(ids, begin, spans, first byte of each span)` for each run of spans between two boundaries.
template <class Fn>
void for_each_segment(const std::vector<Span>& spans, const Tokenizer& tokenizer, Fn fn) {
  for (size_t first = 0; first < spans.size();) {
    std::string text;
    size_t end = first;
    do {
      text += spans[end++].text;
    } while (end < spans.size() && !spans[end].boundary);
    const TextPlace place = first == 0 ? TextPlace::start : TextPlace::inside;
    fn(tokenizer.encode_with_offsets(text, true, place), std::span(spans).subspan(first, end - first));
    first = end;
  }
}

// The assistant message that carries the loss under `last_assistant`; -1 where none is generated.
int32_t last_generated_message(const std::vector<Span>& spans) {
  int32_t last = -1;
  for (const Span& span : spans) {
    if (span.generated) last = std::max(last, span.message);
  }
  return last;
}

}  // namespace

std::string_view span_name(SpanKind kind) {
  return kSpanNames.at(static_cast<size_t>(kind));
}

std::vector<TokenId> Ledger::ids() const {
  std::vector<TokenId> ids;
  ids.reserve(tokens_.size());
  for (const LedgerToken& token : tokens_) ids.push_back(token.id);
  return ids;
}

double Ledger::total_weight() const {
  double total = 0;
  for (const LedgerToken& token : tokens_) total += token.weight;
  return total;
}

Ledger make_ledger(const std::vector<Span>& spans, const Tokenizer& tokenizer, LossOn loss_on) {
  const int32_t last = last_generated_message(spans);
  Ledger ledger;
  for_each_segment(spans, tokenizer, [&](const Encoding& encoding, std::span<const Span> segment) {
    size_t current = 0;
    size_t current_end = segment.front().text.size();
    for (size_t i = 0; i < encoding.ids.size(); ++i) {
      while (encoding.begin[i] >= current_end && current + 1 < segment.size())
        current_end += segment[++current].text.size();
      const Span& span = segment[current];
      LedgerToken token;
      token.id = encoding.ids[i];
      token.role = span.role;
      token.kind = span.kind;
      token.message = span.message;
      token.weight = span.generated && (loss_on == LossOn::all_assistant || span.message == last) ? 1.0F : 0.0F;
      ledger.append(token);
    }
  });
  if (ledger.total_weight() == 0) {
    throw core::data_error("no token carries loss: the conversation has no assistant message",
                           "drop the sample, or end it with the answer to learn");
  }
  return ledger;
}

std::vector<TokenId> prompt_ids(const std::vector<Span>& spans, const Tokenizer& tokenizer) {
  std::vector<TokenId> ids;
  for_each_segment(spans, tokenizer, [&](const Encoding& encoding, std::span<const Span>) {
    ids.insert(ids.end(), encoding.ids.begin(), encoding.ids.end());
  });
  return ids;
}

}  // namespace chat
