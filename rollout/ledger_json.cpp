#include "rollout/ledger_json.h"

#include <charconv>
#include <limits>
#include <utility>

#include "chat/utf8_stream.h"
#include "chat/utf8_text.h"
#include "rollout/json_fields.h"

namespace rollout {
namespace {

using core::Value;

bool same_origin(const chat::LedgerToken& a, const chat::LedgerToken& b) {
  return a.role == b.role && a.kind == b.kind && a.message == b.message && a.weight == b.weight &&
         a.weight_version == b.weight_version && is_sampled(a) == is_sampled(b);
}

// The double whose shortest text is the float's: half the digits, and the same float when it is read.
double short_double(float x) {
  char text[32];
  const auto written = std::to_chars(text, text + sizeof(text), x);
  double value = 0;
  std::from_chars(text, written.ptr, value);
  return value;
}

float float_of(const Value& value, std::string_view name) {
  if (!value.is_number() || value.type() == Value::Type::big_integer) throw wrong_type(name, "a number", value);
  return static_cast<float>(value.as_double());
}

}  // namespace

std::vector<std::string> token_texts(const chat::Ledger& ledger, const chat::Tokenizer& tokenizer) {
  std::vector<std::string> texts;
  chat::Utf8Stream stream;
  for (const chat::LedgerToken& token : ledger.tokens()) {
    texts.push_back(tokenizer.knows(token.id) ? chat::repair_utf8(stream.push(tokenizer.bytes(token.id)))
                                              : std::string());
  }
  if (!texts.empty()) texts.back() += chat::repair_utf8(stream.finish());
  return texts;
}

Value ledger_to_json(const chat::Ledger& ledger, const std::vector<std::string>& texts) {
  const std::span<const chat::LedgerToken> tokens = ledger.tokens();
  FR_CHECK(texts.size() == tokens.size(), "{} texts of {} tokens", texts.size(), tokens.size());
  core::List runs;
  for (size_t begin = 0; begin < tokens.size();) {
    const chat::LedgerToken& first = tokens[begin];
    core::List ids;
    core::List text;
    core::List logp;
    size_t end = begin;
    for (; end < tokens.size() && same_origin(tokens[end], first); ++end) {
      ids.emplace_back(static_cast<int64_t>(tokens[end].id));
      text.emplace_back(texts[end]);
      if (is_sampled(first)) logp.emplace_back(short_double(tokens[end].logp));
    }
    core::Dict run{{"role", chat::role_name(first.role)},
                   {"kind", chat::span_name(first.kind)},
                   {"message", static_cast<int64_t>(first.message)},
                   {"weight", short_double(first.weight)},
                   {"version", static_cast<int64_t>(first.weight_version)},
                   {"ids", std::move(ids)},
                   {"text", std::move(text)}};
    if (is_sampled(first)) run["logp"] = std::move(logp);
    runs.emplace_back(std::move(run));
    begin = end;
  }
  return runs;
}

chat::Ledger ledger_from_json(const Value& json, std::vector<std::string>& texts) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  if (!json.is_list()) throw core::data_error(core::format("expected a list, found {}", json.type_name()));
  chat::Ledger ledger;
  for (const Value& run : json.as_list()) {
    chat::LedgerToken token;
    token.role = enum_field<chat::Role>(run, "role", chat::kRoleNames.size(), chat::role_name);
    token.kind = enum_field<chat::SpanKind>(run, "kind", chat::kSpanNames.size(), chat::span_name);
    token.message = static_cast<int32_t>(int_field(run, "message", -1, kMost));
    token.weight = float_of(field(run, "weight"), "weight");
    token.weight_version = static_cast<int32_t>(int_field(run, "version", -1, kMost));
    const core::List& ids = list_field(run, "ids");
    const core::List& text = list_field(run, "text");
    const core::List* logp = run.find("logp") == nullptr ? nullptr : &list_field(run, "logp");
    if (text.size() != ids.size() || (logp != nullptr && logp->size() != ids.size())) {
      throw core::data_error("`ids`, `text` and `logp` are not of one length");
    }
    for (size_t i = 0; i < ids.size(); ++i) {
      const Value& id = ids[i];
      if (id.type() != Value::Type::integer || id.as_int() < 0 || id.as_int() > kMost) {
        throw core::data_error("ids: a token id is no integer from 0 on");
      }
      if (!text[i].is_string()) throw wrong_type("text", "strings", text[i]);
      token.id = static_cast<chat::TokenId>(id.as_int());
      if (logp != nullptr) token.logp = float_of((*logp)[i], "logp");
      ledger.append(token);
      texts.push_back(text[i].as_string());
    }
  }
  return ledger;
}

}  // namespace rollout
