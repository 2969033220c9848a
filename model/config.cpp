#include "model/config.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/error.h"

namespace model {

namespace {

constexpr std::string_view kSupported = "supported are llama, mistral, qwen2 and qwen3";

struct Names {
  Architecture architecture;
  std::string_view model_type;
  std::string_view hf_class;
};
constexpr Names kNames[] = {
    {Architecture::llama, "llama", "LlamaForCausalLM"},
    {Architecture::mistral, "mistral", "MistralForCausalLM"},
    {Architecture::qwen2, "qwen2", "Qwen2ForCausalLM"},
    {Architecture::qwen3, "qwen3", "Qwen3ForCausalLM"},
};

const Names& names_of(Architecture architecture) {
  return kNames[static_cast<size_t>(architecture)];
}

Architecture parse_architecture(const std::string& found) {
  for (const Names& names : kNames) {
    if (names.model_type == found) return names.architecture;
  }
  throw core::data_error(core::format("model architecture \"{}\" is not supported", found), std::string(kSupported));
}

[[noreturn]] void unsupported(std::string_view field, std::string_view found, std::string_view wanted) {
  throw core::data_error(core::format("{} is {}, and the decoder knows only {}", field, found, wanted),
                         "choose another model");
}

// The fields of one JSON object; a value of the wrong type is reported with its key.
class Fields {
 public:
  explicit Fields(const core::Value& json) : json_(json) {}

  bool has(std::string_view key) const { return json_.find(key) != nullptr; }  // null too
  // nullptr where missing or null.
  const core::Value* find(std::string_view key) const {
    const core::Value* value = json_.find(key);
    return value == nullptr || value->is_none() ? nullptr : value;
  }
  int64_t integer(std::string_view key) const {
    return named(key, [&] { return json_.at(key).as_int(); });
  }
  int64_t integer(std::string_view key, int64_t fallback) const {
    return find(key) != nullptr ? integer(key) : fallback;
  }
  double real(std::string_view key, double fallback) const {
    return named(key, [&] { return find(key) != nullptr ? json_.at(key).as_double() : fallback; });
  }
  bool flag(std::string_view key) const {  // false where missing
    return named(key, [&] { return find(key) != nullptr && json_.at(key).as_bool(); });
  }
  std::string text(std::string_view key, std::string_view fallback) const {
    return named(key, [&] { return find(key) != nullptr ? json_.at(key).as_string() : std::string(fallback); });
  }

 private:
  template <class Read>
  static auto named(std::string_view key, const Read& read) -> decltype(read()) {
    try {
      return read();
    } catch (const core::Error& error) {
      throw error.in(key);
    }
  }

