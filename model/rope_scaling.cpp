#include "model/rope_scaling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace model {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

// Llama 3.1: long waves are stretched by the factor, short ones not at all, those between in proportion.
double llama3_frequency(const RopeScaling& scaling, double frequency) {
  const auto context = static_cast<double>(scaling.original_context);
  const double wavelength = kTurn / frequency;
  if (wavelength < context / scaling.high_freq_factor) return frequency;
  if (wavelength > context / scaling.low_freq_factor) return frequency / scaling.factor;
  const double kept =
      (context / wavelength - scaling.low_freq_factor) / (scaling.high_freq_factor - scaling.low_freq_factor);
  return (1 - kept) * frequency / scaling.factor + kept * frequency;
}

// The index (not whole) of the pair that turns so often in the original context.
double yarn_index(const RopeScaling& scaling, double turns, int64_t head_size, double theta) {
  const auto context = static_cast<double>(scaling.original_context);
  return static_cast<double>(head_size) * std::log(context / (turns * kTurn)) / (2 * std::log(theta));
}

// YaRN (arXiv 2309.00071): a ramp over the indices from what stays to what is divided by the factor.
void stretch_yarn(const RopeScaling& scaling, double theta, std::vector<double>& frequencies) {
  const auto head_size = static_cast<int64_t>(frequencies.size()) * 2;
  double low = yarn_index(scaling, scaling.beta_fast, head_size, theta);
  double high = yarn_index(scaling, scaling.beta_slow, head_size, theta);
  if (scaling.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, static_cast<double>(head_size - 1));
  if (low == high) high += 0.001;  // as transformers: no division by zero
  for (size_t i = 0; i < frequencies.size(); ++i) {
    const double stretched = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
    frequencies[i] = frequencies[i] / scaling.factor * stretched + frequencies[i] * (1 - stretched);
  }
}

double yarn_mscale(double factor, double mscale) {
  return factor <= 1 ? 1 : 0.1 * mscale * std::log(factor) + 1;
}

}  // namespace

std::vector<double> inverse_frequencies(const RopeScaling& scaling, int64_t head_size, double theta) {
  std::vector<double> frequencies(static_cast<size_t>(head_size / 2));
  for (size_t i = 0; i < frequencies.size(); ++i) {
    frequencies[i] = std::pow(theta, -2 * static_cast<double>(i) / static_cast<double>(head_size));
  }
  if (scaling.kind == RopeKind::llama3) {
    for (double& frequency : frequencies) frequency = llama3_frequency(scaling, frequency);
  } else if (scaling.kind == RopeKind::yarn) {
    stretch_yarn(scaling, theta, frequencies);
  }
  return frequencies;
}

double rope_attention_factor(const RopeScaling& scaling) {
  if (scaling.kind != RopeKind::yarn) return 1;
  if (scaling.attention_factor) return *scaling.attention_factor;
  if (scaling.mscale != 0 && scaling.mscale_all_dim != 0) {
    return yarn_mscale(scaling.factor, scaling.mscale) / yarn_mscale(scaling.factor, scaling.mscale_all_dim);
  }
  return yarn_mscale(scaling.factor, 1);
}

}  // namespace model
