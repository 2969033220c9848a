#include "model/kernels/linear.h"

#include <ATen/Parallel.h>

#include "core/error.h"
#include "model/kernels/linear_table.h"
#include "model/kernels/scratch.h"
#include "model/strict.h"

namespace model::kernels {

namespace {

// From this many rows on, processors with tile registers are faster through oneDNN than through vectors.
constexpr int64_t kTileRows = 12;

template <class F>
void over_columns(const LinearArgs& args, int64_t outputs, int64_t unit, const F& run) {
  const int64_t tiles = (outputs + unit - 1) / unit;
  const int64_t grain = std::max<int64_t>(1, kMinWork / std::max<int64_t>(1, args.inner * args.rows * unit));
  at::parallel_for(0, tiles, grain,
                   [&](int64_t begin, int64_t end) { run(begin * unit, std::min(end * unit, outputs)); });
}

void few_rows(const LinearArgs& args, at::ScalarType type, at::ScalarType out, int64_t outputs) {
  const LinearKernels& kernels = linear_kernels(best_isa());
  const LinearFunction run = type == at::kFloat ? kernels.f32 : out == at::kFloat ? kernels.bf16_to_f32 : kernels.bf16;
  over_columns(args, outputs, kFewColumns, [&](int64_t begin, int64_t end) { run(args, begin, end); });
}

void many_rows(const LinearArgs& args, at::ScalarType type, at::ScalarType out, int64_t outputs) {
  const LinearKernels& kernels = linear_kernels(best_isa());
  const GemmFunction run = type == at::kFloat  ? kernels.gemm_f32
                           : out == at::kFloat ? kernels.gemm_bf16_to_f32
                                               : kernels.gemm_bf16;
  over_columns(args, outputs, kGemmColumns,
               [&](int64_t begin, int64_t end) { run(args, begin, end, Scratch(gemm_scratch(args.rows)).data()); });
}

}  // namespace

LinearArgs linear_args(const at::Tensor& x, const at::Tensor& w, const at::Tensor& bias, const at::Tensor& y) {
  LinearArgs args;
  args.x = x.const_data_ptr();
  args.w = w.const_data_ptr();
  args.bias = bias.defined() ? bias.const_data_ptr() : nullptr;
  args.y = y.mutable_data_ptr();
  args.rows = x.size(0);
  args.inner = w.size(1);
  args.x_stride = x.stride(0);
  args.w_stride = w.stride(0);
  args.y_stride = w.size(0);
  return args;
}

const LinearKernels& linear_kernels(Isa isa) {
  switch (isa) {
    case Isa::avx512_bf16:
      return kLinearAvx512Bf16;
    case Isa::avx512:
      return kLinearAvx512;
    case Isa::avx2:
      break;
  }
  return kLinearAvx2;
}

int64_t gemm_scratch(int64_t rows) {
  return (kGemmWordChunk + std::min(rows, kGemmRowChunk)) * kGemmColumns;
}

bool linear_supported(const at::Tensor& x, const at::Tensor& w) {
  const at::ScalarType type = x.scalar_type();
  return (type == at::kFloat || type == at::kBFloat16) && w.scalar_type() == type && x.is_cpu() && w.is_cpu() &&
         x.dim() >= 1 && w.dim() == 2 && x.size(-1) == w.size(1) && x.stride(-1) == 1 && w.stride(1) == 1;
}

bool linear_row_invariant(at::ScalarType type) {
  return strict_numerics() || type != at::kBFloat16 || !has_bf16_tiles();
}

at::Tensor linear(const at::Tensor& x, const at::Tensor& w, const at::Tensor& bias,
                  c10::optional<at::ScalarType> out_type) {
  FR_CHECK(linear_supported(x, w) && x.dim() == 2, "x [rows, inner] and w [outputs, inner] of one type are needed");
  const at::ScalarType type = x.scalar_type();
  const at::ScalarType out = out_type.value_or(type);
  FR_CHECK(out == type || (type == at::kBFloat16 && out == at::kFloat), "no kernel for this output type");
  FR_CHECK(!bias.defined() || (bias.scalar_type() == type && bias.is_contiguous() && bias.numel() == w.size(0)));
  // oneDNN rounds its results to the operands' type: not for logits.
  if (out == type && !linear_row_invariant(type) && x.size(0) >= kTileRows) {
    return bias.defined() ? at::linear(x, w, bias) : at::linear(x, w);
  }

  const int64_t outputs = w.size(0);
  at::Tensor y = at::empty({x.size(0), outputs}, x.options().dtype(out));
  const LinearArgs args = linear_args(x, w, bias, y);
  const bool even = args.inner % 2 == 0 && args.x_stride % 2 == 0 && args.w_stride % 2 == 0;
  if (args.rows > kFewRows && (type == at::kFloat || even)) {
    many_rows(args, type, out, outputs);
  } else {
    few_rows(args, type, out, outputs);
  }
  return y;
}

}  // namespace model::kernels
