// The attention kernel as a template over the cache's element type T and its multiplication Mul (simd_*.h). Included by
// attention_*.cpp inside their target region and namespace, after simd_*.h and exp_inl.h; no include guard on purpose.
//
// Both products run over 32-bit words, one fp32 or a pair of bf16: a word of a query, broadcast, meets the same word of
// 32 keys; a word of probabilities meets the same keys' values. Sums are fp32.

constexpr int kBlock = static_cast<int>(kKvBlockTokens);
constexpr int kKeyVecs = kBlock / Vec::kWidth;
constexpr int kTileRows = 24;  // query rows (tokens x heads of the group) that share a pass over the keys
constexpr int kGroupRows = Vec::kWidth == 16 ? 6 : 3;
constexpr float kMasked = -1e30F;

struct Tile {
  uint32_t* q;    // [kTileRows, E' in words]
  uint32_t* p;    // [kTileRows, kBlock in words]: 2^(score - max) of the present block
  float* out;     // [kTileRows, E'], not yet divided by the sum
  float* scores;  // [kTileRows, kBlock]
  float scale;    // of scores, for powers of two
  float max[kTileRows];
  float sum[kTileRows];
  float rescale[kTileRows];
  int visible[kTileRows];  // keys of the present block that a row may see
  int64_t width;           // E'
};

inline void from_float(float x, float* out) {
  *out = x;
}
inline void from_float(float x, uint16_t* out) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  *out = static_cast<uint16_t>((bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U);
}

template <class T>
constexpr int64_t kPerWord = 4 / sizeof(T);

// scores[row, key] = q[row] · key for `Rows` rows and the 32 keys of a block; keys [E' in words, 32].
template <class T, class Mul, int Rows>
inline void block_scores(const Tile& t, int row, const uint32_t* keys) {
  Vec acc[Rows][kKeyVecs];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) acc[r][j] = Vec::zero();
  }
  const int64_t words = t.width / kPerWord<T>;
  const uint32_t* q = t.q + row * words;
  for (int64_t e = 0; e < words; ++e) {
    typename Mul::Packed k[kKeyVecs];
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) k[j] = Mul::load(keys + e * kBlock + j * Vec::kWidth);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const typename Mul::Packed qe = Mul::broadcast(q[r * words + e]);
#pragma GCC unroll 8
      for (int j = 0; j < kKeyVecs; ++j) acc[r][j] = Mul::add(acc[r][j], k[j], qe);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) acc[r][j].store(t.scores + (row + r) * kBlock + j * Vec::kWidth);
  }
}

// Scores to p = 2^(score - max), with the running maximum and sum; how far the earlier output shrinks is in `rescale`.
// The maximum is rounded up to a whole number: rescaling is exact, and p has the same digits whatever blocks came
// before.
template <class T>
inline void block_softmax(Tile& t, int row) {
  float* s = t.scores + row * kBlock;
  Vec v[kKeyVecs];
  Vec top = Vec::set(kMasked);
#pragma GCC unroll 8
  for (int j = 0; j < kKeyVecs; ++j) {
    v[j] = Vec::load(s + j * Vec::kWidth) * Vec::set(t.scale);
    const int seen = t.visible[row] - j * Vec::kWidth;
    if (seen < Vec::kWidth) v[j] = Vec::first(seen > 0 ? seen : 0, v[j], Vec::set(kMasked));
    top = Vec::max(top, v[j]);
  }
  const float before = t.max[row];
  const float reached = top.reduce_max();
  const float now = reached > before ? __builtin_ceilf(reached) : before;
  Vec sum = Vec::zero();
#pragma GCC unroll 8
  for (int j = 0; j < kKeyVecs; ++j) {
    Vec p = exp2_nonpositive(v[j] - Vec::set(now));
    const int seen = t.visible[row] - j * Vec::kWidth;
    if (seen < Vec::kWidth) p = Vec::first(seen > 0 ? seen : 0, p, Vec::zero());
    p.store(s + j * Vec::kWidth);
    sum = sum + p;
  }
  T* p = reinterpret_cast<T*>(t.p) + row * kBlock;
  for (int i = 0; i < kBlock; ++i) from_float(s[i], p + i);
  float factor[Vec::kWidth];
  exp2_nonpositive(Vec::set(before - now)).store(factor);
  t.rescale[row] = factor[0];
  t.max[row] = now;
  t.sum[row] = t.sum[row] * factor[0] + sum.reduce_add();
}

