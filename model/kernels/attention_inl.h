// The attention kernel as a template over the form of the cache (attention_forms_inl.h) and its multiplication
// (simd_*.h). Included by attention_*.cpp inside their target region and namespace, after these; no include guard on
// purpose.
//
// Both products run over words, one fp32 or a pair of narrower numbers: a word of a query, broadcast, meets the same
// word of 32 keys; a word of probabilities meets the same keys' values.

constexpr int kGroupRows = Vec::kWidth == 16 ? 6 : 3;
constexpr float kMasked = -1e30F;

#include "model/kernels/prefetch_inl.h"

// Asks for the words at `from` of the block that comes `ahead` bytes later. Blocks lie anywhere, so the hardware's
// prefetchers stop at their ends; with ahead = 0 nothing new is fetched.
template <class Word>
inline void prefetch_words(const Word* from, int64_t count, int64_t ahead) {
  const char* begin = reinterpret_cast<const char*>(from) + ahead;
  for (int64_t i = 0; i < count * static_cast<int64_t>(sizeof(Word)); i += 64) prefetch(begin + i);
}

// scores[row, key] = q[row] · key for `Rows` rows and the 32 keys of a block; keys [E' in words, 32].
template <class Cache, int Rows>
inline void block_scores(const Tile& t, int row, const typename Cache::Word* keys, int64_t ahead) {
  typename Cache::Sum acc[Rows][kKeyVecs];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) acc[r][j] = Cache::zero();
  }
  const int64_t words = t.width / Cache::kPerWord;
  const uint32_t* q = t.q + row * words;
  for (int64_t e = 0; e < words; ++e) {
    prefetch_words(keys + e * kBlock, kBlock, ahead);
    typename Cache::Packed k[kKeyVecs];
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) k[j] = Cache::load(keys + e * kBlock + j * Vec::kWidth);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const typename Cache::Packed qe = Cache::broadcast(q[r * words + e]);
#pragma GCC unroll 8
      for (int j = 0; j < kKeyVecs; ++j) acc[r][j] = Cache::add(acc[r][j], k[j], qe);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) {
      Cache::to_vec(acc[r][j]).store(t.scores + (row + r) * kBlock + j * Vec::kWidth);
    }
  }
}

// Scores of `Rows` rows to p = 2^(score - max), with the running maximum and sums; how far the earlier output shrinks
// is in `rescale`. The maximum is rounded up to a whole number: rescaling is exact, and p has the same digits whatever
// blocks came before. Several rows in step, without a branch on numbers: each alone is one long chain of instructions.
template <class Cache, int Rows>
inline void block_softmax(Tile& t, int row) {
  const auto masked = [&](int r, int j, Vec x, float otherwise) {
    const int seen = t.visible[row + r] - j * Vec::kWidth;
    return seen >= Vec::kWidth ? x : Vec::first(seen > 0 ? seen : 0, x, Vec::set(otherwise));
  };
  Vec p[Rows][kKeyVecs], now[Rows];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
    Vec top = Vec::set(kMasked);
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) {
      p[r][j] = masked(r, j, Cache::score(t, row + r, j * Vec::kWidth), kMasked);
      top = Vec::max(top, p[r][j]);
    }
    now[r] = Vec::max(Vec::ceil(top.max_of_lanes()), Vec::set(t.max[row + r]));
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
    const Vec shrink = exp2_nonpositive(Vec::set(t.max[row + r]) - now[r]);
    float* sums = t.sums + (row + r) * Vec::kWidth;
    Vec sum = Vec::load(sums) * shrink;
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) {
      p[r][j] = masked(r, j, exp2_nonpositive(p[r][j] - now[r]), 0.0F);
      sum = sum + p[r][j];
    }
    sum.store(sums);
    t.rescale[row + r] = shrink.first_lane();
    t.max[row + r] = now[r].first_lane();
    Cache::set_probabilities(t, row + r, p[r]);
  }
}

