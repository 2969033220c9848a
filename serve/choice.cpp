#include "serve/choice.h"

#include <algorithm>
#include <utility>

#include "chat/call_form.h"
#include "chat/utf8_text.h"

namespace serve {

Choice::Choice(const chat::Tokenizer& tokenizer, ChoiceOptions options, std::shared_ptr<Listener> listener)
    : tokenizer_(tokenizer),
      options_(std::move(options)),
      listener_(std::move(listener)),
      stops_(options_.stop),
      reader_(options_.reader) {}

bool Choice::is_stop(chat::TokenId id) const {
  return std::ranges::find(options_.stop_ids, id) != options_.stop_ids.end();
}

void Choice::token(const model::SampledToken& token) {
  ++tokens_;
  const bool shows = options_.skip_special ? chat::is_reply_text(tokenizer_, token.id, options_.call_mark)
                                           : tokenizer_.knows(token.id);
  if (!shows || is_stop(token.id)) return;
  const std::string& bytes = tokenizer_.bytes(token.id);
  if (options_.ranked) shown_.push_back({bytes, taken_, token});
  taken_ += bytes.size();
  ChoicePart part = read(utf8_.push(bytes), false);
  const bool enough = stops_.stopped() || reader_.satisfied();
  if (!part.empty() && !listener_->part(options_.index, std::move(part))) cancel();
  if (enough) finish_early();
}

ChoicePart Choice::read(std::string_view text, bool last) {
  ChoicePart part;
  std::string ready = stops_.push(text);
  if (last) ready += stops_.finish();
  released_ += ready.size();
  static_cast<ReplyPart&>(part) = reader_.push(chat::repair_utf8(ready));
  if (last) {
    ReplyPart rest = reader_.finish();
    part.reasoning += rest.reasoning;
    part.content += rest.content;
    std::ranges::move(rest.calls, std::back_inserter(part.calls));
  }
  if (last || !part.ReplyPart::empty()) take_shown(part);
  return part;
}

void Choice::take_shown(ChoicePart& part) {
  size_t count = 0;
  while (count < shown_.size() && shown_[count].begin < released_) ++count;
  const auto end = shown_.begin() + static_cast<std::ptrdiff_t>(count);
  part.tokens.assign(std::make_move_iterator(shown_.begin()), std::make_move_iterator(end));
  shown_.erase(shown_.begin(), end);
}

void Choice::end(const JobEnd& end) {
  ChoiceEnd over{.job = end,
                 .stopped = stops_.stopped() || reader_.satisfied(),
                 .calls = 0,
                 .prompt_tokens = prompt_tokens,
                 .tokens = tokens_};
  // A reply that failed is not read to its end: reading may be what failed.
  ChoicePart last;
  if (end.failure.empty()) last = read(utf8_.finish(), true);
  over.stopped = over.stopped || stops_.stopped() || reader_.satisfied();
  over.calls = reader_.calls();
  listener_->over(options_.index, std::move(last), over);
}

}  // namespace serve
