#include "model/cuda/forward.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "model/cuda/layers.h"

namespace model::cuda {

namespace {

constexpr int kMaxPack = 65535;  // of a grid's second dimension

size_t elements(int rows, int width) {
  return static_cast<size_t>(rows) * static_cast<size_t>(width);
}

int qkv_size(const Shape& shape) {
  return (shape.heads + 2 * shape.kv_heads) * shape.head_size;
}

// Of all numbers of rows that a pass may have.
size_t split_bytes(const Runtime& runtime, const Shape& shape, const StepLimits& limits) {
  size_t most = 0;
  for (int rows = 1; rows <= limits.rows; ++rows) {
    const int splits = decode_splits(rows, shape.kv_heads, limits.context, runtime.multiprocessors());
    most = std::max(most, decode_workspace_bytes(rows, shape.heads, shape.head_size, splits));
  }
  return most;
}

}  // namespace

void Forward::check(const Shape& s, const StepLimits& limits) {
  const auto need = [](bool holds, const std::string& what) {
    if (!holds) throw core::usage_error("this model cannot run on the GPU: " + what, "use device=cpu");
  };
  need(s.head_size == 64 || s.head_size == 128,
       core::format("its heads have {} elements, and the kernels take 64 or 128", s.head_size));
  need(s.heads <= kMaxGroup * s.kv_heads,
       core::format("{} query heads share a key/value head, and the kernels take {}", s.heads / s.kv_heads, kMaxGroup));
  need(s.width % 8 == 0 && s.ffn % 8 == 0, core::format("its widths {} and {} are no multiples of 8", s.width, s.ffn));
  need(s.vocab <= kMaxVocab, core::format("its vocabulary has {} tokens, and the kernels take {}", s.vocab, kMaxVocab));
  if (limits.pack() > kMaxPack) {
    throw core::usage_error(core::format("a pass of {} tokens is more than the GPU's kernels take", limits.pack()),
                            core::format("keep step_tokens and max_batch together at {}", kMaxPack));
  }
}

Forward::Forward(Runtime& runtime, const Shape& shape, Weights weights, const StepLimits& limits, StepMemory memory)
    : runtime_(runtime),
      shape_(shape),
      weights_(std::move(weights)),
      limits_(limits),
      memory_(std::move(memory)),
      inputs_(memory_.inputs, limits),
      results_(memory_.results, limits) {
  check(shape, limits);
  const int pack = limits.pack(), rows = limits.rows;
  const auto take = [&](int count, int width) { return Memory<uint16_t>(runtime, elements(count, width)); };
  x_ = take(pack, shape.width);
  normed_ = take(pack, shape.width);
  qkv_ = take(pack, qkv_size(shape));
  q_ = take(pack, shape.heads * shape.head_size);
  mixed_ = take(pack, shape.heads * shape.head_size);
  delta_ = take(pack, shape.width);
  gate_up_ = take(pack, 2 * shape.ffn);
  hidden_ = take(pack, shape.ffn);
  row_x_ = take(rows, shape.width);
  row_delta_ = take(rows, shape.width);
  logits_ = Memory<float>(runtime, elements(rows, shape.vocab));
  split_parts_ = Memory<unsigned char>(runtime, split_bytes(runtime, shape, limits));
}

size_t Forward::workspace_bytes(const Shape& s, const StepLimits& limits) {
  const size_t token = static_cast<size_t>(3 * s.width + qkv_size(s) + 2 * s.heads * s.head_size + 3 * s.ffn) * 2;
  const size_t row = static_cast<size_t>(2 * s.width) * 2 + static_cast<size_t>(s.vocab) * (sizeof(float) + 4);
  return token * static_cast<size_t>(limits.pack()) + row * static_cast<size_t>(limits.rows);
}

int Forward::padded_rows(int rows) {
  if (rows <= 4) return rows == 3 ? 4 : rows;
  return (rows + 7) / 8 * 8;
}

int Forward::captured() const {
  return static_cast<int>(
      std::count_if(graphs_.begin(), graphs_.end(), [](const auto& g) { return g.second != nullptr; }));
}

void Forward::enqueue(int rows, int tokens, int runs) {
  FR_CHECK(rows <= limits_.rows && tokens <= limits_.tokens && runs <= limits_.prompts, "a pass beyond its limits");
  if (tokens > 0 || !graphs) return launch(rows, tokens, runs);
  const auto [place, is_new] = graphs_.try_emplace(rows);
  // The first time loads kernels and chooses the products' algorithms, which a capture must not.
  if (is_new) return launch(rows, 0, 0);
  if (place->second == nullptr) place->second = runtime_.capture([&] { launch(rows, 0, 0); });
  place->second->replay();
}

void Forward::launch(int rows, int tokens, int runs) {
  const int count = rows + tokens;
  if (count == 0) return;
  const Stream stream = runtime_.stream();
  runtime_.check(embedding({weights_.embedding, inputs_.tokens, x_.get(), count, shape_.width}, stream), "embedding");
  normed_sum(nullptr, weights_.layers.front().input_norm, count);
  for (size_t i = 0; i < weights_.layers.size(); ++i) {
    layer(i, rows, tokens, runs);
    if (i + 1 < weights_.layers.size()) normed_sum(delta_.get(), weights_.layers[i + 1].input_norm, count);
  }
  if (rows > 0) finish(rows, tokens > 0);
}

void Forward::product(const void* x, const void* w, const void* bias, void* y, int rows, int inner, int outputs) {
  Product args;
  args.x = x;
  args.w = w;
  args.bias = bias;
  args.y = y;
  args.rows = rows;
  args.inner = inner;
  args.outputs = outputs;
  runtime_.product(args);
}

// x += delta where there is one, normed = RMSNorm(x).
void Forward::normed_sum(const void* delta, const void* weight, int count) {
  Norm args;
  args.x = x_.get();
  args.delta = delta;
  args.sum = x_.get();
  args.weight = weight;
  args.out = normed_.get();
  args.count = count;
  args.width = shape_.width;
  args.eps = shape_.eps;
  runtime_.check(rms_norm(args, runtime_.stream()), "norm");
}

// From normed_ to delta_, which is what the layer adds to x_.
void Forward::layer(size_t index, int rows, int tokens, int runs) {
  const LayerWeights& w = weights_.layers[index];
  const int count = rows + tokens, q_size = shape_.heads * shape_.head_size;
  product(normed_.get(), w.qkv, w.qkv_bias, qkv_.get(), count, shape_.width, qkv_size(shape_));
  SplitHeads split;
  split.qkv = qkv_.get();
  split.q_norm = w.q_norm;
  split.k_norm = w.k_norm;
  split.eps = shape_.eps;
  split.cos = weights_.cos;
  split.sin = weights_.sin;
  split.positions = inputs_.positions;
  split.slots = inputs_.slots;
  split.q = q_.get();
  split.kv = memory_.kv[index];
  split.count = count;
  split.heads = shape_.heads;
  runtime_.check(split_heads(split, runtime_.stream()), "split heads");
  attend(index, rows, tokens, runs);
  product(mixed_.get(), w.o, w.o_bias, delta_.get(), count, q_size, shape_.width);
  normed_sum(delta_.get(), w.ffn_norm, count);
  product(normed_.get(), w.gate_up, nullptr, gate_up_.get(), count, shape_.width, 2 * shape_.ffn);
  runtime_.check(swiglu({gate_up_.get(), hidden_.get(), count, shape_.ffn}, runtime_.stream()), "SwiGLU");
  product(hidden_.get(), w.down, nullptr, delta_.get(), count, shape_.ffn, shape_.width);
}

void Forward::attend(size_t index, int rows, int tokens, int runs) {
  const float scale = 1.0F / std::sqrt(static_cast<float>(shape_.head_size));
  if (rows > 0) {
    DecodeAttention decode;
    decode.q = q_.get();
    decode.out = mixed_.get();
    decode.kv = memory_.kv[index];
    decode.blocks = {memory_.tables, limits_.stride};
    decode.lengths = inputs_.lengths;
    decode.rows = rows;
    decode.heads = shape_.heads;
    decode.scale = scale;
    decode.splits = decode_splits(rows, shape_.kv_heads, limits_.context, runtime_.multiprocessors());
    decode.workspace = split_parts_.get();
    runtime_.check(decode_attention(decode, runtime_.stream()), "decode attention");
  }
  if (runs > 0) {
    PrefillAttention prefill;
    prefill.q = q_.get();
    prefill.out = mixed_.get();
    prefill.kv = memory_.kv[index];
    prefill.blocks = {memory_.tables, limits_.stride};
    prefill.runs = inputs_.runs;
    prefill.run_count = runs;
    prefill.tokens = tokens;
    prefill.heads = shape_.heads;
    prefill.scale = scale;
    runtime_.check(prefill_attention(prefill, runtime_.stream()), "prefill attention");
  }
}

// The last norm and logits of the rows alone, which lie apart where prompts end in the pass; then the tokens.
void Forward::finish(int rows, bool has_prompts) {
  const Stream stream = runtime_.stream();
  const uint16_t *x = x_.get(), *delta = delta_.get();
  if (has_prompts) {  // a gather of rows is what an embedding is
    runtime_.check(embedding({x, inputs_.logit_tokens, row_x_.get(), rows, shape_.width}, stream), "rows");
    runtime_.check(embedding({delta, inputs_.logit_tokens, row_delta_.get(), rows, shape_.width}, stream), "rows");
    x = row_x_.get();
    delta = row_delta_.get();
  }
  const Norm last{x, delta, weights_.final_norm, row_x_.get(), normed_.get(), rows, shape_.width, shape_.eps};
  runtime_.check(rms_norm(last, stream), "norm");
  Product head;
  head.x = normed_.get();
  head.w = weights_.output;
  head.y = logits_.get();
  head.fp32 = true;
  head.rows = rows;
  head.inner = shape_.width;
  head.outputs = shape_.vocab;
  runtime_.product(head);

  const Sample draw{logits_.get(),       rows,           shape_.vocab,    inputs_.params, inputs_.generated,
                    memory_.occurrences, inputs_.biases, results_.tokens, results_.logps};
  runtime_.check(sample(draw, stream), "sampling");
  Advance next;
  next.state = {inputs_.tokens,    inputs_.positions,   inputs_.lengths, inputs_.slots,
                inputs_.generated, memory_.occurrences, results_.ends,   results_.ended};
  next.rows = rows;
  next.vocab = shape_.vocab;
  next.context = limits_.context;
  next.tokens = results_.tokens;
  next.max_new = inputs_.max_new;
  next.stop_ids = inputs_.stop_ids;
  next.stop_stride = kStopIds;
  next.tables = memory_.tables;
  next.table_stride = limits_.stride;
  runtime_.check(advance(next, stream), "the stop check");
}

}  // namespace model::cuda
