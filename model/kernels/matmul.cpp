#include "model/kernels/matmul.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "core/error.h"
#include "model/kernels/matmul_table.h"

namespace model::kernels {

namespace {

// Rows of A that share a pass over a panel of B: with kUnits of the inner dimension they fill half of a 1 MiB L2 cache.
constexpr int64_t kRowBlock = 2 * kPanelA;
constexpr int64_t kUnits = 512;  // a panel of B of 128 KiB
// Work that is worth waking a thread: units packed, and multiply-adds of units.
constexpr int64_t kPackGrain = int64_t{1} << 15;
constexpr int64_t kBlockGrain = int64_t{1} << 20;

int64_t ceil_div(int64_t a, int64_t b) {
  return (a + b - 1) / b;
}

// A matrix whose rows or columns are dense.
struct Operand {
  const char* data = nullptr;
  int64_t stride = 0;    // between rows (columns), in elements
  bool along_k = false;  // the inner dimension is the dense one
  int64_t element = 0;   // bytes
};

Operand operand(const at::Tensor& matrix, int64_t inner_dim) {
  const bool along_k = matrix.stride(inner_dim) == 1;
  return {static_cast<const char*>(matrix.const_data_ptr()), matrix.stride(along_k ? 1 - inner_dim : inner_dim),
          along_k, static_cast<int64_t>(matrix.element_size())};
}

// All panels of an operand, each [units][panel], one after another.
struct Packed {
  at::Tensor storage;
  const uint32_t* panel(int64_t index) const { return data + index * panel_units; }
  uint32_t* data = nullptr;
  int64_t panel_units = 0;
};

struct Shape {
  int64_t outer = 0;  // rows of A or columns of B
  int64_t inner = 0;
  int64_t units = 0;
  int64_t panel = 0;
};

Packed pack(const MatmulKernels& kernels, const Operand& from, const Shape& shape) {
  Packed packed;
  const int64_t panels = ceil_div(shape.outer, shape.panel);
  packed.panel_units = shape.units * shape.panel;
  packed.storage = at::empty({panels * packed.panel_units}, at::kInt);
  packed.data = reinterpret_cast<uint32_t*>(packed.storage.mutable_data_ptr<int>());
  at::parallel_for(
      0, panels, 1 + kPackGrain / std::max<int64_t>(1, packed.panel_units), [&](int64_t begin, int64_t end) {
        for (int64_t p = begin; p < end; ++p) {
          const int64_t first = p * shape.panel, count = std::min(shape.panel, shape.outer - first);
          uint32_t* to = packed.data + p * packed.panel_units;
          if (from.along_k) {
            const auto* source = reinterpret_cast<const uint32_t*>(from.data + first * from.stride * from.element);
            kernels.pack_rows(source, from.stride * from.element / 4, count, shape.units, to, shape.panel);
          } else {
            kernels.pack_columns(from.data + first * from.element, from.stride, shape.inner, count, to, shape.panel);
          }
        }
      });
  return packed;
}

// Rows of A as the blocks read them: in place where they lie along the inner dimension, else packed.
class LeftOperand {
 public:
  LeftOperand(const MatmulKernels& kernels, const at::Tensor& a_MK, int64_t units)
      : plain_(operand(a_MK, 1)),
        packed_(plain_.along_k ? Packed() : pack(kernels, plain_, {a_MK.size(0), a_MK.size(1), units, kPanelA})) {}

  // The block's rows begin at `row` of A, its units at `k`; `row` is a multiple of kPanelA.
  void multiply(const MatmulKernels& kernels, MatmulBlock block, int64_t row, int64_t k) const {
    if (plain_.along_k) {
      block.a_row = plain_.stride * plain_.element / 4;
      block.a_step = 1;
      block.a = reinterpret_cast<const uint32_t*>(plain_.data) + row * block.a_row + k;
      kernels.block(block);
      return;
    }
    block.a_row = 1;
    block.a_step = kPanelA;
    for (int64_t left = block.rows; left > 0; left -= kPanelA, row += kPanelA) {
      block.a = packed_.panel(row / kPanelA) + k * kPanelA;
      block.rows = std::min(kPanelA, left);
      kernels.block(block);
      block.sums += kPanelA * kPanelB;
      if (block.out != nullptr) block.out += kPanelA * block.out_row;
    }
  }

