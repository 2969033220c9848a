// Rotary frequencies of models whose context was stretched after training: Llama 3's rule and YaRN. Knows no tensors.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace model {

enum class RopeKind { plain, llama3, yarn };

// Fields as in HF's `rope_parameters`; each kind reads its own.
struct RopeScaling {
  RopeKind kind = RopeKind::plain;
  double factor = 1;             // how far the context was stretched
  int64_t original_context = 0;  // `original_max_position_embeddings`
  // llama3: wavelengths below original_context / high stay, those above original_context / low are divided by factor.
  double low_freq_factor = 1;
  double high_freq_factor = 4;
  // yarn: frequencies that turn more than beta_fast times in the original context stay, those below beta_slow are
  // divided by factor; `truncate` takes whole indices as the bounds.
  double beta_fast = 32;
  double beta_slow = 1;
  bool truncate = true;
  std::optional<double> attention_factor;  // overrides what mscale gives
  double mscale = 0;                       // 0: not given
  double mscale_all_dim = 0;
};

// [head_size / 2]: the angle of position p and pair i is p · result[i].
std::vector<double> inverse_frequencies(const RopeScaling& scaling, int64_t head_size, double theta);

// What cos and sin are multiplied with; 1 unless the kind is yarn.
double rope_attention_factor(const RopeScaling& scaling);

}  // namespace model
