#include "model/kernels/softmax.h"

#include "core/error.h"
#include "model/kernels/softmax_table.h"

namespace model::kernels {

const SoftmaxKernels& softmax_kernels(Isa isa) {
  return isa == Isa::avx2 ? kSoftmaxAvx2 : kSoftmaxAvx512;
}

float row_max(std::span<const float> row) {
  return softmax_kernels(best_isa()).max(row.data(), static_cast<int64_t>(row.size()));
}

double exp_sums(std::span<const float> row, float max, float inverse_temperature, std::span<double> slice_sums) {
  const SoftmaxKernels& kernels = softmax_kernels(best_isa());
  const auto size = static_cast<int64_t>(row.size());
  FR_CHECK(static_cast<int64_t>(slice_sums.size()) * kSoftmaxSlice >= size, "a sum a slice");
  double total = 0;
  for (int64_t begin = 0; begin < size; begin += kSoftmaxSlice) {
    const int64_t count = std::min(kSoftmaxSlice, size - begin);
    const double sum = kernels.exp_sum(row.data() + begin, count, max, inverse_temperature);
    slice_sums[static_cast<size_t>(begin / kSoftmaxSlice)] = sum;
    total += sum;
  }
  return total;
}

float exp_term(float x, float max, float inverse_temperature) {
  return softmax_kernels(best_isa()).exp_sum(&x, 1, max, inverse_temperature);
}

}  // namespace model::kernels