 private:
  Operand plain_;
  Packed packed_;
};

// Where a block's rounded sums go in C without a detour; nullptr where C is not bf16, or the panel passes its edge.
uint16_t* bf16_out(const at::Tensor& c, int64_t row, int64_t column) {
  if (c.scalar_type() != at::kBFloat16 || column + kPanelB > c.size(1)) return nullptr;
  return reinterpret_cast<uint16_t*>(c.mutable_data_ptr<at::BFloat16>()) + row * c.stride(0) + column;
}

// Sums of one block of rows and one panel of columns into C.
void store(const MatmulKernels& kernels, const at::Tensor& c, int64_t row, int64_t rows, int64_t column,
           bool accumulate, const float* sums) {
  const int64_t count = std::min(kPanelB, c.size(1) - column), stride = c.stride(0);
  if (c.scalar_type() == at::kBFloat16) {
    auto* out = reinterpret_cast<uint16_t*>(c.mutable_data_ptr<at::BFloat16>()) + row * stride + column;
    for (int64_t r = 0; r < rows; ++r) kernels.store_bf16(sums + r * kPanelB, count, out + r * stride);
    return;
  }
  float* out = c.mutable_data_ptr<float>() + row * stride + column;
  for (int64_t r = 0; r < rows; ++r, out += stride, sums += kPanelB) {
    if (accumulate) {
      for (int64_t i = 0; i < count; ++i) out[i] += sums[i];
    } else {
      std::copy_n(sums, count, out);
    }
  }
}

bool dense(const at::Tensor& matrix) {
  return matrix.dim() == 2 && (matrix.stride(0) == 1 || matrix.stride(1) == 1);
}

}  // namespace

const MatmulKernels* matmul_kernels(at::ScalarType type) {
  const Isa isa = best_isa();
  if (type == at::kFloat) return isa == Isa::avx2 ? nullptr : &kMatmulF32Avx512;
  if (type != at::kBFloat16 || isa != Isa::avx512_bf16 || has_bf16_tiles()) return nullptr;
  return &kMatmulBf16Avx512;
}

bool matmul_supported(const at::Tensor& a_MK, const at::Tensor& b_KN) {
  if (!dense(a_MK) || !dense(b_KN) || !a_MK.is_cpu() || !b_KN.is_cpu()) return false;
  if (a_MK.scalar_type() != b_KN.scalar_type() || matmul_kernels(a_MK.scalar_type()) == nullptr) return false;
  if (a_MK.scalar_type() == at::kFloat) return true;
  // Pairs of bf16 along a dense inner dimension must lie on 32-bit boundaries in every row.
  const bool a_pairs = a_MK.stride(1) != 1 || (a_MK.size(1) % 2 == 0 && a_MK.stride(0) % 2 == 0);
  const bool b_pairs = b_KN.stride(0) != 1 || (b_KN.size(0) % 2 == 0 && b_KN.stride(1) % 2 == 0);
  return a_pairs && b_pairs;
}

void matmul_into(const at::Tensor& c_MN, const at::Tensor& a_MK, const at::Tensor& b_KN, bool accumulate) {
  FR_CHECK(matmul_supported(a_MK, b_KN) && a_MK.size(1) == b_KN.size(0), "operands that do not fit");
  FR_CHECK(c_MN.size(0) == a_MK.size(0) && c_MN.size(1) == b_KN.size(1) && c_MN.stride(1) == 1, "shape of the result");
  FR_CHECK(c_MN.scalar_type() == at::kFloat || (c_MN.scalar_type() == a_MK.scalar_type() && !accumulate), "its type");
  const MatmulKernels& kernels = *matmul_kernels(a_MK.scalar_type());
  const int64_t rows = a_MK.size(0), columns = b_KN.size(1), inner = a_MK.size(1);
  if (inner == 0) {
    if (!accumulate) c_MN.zero_();
    return;
  }
  const int64_t units = a_MK.scalar_type() == at::kFloat ? inner : ceil_div(inner, 2);
  const Packed b = pack(kernels, operand(b_KN, 0), {columns, inner, units, kPanelB});
  const LeftOperand a(kernels, a_MK, units);

  const int64_t blocks = ceil_div(rows, kRowBlock), panels = ceil_div(columns, kPanelB);
  const int64_t task_work = std::max<int64_t>(1, std::min(rows, kRowBlock) * kPanelB * units);
  at::parallel_for(0, blocks * panels, 1 + kBlockGrain / task_work, [&](int64_t begin, int64_t end) {
    alignas(64) float sums[kRowBlock * kPanelB];
    for (int64_t task = begin; task < end; ++task) {
      const int64_t row = task / panels * kRowBlock, panel = task % panels;
      const int64_t count = std::min(kRowBlock, rows - row);
      uint16_t* straight = bf16_out(c_MN, row, panel * kPanelB);
      for (int64_t k = 0; k < units; k += kUnits) {
        MatmulBlock block;
        block.b = b.panel(panel) + k * kPanelB;
        block.units = std::min(kUnits, units - k);
        block.rows = count;
        block.sums = sums;
        block.fresh = k == 0;
        block.out = k + kUnits < units ? nullptr : straight;
        block.out_row = c_MN.stride(0);
        a.multiply(kernels, block, row, k);
      }
      if (straight == nullptr) store(kernels, c_MN, row, count, panel * kPanelB, accumulate, sums);
    }
  });
}

}  // namespace model::kernels
