// The JSON of answers: chat.completion and text_completion, whole or in chunks. Knows no connections.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chat/call_form.h"
#include "chat/tokenizer.h"
#include "core/value.h"
#include "serve/choice.h"
#include "serve/ids.h"

namespace serve {

struct Usage {
  size_t prompt_tokens = 0;
  size_t completion_tokens = 0;

  core::Value json() const;
};

// What one choice has said so far.
struct ChoiceText {
  ChoicePart said;
  std::string finish_reason;
};

class AnswerForm {
 public:
  AnswerForm(std::string id, std::string model, const chat::Tokenizer& tokenizer)
      : id_(std::move(id)), model_(std::move(model)), tokenizer_(tokenizer) {}
  virtual ~AnswerForm() = default;

  // The chunk that opens a choice, where the form has one; else None.
  virtual core::Value opening_chunk(size_t choice) const = 0;
  // `finish_reason` empty: more comes.
  virtual core::Value chunk(size_t choice, const ChoicePart& part, const std::string& finish_reason) = 0;
  core::Value usage_chunk(const Usage& usage) const;
  core::Value whole(const std::vector<ChoiceText>& choices, const Usage& usage) const;
  // "stop", "length", "tool_calls".
  virtual std::string finish_reason(const ChoiceEnd& end) const = 0;

 protected:
  virtual std::string_view object(bool chunk) const = 0;
  virtual core::Value choice_json(size_t choice, const ChoiceText& text) const = 0;
  core::Dict head(bool chunk) const;
  core::Value one_choice(core::Dict choice) const;
  // JSON has no infinity: what is impossible has -9999, as in OpenAI's API.
  static double finite(float logp);
  // Bytes as text, wherever they were cut.
  std::string token_text(chat::TokenId id) const;
  const chat::Tokenizer& tokenizer() const { return tokenizer_; }

 private:
  std::string id_;
  std::string model_;
  const chat::Tokenizer& tokenizer_;
  int64_t created_ = now_s();
  static int64_t now_s();
};

// Calls without an id that `calls` can take back get one from `ids`, which must outlive the form.
std::unique_ptr<AnswerForm> chat_form(const std::string& model, const chat::Tokenizer& tokenizer, size_t choices,
                                      chat::CallForm calls, IdSource& ids);
// `echoes`: what stands in front of each choice's text.
std::unique_ptr<AnswerForm> completion_form(const std::string& model, const chat::Tokenizer& tokenizer,
                                            std::vector<std::string> echoes, size_t choices, IdSource& ids);

// On one line, without spaces.
std::string compact_json(const core::Value& value);

}  // namespace serve
