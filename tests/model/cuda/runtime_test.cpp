// The runtime under the engine: matrix products, copies, graphs.
#include "model/cuda/runtime.h"

#include "core/error.h"
#include "model/cuda/layers.h"
#include "tests/model/cuda/device.h"

#if !defined(FR_ON_DEVICE)
#include <emulated_runtime.h>
#endif

namespace model::cuda {
namespace {

std::unique_ptr<Runtime> make_runtime() {
#if defined(FR_ON_DEVICE)
  return open_gpu();
#else
  return std::make_unique<emulation::EmulatedRuntime>();
#endif
}

template <class T>
Memory<T> uploaded(Runtime& runtime, const std::vector<T>& values) {
  Memory<T> memory(runtime, values.size());
  runtime.upload_now(memory.get(), values.data(), values.size() * sizeof(T));
  return memory;
}

template <class T>
std::vector<T> downloaded(Runtime& runtime, const T* from, size_t count) {
  const Memory<T> to = pinned<T>(runtime, count);
  runtime.download({to.get(), from, count * sizeof(T)});
  runtime.wait();
  return {to.get(), to.get() + count};
}

void expect_product(Runtime& runtime, int rows, int inner, int outputs, bool with_bias, bool fp32) {
  const auto r = static_cast<size_t>(rows), n = static_cast<size_t>(inner), o = static_cast<size_t>(outputs);
  const std::vector<uint16_t> x = random_bf16(1, r * n), w = random_bf16(2, o * n), bias = random_bf16(3, o, 5);
  const auto device_x = uploaded(runtime, x), device_w = uploaded(runtime, w), device_bias = uploaded(runtime, bias);
  const Memory<float> wide(runtime, r * o);
  const Memory<uint16_t> narrow(runtime, r * o);
  Product args;
  args.x = device_x.get();
  args.w = device_w.get();
  args.bias = with_bias ? device_bias.get() : nullptr;
  args.y = fp32 ? static_cast<void*>(wide.get()) : narrow.get();
  args.fp32 = fp32;
  args.rows = rows;
  args.inner = inner;
  args.outputs = outputs;
  runtime.product(args);
  const std::vector<float> got_wide = downloaded(runtime, wide.get(), r * o);
  const std::vector<uint16_t> got_narrow = downloaded(runtime, narrow.get(), r * o);
  for (size_t i = 0; i < r; ++i) {
    for (size_t j = 0; j < o; ++j) {
      double sum = with_bias ? widened(bias[j]) : 0, size = std::abs(sum);
      for (size_t k = 0; k < n; ++k) {
        const double term = widened(x[i * n + k]) * widened(w[j * n + k]);
        sum += term;
        size += std::abs(term);
      }
      const double got = fp32 ? static_cast<double>(got_wide[i * o + j]) : widened(got_narrow[i * o + j]);
      const double bound = size * 0x1p-23 * std::sqrt(static_cast<double>(inner)) + (fp32 ? 0 : std::abs(sum) * 0x1p-8);
      ASSERT_NEAR(got, sum, bound + 1e-6) << rows << " x " << inner << " x " << outputs << " at " << i << ", " << j;
    }
  }
}

TEST(CudaRuntime, MultipliesMatrices) {
  const auto runtime = make_runtime();
  for (const int rows : {1, 2, 5, 64, 130}) {
    expect_product(*runtime, rows, 72, 200, false, false);
    expect_product(*runtime, rows, 72, 200, true, false);
    expect_product(*runtime, rows, 256, 72, true, false);
    expect_product(*runtime, rows, 128, 211, false, true);  // an odd number of logits
  }
}

TEST(CudaRuntime, CopiesPieces) {
  const auto runtime = make_runtime();
  std::vector<uint16_t> values(100);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<uint16_t>(i);
  const auto from = uploaded(*runtime, values);
  // Four pieces of three elements, one in ten, from the seventh on; and back to other places.
  const Memory<uint16_t> pieces = pinned<uint16_t>(*runtime, 12);
  runtime->download({pieces.get(), from.get() + 7, 6, 4, 6, 20});
  const auto to = uploaded(*runtime, std::vector<uint16_t>(100, 999));
  runtime->upload({to.get() + 2, pieces.get(), 6, 4, 40, 6});
  const std::vector<uint16_t> got = downloaded(*runtime, to.get(), 100);
  for (size_t i = 0; i < 100; ++i) {
    const size_t piece = (i - 2) / 20, place = (i - 2) % 20;
    const bool copied = i >= 2 && piece < 4 && place < 3;
    ASSERT_EQ(got[i], copied ? 7 + 10 * piece + place : 999) << i;
  }
}

TEST(CudaRuntime, ReplaysWhatItRecorded) {
  const auto runtime = make_runtime();
  const auto table = uploaded(*runtime, random_bf16(1, 16 * 8)), weight = uploaded(*runtime, random_bf16(2, 24 * 8));
  const auto tokens = uploaded(*runtime, std::vector<int32_t>{3, 1});
  const Memory<uint16_t> rows(*runtime, 2 * 8);
  const Memory<float> out(*runtime, 2 * 24);
  const auto enqueue = [&] {
    runtime->check(embedding({table.get(), tokens.get(), rows.get(), 2, 8}, runtime->stream()), "embedding");
    runtime->product({rows.get(), weight.get(), nullptr, out.get(), true, 2, 8, 24});
  };
  enqueue();
  const std::vector<float> expected = downloaded(*runtime, out.get(), out.count());
  runtime->upload_now(tokens.get(), std::vector<int32_t>{0, 15}.data(), 2 * sizeof(int32_t));
  const std::unique_ptr<Graph> graph = runtime->capture(enqueue);
  EXPECT_EQ(downloaded(*runtime, out.get(), out.count()), expected) << "recorded, not done";
  graph->replay();
  const std::vector<float> others = downloaded(*runtime, out.get(), out.count());
  EXPECT_NE(others, expected);
  runtime->upload_now(tokens.get(), std::vector<int32_t>{3, 1}.data(), 2 * sizeof(int32_t));
  graph->replay();
  EXPECT_EQ(downloaded(*runtime, out.get(), out.count()), expected);
}

TEST(CudaRuntime, SaysWhatFailed) {
  const auto runtime = make_runtime();
  EXPECT_NO_THROW(runtime->check(0, "a kernel"));
  EXPECT_THROW(runtime->check(kInvalidShape, "a kernel"), core::Error);
  EXPECT_THROW(runtime->allocate(size_t{1} << 50U), core::Error);
  EXPECT_GT(runtime->free_bytes(), 0U);
}

}  // namespace
}  // namespace model::cuda