// out[row] = out[row] * rescale + sum over `keys` keys of p * value, for Rows rows and Vecs vectors of the width.
// values [kBlock in words, E'].
template <class Cache, int Rows, int Vecs>
inline void block_values(const Tile& t, int row, int64_t column, const typename Cache::Word* values, int64_t keys,
                         int64_t ahead) {
  typename Cache::Sum acc[Rows][Vecs];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
    const Vec shrink = Vec::set(t.rescale[row + r]);
#pragma GCC unroll 8
    for (int j = 0; j < Vecs; ++j) {
      acc[r][j] = Cache::begin_out(t.out + (row + r) * t.width + column + j * Vec::kWidth, shrink);
    }
  }
  constexpr int64_t kRow = kBlock / Cache::kPerWord;
  const uint32_t* p = t.p + row * kRow;
  const auto add_word = [&](int64_t word, const typename Cache::Word* from) {
    prefetch_words(from, Vecs * Vec::kWidth, ahead);
    typename Cache::Packed v[Vecs];
#pragma GCC unroll 8
    for (int j = 0; j < Vecs; ++j) v[j] = Cache::load(from + j * Vec::kWidth);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const typename Cache::Packed weight = Cache::broadcast(p[r * kRow + word]);
#pragma GCC unroll 8
      for (int j = 0; j < Vecs; ++j) acc[r][j] = Cache::add(acc[r][j], v[j], weight);
    }
  };
  const int64_t whole = (Cache::kMasksLastPair ? keys : keys + Cache::kPerWord - 1) / Cache::kPerWord;
  for (int64_t word = 0; word < whole; ++word) add_word(word, values + word * t.width + column);
  if constexpr (Cache::kMasksLastPair) {
    if (whole * Cache::kPerWord < keys) {
      typename Cache::Word first_of_pair[Vecs * Vec::kWidth];
      for (int i = 0; i < Vecs * Vec::kWidth; ++i) first_of_pair[i] = values[whole * t.width + column + i] & 0xffffU;
      add_word(whole, first_of_pair);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
    const Vec shrink = Vec::set(t.rescale[row + r]);
#pragma GCC unroll 8
    for (int j = 0; j < Vecs; ++j) {
      Cache::end_out(t, row + r, acc[r][j], t.out + (row + r) * t.width + column + j * Vec::kWidth, shrink);
    }
  }
}

template <class Cache, int Rows>
inline void block_rows(Tile& t, int row, const char* keys, const char* values, int64_t count, int64_t ahead) {
  using Word = typename Cache::Word;
  block_scores<Cache, Rows>(t, row, reinterpret_cast<const Word*>(keys), ahead);
  block_softmax<Cache, Rows>(t, row);
  const auto* words = reinterpret_cast<const Word*>(values);
  constexpr int kVecs = Vec::kWidth == 16 ? 4 : 2;
  int64_t column = 0;
  for (; column + kVecs * Vec::kWidth <= t.width; column += kVecs * Vec::kWidth) {
    block_values<Cache, Rows, kVecs>(t, row, column, words, count, ahead);
  }
  for (; column < t.width; column += Vec::kWidth) block_values<Cache, Rows, 1>(t, row, column, words, count, ahead);
}

// Row `row` of the tile: head `head` of the task's, of a run's token.
template <class Cache>
inline void begin_row(const AttentionTask& task, Tile& t, int row, const QueryRun& run, int64_t token, int64_t head) {
  using T = typename Cache::Io;
  t.token[row] = run.begin + token;
  t.head[row] = head;
  t.sees[row] = run.first_position + token + 1;
  const T* q = static_cast<const T*>(task.q) + t.token[row] * task.q_token_stride +
               (task.first_head + head) * task.q_head_stride;
  Cache::set_query(t, row, q, task.layer.head_size);
  for (int64_t e = 0; e < t.width; ++e) t.out[row * t.width + e] = 0.0F;
  t.max[row] = kMasked;
  Vec::zero().store(t.sums + row * Vec::kWidth);
}

struct Spans {
  const KvSpan* data;
  size_t count;
};

// Rows [first, end) over spans that begin at `position`; `after` is what is read next, or null.
template <class Cache>
void pass_spans(const AttentionTask& task, Tile& t, int first, int end, Spans spans, int64_t position,
                const KvSpan* after) {
  const int64_t head_bytes = Cache::head_bytes(t.width);
  int64_t last = 0;  // keys that any of the rows sees
  for (int row = first; row < end; ++row) last = t.sees[row] > last ? t.sees[row] : last;
  for (size_t i = 0; i < spans.count && position < last; ++i) {
    const KvSpan& span = spans.data[i];
    const int64_t count = span.tokens < last - position ? span.tokens : last - position;
    for (int row = first; row < end; ++row) {
      const int64_t sees = t.sees[row] - position;
      t.visible[row] = static_cast<int>(sees < 0 ? 0 : sees < count ? sees : count);
    }
    const KvSpan* next = i + 1 < spans.count ? &spans.data[i + 1] : after;
    int64_t ahead = next != nullptr ? (next->block - span.block) * task.layer.kv_heads * head_bytes : 0;
    const int64_t head = (span.block * task.layer.kv_heads + task.kv_head) * head_bytes;
    const char* keys = static_cast<const char*>(task.layer.keys) + head;
    const char* values = static_cast<const char*>(task.layer.values) + head;
    Cache::enter(t, keys, values);
    int row = first;
    const auto pass = [&]<int Rows> {
      for (; row + Rows <= end; row += Rows) {
        block_rows<Cache, Rows>(t, row, keys, values, count, ahead);
        ahead = 0;  // the first rows have asked for it all
      }
    };
    pass.template operator()<kGroupRows>();
    pass.template operator()<3>();
    pass.template operator()<1>();
    position += span.tokens;
  }
}

