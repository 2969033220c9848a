#include "serve/answer_form.h"

#include <algorithm>
#include <chrono>

#include "chat/utf8_text.h"
#include "core/json.h"

namespace serve {

core::Value Usage::json() const {
  return core::Dict{{"prompt_tokens", prompt_tokens},
                    {"completion_tokens", completion_tokens},
                    {"total_tokens", prompt_tokens + completion_tokens}};
}

std::string compact_json(const core::Value& value) {
  return core::dump_json(value, {.item_separator = ",", .key_separator = ":"});
}

int64_t AnswerForm::now_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

core::Dict AnswerForm::head(bool chunk) const {
  return {{"id", id_}, {"object", object(chunk)}, {"created", created_}, {"model", model_}};
}

core::Value AnswerForm::one_choice(core::Dict choice) const {
  core::Dict json = head(true);
  json["choices"] = core::List{std::move(choice)};
  return json;
}

core::Value AnswerForm::usage_chunk(const Usage& usage) const {
  core::Dict json = head(true);
  json["choices"] = core::List();
  json["usage"] = usage.json();
  return json;
}

core::Value AnswerForm::whole(const std::vector<ChoiceText>& choices, const Usage& usage) const {
  core::Dict json = head(false);
  core::List list;
  for (const ChoiceText& choice : choices) list.push_back(choice_json(list.size(), choice));
  json["choices"] = std::move(list);
  json["usage"] = usage.json();
  return json;
}

double AnswerForm::finite(float logp) {
  return std::max(-9999.0, static_cast<double>(logp));
}

std::string AnswerForm::token_text(chat::TokenId id) const {
  return tokenizer_.knows(id) ? chat::repair_utf8(tokenizer_.bytes(id)) : std::string();
}

}  // namespace serve
