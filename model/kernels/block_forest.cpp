#include "model/kernels/block_forest.h"

#include <utility>

namespace model::kernels {

namespace {

// The cached tokens of a sequence and its ancestors.
struct Path {
  std::vector<int64_t> tokens;  // places in the pack, by position
  std::vector<int32_t> blocks;
};

std::vector<KvSpan> spans_of(const Path& path) {
  std::vector<KvSpan> spans;
  auto left = static_cast<int64_t>(path.tokens.size());
  for (const int32_t block : path.blocks) {
    spans.push_back({block, static_cast<int32_t>(std::min(left, kKvBlockTokens))});
    left -= kKvBlockTokens;
  }
  return spans;
}

}  // namespace

BlockForest::BlockForest(const std::vector<PackedSequence>& sequences) {
  std::vector<Path> paths;
  std::vector<int64_t> rows;
  for (const PackedSequence& s : sequences) {
    Path path;
    if (s.parent >= 0) path = paths[static_cast<size_t>(s.parent)];
    const size_t before = path.tokens.size();
    // Whole blocks are the parent's own; what it has of another is written again, into one that goes on differently.
    path.blocks.resize(before / kKvBlockTokens);
    for (int64_t token = s.begin; token < s.end; ++token) path.tokens.push_back(token);
    for (size_t i = path.blocks.size() * kKvBlockTokens; i < path.tokens.size(); ++i) {
      if (i % kKvBlockTokens == 0) path.blocks.push_back(blocks_++);
      rows.push_back(path.tokens[i]);
      slots_.push_back({path.blocks.back(), static_cast<int32_t>(i % kKvBlockTokens)});
    }
    if (s.begin < s.end) {
      spans_.push_back(spans_of(path));
      runs_.push_back({.begin = s.begin, .end = s.end, .first_position = static_cast<int64_t>(before), .spans = {}});
    }
    paths.push_back(std::move(path));
  }
  for (size_t i = 0; i < runs_.size(); ++i) runs_[i].spans = spans_[i];
  rows_ = at::tensor(rows, at::kLong);
}

ForestAttention BlockForest::attend(const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE) const {
  const at::NoGradGuard no_grad;
  const int64_t heads = k_TKE.size(1);
  const int64_t size = blocks_ * heads * kKvBlockTokens * padded_head_size(k_TKE.size(2));
  const at::Tensor keys = at::empty({size}, k_TKE.options());
  const at::Tensor values = at::empty({size}, v_TKE.options());
  const KvLayerView layer{keys.data_ptr(), values.data_ptr(), heads, k_TKE.size(2)};
  store_kv(layer, slots_, k_TKE.index_select(0, rows_), v_TKE.index_select(0, rows_));
  ForestAttention result;
  result.lse_KTG = at::empty({heads, q_THE.size(0), q_THE.size(1) / heads}, at::kFloat);
  result.out_THE = kernels::attend(layer, runs_, q_THE, result.lse_KTG.mutable_data_ptr<float>());
  return result;
}

}  // namespace model::kernels
