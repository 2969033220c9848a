#include "train/optimizer.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/error.h"

namespace train {
namespace {

constexpr int64_t kNormBlock = int64_t{1} << 16;

// Sum of squares in 16 independent lanes, which the compiler keeps in registers.
double sum_of_squares(const float* data, int64_t size) {
  constexpr int64_t kLanes = 16;
  std::array<float, kLanes> lanes{};
  const int64_t whole = size - size % kLanes;
  for (int64_t i = 0; i < whole; i += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      lanes[static_cast<size_t>(lane)] += data[i + lane] * data[i + lane];
    }
  }
  double sum = 0;
  for (const float lane : lanes) sum += lane;
  for (int64_t i = whole; i < size; ++i) sum += static_cast<double>(data[i]) * data[i];
  return sum;
}

}  // namespace

double global_norm(const at::Tensor& flat) {
  FR_CHECK(flat.scalar_type() == at::kFloat && flat.is_contiguous() && flat.is_cpu(), "global_norm: dense fp32 needed");
  const float* data = flat.const_data_ptr<float>();
  const int64_t size = flat.numel();
  std::vector<double> sums(static_cast<size_t>((size + kNormBlock - 1) / kNormBlock));
  at::parallel_for(0, static_cast<int64_t>(sums.size()), 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      sums[static_cast<size_t>(i)] = sum_of_squares(data + i * kNormBlock, std::min(kNormBlock, size - i * kNormBlock));
    }
  });
  double total = 0;
  for (const double sum : sums) total += sum;
  return std::sqrt(total);
}

AdamW::AdamW(at::Tensor values, at::Tensor gradients, const AdamWOptions& options, at::Tensor masters)
    : options_(options), values_(std::move(values)), gradients_(std::move(gradients)), masters_(std::move(masters)) {
  FR_CHECK(values_.dim() == 1 && gradients_.sizes() == values_.sizes() && gradients_.scalar_type() == at::kFloat,
           "AdamW: flat values and fp32 gradients of one length are needed");
  const at::NoGradGuard no_grad;
  const bool separate = values_.scalar_type() != at::kFloat;
  if (!separate) {
    FR_CHECK(!masters_.defined(), "AdamW: fp32 values are their own masters");
    masters_ = values_;
  } else if (masters_.defined()) {
    values_.copy_(masters_);
  } else {
    masters_ = values_.to(at::kFloat);
  }
  first_ = at::zeros_like(masters_);
  second_ = at::zeros_like(masters_);
}

double AdamW::step(double learning_rate) {
  const at::NoGradGuard no_grad;
  const double norm = global_norm(gradients_);
  if (!std::isfinite(norm)) {
    gradients_.zero_();
    return norm;
  }
  ++steps_;
  at::Tensor grad_scale;  // gradients are divided by it inside the fused step
  if (options_.clip_norm > 0 && norm > options_.clip_norm) {
    grad_scale = at::full({}, norm / options_.clip_norm, gradients_.options());
  }
  update(0, options_.decayed, learning_rate, options_.weight_decay, grad_scale);
  update(options_.decayed, values_.numel(), learning_rate, 0, grad_scale);
  if (!masters_.is_same(values_)) values_.copy_(masters_);
  gradients_.zero_();
  return norm;
}

void AdamW::update(int64_t begin, int64_t end, double learning_rate, double weight_decay,
                   const at::Tensor& grad_scale) {
  if (begin == end) return;
  const auto part = [&](const at::Tensor& flat) { return flat.narrow(0, begin, end - begin); };
  // The fused step reads the number of this step, as its Python caller leaves it: already counted up.
  const std::vector<at::Tensor> state_steps{at::full({}, static_cast<float>(steps_), gradients_.options())};
  const std::vector<at::Tensor> values{part(masters_)};
  const std::vector<at::Tensor> gradients{part(gradients_)};
  const std::vector<at::Tensor> first{part(first_)};
  const std::vector<at::Tensor> second{part(second_)};
  at::_fused_adamw_(values, gradients, first, second, /*max_exp_avg_sqs=*/{}, state_steps, learning_rate,
                    options_.beta1, options_.beta2, weight_decay, options_.epsilon, /*amsgrad=*/false,
                    /*maximize=*/false, grad_scale.defined() ? std::optional<at::Tensor>(grad_scale) : std::nullopt,
                    /*found_inf=*/std::nullopt);
}

void AdamW::restore(const at::Tensor& masters, const at::Tensor& first, const at::Tensor& second, int64_t steps) {
  const at::NoGradGuard no_grad;
  masters_.copy_(masters);
  first_.copy_(first);
  second_.copy_(second);
  if (!masters_.is_same(values_)) values_.copy_(masters_);
  steps_ = steps;
}

}  // namespace train