  const core::Value& json_;
};

// A number, or a list of numbers, or nothing.
std::vector<int64_t> ids_of(const core::Value* value) {
  std::vector<int64_t> ids;
  if (value == nullptr || value->is_none()) return ids;
  if (!value->is_list()) return {value->as_int()};
  for (const core::Value& id : value->as_list()) ids.push_back(id.as_int());
  return ids;
}

double required(const Fields& rope, std::string_view key) {
  if (rope.find(key) == nullptr) {
    throw core::data_error(core::format("{} is missing", key), "scaled RoPE needs it: fetch config.json again");
  }
  return rope.real(key, 0);
}

RopeScaling read_scaling(const Fields& rope, RopeKind kind, int64_t original_context) {
  RopeScaling scaling;
  scaling.kind = kind;
  scaling.factor = required(rope, "factor");
  scaling.original_context = rope.integer("original_max_position_embeddings", original_context);
  if (kind == RopeKind::llama3) {
    scaling.low_freq_factor = required(rope, "low_freq_factor");
    scaling.high_freq_factor = required(rope, "high_freq_factor");
    return scaling;
  }
  scaling.beta_fast = rope.real("beta_fast", scaling.beta_fast);
  scaling.beta_slow = rope.real("beta_slow", scaling.beta_slow);
  scaling.truncate = rope.find("truncate") == nullptr || rope.flag("truncate");
  if (rope.find("attention_factor") != nullptr) scaling.attention_factor = rope.real("attention_factor", 1);
  scaling.mscale = rope.real("mscale", 0);
  scaling.mscale_all_dim = rope.real("mscale_all_dim", 0);
  return scaling;
}

// transformers 5 keeps theta and type in `rope_parameters`; earlier ones `rope_theta` and `rope_scaling`.
void read_rope(const Fields& json, ModelConfig& config) {
  config.rope_theta = json.real("rope_theta", config.rope_theta);
  // Without its own field the original context is the model's, as in transformers.
  const int64_t original_context = json.integer("original_max_position_embeddings", config.context_length);
  for (const char* key : {"rope_parameters", "rope_scaling"}) {
    if (json.find(key) == nullptr) continue;
    const Fields rope(*json.find(key));
    const std::string type = rope.text("rope_type", rope.text("type", "default"));
    config.rope_theta = rope.real("rope_theta", config.rope_theta);
    if (type == "default") continue;
    if (type != "llama3" && type != "yarn") {
      unsupported(core::format("{}.rope_type", key), type, "default, llama3 and yarn");
    }
    try {
      config.rope = read_scaling(rope, type == "yarn" ? RopeKind::yarn : RopeKind::llama3, original_context);
    } catch (const core::Error& error) {
      throw error.in(key);
    }
  }
  const double share = json.real("partial_rotary_factor", 1.0);
  if (share != 1.0) unsupported("partial_rotary_factor", core::format("{}", share), "1");
}

// Windows are refused where some layer would use one.
void refuse_sliding_windows(const Fields& json, Architecture architecture) {
  if (const core::Value* types = json.find("layer_types")) {
    for (const core::Value& type : types->as_list()) {
      if (type.as_string() != "full_attention") unsupported("layer_types", type.as_string(), "\"full_attention\"");
    }
    return;
  }
  if (json.flag("use_sliding_window") && json.integer("max_window_layers", 28) < json.integer("num_hidden_layers")) {
    unsupported("use_sliding_window", "true", "false");
  }
  // Mistral's have no switch: a window as long as the context is none. Its default is 4096.
  if (architecture != Architecture::mistral) return;
  const bool given = json.has("sliding_window");
  const bool is_null = given && json.find("sliding_window") == nullptr;
  const int64_t window = json.integer("sliding_window", 4096);
  if (!is_null && window < json.integer("max_position_embeddings", 4096 * 32)) {
    unsupported("sliding_window", core::format("{}", window), "null");
  }
}

void refuse_missing_features(const Fields& json) {
  const std::string activation = json.text("hidden_act", "silu");
  if (activation != "silu") unsupported("hidden_act", activation, "\"silu\"");
  if (json.flag("mlp_bias")) unsupported("mlp_bias", "true", "false");
  if (json.find("quantization_config") != nullptr) {
    unsupported("quantization_config", "present", "unquantised safetensors");
  }
}

ModelConfig read_hf(const core::Value& value) {
  const Fields json(value);
  ModelConfig config;
  config.architecture = parse_architecture(value.at("model_type").as_string());
  const bool qwen2 = config.architecture == Architecture::qwen2;
  const bool qwen3 = config.architecture == Architecture::qwen3;
  const bool mistral = config.architecture == Architecture::mistral;
  refuse_missing_features(json);
  refuse_sliding_windows(json, config.architecture);
  config.layers = json.integer("num_hidden_layers");
  config.width = json.integer("hidden_size");
  config.heads = json.integer("num_attention_heads");
  config.kv_heads = json.integer("num_key_value_heads", config.heads);
  // Hugging Face's defaults where the head size is not given.
  const int64_t default_head = config.heads > 0 ? config.width / config.heads : 0;
  config.head_size = json.integer("head_dim", qwen3 ? 128 : default_head);
  config.ffn = json.integer("intermediate_size");
  config.vocab = json.integer("vocab_size");
  // Hugging Face's defaults of each family.
  config.context_length = json.integer("max_position_embeddings", mistral ? 4096 * 32 : qwen2 || qwen3 ? 32768 : 2048);
  read_rope(json, config);
  config.rms_eps = json.real("rms_norm_eps", config.rms_eps);
  config.tied_head = json.flag("tie_word_embeddings");
  config.qk_norm = qwen3;
  config.o_bias = !qwen2 && !mistral && json.flag("attention_bias");
  config.attention_bias = qwen2 || config.o_bias;
  if (const auto bos = ids_of(json.find("bos_token_id")); !bos.empty()) config.bos_id = bos.front();
  config.eos_ids = ids_of(json.find("eos_token_id"));
  return config;
}

// GGUF stores fp32: the shortest decimal that names it, so that 9.999999747378752e-06 is 1e-05 again.
double shortest(double value) {
  char text[32];
  const auto written = std::to_chars(text, text + sizeof(text), static_cast<float>(value));
  double decimal = value;
  std::from_chars(text, written.ptr, decimal);
  return decimal;
}

ModelConfig read_gguf(const core::GgufFile& gguf) {
  ModelConfig config;
  const std::string name = gguf.at("general.architecture").as_string();
  config.architecture = parse_architecture(name);
  const auto key = [&](std::string_view suffix) { return core::format("{}.{}", name, suffix); };
  const auto integer = [&](std::string_view suffix) { return gguf.at(key(suffix)).as_int(); };
  const auto optional = [&](std::string_view suffix) { return gguf.find(key(suffix)); };

  config.layers = integer("block_count");
  config.width = integer("embedding_length");
  config.heads = integer("attention.head_count");
  const core::Value* kv_heads = optional("attention.head_count_kv");
  config.kv_heads = kv_heads != nullptr ? kv_heads->as_int() : config.heads;
  const core::Value* key_length = optional("attention.key_length");
  const int64_t default_size = config.heads > 0 ? config.width / config.heads : 0;
  config.head_size = key_length != nullptr ? key_length->as_int() : default_size;
  if (const core::Value* value_length = optional("attention.value_length");
      value_length != nullptr && value_length->as_int() != config.head_size) {
    unsupported(key("attention.value_length"), core::format("{}", value_length->as_int()), "that of the keys");
  }
  if (const core::Value* rotated = optional("rope.dimension_count");
      rotated != nullptr && rotated->as_int() != config.head_size) {
    unsupported(key("rope.dimension_count"), core::format("{}", rotated->as_int()), "the whole head");
  }
  if (const core::Value* scaling = optional("rope.scaling.type");
      scaling != nullptr && scaling->as_string() != "none") {
    unsupported(key("rope.scaling.type"), scaling->as_string(), "\"none\"");
  }
  if (gguf.tensor("rope_freqs.weight") != nullptr) unsupported("rope_freqs.weight", "present", "unscaled RoPE");
  config.ffn = integer("feed_forward_length");
  const core::GgufTensor* embedding = gguf.tensor("token_embd.weight");
  if (embedding == nullptr || embedding->shape.size() != 2) {
    throw core::data_error("tensor token_embd.weight is missing or not a matrix", "the file is not a whole model");
  }
  config.vocab = embedding->shape[0];
  if (const core::Value* base = optional("rope.freq_base"); base != nullptr)
    config.rope_theta = shortest(base->as_double());
  config.rms_eps = shortest(gguf.at(key("attention.layer_norm_rms_epsilon")).as_double());
  config.tied_head = gguf.tensor("output.weight") == nullptr;
  config.qk_norm = config.architecture == Architecture::qwen3;
  config.attention_bias = gguf.tensor("blk.0.attn_q.bias") != nullptr;
  config.o_bias = gguf.tensor("blk.0.attn_output.bias") != nullptr;
  config.context_length = integer("context_length");
  if (const auto bos = ids_of(gguf.find("tokenizer.ggml.bos_token_id")); !bos.empty()) config.bos_id = bos.front();
  config.eos_ids = ids_of(gguf.find("tokenizer.ggml.eos_token_id"));
  return config;
}

void require(bool condition, std::string_view message) {
  if (!condition) throw core::data_error(std::string(message), "the model's configuration is damaged");
}

void validate_scaling(const ModelConfig& config) {
  const RopeScaling& rope = config.rope;
  if (rope.kind == RopeKind::plain) return;
  require(std::isfinite(rope.factor) && rope.factor >= 1, core::format("RoPE's factor is {}", rope.factor));
  require(rope.original_context > 0, core::format("RoPE's original context is {}", rope.original_context));
  if (rope.kind == RopeKind::llama3) {
    require(rope.low_freq_factor > 0 && rope.high_freq_factor > rope.low_freq_factor,
            core::format("RoPE's frequency factors are {} to {}", rope.low_freq_factor, rope.high_freq_factor));
    return;
  }
  require(config.rope_theta > 1, "YaRN needs a theta above 1");
  require(rope.beta_slow > 0 && rope.beta_fast >= rope.beta_slow,
          core::format("YaRN's betas are {} to {}", rope.beta_slow, rope.beta_fast));
  const double attention = rope_attention_factor(rope);
  require(std::isfinite(attention) && attention > 0, core::format("YaRN's attention factor is {}", attention));
}

core::Dict scaling_to_hf(const ModelConfig& config) {
  const RopeScaling& rope = config.rope;
  core::Dict json{{"rope_theta", config.rope_theta}, {"rope_type", "default"}};
  if (rope.kind == RopeKind::plain) return json;
  json["rope_type"] = rope.kind == RopeKind::llama3 ? "llama3" : "yarn";
  json["factor"] = rope.factor;
  json["original_max_position_embeddings"] = rope.original_context;
  if (rope.kind == RopeKind::llama3) {
    json["low_freq_factor"] = rope.low_freq_factor;
    json["high_freq_factor"] = rope.high_freq_factor;
    return json;
  }
  json["beta_fast"] = rope.beta_fast;
  json["beta_slow"] = rope.beta_slow;
  if (!rope.truncate) json["truncate"] = false;
  if (rope.attention_factor) json["attention_factor"] = *rope.attention_factor;
  if (rope.mscale != 0) json["mscale"] = rope.mscale;
  if (rope.mscale_all_dim != 0) json["mscale_all_dim"] = rope.mscale_all_dim;
  return json;
}

core::Value ids_to_json(const std::vector<int64_t>& ids) {
  if (ids.empty()) return {};
  if (ids.size() == 1) return ids.front();
  core::List list(ids.begin(), ids.end());
  return list;
}

}  // namespace

std::string_view architecture_name(Architecture architecture) {
  return names_of(architecture).model_type;
}

void validate(const ModelConfig& config) {
  // Bounds far above any decoder of these families; they keep products of sizes inside int64.
  constexpr int64_t kMaxSize = int64_t{1} << 24;
  const std::pair<const char*, int64_t> sizes[] = {
      {"number of layers", config.layers}, {"width", config.width},
      {"number of heads", config.heads},   {"number of key/value heads", config.kv_heads},
      {"head size", config.head_size},     {"feed-forward width", config.ffn},
      {"vocabulary size", config.vocab},   {"context length", config.context_length},
  };
  for (const auto& [name, size] : sizes) {
    require(size > 0 && size <= kMaxSize, core::format("{} is {}", name, size));
  }
  require(config.heads % config.kv_heads == 0,
          core::format("{} heads do not divide into {} key/value heads", config.heads, config.kv_heads));
  require(config.head_size % 2 == 0, core::format("head size {} is odd", config.head_size));
  require(config.rope_theta > 0, "RoPE's theta is not positive");
  validate_scaling(config);
  // What each family's files can say.
  const bool only_qkv = config.architecture == Architecture::qwen2;
  require(only_qkv ? config.attention_bias && !config.o_bias : config.attention_bias == config.o_bias,
          core::format("biases of {} on q, k, v: {}, on o: {}", architecture_name(config.architecture),
                       config.attention_bias, config.o_bias));
  require(config.rms_eps > 0 && config.rms_eps < 1, "RMSNorm's epsilon is not in (0, 1)");
}

ModelConfig config_from_hf(const core::Value& json) {
  ModelConfig config = read_hf(json);
  validate(config);
  return config;
}

ModelConfig config_from_gguf(const core::GgufFile& gguf) {
  ModelConfig config = read_gguf(gguf);
  validate(config);
  return config;
}

core::Value config_to_hf(const ModelConfig& config, std::string_view dtype) {
  const bool llama = config.architecture == Architecture::llama;
  const bool qwen3 = config.architecture == Architecture::qwen3;
  core::Dict json;
  json["architectures"] = core::List{names_of(config.architecture).hf_class};
  if (llama || qwen3) json["attention_bias"] = config.attention_bias;
  json["attention_dropout"] = 0.0;
  json["bos_token_id"] = config.bos_id ? core::Value(*config.bos_id) : core::Value();
  json["dtype"] = dtype;
  json["eos_token_id"] = ids_to_json(config.eos_ids);
  json["head_dim"] = config.head_size;
  json["hidden_act"] = "silu";
  json["hidden_size"] = config.width;
  json["initializer_range"] = 0.02;
  json["intermediate_size"] = config.ffn;
  json["max_position_embeddings"] = config.context_length;
  if (llama) json["mlp_bias"] = false;
  json["model_type"] = architecture_name(config.architecture);
  json["num_attention_heads"] = config.heads;
  json["num_hidden_layers"] = config.layers;
  json["num_key_value_heads"] = config.kv_heads;
  json["rms_norm_eps"] = config.rms_eps;
  // Both spellings: transformers 5 reads rope_parameters; earlier ones, vLLM and converters read rope_theta.
  json["rope_parameters"] = scaling_to_hf(config);
  if (config.rope.kind != RopeKind::plain) json["rope_scaling"] = json["rope_parameters"];
  json["rope_theta"] = config.rope_theta;
  json["tie_word_embeddings"] = config.tied_head;
  json["torch_dtype"] = dtype;
  json["use_cache"] = true;
  if (config.architecture == Architecture::mistral) json["sliding_window"] = core::Value();
  if (qwen3 || config.architecture == Architecture::qwen2) json["use_sliding_window"] = false;
  json["vocab_size"] = config.vocab;
  return json;
}

core::Value generation_config_to_hf(const ModelConfig& config) {
  core::Dict json;
  json["_from_model_config"] = true;
  json["bos_token_id"] = config.bos_id ? core::Value(*config.bos_id) : core::Value();
  json["eos_token_id"] = ids_to_json(config.eos_ids);
  return json;
}

}  // namespace model
