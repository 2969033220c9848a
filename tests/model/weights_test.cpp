// Reading and writing of weights: GGUF against dequantised directories, save and load, names and configurations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/error.h"
#include "core/files.h"
#include "model/weights/gguf_weights.h"
#include "model/weights/hf_directory.h"
#include "tests/model/parity_data.h"

namespace model {
namespace {

namespace fs = std::filesystem;

fs::path fresh_dir(std::string_view name) {
  const fs::path dir = fs::path(testing::TempDir()) / core::format("funreason-weights-{}", name);
  fs::remove_all(dir);
  fs::create_directories(dir);
  return dir;
}

ModelConfig small_config() {
  ModelConfig config;
  config.architecture = Architecture::qwen3;
  config.layers = 2;
  config.width = 24;
  config.heads = 3;
  config.kv_heads = 1;
  config.head_size = 10;  // no slot a multiple of 64 elements: gaps everywhere
  config.ffn = 21;
  config.vocab = 37;
  config.qk_norm = true;
  config.attention_bias = true;
  config.o_bias = true;
  config.context_length = 64;
  config.bos_id = 1;
  config.eos_ids = {2, 3};
  return config;
}

at::Tensor random_flat(const ModelConfig& config) {
  const ParameterLayout layout(config);
  at::Tensor flat = layout.make_flat(at::kFloat);
  at::manual_seed(1);
  for (const NamedTensor& tensor : layout.named(flat)) tensor.value.copy_(at::randn(tensor.value.sizes()));
  return flat;
}

TEST(Gguf, EqualsTheDequantisedDirectory) {
  FR_NEED_PARITY();
  for (const std::string& name : test::parity_names("gguf")) {
    SCOPED_TRACE(name);
    const LoadedWeights gguf = load_weights(test::parity_dir() / "gguf" / (name + ".gguf"), at::kFloat);
    const LoadedWeights directory = load_weights(test::parity_dir() / "gguf" / name, at::kFloat);
    const ParameterLayout layout(gguf.config);
    const auto actual = layout.named(gguf.flat), expected = layout.named(directory.flat);
    ASSERT_EQ(actual.size(), expected.size());
    for (size_t i = 0; i < actual.size(); ++i) {
      EXPECT_EQ(actual[i].name, expected[i].name);
      EXPECT_LE(test::relative_error(actual[i].value, expected[i].value), 1e-6) << actual[i].name;
    }
    EXPECT_EQ(gguf.config.rope_theta, directory.config.rope_theta);
    EXPECT_EQ(gguf.config.tied_head, directory.config.tied_head);
    EXPECT_EQ(gguf.config.context_length, directory.config.context_length);
    EXPECT_EQ(gguf.config.eos_ids, directory.config.eos_ids);
  }
}

TEST(Gguf, Names) {
  EXPECT_EQ(hf_name_of_gguf("blk.12.attn_q_norm.weight"), "model.layers.12.self_attn.q_norm.weight");
  EXPECT_EQ(hf_name_of_gguf("blk.0.attn_output.bias"), "model.layers.0.self_attn.o_proj.bias");
  EXPECT_EQ(hf_name_of_gguf("output_norm.weight"), "model.norm.weight");
  for (const char* name : {"", "blk.", "blk.x.attn_q.weight", "blk.1.weight", "blk.1.attn_rot.weight",
                           "rope_freqs.weight", "blk.1x.attn_q.weight"}) {
    EXPECT_EQ(hf_name_of_gguf(name), "") << name;
  }
}

TEST(HfDirectory, SavedWeightsComeBackBitForBit) {
  const fs::path dir = fresh_dir("round-trip") / "model";
  const ModelConfig config = small_config();
  const at::Tensor flat = random_flat(config);
  SaveOptions options;
  options.files = {{"tokenizer.json", "{}"}};
  save_hf_directory(dir, config, flat, options);
  EXPECT_EQ(core::read_file(dir / "tokenizer.json"), "{}");
  const LoadedWeights loaded = load_weights(dir, at::kFloat);
  EXPECT_TRUE(loaded.flat.equal(flat));
  EXPECT_EQ(loaded.config.eos_ids, config.eos_ids);
  EXPECT_EQ(loaded.config.bos_id, config.bos_id);
  EXPECT_TRUE(loaded.config.attention_bias && loaded.config.o_bias && loaded.config.qk_norm &&
              !loaded.config.tied_head);
  EXPECT_TRUE(load_weights(dir, at::kBFloat16).flat.equal(flat.to(at::kBFloat16)));

  // Again over the old one, as bf16, and from a bf16 working copy.
  options.dtype = at::kBFloat16;
  options.files.clear();
  save_hf_directory(dir, config, flat.to(at::kBFloat16), options);
  EXPECT_FALSE(fs::exists(dir / "tokenizer.json"));
  EXPECT_FALSE(fs::exists(dir.string() + ".tmp"));
  EXPECT_TRUE(load_weights(dir, at::kFloat).flat.equal(flat.to(at::kBFloat16).to(at::kFloat)));
}

TEST(HfDirectory, TiedHeadIsStoredOnce) {
  const fs::path dir = fresh_dir("tied");
  ModelConfig config = small_config();
  config.tied_head = true;
  save_hf_directory(dir, config, random_flat(config), {});
  const SafetensorsFile file(dir / "model.safetensors");
  for (const SafetensorsEntry& entry : file.entries()) {
    EXPECT_NE(entry.name, "lm_head.weight");
  }
}

TEST(HfDirectory, EveryFloatDtypeIsRead) {
  const std::vector<float> values{0, 1, -2, 0.5F, 448, -0.0625F};
  const std::byte bytes_e4m3[] = {std::byte{0x00}, std::byte{0x38}, std::byte{0xC0},
                                  std::byte{0x30}, std::byte{0x7E}, std::byte{0x98}};
  std::vector<float> out(values.size());
  decode_floats(bytes_e4m3, StoredDtype::f8_e4m3, 0, 6, out.data());
  EXPECT_EQ(out, values);
  const std::vector<double> doubles(values.begin(), values.end());
  decode_floats(std::as_bytes(std::span(doubles)), StoredDtype::f64, 0, 6, out.data());
  EXPECT_EQ(out, values);
  const std::vector<at::Half> halves(values.begin(), values.end());
  decode_floats(std::as_bytes(std::span(halves)), StoredDtype::f16, 2, 5, out.data());
  EXPECT_EQ(std::vector<float>(out.begin(), out.begin() + 3),
            std::vector<float>(values.begin() + 2, values.begin() + 5));
}

TEST(HfDirectory, FullDiskLeavesTheOldModelAndNothingElse) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  // The weights cannot be written where a file name leads to a full device.
  EXPECT_THAT([] { write_safetensors("/dev/full", {{"a", at::ones({1000000})}}, at::kFloat); },
              testing::ThrowsMessage<core::Error>(testing::HasSubstr("No space left on device")));
  const fs::path dir = fresh_dir("full") / "model";
  const ModelConfig config = small_config();
  save_hf_directory(dir, config, random_flat(config), {});
  SaveOptions impossible;
  impossible.files = {{"config.json/inside", "config.json is a file"}};
  EXPECT_THROW(save_hf_directory(dir, config, random_flat(config), impossible), core::Error);
  EXPECT_FALSE(fs::exists(dir.string() + ".tmp"));
  EXPECT_NO_THROW(load_weights(dir, at::kFloat));
}

TEST(Config, RefusesWhatTheDecoderCannotDo) {
  const std::string good =
      R"({"model_type": "llama", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2,
    "intermediate_size": 8, "vocab_size": 10)";
  EXPECT_EQ(config_from_hf(core::parse_json(good + "}")).head_size, 4);
  const std::pair<const char*, const char*> bad[] = {
      {R"(, "model_type": "gemma2")", "gemma2"},
      {R"(, "hidden_act": "gelu")", "hidden_act"},
      {R"(, "mlp_bias": true)", "mlp_bias"},
      {R"(, "rope_scaling": {"rope_type": "llama3", "factor": 8})", "low_freq_factor is missing"},
      {R"(, "rope_scaling": {"rope_type": "linear", "factor": 8})", "linear"},
      {R"(, "rope_scaling": {"type": "dynamic", "factor": 8})", "dynamic"},
      {R"(, "rope_parameters": {"rope_type": "yarn"})", "rope_parameters: factor is missing"},
      {R"(, "num_key_value_heads": 0)", "key/value heads"},
      {R"(, "num_attention_heads": 3, "num_key_value_heads": 2)", "3 heads do not divide"},
      {R"(, "head_dim": 5)", "odd"},
      {R"(, "hidden_size": -8)", "width is -8"},
      {R"(, "vocab_size": "many")", "vocab_size"},
      {R"(, "vocab_size": 99999999999999999999999)", "vocab_size"},
      {R"(, "layer_types": ["sliding_attention"])", "layer_types"},
      {R"(, "quantization_config": {"bits": 4})", "quantization_config"},
  };
  for (const auto& [extra, message] : bad) {
    EXPECT_THAT([&] { config_from_hf(core::parse_json(good + extra + "}")); },
                testing::ThrowsMessage<core::Error>(testing::HasSubstr(message)))
        << extra;
  }
  EXPECT_THAT([] { config_from_hf(core::parse_json(R"({"model_type": "gpt2"})")); },
              testing::Throws<core::Error>(
                  testing::Property(&core::Error::hint, testing::HasSubstr("llama, mistral, qwen2 and qwen3"))));
}

TEST(Config, ThetaFromEitherSpelling) {
  const std::string base =
      R"({"model_type": "qwen3", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2,
    "intermediate_size": 8, "vocab_size": 10, "head_dim": 4)";
  EXPECT_EQ(config_from_hf(core::parse_json(base + R"(, "rope_theta": 5000})")).rope_theta, 5000);
  EXPECT_EQ(config_from_hf(core::parse_json(base + R"(, "rope_parameters": {"rope_theta": 70.5}})")).rope_theta, 70.5);
  EXPECT_EQ(config_from_hf(core::parse_json(base + R"(, "rope_scaling": null})")).rope_theta, 10000);
}

}  // namespace
}  // namespace model
