// The training matmul against float64, for every layout of the operands and awkward sizes.
#include "model/kernels/matmul.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>

#include "tests/model/parity_data.h"

namespace model::kernels {
namespace {

at::Tensor random_matrix(int64_t rows, int64_t columns, bool transposed, at::ScalarType type) {
  return transposed ? at::randn({columns, rows}).to(type).t() : at::randn({rows, columns}).to(type);
}

TEST(Matmul, EveryLayoutAndSize) {
  at::manual_seed(0);
  const int64_t sizes[][3] = {{1, 1, 2},    {5, 3, 7},     {6, 64, 16},     {7, 65, 33},    {97, 130, 48},
                              {49, 31, 66}, {200, 96, 70}, {130, 65, 1100}, {96, 128, 2050}};
  size_t cases = 0, skipped = 0;
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    if (matmul_kernels(type) == nullptr) continue;
    for (const auto& [m, n, k] : sizes) {
      for (int layout = 0; layout < 4; ++layout) {
        const at::Tensor a = random_matrix(m, k, (layout & 1) != 0, type),
                         b = random_matrix(k, n, (layout & 2) != 0, type);
        if (!matmul_supported(a, b)) {
          ++skipped;
          continue;
        }
        SCOPED_TRACE(testing::Message() << m << " x " << n << " x " << k << " layout " << layout << " " << type);
        const at::Tensor expected = at::matmul(a.to(at::kDouble), b.to(at::kDouble));
        at::Tensor c = at::full({m, n}, std::nan(""), at::kFloat);
        matmul_into(c, a, b, false);
        EXPECT_LE(test::relative_error(c, expected), 4e-6);
        matmul_into(c, a, b, true);
        EXPECT_LE(test::relative_error(c, expected * 2), 4e-6);
        // Into a slice of a wider matrix, whose other columns stay.
        const at::Tensor wide = at::full({m, n + 3}, 7.0, type);
        matmul_into(wide.narrow(1, 1, n), a, b, false);
        EXPECT_TRUE(wide.narrow(1, 1, n).equal(expected.to(at::kFloat).to(type)) ||
                    test::relative_error(wide.narrow(1, 1, n), expected) < (type == at::kFloat ? 4e-6 : 5e-3));
        EXPECT_TRUE(wide.select(1, 0).eq(7).all().item<bool>() && wide.narrow(1, n + 1, 2).eq(7).all().item<bool>());
        ++cases;
      }
    }
  }
  if (cases == 0) GTEST_SKIP() << "no AVX-512 here";
  EXPECT_LE(skipped, 18U);  // odd inner dimensions of bf16 alone
  std::printf("%zu cases\n", cases);
}

// Without OpenMP at::parallel_for compiles to a plain loop, and nothing but the clock tells.
TEST(ParallelLoops, RunOnSeveralThreads) {
  const int before = at::get_num_threads();
  at::set_num_threads(2);
  std::mutex mutex;
  std::set<std::thread::id> seen;
  at::parallel_for(0, 2, 1, [&](int64_t /*begin*/, int64_t /*end*/) {
    const std::lock_guard lock(mutex);
    seen.insert(std::this_thread::get_id());
  });
  at::set_num_threads(before);
  EXPECT_EQ(seen.size(), 2U);
}

}  // namespace
}  // namespace model::kernels
