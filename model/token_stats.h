// TokenStats: what every loss needs to know about a supervised token, computed from hidden states and the output matrix
// in chunks, as one autograd function. Never holds [tokens x vocabulary] whole. Knows no loss and no ledger.
#pragma once

#include <cstdint>

#include "model/tensor.h"

namespace model {

// One value a token. fp32 (fp64 where the inputs are fp64); all four are differentiable.
struct TokenStats {
  at::Tensor logp_N;        // log softmax(z)[target] = z[target] - logsumexp(z)
  at::Tensor logsumexp_N;   // logsumexp(z)
  at::Tensor entropy_N;     // H = logsumexp(z) - sum softmax(z) z, in nats
  at::Tensor mean_logit_N;  // mean over the vocabulary of z
};

struct TokenStatsOptions {
  int64_t chunk_bytes = int64_t{128} << 20;  // logits computed at once
  // Logits kept from the forward for the backward pass; rows beyond it are computed a second time.
  int64_t keep_bytes = int64_t{384} << 20;
};

// hidden_ND: the rows that predict a supervised token (already gathered, final norm applied); output_VD: the output
// matrix; targets_N: int64 in [0, V). Logits z = hidden output^T and everything after them are fp32 (fp64 where the
// inputs are); the backward pass reads z in the inputs' dtype. Gradients go to hidden_ND and output_VD, in their dtype;
// an output_VD that is a leaf with a `.grad` (any float dtype) is added to in place inside backward, so that one needs
// backward(), not autograd::grad().
// Throws core::Error(internal) where shapes or dtypes do not fit, or a target is outside the vocabulary.
TokenStats token_stats(const at::Tensor& hidden_ND, const at::Tensor& output_VD, const at::Tensor& targets_N,
                       const TokenStatsOptions& options = {});

}  // namespace model
