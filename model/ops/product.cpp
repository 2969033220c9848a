#include "model/ops/product.h"

#include "model/kernels/matmul.h"

namespace model::ops {

void product_into(const at::Tensor& c_MN, const at::Tensor& a_MK, const at::Tensor& b_KN) {
  if (kernels::matmul_supported(a_MK, b_KN)) {
    kernels::matmul_into(c_MN, a_MK, b_KN, false);
  } else if (c_MN.scalar_type() == a_MK.scalar_type()) {
    at::Tensor c = c_MN;
    at::mm_out(c, a_MK, b_KN);
  } else {
    c_MN.copy_(at::mm(a_MK, b_KN));
  }
}

at::Tensor product(const at::Tensor& a_MK, const at::Tensor& b_KN) {
  at::Tensor c_MN = at::empty({a_MK.size(0), b_KN.size(1)}, a_MK.options());
  product_into(c_MN, a_MK, b_KN);
  return c_MN;
}

void add_product(const at::Tensor& sum_MN, const at::Tensor& a_MK, const at::Tensor& b_KN) {
  if (sum_MN.scalar_type() == at::kFloat && kernels::matmul_supported(a_MK, b_KN)) {
    kernels::matmul_into(sum_MN, a_MK, b_KN, true);
  } else if (sum_MN.scalar_type() == a_MK.scalar_type()) {
    sum_MN.addmm_(a_MK, b_KN);
  } else {
    sum_MN.add_(at::mm(a_MK, b_KN));
  }
}

}  // namespace model::ops
