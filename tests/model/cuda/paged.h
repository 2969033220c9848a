// Sequences with random keys and values in shuffled blocks of a paged cache, and attention over them in fp64.
#pragma once

#include <memory>

#include "model/cuda/attention.h"
#include "tests/model/cuda/device.h"

namespace model::cuda {

struct Shape {
  int heads = 0;
  int kv_heads = 0;
  int head_size = 0;
};

class PagedSequences {
 public:
  PagedSequences(uint64_t seed, const Shape& shape, const std::vector<int>& lengths)
      : shape_(shape), lengths_(lengths) {
    int blocks = 0, longest = 0;
    for (const int length : lengths) {
      blocks += (length + kBlockTokens - 1) / kBlockTokens;
      longest = std::max(longest, (length + kBlockTokens - 1) / kBlockTokens);
    }
    std::vector<int32_t> order(static_cast<size_t>(blocks));
    for (int i = 0; i < blocks; ++i) order[static_cast<size_t>(i)] = i;
    core::Rng rng(seed, 1);
    rng.shuffle(order);
    stride_ = longest + 1;
    // What nobody may read: NaNs, and blocks far outside the pool.
    std::vector<int32_t> tables(lengths.size() * static_cast<size_t>(stride_), 1 << 28);
    const size_t pool = static_cast<size_t>(blocks) * static_cast<size_t>(shape.kv_heads) * kBlockTokens *
                        static_cast<size_t>(shape.head_size);
    std::vector<uint16_t> keys(pool, kNan16), values(pool, kNan16);
    size_t next = 0;
    for (size_t s = 0; s < lengths.size(); ++s) {
      const auto elements = static_cast<size_t>(lengths[s]) * static_cast<size_t>(shape.kv_heads * shape.head_size);
      keys_.push_back(random_bf16(seed + 100 * s + 2, elements));
      values_.push_back(random_bf16(seed + 100 * s + 3, elements));
      for (int t = 0; t < lengths[s]; ++t) {
        int32_t& block = tables[s * static_cast<size_t>(stride_) + static_cast<size_t>(t / kBlockTokens)];
        if (t % kBlockTokens == 0) block = order[next++];
        for (int h = 0; h < shape.kv_heads; ++h) {
          for (int e = 0; e < shape.head_size; ++e) {
            keys[key_place(block, h, t % kBlockTokens, e)] = key(s, t, h, e);
            values[value_place(block, h, t % kBlockTokens, e)] = value(s, t, h, e);
          }
        }
      }
    }
    device_keys_ = std::make_unique<DeviceArray<uint16_t>>(keys);
    device_values_ = std::make_unique<DeviceArray<uint16_t>>(values);
    device_tables_ = std::make_unique<DeviceArray<int32_t>>(tables);
  }

  size_t key_place(int block, int head, int token, int e) const {
    return ((static_cast<size_t>(block) * static_cast<size_t>(shape_.kv_heads) + static_cast<size_t>(head)) *
                kBlockTokens +
            static_cast<size_t>(token)) *
               static_cast<size_t>(shape_.head_size) +
           static_cast<size_t>(e);
  }
  size_t value_place(int block, int head, int token, int e) const {
    return key_place(block, head, token / 2 * 2, 0) + static_cast<size_t>(2 * e + token % 2);
  }
  KvPool pool() const { return {device_keys_->data(), device_values_->data(), shape_.kv_heads, shape_.head_size}; }
  BlockTables tables() const { return {device_tables_->data(), stride_}; }

  // What the query q [E] at `position` of sequence s gets from `head`; `bound` is how far off bf16 probabilities may
  // take each element.
  std::vector<double> attend(size_t s, int position, int head, const uint16_t* q, std::vector<double>& bound) const {
    const int size = shape_.head_size, kv_head = head / (shape_.heads / shape_.kv_heads);
    std::vector<double> scores;
    double top = -INFINITY, mass = 0;
    for (int t = 0; t <= position; ++t) {
      double score = 0;
      for (int e = 0; e < size; ++e) score += widened(q[e]) * widened(key(s, t, kv_head, e));
      scores.push_back(score / std::sqrt(static_cast<double>(size)));
      top = std::max(top, scores.back());
    }
    for (double& x : scores) mass += x = std::exp(x - top);
    std::vector<double> out(static_cast<size_t>(size), 0);
    bound.assign(static_cast<size_t>(size), 0);
    for (int e = 0; e < size; ++e) {
      for (int t = 0; t <= position; ++t) {
        const double term = scores[static_cast<size_t>(t)] / mass * widened(value(s, t, kv_head, e));
        out[static_cast<size_t>(e)] += term;
        bound[static_cast<size_t>(e)] += std::abs(term);
      }
      bound[static_cast<size_t>(e)] =
          0x1p-8 * (1.02 * bound[static_cast<size_t>(e)] + std::abs(out[static_cast<size_t>(e)])) + 1e-5;
    }
    return out;
  }

 private:
  uint16_t key(size_t s, int t, int h, int e) const { return keys_[s][place(t, h, e)]; }
  uint16_t value(size_t s, int t, int h, int e) const { return values_[s][place(t, h, e)]; }
  size_t place(int t, int h, int e) const {
    return static_cast<size_t>((t * shape_.kv_heads + h) * shape_.head_size + e);
  }

  Shape shape_;
  std::vector<int> lengths_;
  int stride_ = 0;
  std::vector<std::vector<uint16_t>> keys_, values_;  // by sequence: [T, K, E]
  std::unique_ptr<DeviceArray<uint16_t>> device_keys_, device_values_;
  std::unique_ptr<DeviceArray<int32_t>> device_tables_;
};

}  // namespace model::cuda