template <class Cache>
inline void end_row(const AttentionTask& task, Tile& t, int row) {
  using T = typename Cache::Io;
  const int64_t size = task.layer.head_size;
  T* out = static_cast<T*>(task.out) + (t.token[row] * task.heads + task.first_head + t.head[row]) * size;
  const float sum = Vec::load(t.sums + row * Vec::kWidth).reduce_add();
  const float inverse = 1.0F / sum;
  if (task.lse != nullptr) {
    task.lse[t.token[row] * (task.heads / task.layer.kv_heads) + t.head[row]] =
        t.max[row] * 0.693147180559945309F + __builtin_logf(sum);
  }
  for (int64_t e = 0; e < size; ++e) from_float(t.out[row * t.width + e] * inverse, out + e);
}

// Tokens [begin, end) of the task's one run.
template <class Cache>
void attend_tokens(const AttentionTask& task, Tile& t, int64_t begin, int64_t end) {
  const QueryRun& run = *task.runs.data();
  int rows = 0;
  for (int64_t token = begin; token < end; ++token) {
    for (int64_t head = 0; head < task.group; ++head) begin_row<Cache>(task, t, rows++, run, token, head);
  }
  pass_spans<Cache>(task, t, 0, rows, {run.spans.data(), run.spans.size()}, 0, nullptr);
  for (int row = 0; row < rows; ++row) end_row<Cache>(task, t, row);
}

// All runs of the task, one token each: together over what they have in common, then each over the rest.
template <class Cache>
void attend_runs(const AttentionTask& task, Tile& t) {
  const int group = static_cast<int>(task.group);
  const QueryRun* runs = task.runs.data();
  const size_t count = task.runs.size();
  int rows = 0;
  for (size_t i = 0; i < count; ++i) {
    for (int64_t head = 0; head < task.group; ++head) begin_row<Cache>(task, t, rows++, runs[i], 0, head);
  }
  const auto own = [&](size_t i) {
    return Spans{runs[i].spans.data() + task.common, runs[i].spans.size() - task.common};
  };
  const auto first_own = [&](size_t i) { return i < count && own(i).count > 0 ? own(i).data : nullptr; };
  const Spans common{runs[0].spans.data(), task.common};
  int64_t position = 0;
  for (size_t i = 0; i < common.count; ++i) position += common.data[i].tokens;
  pass_spans<Cache>(task, t, 0, rows, common, 0, first_own(0));
  for (size_t i = 0; i < count; ++i) {
    const int row = static_cast<int>(i) * group;
    pass_spans<Cache>(task, t, row, row + group, own(i), position, first_own(i + 1));
  }
  for (int row = 0; row < rows; ++row) end_row<Cache>(task, t, row);
}

template <class Cache>
void attention_task(const AttentionTask& task, float* scratch) {
  Tile t;
  t.width = padded_head_size(task.layer.head_size);
  t.scale = 1.44269504088896341F * (1.0F / __builtin_sqrtf(static_cast<float>(task.layer.head_size)));
  t.out = scratch;
  t.scores = t.out + kTileRows * t.width;
  t.q = reinterpret_cast<uint32_t*>(t.scores + kTileRows * kBlock);
  t.p = t.q + kTileRows * t.width;
  t.sums = reinterpret_cast<float*>(t.p + kTileRows * kBlock);
  if (task.runs.size() > 1) return attend_runs<Cache>(task, t);
  const int64_t tokens = kTileRows / task.group;
  for (int64_t token = task.begin; token < task.end; token += tokens) {
    attend_tokens<Cache>(task, t, token, task.end - token < tokens ? task.end : token + tokens);
  }
}
