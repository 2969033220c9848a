// Configurations of the families: real shapes by their parameter counts, scaled RoPE, what is refused.
#include "model/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/json.h"
#include "model/layout.h"
#include "model/weights/loader.h"

namespace model {
namespace {

using testing::HasSubstr;

core::Value tiny(std::string_view extra, std::string_view model_type = "llama") {
  return core::parse_json(R"({"model_type": ")" + std::string(model_type) +
                          R"(", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
    "num_key_value_heads": 2, "intermediate_size": 8, "vocab_size": 10, "head_dim": 16,
    "max_position_embeddings": 4096)" +
                          std::string(extra) + "}");
}

std::string refusal(std::string_view extra, std::string_view model_type = "llama") {
  try {
    config_from_hf(tiny(extra, model_type));
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::data);
    return error.what();
  }
  return {};
}

TEST(ModelConfigs, Qwen3SizesHaveTheirParameterCounts) {
  const std::pair<const char*, int64_t> counts[] = {
      {"Qwen3-0.6B", 596'049'920},
      {"Qwen3-1.7B", 1'720'574'976},
      {"Qwen3-4B", 4'022'468'096},
      {"Qwen3-8B", 8'190'735'360},
      {"Qwen3-14B", 14'768'307'200},
      {"Qwen3-32B", 32'762'123'264},
      {"Qwen3-4B-Instruct-2507", 4'022'468'096},
  };
  for (const auto& [name, count] : counts) {
    const ModelConfig config = load_config(std::filesystem::path(FR_SOURCE_DIR) / "configs/models" / name);
    EXPECT_EQ(ParameterLayout(config).parameter_count(), count) << name;
    EXPECT_TRUE(config.qk_norm && !config.attention_bias && !config.o_bias);
    EXPECT_EQ(config.rope.kind, RopeKind::plain);
  }
}

TEST(ModelConfigs, Qwen25HasBiasesOnQueriesKeysAndValues) {
  const ModelConfig config = config_from_hf(core::parse_json(R"({"model_type": "qwen2", "num_hidden_layers": 24,
    "hidden_size": 896, "num_attention_heads": 14, "num_key_value_heads": 2, "intermediate_size": 4864,
    "vocab_size": 151936, "max_position_embeddings": 32768, "max_window_layers": 21, "sliding_window": 32768,
    "use_sliding_window": false, "rope_theta": 1000000.0, "rms_norm_eps": 1e-06, "tie_word_embeddings": true,
    "bos_token_id": 151643, "eos_token_id": 151645})"));
  EXPECT_EQ(ParameterLayout(config).parameter_count(), 494'032'768);
  EXPECT_TRUE(config.attention_bias && !config.o_bias && !config.qk_norm);
  EXPECT_EQ(config.head_size, 64);
}

TEST(ModelConfigs, Llama32) {
  const ModelConfig config = config_from_hf(core::parse_json(R"({"model_type": "llama", "num_hidden_layers": 16,
    "hidden_size": 2048, "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 8192, "head_dim": 64,
    "vocab_size": 128256, "max_position_embeddings": 131072, "rope_theta": 500000.0, "tie_word_embeddings": true,
    "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                     "original_max_position_embeddings": 8192, "rope_type": "llama3"},
    "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009]})"));
  EXPECT_EQ(ParameterLayout(config).parameter_count(), 1'235'814'400);
  EXPECT_EQ(config.rope.kind, RopeKind::llama3);
  EXPECT_EQ(config.rope.original_context, 8192);
  const auto frequencies = inverse_frequencies(config.rope, 64, config.rope_theta);
  ASSERT_EQ(frequencies.size(), 32U);
  // By hand: 2π / f below 2048 stays, above 8192 is divided by 32, between in proportion to 8192 / wavelength.
  EXPECT_DOUBLE_EQ(frequencies[0], 1);
  EXPECT_DOUBLE_EQ(frequencies[1], std::pow(5e5, -1.0 / 32));
  EXPECT_DOUBLE_EQ(frequencies[31], std::pow(5e5, -31.0 / 32) / 32);
  const double middle = std::pow(5e5, -15.0 / 32);  // wavelength 2950
  const double kept = (8192 * middle / (2 * M_PI) - 1) / 3;
  EXPECT_GT(kept, 0.5);
  EXPECT_NEAR(frequencies[15], middle * (kept + (1 - kept) / 32), 1e-15);
}

TEST(ModelConfigs, YarnRampAndAttentionFactor) {
  const ModelConfig config = config_from_hf(tiny(
      R"(, "rope_theta": 1000000, "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768})",
      "qwen3"));
  EXPECT_EQ(config.rope.kind, RopeKind::yarn);
  EXPECT_NEAR(rope_attention_factor(config.rope), 0.1 * std::log(4.0) + 1, 1e-15);
  const auto frequencies = inverse_frequencies(config.rope, 128, 1e6);
  // Pair of 32 turns: 128 ln(32768 / 64π) / (2 ln 1e6) = 23.59…, of one turn: 39.64…; so from 23 to 40.
  for (size_t i = 0; i < frequencies.size(); ++i) {
    const double plain = std::pow(1e6, -static_cast<double>(i) / 64);
    const double stretched = i <= 23 ? 0 : i >= 40 ? 1 : (static_cast<double>(i) - 23) / 17;
    EXPECT_NEAR(frequencies[i] / plain, 1 - 0.75 * stretched, 1e-12) << i;
  }
  RopeScaling scaling = config.rope;
  scaling.mscale = 1;
  scaling.mscale_all_dim = 0.5;
  EXPECT_NEAR(rope_attention_factor(scaling), (0.1 * std::log(4.0) + 1) / (0.05 * std::log(4.0) + 1), 1e-15);
  scaling.attention_factor = 1.25;
  EXPECT_EQ(rope_attention_factor(scaling), 1.25);
}

TEST(ModelConfigs, ScaledRopeIsWrittenAsItWasRead) {
  for (const char* rope :
       {R"({"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0})",
        R"({"rope_type": "yarn", "factor": 4.0, "beta_fast": 16, "beta_slow": 2, "truncate": false, "mscale": 1.0,
            "mscale_all_dim": 0.5, "original_max_position_embeddings": 1024})",
        R"({"rope_type": "yarn", "factor": 4.0, "attention_factor": 1.5, "rope_theta": 50.0})"}) {
    for (const char* type : {"llama", "mistral", "qwen2", "qwen3"}) {
      const std::string extra = core::format(R"(, "sliding_window": null, "rope_parameters": {})", rope);
      const ModelConfig config = config_from_hf(tiny(extra, type));
      const core::Value written = config_to_hf(config, "float32");
      EXPECT_EQ(config_to_hf(config_from_hf(written), "float32"), written) << rope;
      const RopeScaling again = config_from_hf(written).rope;
      EXPECT_EQ(again.kind, config.rope.kind);
      EXPECT_EQ(again.original_context, config.rope.original_context);
      EXPECT_EQ(again.attention_factor, config.rope.attention_factor);
      EXPECT_EQ(inverse_frequencies(again, 16, 1e4), inverse_frequencies(config.rope, 16, 1e4));
    }
  }
}

TEST(ModelConfigs, RefusesWhatTheDecoderLacks) {
  EXPECT_EQ(refusal(""), "");
  EXPECT_THAT(refusal(R"(, "rope_scaling": {"type": "linear", "factor": 2})"), HasSubstr("rope_scaling.rope_type"));
  EXPECT_THAT(refusal(R"(, "rope_scaling": {"rope_type": "dynamic", "factor": 2})"), HasSubstr("dynamic"));
  EXPECT_THAT(refusal(R"(, "rope_parameters": {"rope_type": "longrope", "factor": 2})"), HasSubstr("longrope"));
  EXPECT_THAT(refusal(R"(, "rope_scaling": {"rope_type": "yarn"})"), HasSubstr("factor is missing"));
  EXPECT_THAT(refusal(R"(, "rope_scaling": {"rope_type": "yarn", "factor": 0.5})"), HasSubstr("factor is 0.5"));
  EXPECT_THAT(refusal(R"(, "rope_scaling": {"rope_type": "yarn", "factor": "x"})"), HasSubstr("factor"));
  EXPECT_THAT(refusal(R"(, "rope_scaling": {"rope_type": "yarn", "factor": 2, "beta_fast": 1, "beta_slow": 32})"),
              HasSubstr("betas"));
  EXPECT_THAT(refusal(R"(, "rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 1})"),
              HasSubstr("high_freq_factor is missing"));
  EXPECT_THAT(refusal(R"(, "rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4,
                          "high_freq_factor": 4})"),
              HasSubstr("frequency factors"));
  EXPECT_THAT(
      refusal(R"(, "rope_scaling": {"rope_type": "yarn", "factor": 2, "original_max_position_embeddings": -1})"),
      HasSubstr("original context"));
}

