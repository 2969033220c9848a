// The attention kernel as a template over the cache's element type. Included by attention_*.cpp inside their target
// region and namespace, after simd_*.h and exp_inl.h; no include guard on purpose.

constexpr int kBlock = static_cast<int>(kKvBlockTokens);
constexpr int kKeyVecs = kBlock / Vec::kWidth;
constexpr int kTileRows = 24;  // query rows (tokens x heads of the group) that share a pass over the keys
constexpr int kGroupRows = Vec::kWidth == 16 ? 6 : 3;
constexpr float kMasked = -1e30F;

struct Tile {
  float* q;       // [kTileRows, E'], scaled
  float* out;     // [kTileRows, E'], not yet divided by the sum
  float* scores;  // [kTileRows, kBlock]
  float max[kTileRows];
  float sum[kTileRows];
  float rescale[kTileRows];
  int visible[kTileRows];  // keys of the present block that a row may see
  int64_t width;           // E'
};

inline float to_float(float x) {
  return x;
}
inline float to_float(uint16_t x) {
  const uint32_t bits = static_cast<uint32_t>(x) << 16U;
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}
inline void from_float(float x, float* out) {
  *out = x;
}
inline void from_float(float x, uint16_t* out) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  *out = static_cast<uint16_t>((bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U);
}

// scores[row, key] = q[row] · key for `Rows` rows and the 32 keys of a block; keys [E', 32].
template <class T, int Rows>
inline void block_scores(const Tile& t, int row, const T* keys) {
  Vec acc[Rows][kKeyVecs];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) acc[r][j] = Vec::zero();
  }
  const float* q = t.q + row * t.width;
  for (int64_t e = 0; e < t.width; ++e) {
    Vec k[kKeyVecs];
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) k[j] = Vec::load(keys + e * kBlock + j * Vec::kWidth);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const Vec qe = Vec::set(q[r * t.width + e]);
#pragma GCC unroll 8
      for (int j = 0; j < kKeyVecs; ++j) acc[r][j] = Vec::fma(qe, k[j], acc[r][j]);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) acc[r][j].store(t.scores + (row + r) * kBlock + j * Vec::kWidth);
  }
}

// Scores to exp(score - max), with the running maximum and sum; how far the earlier output shrinks is in `rescale`.
inline void block_softmax(Tile& t, int row) {
  float* s = t.scores + row * kBlock;
  Vec v[kKeyVecs];
  Vec top = Vec::set(kMasked);
#pragma GCC unroll 8
  for (int j = 0; j < kKeyVecs; ++j) {
    v[j] = Vec::load(s + j * Vec::kWidth);
    const int seen = t.visible[row] - j * Vec::kWidth;
    if (seen < Vec::kWidth) v[j] = Vec::first(seen > 0 ? seen : 0, v[j], Vec::set(kMasked));
    top = Vec::max(top, v[j]);
  }
  const float before = t.max[row];
  const float reached = top.reduce_max();
  const float now = reached > before ? reached : before;
  Vec sum = Vec::zero();
#pragma GCC unroll 8
  for (int j = 0; j < kKeyVecs; ++j) {
    Vec p = exp_nonpositive(v[j] - Vec::set(now));
    const int seen = t.visible[row] - j * Vec::kWidth;
    if (seen < Vec::kWidth) p = Vec::first(seen > 0 ? seen : 0, p, Vec::zero());
    p.store(s + j * Vec::kWidth);
    sum = sum + p;
  }
  float factor[Vec::kWidth];
  exp_nonpositive(Vec::set(before - now)).store(factor);
  t.rescale[row] = factor[0];
  t.max[row] = now;
  t.sum[row] = t.sum[row] * factor[0] + sum.reduce_add();
}

