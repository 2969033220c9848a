#include "model/config.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace model {

namespace {

constexpr std::string_view kSupported = "supported are llama and qwen3";

Architecture parse_architecture(const std::string& found) {
  if (found == "llama") return Architecture::llama;
  if (found == "qwen3") return Architecture::qwen3;
  throw core::data_error(core::format("model architecture \"{}\" is not supported", found), std::string(kSupported));
}

[[noreturn]] void unsupported(std::string_view field, std::string_view found, std::string_view wanted) {
  throw core::data_error(core::format("{} is {}, and the decoder knows only {}", field, found, wanted),
                         "choose another model");
}

// A number, or a list of numbers, or nothing.
std::vector<int64_t> ids_of(const core::Value* value) {
  std::vector<int64_t> ids;
  if (value == nullptr || value->is_none()) return ids;
  if (!value->is_list()) return {value->as_int()};
  for (const core::Value& id : value->as_list()) ids.push_back(id.as_int());
  return ids;
}

bool absent(const core::Value* value) {
  return value == nullptr || value->is_none();
}

// transformers 5 keeps theta and type in `rope_parameters`; earlier ones `rope_theta` and `rope_scaling`.
void read_rope(const core::Value& json, ModelConfig& config) {
  config.rope_theta = json.get_double("rope_theta", config.rope_theta);
  for (const char* key : {"rope_parameters", "rope_scaling"}) {
    const core::Value* rope = json.find(key);
    if (absent(rope)) continue;
    const std::string type = rope->get_string("rope_type", rope->get_string("type", "default"));
    if (type != "default") unsupported(core::format("{}.rope_type", key), type, "\"default\"");
    config.rope_theta = rope->get_double("rope_theta", config.rope_theta);
  }
  const double share = json.get_double("partial_rotary_factor", 1.0);
  if (share != 1.0) unsupported("partial_rotary_factor", core::format("{}", share), "1");
}

void refuse_missing_features(const core::Value& json) {
  const std::string activation = json.get_string("hidden_act", "silu");
  if (activation != "silu") unsupported("hidden_act", activation, "\"silu\"");
  if (json.get_bool("mlp_bias", false)) unsupported("mlp_bias", "true", "false");
  if (json.get_bool("use_sliding_window", false)) unsupported("use_sliding_window", "true", "false");
  if (const core::Value* types = json.find("layer_types"); !absent(types)) {
    for (const core::Value& type : types->as_list()) {
      if (type.as_string() != "full_attention") unsupported("layer_types", type.as_string(), "\"full_attention\"");
    }
  }
  if (!absent(json.find("quantization_config")))
    unsupported("quantization_config", "present", "unquantised safetensors");
}

ModelConfig read_hf(const core::Value& json) {
  ModelConfig config;
  config.architecture = parse_architecture(json.at("model_type").as_string());
  const bool qwen3 = config.architecture == Architecture::qwen3;
  refuse_missing_features(json);
  config.layers = json.at("num_hidden_layers").as_int();
  config.width = json.at("hidden_size").as_int();
  config.heads = json.at("num_attention_heads").as_int();
  config.kv_heads = absent(json.find("num_key_value_heads")) ? config.heads : json.at("num_key_value_heads").as_int();
  if (!absent(json.find("head_dim"))) {
    config.head_size = json.at("head_dim").as_int();
  } else {
    config.head_size = qwen3 ? 128 : (config.heads > 0 ? config.width / config.heads : 0);
  }
  config.ffn = json.at("intermediate_size").as_int();
  config.vocab = json.at("vocab_size").as_int();
  read_rope(json, config);
  config.rms_eps = json.get_double("rms_norm_eps", config.rms_eps);
  config.tied_head = json.get_bool("tie_word_embeddings", false);
  config.qk_norm = qwen3;
  config.attention_bias = json.get_bool("attention_bias", false);
  config.context_length = json.get_int("max_position_embeddings", qwen3 ? 32768 : 2048);
  if (const auto bos = ids_of(json.find("bos_token_id")); !bos.empty()) config.bos_id = bos.front();
  config.eos_ids = ids_of(json.find("eos_token_id"));
  return config;
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
  if (const core::Value* base = optional("rope.freq_base"); base != nullptr) config.rope_theta = base->as_double();
  config.rms_eps = gguf.at(key("attention.layer_norm_rms_epsilon")).as_double();
  config.tied_head = gguf.tensor("output.weight") == nullptr;
  config.qk_norm = config.architecture == Architecture::qwen3;
  config.attention_bias = gguf.tensor("blk.0.attn_q.bias") != nullptr;
  config.context_length = integer("context_length");
  if (const auto bos = ids_of(gguf.find("tokenizer.ggml.bos_token_id")); !bos.empty()) config.bos_id = bos.front();
  config.eos_ids = ids_of(gguf.find("tokenizer.ggml.eos_token_id"));
  return config;
}

void require(bool condition, std::string_view message) {
  if (!condition) throw core::data_error(std::string(message), "the model's configuration is damaged");
}

core::Value ids_to_json(const std::vector<int64_t>& ids) {
  if (ids.empty()) return {};
  if (ids.size() == 1) return ids.front();
  core::List list(ids.begin(), ids.end());
  return list;
}

}  // namespace

std::string_view architecture_name(Architecture architecture) {
  return architecture == Architecture::llama ? "llama" : "qwen3";
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
  const bool qwen3 = config.architecture == Architecture::qwen3;
  core::Dict json;
  json["architectures"] = core::List{qwen3 ? "Qwen3ForCausalLM" : "LlamaForCausalLM"};
  json["attention_bias"] = config.attention_bias;
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
  if (!qwen3) json["mlp_bias"] = false;
  json["model_type"] = architecture_name(config.architecture);
  json["num_attention_heads"] = config.heads;
  json["num_hidden_layers"] = config.layers;
  json["num_key_value_heads"] = config.kv_heads;
  json["rms_norm_eps"] = config.rms_eps;
  // Both spellings: transformers 5 reads rope_parameters; earlier ones, vLLM and converters read rope_theta.
  json["rope_parameters"] = core::Dict{{"rope_theta", config.rope_theta}, {"rope_type", "default"}};
  json["rope_theta"] = config.rope_theta;
  json["tie_word_embeddings"] = config.tied_head;
  json["torch_dtype"] = dtype;
  json["use_cache"] = true;
  if (qwen3) json["use_sliding_window"] = false;
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
