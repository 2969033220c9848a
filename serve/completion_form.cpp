#include <algorithm>

#include "core/utf8.h"
#include "serve/answer_form.h"

namespace serve {
namespace {

using core::Dict;
using core::List;
using core::Value;

size_t characters(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return !core::is_utf8_continuation(c); }));
}

class CompletionForm final : public AnswerForm {
 public:
  CompletionForm(const std::string& model, const chat::Tokenizer& tokenizer, std::vector<std::string> echoes,
                 size_t choices, IdSource& ids)
      : AnswerForm(ids.next("cmpl-"), model, tokenizer), echoes_(std::move(echoes)), offsets_(choices) {}

  Value opening_chunk(size_t choice) const override {
    if (echo(choice).empty()) return nullptr;
    return choice_chunk(choice, echo(choice), nullptr, {});
  }

  Value chunk(size_t choice, const ChoicePart& part, const std::string& finish_reason) override {
    return choice_chunk(choice, part.content, logprobs(part, offsets_.at(choice)), finish_reason);
  }

  std::string finish_reason(const ChoiceEnd& end) const override {
    return end.stopped || end.job.finish == model::FinishReason::stop ? "stop" : "length";
  }

 protected:
  std::string_view object(bool /*chunk*/) const override { return "text_completion"; }

  Value choice_json(size_t choice, const ChoiceText& text) const override {
    size_t offset = 0;
    return Dict{{"index", choice},
                {"text", echo(choice) + text.said.content},
                {"logprobs", logprobs(text.said, offset)},
                {"finish_reason", text.finish_reason}};
  }

 private:
  std::string echo(size_t choice) const { return echoes_.empty() ? std::string() : echoes_.at(choice); }

  Value choice_chunk(size_t choice, const std::string& text, Value logprobs, const std::string& finish_reason) const {
    return one_choice(Dict{{"index", choice},
                           {"text", text},
                           {"logprobs", std::move(logprobs)},
                           {"finish_reason", finish_reason.empty() ? Value() : Value(finish_reason)}});
  }

  // By text: of tokens that look alike, as parts of characters do, the likeliest. The sampled one is always there.
  Dict ranked_json(const model::SampledToken& sampled) const {
    Dict json;
    const auto add = [&](chat::TokenId id, float logp) {
      const std::string text = token_text(id);
      if (!json.contains(text)) json[text] = finite(logp);
    };
    for (const model::RankedToken& token : sampled.ranked) add(token.id, token.logp);
    add(sampled.id, sampled.model_logp);
    return json;
  }

  // `offset`: characters before the part; moves past it.
  Value logprobs(const ChoicePart& part, size_t& offset) const {
    if (part.tokens.empty()) return nullptr;
    List tokens;
    List values;
    List likeliest;
    List offsets;
    for (const ShownToken& shown : part.tokens) {
      tokens.emplace_back(token_text(shown.token.id));
      values.emplace_back(finite(shown.token.model_logp));
      offsets.emplace_back(offset);
      offset += characters(shown.bytes);
      likeliest.emplace_back(ranked_json(shown.token));
    }
    return Dict{{"tokens", std::move(tokens)},
                {"token_logprobs", std::move(values)},
                {"top_logprobs", std::move(likeliest)},
                {"text_offset", std::move(offsets)}};
  }

  std::vector<std::string> echoes_;
  std::vector<size_t> offsets_;  // characters that each choice has shown
};

}  // namespace

std::unique_ptr<AnswerForm> completion_form(const std::string& model, const chat::Tokenizer& tokenizer,
                                            std::vector<std::string> echoes, size_t choices, IdSource& ids) {
  return std::make_unique<CompletionForm>(model, tokenizer, std::move(echoes), choices, ids);
}

}  // namespace serve
