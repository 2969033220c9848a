#include "serve/common_params.h"

#include <algorithm>
#include <charconv>
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
constexpr size_t kLongestName = 80;
constexpr size_t kMostBiases = 1024;
// Any logit of a model survives a division by it.
constexpr double kLeastRepetitionPenalty = 0.01;
constexpr double kMostRepetitionPenalty = 100;

ApiError wrong_id(std::string_view field, const RequestRules& rules, std::string_view what) {
  return {400, core::format("{}: {} from 0 to {} that the tokenizer has.", field, what, rules.last_token()),
          std::string(field), "invalid_value"};
}

std::vector<chat::TokenId> read_stop_ids(Fields& fields, const RequestRules& rules) {
  std::vector<chat::TokenId> stop_ids;
  const core::List* ids = fields.list("stop_token_ids");
  if (ids == nullptr) return stop_ids;
  for (const core::Value& id : *ids) {
    const bool known = id.type() == core::Value::Type::integer && rules.knows_token(id.as_int());
    if (!known || stop_ids.size() == kMostStops) {
      throw wrong_id("stop_token_ids", rules, core::format("at most {} ids", kMostStops));
    }
    stop_ids.push_back(static_cast<chat::TokenId>(id.as_int()));
  }
  return stop_ids;
}

// {"token id": bias}. An id is written one way alone, so none can be there twice.
std::vector<model::LogitBias> read_biases(Fields& fields, const RequestRules& rules) {
  std::vector<model::LogitBias> biases;
  const core::Dict* given = fields.dict("logit_bias");
  if (given == nullptr) return biases;
  if (given->size() > kMostBiases) {
    throw ApiError(400, core::format("logit_bias: at most {} tokens.", kMostBiases), "logit_bias", "invalid_value");
  }
  Fields inner(*given, "logit_bias.");
  for (const auto& [key, ignored] : *given) {
    const std::string& name = key.as_string();
    int64_t id = -1;
    const auto [end, trouble] = std::from_chars(name.data(), name.data() + name.size(), id);
    if (trouble != std::errc() || std::to_string(id) != name || !rules.knows_token(id)) {
      throw wrong_id("logit_bias", rules,
                     core::format("'{}' is no token id; ids are whole numbers", core::utf8_prefix(name, kLongestName)));
    }
    biases.push_back({static_cast<chat::TokenId>(id), static_cast<float>(inner.number(name, 0, -100, 100))});
  }
  return biases;
}

// Seed, ranked tokens, stop ids and limits are not read here.
model::SamplingParams read_sampling(Fields& fields, const RequestRules& rules) {
  const auto number = [&](std::string_view name, double fallback, double least, double most) {
    return static_cast<float>(fields.number(name, fallback, least, most));
  };
  model::SamplingParams sampling;
  sampling.temperature = number("temperature", 1, 0, 2);
  constexpr double kLeastTopP = 1e-6;  // as good as none: the likeliest token is left
  sampling.top_p = static_cast<float>(std::max(kLeastTopP, fields.number("top_p", 1, 0, 1)));
  // Others say -1 for "off", too.
  sampling.top_k = static_cast<int>(std::max<int64_t>(0, fields.integer("top_k", -1, 1 << 20).value_or(0)));
  sampling.min_p = number("min_p", 0, 0, 1);
  sampling.presence_penalty = number("presence_penalty", 0, -2, 2);
  sampling.frequency_penalty = number("frequency_penalty", 0, -2, 2);
  sampling.repetition_penalty = number("repetition_penalty", 1, kLeastRepetitionPenalty, kMostRepetitionPenalty);
  sampling.logit_bias = read_biases(fields, rules);
  return sampling;
}

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

CommonParams read_common_params(Fields& fields, const RequestRules& rules) {
  const std::string model = fields.string("model");
  if (model.empty()) throw ApiError(400, "model: missing.", "model", "missing_parameter");
  if (model != rules.model) {
    throw ApiError(404,
                   core::format("The model '{}' does not exist here; this server has '{}'.",
                                core::utf8_prefix(model, kLongestName), rules.model),
                   "model", "model_not_found");
  }
  CommonParams common;
  common.n = fields.integer("n", 1, rules.limits.choices).value_or(1);
  common.max_tokens = fields.integer("max_tokens", 1, kMostTokens).value_or(0);
  common.sampling = read_sampling(fields, rules);
  using Limits = std::numeric_limits<int64_t>;
  if (const auto seed = fields.integer("seed", Limits::min(), Limits::max())) {
    common.seeded = true;
    common.sampling.seed = static_cast<uint64_t>(*seed);
  }
  common.stop = fields.texts("stop", kMostStops);
  for (const std::string& stop : common.stop) {
    if (stop.empty()) throw ApiError(400, "stop: a text is empty.", "stop", "invalid_value");
    if (stop.size() <= kLongestStop) continue;
    throw ApiError(400, core::format("stop: a text is longer than {} bytes.", kLongestStop), "stop", "invalid_value");
  }
  common.stop_ids = read_stop_ids(fields, rules);
  common.skip_special = fields.boolean("skip_special_tokens", true);
  common.stream = fields.boolean("stream", false);
  if (const core::Dict* options = fields.dict("stream_options")) {
    if (!common.stream) {
      throw ApiError(400, "stream_options: only with stream.", "stream_options", "invalid_value");
    }
    Fields inner(*options, "stream_options.");
    common.include_usage = inner.boolean("include_usage", false);
    inner.ignore({"include_obfuscation"});
    inner.reject_unknown();
  }
  fields.ignore({"user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key"});
  return common;
}

}  // namespace serve