// out[row] = out[row] * rescale + sum over `keys` keys of p * value, for Rows rows and Vecs vectors of the width.
// values [kBlock in words, E'].
template <class T, class Mul, int Rows, int Vecs>
inline void block_values(const Tile& t, int row, int64_t column, const uint32_t* values, int64_t keys) {
  Vec acc[Rows][Vecs];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
    const Vec shrink = Vec::set(t.rescale[row + r]);
#pragma GCC unroll 8
    for (int j = 0; j < Vecs; ++j) {
      acc[r][j] = Vec::load(t.out + (row + r) * t.width + column + j * Vec::kWidth) * shrink;
    }
  }
  constexpr int64_t kRow = kBlock / kPerWord<T>;
  const uint32_t* p = t.p + row * kRow;
  const auto add_word = [&](int64_t word, const uint32_t* from) {
    typename Mul::Packed v[Vecs];
#pragma GCC unroll 8
    for (int j = 0; j < Vecs; ++j) v[j] = Mul::load(from + j * Vec::kWidth);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const typename Mul::Packed weight = Mul::broadcast(p[r * kRow + word]);
#pragma GCC unroll 8
      for (int j = 0; j < Vecs; ++j) acc[r][j] = Mul::add(acc[r][j], v[j], weight);
    }
  };
  const int64_t whole = keys / kPerWord<T>;
  for (int64_t word = 0; word < whole; ++word) add_word(word, values + word * t.width + column);
  if (whole * kPerWord<T> < keys) {  // the pair's second value was never written: whatever it is must not count
    uint32_t first_of_pair[Vecs * Vec::kWidth];
    for (int i = 0; i < Vecs * Vec::kWidth; ++i) first_of_pair[i] = values[whole * t.width + column + i] & 0xffffU;
    add_word(whole, first_of_pair);
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < Vecs; ++j) acc[r][j].store(t.out + (row + r) * t.width + column + j * Vec::kWidth);
  }
}

template <class T, class Mul, int Rows>
inline void block_rows(Tile& t, int row, const uint32_t* keys, const uint32_t* values, int64_t count) {
  block_scores<T, Mul, Rows>(t, row, keys);
  for (int r = 0; r < Rows; ++r) block_softmax<T>(t, row + r);
  constexpr int kVecs = Vec::kWidth == 16 ? 4 : 2;
  int64_t column = 0;
  for (; column + kVecs * Vec::kWidth <= t.width; column += kVecs * Vec::kWidth) {
    block_values<T, Mul, Rows, kVecs>(t, row, column, values, count);
  }
  for (; column < t.width; column += Vec::kWidth) block_values<T, Mul, Rows, 1>(t, row, column, values, count);
}

template <class T, class Mul>
void attention_tile(const AttentionTask& task, Tile& t, int64_t first_token, int64_t tokens) {
  const int64_t group = task.group;
  const int64_t size = task.layer.head_size;
  const int rows = static_cast<int>(tokens * group);
  t.scale = 1.44269504088896341F * (1.0F / __builtin_sqrtf(static_cast<float>(size)));
  for (int row = 0; row < rows; ++row) {
    const int64_t token = first_token + row / group;
    const int64_t head = task.first_head + row % group;
    const T* q = static_cast<const T*>(task.q) + token * task.q_token_stride + head * task.q_head_stride;
    T* to = reinterpret_cast<T*>(t.q) + row * t.width;
    std::memcpy(to, q, static_cast<size_t>(size) * sizeof(T));
    std::memset(to + size, 0, static_cast<size_t>(t.width - size) * sizeof(T));
    for (int64_t e = 0; e < t.width; ++e) t.out[row * t.width + e] = 0.0F;
    t.max[row] = kMasked;
    t.sum[row] = 0.0F;
  }

  const int64_t last = task.first_position + first_token + tokens;  // keys that the tile's last token sees
  int64_t position = 0;
  for (const KvSpan& span : task.spans) {
    if (position >= last) break;
    const int64_t count = span.tokens < last - position ? span.tokens : last - position;
    for (int row = 0; row < rows; ++row) {
      const int64_t sees = task.first_position + first_token + row / group + 1 - position;
      t.visible[row] = static_cast<int>(sees < 0 ? 0 : sees < count ? sees : count);
    }
    const int64_t base = (span.block * task.layer.kv_heads + task.kv_head) * kBlock * t.width / kPerWord<T>;
    const uint32_t* keys = static_cast<const uint32_t*>(task.layer.keys) + base;
    const uint32_t* values = static_cast<const uint32_t*>(task.layer.values) + base;
    int row = 0;
    for (; row + kGroupRows <= rows; row += kGroupRows) block_rows<T, Mul, kGroupRows>(t, row, keys, values, count);
    for (; row + 3 <= rows; row += 3) block_rows<T, Mul, 3>(t, row, keys, values, count);
    for (; row < rows; ++row) block_rows<T, Mul, 1>(t, row, keys, values, count);
    position += span.tokens;
  }

  for (int row = 0; row < rows; ++row) {
    const int64_t token = first_token + row / group;
    const int64_t head = task.first_head + row % group;
    T* out = static_cast<T*>(task.out) + (token * task.heads + head) * size;
    const float inverse = 1.0F / t.sum[row];
    if (task.lse != nullptr) {
      task.lse[token * (task.heads / task.layer.kv_heads) + row % group] =
          t.max[row] * 0.693147180559945309F + __builtin_logf(t.sum[row]);
    }
    for (int64_t e = 0; e < size; ++e) from_float(t.out[row * t.width + e] * inverse, out + e);
  }
}

template <class T, class Mul>
void attention_task(const AttentionTask& task, float* scratch) {
  Tile t;
  t.width = padded_head_size(task.layer.head_size);
  t.out = scratch;
  t.scores = t.out + kTileRows * t.width;
  t.q = reinterpret_cast<uint32_t*>(t.scores + kTileRows * kBlock);
  t.p = t.q + kTileRows * t.width;
  const int64_t tokens = kTileRows / task.group;
  for (int64_t token = task.begin; token < task.end; token += tokens) {
    attention_tile<T, Mul>(task, t, token, task.end - token < tokens ? task.end - token : tokens);
  }
}