TEST(ModelConfigs, SlidingWindowsAreRefusedWhereALayerUsesOne) {
  EXPECT_EQ(refusal(R"(, "use_sliding_window": false, "sliding_window": 512)", "qwen2"), "");
  EXPECT_THAT(refusal(R"(, "use_sliding_window": true, "max_window_layers": 1)", "qwen2"),
              HasSubstr("use_sliding_window"));
  EXPECT_EQ(refusal(R"(, "use_sliding_window": true, "max_window_layers": 2)", "qwen2"), "");
  EXPECT_EQ(refusal(R"(, "layer_types": ["full_attention", "full_attention"])", "qwen3"), "");
  EXPECT_THAT(refusal(R"(, "layer_types": ["full_attention", "sliding_attention"])", "qwen3"),
              HasSubstr("layer_types"));
  EXPECT_EQ(refusal(R"(, "sliding_window": null)", "mistral"), "");
  EXPECT_EQ(refusal(R"(, "sliding_window": 4096)", "mistral"), "");
  EXPECT_THAT(refusal(R"(, "sliding_window": 1024)", "mistral"), HasSubstr("sliding_window is 1024"));
  EXPECT_EQ(refusal("", "mistral"), "");  // the default, 4096, is as long as this context
}

}  // namespace
}  // namespace model
