// A Transformer's parameters and angles in device memory.
#pragma once

#include "model/cuda/forward.h"
#include "model/transformer.h"

namespace model {

cuda::Shape device_shape(const ModelConfig& config);

// Throws core::Error(usage) for anything but plain bf16.
void check_device_form(at::ScalarType dtype, bool quantised);

class DeviceWeights {
 public:
  // Copies the weights; throws as check_device_form does. The runtime must outlive it.
  DeviceWeights(cuda::Runtime& runtime, const Transformer& model);

  // Copies the weights again, which were written to.
  void upload(const Transformer& model);

  cuda::Weights pointers(const Transformer& model) const;

  static size_t bytes(const Transformer& model);

 private:
  cuda::Runtime& runtime_;
  cuda::Memory<uint16_t> flat_;
  cuda::Memory<float> angles_;  // cos, then sin
};

}  // namespace model
