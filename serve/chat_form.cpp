#include "chat/utf8_text.h"
#include "core/json.h"
#include "serve/answer_form.h"

namespace serve {
namespace {

using core::Dict;
using core::List;
using core::Value;

class ChatForm final : public AnswerForm {
 public:
  ChatForm(const std::string& model, const chat::Tokenizer& tokenizer, size_t choices, chat::CallForm form,
           IdSource& ids)
      : AnswerForm(ids.next("chatcmpl-"), model, tokenizer), calls_(choices), form_(form), ids_(ids) {}

  Value opening_chunk(size_t choice) const override {
    return choice_chunk(choice, Dict{{"role", "assistant"}, {"content", ""}}, nullptr, {});
  }

  Value chunk(size_t choice, const ChoicePart& part, const std::string& finish_reason) override {
    Dict delta;
    if (!part.reasoning.empty()) delta["reasoning_content"] = part.reasoning;
    if (!part.content.empty()) delta["content"] = part.content;
    if (!part.calls.empty()) {
      List calls;
      for (const chat::ToolCall& call : part.calls) {
        Dict json{{"index", calls_.at(choice)++}};
        for (auto& [key, value] : call_json(call)) json.set(key, value);
        calls.emplace_back(std::move(json));
      }
      delta["tool_calls"] = std::move(calls);
    }
    return choice_chunk(choice, std::move(delta), logprobs(part), finish_reason);
  }

  std::string finish_reason(const ChoiceEnd& end) const override {
    if (end.stopped || end.job.finish == model::FinishReason::stop) return end.calls > 0 ? "tool_calls" : "stop";
    return "length";
  }

 protected:
  std::string_view object(bool chunk) const override { return chunk ? "chat.completion.chunk" : "chat.completion"; }

  Value choice_json(size_t choice, const ChoiceText& text) const override {
    const ChoicePart& said = text.said;
    Dict message{{"role", "assistant"}, {"content", said.content}, {"refusal", nullptr}};
    if (!said.reasoning.empty()) message["reasoning_content"] = said.reasoning;
    if (!said.calls.empty()) {
      if (said.content.empty()) message["content"] = nullptr;
      List calls;
      for (const chat::ToolCall& call : said.calls) calls.emplace_back(call_json(call));
      message["tool_calls"] = std::move(calls);
    }
    return Dict{{"index", choice},
                {"message", std::move(message)},
                {"logprobs", logprobs(said)},
                {"finish_reason", text.finish_reason}};
  }

 private:
  Value choice_chunk(size_t choice, Dict delta, Value logprobs, const std::string& finish_reason) const {
    return one_choice(Dict{{"index", choice},
                           {"delta", std::move(delta)},
                           {"logprobs", std::move(logprobs)},
                           {"finish_reason", finish_reason.empty() ? Value() : Value(finish_reason)}});
  }

  Dict call_json(const chat::ToolCall& call) const {
    return {{"id", call_id(call)},
            {"type", "function"},
            {"function", Dict{{"name", call.name}, {"arguments", core::dump_json(call.arguments)}}}};
  }

  std::string call_id(const chat::ToolCall& call) const {
    constexpr int kMistralSize = 9;  // its templates take no others
    if (form_ == chat::CallForm::mistral) return call.id.size() == kMistralSize ? call.id : ids_.next("", kMistralSize);
    return call.id.empty() ? ids_.next("call_") : call.id;
  }

  static Dict token_json(const std::string& bytes, float logp) {
    List numbers;
    for (const char byte : bytes) numbers.emplace_back(static_cast<int>(static_cast<unsigned char>(byte)));
    return {{"token", chat::repair_utf8(bytes)}, {"logprob", finite(logp)}, {"bytes", std::move(numbers)}};
  }

  Value logprobs(const ChoicePart& part) const {
    if (part.tokens.empty()) return nullptr;
    List content;
    for (const ShownToken& shown : part.tokens) {
      Dict json = token_json(shown.bytes, shown.token.model_logp);
      List likeliest;
      for (const model::RankedToken& ranked : shown.token.ranked) {
        const std::string bytes = tokenizer().knows(ranked.id) ? tokenizer().bytes(ranked.id) : std::string();
        likeliest.emplace_back(token_json(bytes, ranked.logp));
      }
      json["top_logprobs"] = std::move(likeliest);
      content.emplace_back(std::move(json));
    }
    return Dict{{"content", std::move(content)}, {"refusal", nullptr}};
  }

  std::vector<size_t> calls_;  // of each choice, so far
  chat::CallForm form_;
  IdSource& ids_;
};

}  // namespace

std::unique_ptr<AnswerForm> chat_form(const std::string& model, const chat::Tokenizer& tokenizer, size_t choices,
                                      chat::CallForm calls, IdSource& ids) {
  return std::make_unique<ChatForm>(model, tokenizer, choices, calls, ids);
}

}  // namespace serve
