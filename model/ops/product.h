// Matrix products of training: our kernel where it takes the operands, ATen's elsewhere. No autograd.
#pragma once

#include "model/tensor.h"

namespace model::ops {

// c [M, N] = a [M, K] b [K, N]; c's rows are dense, its type is the operands' or fp32.
void product_into(const at::Tensor& c_MN, const at::Tensor& a_MK, const at::Tensor& b_KN);
at::Tensor product(const at::Tensor& a_MK, const at::Tensor& b_KN);
// sum [M, N] += a b; its rows are dense, and it should be fp32: anything less rounds every time.
void add_product(const at::Tensor& sum_MN, const at::Tensor& a_MK, const at::Tensor& b_KN);

}  // namespace model::ops
