#include "train/data/packing.h"

#include <algorithm>
#include <numeric>

namespace train {
namespace {

// Length of the common beginning that may be shared: same tokens, context in both.
int64_t common_context(const Sample& a, const Sample& b) {
  const size_t end = std::min(a.input_length(), b.input_length());
  size_t length = 0;
  while (length < end && a.tokens[length].id == b.tokens[length].id && a.tokens[length].weight == 0 &&
         b.tokens[length].weight == 0) {
    ++length;
  }
  return static_cast<int64_t>(length);
}

// A run of tokens [begin, end) of `sample` that continues the node `parent`. Nodes become packed sequences.
struct Node {
  size_t sample = 0;
  int64_t begin = 0;
  int64_t end = 0;
  int64_t parent = -1;
};

// The forest of a group of samples, sorted by their tokens so that samples with a long common beginning are neighbours.
class Forest {
 public:
  Forest(std::span<const Sample* const> samples, const PackingOptions& options)
      : samples_(samples), options_(options) {}

  // `group`: indices into the samples. common[i]: shared context of group[i - 1] and group[i].
  void build(std::span<const size_t> group, std::span<const int64_t> common) {
    nodes_.clear();
    leaf_of_.assign(group.size(), -1);
    group_ = group;
    common_ = common;
    grow(0, group.size(), 0, -1);
  }

  const std::vector<Node>& nodes() const { return nodes_; }
  int64_t leaf_of(size_t place) const { return leaf_of_[place]; }
  int64_t computed_tokens() const {
    return std::accumulate(nodes_.begin(), nodes_.end(), int64_t{0},
                           [](int64_t sum, const Node& node) { return sum + node.end - node.begin; });
  }

 private:
  // Samples [low, high) of the group have their first `depth` tokens in `parent` and its ancestors.
  void grow(size_t low, size_t high, int64_t depth, int64_t parent) {
    size_t begin = low;
    for (size_t i = low + 1; i <= high; ++i) {
      if (i < high && options_.share_prefixes && common_[i] >= depth + options_.min_shared) continue;
      grow_piece(begin, i, depth, parent);
      begin = i;
    }
  }

  void grow_piece(size_t low, size_t high, int64_t depth, int64_t parent) {
    if (high - low == 1) {
      const auto length = static_cast<int64_t>(samples_[group_[low]]->input_length());
      leaf_of_[low] = length > depth ? add({group_[low], depth, length, parent}) : parent;
      return;
    }
    const int64_t shared = *std::min_element(common_.begin() + static_cast<std::ptrdiff_t>(low) + 1,
                                             common_.begin() + static_cast<std::ptrdiff_t>(high));
    grow(low, high, shared, add({group_[low], depth, shared, parent}));
  }

  int64_t add(const Node& node) {
    nodes_.push_back(node);
    return static_cast<int64_t>(nodes_.size()) - 1;
  }

  std::span<const Sample* const> samples_;
  const PackingOptions& options_;
  std::span<const size_t> group_;
  std::span<const int64_t> common_;
  std::vector<Node> nodes_;
  std::vector<int64_t> leaf_of_;  // by place in the group; the last node of the sample's path, -1 for no node
};

// Packed index of token `t` of the sample whose path ends in node `leaf`.
int64_t packed_index(const Forest& forest, const std::vector<model::PackedSequence>& sequences, int64_t leaf,
                     int64_t t) {
  int64_t node = leaf;
  while (forest.nodes()[static_cast<size_t>(node)].begin > t) node = forest.nodes()[static_cast<size_t>(node)].parent;
  return sequences[static_cast<size_t>(node)].begin + t - forest.nodes()[static_cast<size_t>(node)].begin;
}

MicroBatch make_batch(std::span<const Sample* const> samples, std::span<const size_t> group, const Forest& forest) {
  MicroBatch made;
  std::vector<int64_t> tokens;
  std::vector<int64_t> positions;
  for (const Node& node : forest.nodes()) {
    const auto begin = static_cast<int64_t>(tokens.size());
    made.batch.sequences.push_back({begin, begin + node.end - node.begin, node.parent});
    for (int64_t t = node.begin; t < node.end; ++t) {
      tokens.push_back(samples[node.sample]->tokens[static_cast<size_t>(t)].id);
      positions.push_back(t);
    }
  }
  std::vector<int64_t> rows;
  std::vector<int64_t> targets;
  for (size_t place = 0; place < group.size(); ++place) {
    const Sample& sample = *samples[group[place]];
    made.sample_tokens += static_cast<int64_t>(sample.input_length());
    for (size_t t = 1; t < sample.tokens.size(); ++t) {
      const SampleToken& token = sample.tokens[t];
      if (token.weight <= 0) continue;
      rows.push_back(packed_index(forest, made.batch.sequences, forest.leaf_of(place), static_cast<int64_t>(t) - 1));
      targets.push_back(token.id);
      made.loss_tokens.push_back({static_cast<int32_t>(group[place]), token.kind, token.weight});
    }
  }
  made.batch.tokens_T = at::tensor(tokens, at::kLong);
  made.batch.positions_T = at::tensor(positions, at::kLong);
  made.rows_N = at::tensor(rows, at::kLong);
  made.targets_N = at::tensor(targets, at::kLong);
  return made;
}

}  // namespace

std::vector<MicroBatch> pack(std::span<const Sample* const> samples, const PackingOptions& options) {
  std::vector<size_t> order(samples.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto by_tokens = [](const SampleToken& a, const SampleToken& b) { return a.id < b.id; };
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::lexicographical_compare(samples[a]->tokens.begin(), samples[a]->tokens.end(),
                                        samples[b]->tokens.begin(), samples[b]->tokens.end(), by_tokens);
  });
  std::vector<int64_t> common(order.size(), 0);
  for (size_t i = 1; i < order.size(); ++i) common[i] = common_context(*samples[order[i - 1]], *samples[order[i]]);

  std::vector<MicroBatch> batches;
  Forest forest(samples, options);
  const auto group = [&](size_t begin, size_t end) {
    forest.build(std::span(order).subspan(begin, end - begin), std::span(common).subspan(begin, end - begin));
    return forest.computed_tokens();
  };
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin + 1;
    while (end < order.size() && group(begin, end + 1) <= options.micro_batch_tokens) ++end;
    group(begin, end);
    batches.push_back(make_batch(samples, std::span(order).subspan(begin, end - begin), forest));
    begin = end;
  }
  return batches;
}

}  // namespace train