// out[row] = out[row] * rescale + sum over `keys` keys of p * value, for Rows rows and Vecs vectors of the width.
template <class T, int Rows, int Vecs>
inline void block_values(const Tile& t, int row, int64_t column, const T* values, int64_t keys) {
  Vec acc[Rows][Vecs];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
    const Vec shrink = Vec::set(t.rescale[row + r]);
#pragma GCC unroll 8
    for (int j = 0; j < Vecs; ++j) {
      acc[r][j] = Vec::load(t.out + (row + r) * t.width + column + j * Vec::kWidth) * shrink;
    }
  }
  const float* p = t.scores + row * kBlock;
  for (int64_t key = 0; key < keys; ++key) {
    Vec v[Vecs];
#pragma GCC unroll 8
    for (int j = 0; j < Vecs; ++j) v[j] = Vec::load(values + key * t.width + column + j * Vec::kWidth);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const Vec weight = Vec::set(p[r * kBlock + key]);
#pragma GCC unroll 8
      for (int j = 0; j < Vecs; ++j) acc[r][j] = Vec::fma(weight, v[j], acc[r][j]);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < Vecs; ++j) acc[r][j].store(t.out + (row + r) * t.width + column + j * Vec::kWidth);
  }
}

template <class T, int Rows>
inline void block_rows(Tile& t, int row, const T* keys, const T* values, int64_t count) {
  block_scores<T, Rows>(t, row, keys);
  for (int r = 0; r < Rows; ++r) block_softmax(t, row + r);
  constexpr int kVecs = Vec::kWidth == 16 ? 4 : 2;
  int64_t column = 0;
  for (; column + kVecs * Vec::kWidth <= t.width; column += kVecs * Vec::kWidth) {
    block_values<T, Rows, kVecs>(t, row, column, values, count);
  }
  for (; column < t.width; column += Vec::kWidth) block_values<T, Rows, 1>(t, row, column, values, count);
}

template <class T>
void attention_tile(const AttentionTask& task, Tile& t, int64_t first_token, int64_t tokens) {
  const int64_t group = task.heads / task.layer.kv_heads;
  const int64_t size = task.layer.head_size;
  const int rows = static_cast<int>(tokens * group);
  const float scale = 1.0F / __builtin_sqrtf(static_cast<float>(size));
  for (int row = 0; row < rows; ++row) {
    const int64_t token = first_token + row / group;
    const int64_t head = task.kv_head * group + row % group;
    const T* q = static_cast<const T*>(task.q) + token * task.q_token_stride + head * task.q_head_stride;
    for (int64_t e = 0; e < t.width; ++e) {
      t.q[row * t.width + e] = e < size ? to_float(q[e]) * scale : 0.0F;
      t.out[row * t.width + e] = 0.0F;
    }
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
    const int64_t base = (span.block * task.layer.kv_heads + task.kv_head) * kBlock * t.width;
    const T* keys = static_cast<const T*>(task.layer.keys) + base;
    const T* values = static_cast<const T*>(task.layer.values) + base;
    int row = 0;
    for (; row + kGroupRows <= rows; row += kGroupRows) block_rows<T, kGroupRows>(t, row, keys, values, count);
    for (; row + 3 <= rows; row += 3) block_rows<T, 3>(t, row, keys, values, count);
    for (; row < rows; ++row) block_rows<T, 1>(t, row, keys, values, count);
    position += span.tokens;
  }

  for (int row = 0; row < rows; ++row) {
    const int64_t token = first_token + row / group;
    const int64_t head = task.kv_head * group + row % group;
    T* out = static_cast<T*>(task.out) + (token * task.heads + head) * size;
    const float inverse = 1.0F / t.sum[row];
    for (int64_t e = 0; e < size; ++e) from_float(t.out[row * t.width + e] * inverse, out + e);
  }
}

template <class T>
void attention_task(const AttentionTask& task, float* scratch) {
  const int64_t group = task.heads / task.layer.kv_heads;
  Tile t;
  t.width = padded_head_size(task.layer.head_size);
  t.q = scratch;
  t.out = t.q + kTileRows * t.width;
  t.scores = t.out + kTileRows * t.width;
  // A group of more than kTileRows heads would not fit; attend() refuses it.
  const int64_t tokens = kTileRows / group;
  for (int64_t token = task.begin; token < task.end; token += tokens) {
    attention_tile<T>(task, t, token, task.end - token < tokens ? task.end - token : tokens);
  }
}
