// The one header of the program that brings in ATen (precompiled). Never include <torch/torch.h>.
// Shape legend of tensor variables: T tokens, B sequences, D width, H query heads, K key/value heads, E head size,
// F feed-forward width, V vocabulary, L layers.
#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
