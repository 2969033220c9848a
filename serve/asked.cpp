#include "serve/asked.h"

#include <algorithm>
#include <limits>

#include "chat/utf8_text.h"
#include "core/error.h"
#include "core/json.h"
#include "core/utf8.h"
#include "serve/api_error.h"

namespace serve {
namespace {

constexpr size_t kMostStops = 16;
constexpr size_t kLongestStop = 1024;
constexpr int64_t kMostTokens = int64_t{1} << 30;
constexpr size_t kLongestName = 80;

}  // namespace

core::Dict parse_body(std::string_view body) {
  if (!chat::is_valid_utf8(body)) throw ApiError(400, "The body is not valid UTF-8.", {}, "invalid_utf8");
  core::Value json;
  try {
    json = core::parse_json(body);
  } catch (const core::Error& error) {
    throw ApiError(400, core::format("The body is not JSON: {}.", error.what()), {}, "invalid_json");
  }
  if (!json.is_dict()) {
    throw ApiError(400, core::format("The body is a JSON {}, and must be an object.", json.type_name()), {},
                   "invalid_type");
  }
  return std::move(json.as_dict());
}

Asked read_asked(Fields& fields, const RequestRules& rules) {
  const std::string model = fields.string("model");
  if (model.empty()) throw ApiError(400, "model: missing.", "model", "missing_parameter");
  if (model != rules.model) {
    throw ApiError(404,
                   core::format("The model '{}' does not exist here; this server has '{}'.",
                                core::utf8_prefix(model, kLongestName), rules.model),
                   "model", "model_not_found");
  }
  Asked asked;
  asked.n = fields.integer("n", 1, rules.limits.choices).value_or(1);
  asked.max_tokens = fields.integer("max_tokens", 1, kMostTokens).value_or(0);
  asked.sampling.temperature = static_cast<float>(fields.number("temperature", 1, 0, 2));
  constexpr double kLeastTopP = 1e-6;  // as good as none: the likeliest token is left
  asked.sampling.top_p = static_cast<float>(std::max(kLeastTopP, fields.number("top_p", 1, 0, 1)));
  // Others say -1 for "off", too.
  asked.sampling.top_k = static_cast<int>(std::max<int64_t>(0, fields.integer("top_k", -1, 1 << 20).value_or(0)));
  using Limits = std::numeric_limits<int64_t>;
  if (const auto seed = fields.integer("seed", Limits::min(), Limits::max())) {
    asked.seeded = true;
    asked.sampling.seed = static_cast<uint64_t>(*seed);
  }
  asked.stop = fields.texts("stop", kMostStops);
  for (const std::string& stop : asked.stop) {
    if (stop.empty()) throw ApiError(400, "stop: a text is empty.", "stop", "invalid_value");
    if (stop.size() <= kLongestStop) continue;
    throw ApiError(400, core::format("stop: a text is longer than {} bytes.", kLongestStop), "stop", "invalid_value");
  }
  if (const core::List* ids = fields.list("stop_token_ids")) {
    for (const core::Value& id : *ids) {
      const bool known = id.type() == core::Value::Type::integer && id.as_int() >= 0 && id.as_int() < rules.vocab;
      if (known && asked.stop_ids.size() < kMostStops) {
        asked.stop_ids.push_back(static_cast<chat::TokenId>(id.as_int()));
        continue;
      }
      throw ApiError(400, core::format("stop_token_ids: at most {} ids from 0 to {}.", kMostStops, rules.vocab - 1),
                     "stop_token_ids", "invalid_value");
    }
  }
  asked.skip_special = fields.boolean("skip_special_tokens", true);
  asked.stream = fields.boolean("stream", false);
  if (const core::Dict* options = fields.dict("stream_options")) {
    if (!asked.stream) {
      throw ApiError(400, "stream_options: only with stream.", "stream_options", "invalid_value");
    }
    Fields inner(*options, "stream_options.");
    asked.include_usage = inner.boolean("include_usage", false);
    inner.ignore({"include_obfuscation"});
    inner.reject_unknown();
  }
  fields.unsupported("presence_penalty", 0);
  fields.unsupported("frequency_penalty", 0);
  fields.unsupported("repetition_penalty", 1);
  fields.unsupported("min_p", 0);
  fields.unsupported("logit_bias", core::Dict());
  fields.ignore({"user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key"});
  return asked;
}

}  // namespace serve
