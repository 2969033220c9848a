#include "model/attention.h"

#include "core/error.h"
#include "model/kernels/packed_attention.h"
#include "model/ops/forest_attention.h"
#include "model/ops/replaced_value.h"

namespace model {

PackedAttention::PackedAttention(const PackedBatch& batch) : sequences_(batch.sequences) {
  int64_t next = 0;
  for (size_t i = 0; i < sequences_.size(); ++i) {
    const PackedSequence& s = sequences_[i];
    if (s.begin != next || s.end < s.begin) {
      throw core::data_error(
          core::format("sequence {} covers tokens {}..{}, expected to start at {}", i, s.begin, s.end, next));
    }
    if (s.parent >= static_cast<int64_t>(i) || s.parent < -1) {
      throw core::data_error(
          core::format("sequence {} names {} as its parent, which does not precede it", i, s.parent));
    }
    next = s.end;
  }
  if (next != batch.tokens_T.size(0)) {
    throw core::data_error(core::format("the sequences cover {} of {} tokens", next, batch.tokens_T.size(0)));
  }
}

at::Tensor PackedAttention::attend(int64_t /*layer*/, const at::Tensor& q_THE, const at::Tensor& k_TKE,
                                   const at::Tensor& v_TKE) {
  if (forest_ == nullptr) forest_ = std::make_shared<const kernels::BlockForest>(sequences_);
  if (kernels::forest_attention_supported(q_THE, k_TKE, v_TKE)) {
    if (plan_ == nullptr) {
      plan_ = std::make_shared<const kernels::ForestPlan>(sequences_, q_THE.size(1) / k_TKE.size(1));
    }
    return ops::forest_attention(*forest_, plan_, q_THE, k_TKE, v_TKE);
  }
  // The backward pass may come when this object is gone.
  const auto aten = [self = *this](const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    return self.attend_with_aten(q, k, v);
  };
  const auto ours = [forest = forest_](const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    return forest->attend(q, k, v).out_THE;
  };
  return ops::with_gradient_of(aten, ours, q_THE, k_TKE, v_TKE);
}

at::Tensor PackedAttention::attend_with_aten(const at::Tensor& q_THE, const at::Tensor& k_TKE,
                                             const at::Tensor& v_TKE) const {
  const auto as_batch = [](const at::Tensor& x) { return x.transpose(0, 1).unsqueeze(0); };  // [1, heads, T, E]
  std::vector<at::Tensor> parts;
  for (const PackedSequence& s : sequences_) {
    if (s.begin == s.end) continue;
    const int64_t own = s.end - s.begin;
    std::vector<at::Tensor> keys{k_TKE.narrow(0, s.begin, own)}, values{v_TKE.narrow(0, s.begin, own)};
    int64_t before = 0;
    for (int64_t p = s.parent; p >= 0; p = sequences_[static_cast<size_t>(p)].parent) {
      const PackedSequence& a = sequences_[static_cast<size_t>(p)];
      keys.insert(keys.begin(), k_TKE.narrow(0, a.begin, a.end - a.begin));
      values.insert(values.begin(), v_TKE.narrow(0, a.begin, a.end - a.begin));
      before += a.end - a.begin;
    }
    const at::Tensor q = as_batch(q_THE.narrow(0, s.begin, own));
    const at::Tensor k = as_batch(keys.size() == 1 ? keys[0] : at::cat(keys));
    const at::Tensor v = as_batch(values.size() == 1 ? values[0] : at::cat(values));
    at::Tensor out;
    if (before == 0) {
      out = at::scaled_dot_product_attention(q, k, v, {}, 0.0, true, {}, true);
    } else {
      const at::Tensor mask = at::ones({own, before + own}, at::kBool).tril_(before);
      out = at::scaled_dot_product_attention(q, k, v, mask, 0.0, false, {}, true);
    }
    parts.push_back(out.squeeze(0).transpose(0, 1));
  }
  if (parts.empty()) return at::zeros_like(q_THE);
  return parts.size() == 1 ? parts[0] : at::cat(parts);
}

}  // namespace model
