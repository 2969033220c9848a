// The attention kernels against fp64, over caches whose unwritten tokens are NaN.
#include "model/cuda/attention.h"

#include "tests/model/cuda/paged.h"

namespace model::cuda {
namespace {

const std::vector<Shape> kShapes = {{2, 2, 64},  {9, 3, 64},  {8, 2, 64},  {8, 1, 64},  {2, 2, 128},
                                    {3, 1, 128}, {8, 2, 128}, {8, 1, 128}, {16, 1, 128}};

std::string name(const Shape& s) {
  return std::to_string(s.heads) + "/" + std::to_string(s.kv_heads) + " heads of " + std::to_string(s.head_size);
}

float scale_of(const Shape& s) {
  return 1.0F / std::sqrt(static_cast<float>(s.head_size));
}

// The worst error as a share of what rounding explains.
struct Worst {
  double share = 0;
  int compared = 0;

  void compare(const std::vector<double>& expected, const std::vector<double>& bound, const uint16_t* got) {
    for (size_t e = 0; e < expected.size(); ++e, ++compared) {
      const double error = std::abs(widened(got[e]) - expected[e]) / bound[e];
      share = error > share || std::isnan(error) ? error : share;
    }
  }
};

Worst decode(const Shape& shape, const std::vector<int>& lengths, int splits, uint64_t seed, double spread = 1) {
  const PagedSequences sequences(seed, shape, lengths);
  const size_t row = static_cast<size_t>(shape.heads * shape.head_size);
  const std::vector<uint16_t> q = random_bf16(seed, lengths.size() * row, spread);
  DeviceArray<uint16_t> device_q(q), out(q.size(), kNan16);
  DeviceArray<int32_t> device_lengths(std::vector<int32_t>(lengths.begin(), lengths.end()));
  const int rows = static_cast<int>(lengths.size());
  DeviceArray<float> workspace(decode_workspace_bytes(rows, shape.heads, shape.head_size, splits) / sizeof(float),
                               std::nanf(""));
  DecodeAttention args;
  args.q = device_q.data();
  args.out = out.data();
  args.kv = sequences.pool();
  args.blocks = sequences.tables();
  args.lengths = device_lengths.data();
  args.rows = rows;
  args.heads = shape.heads;
  args.scale = scale_of(shape);
  args.splits = splits;
  args.workspace = workspace.data();
  const std::vector<uint16_t> got =
      run_twice([&] { ASSERT_EQ(decode_attention(args, nullptr), 0); }, [&] { return out.read(); });
  Worst worst;
  std::vector<double> bound;
  for (size_t i = 0; i < lengths.size(); ++i) {
    for (int h = 0; h < shape.heads; ++h) {
      const size_t place = i * row + static_cast<size_t>(h * shape.head_size);
      if (lengths[i] == 0) {
        for (int e = 0; e < shape.head_size; ++e) EXPECT_EQ(got[place + static_cast<size_t>(e)], 0);
        continue;
      }
      worst.compare(sequences.attend(i, lengths[i] - 1, h, &q[place], bound), bound, &got[place]);
    }
  }
  return worst;
}

TEST(CudaDecodeAttention, EqualsFp64) {
  uint64_t seed = 1;
  for (const Shape& shape : kShapes) {
    for (const int splits : {1, 2, 5}) {
      const Worst worst = decode(shape, {70, 0, 1, 32, 300, 33, 31}, splits, ++seed);
      EXPECT_LT(worst.share, 1) << name(shape) << ", splits " << splits;
      EXPECT_EQ(worst.compared, 6 * shape.heads * shape.head_size);
    }
  }
}

TEST(CudaDecodeAttention, SplitsReachTheEndOfLongContexts) {
  EXPECT_LT(decode({4, 1, 64}, {1500, 129, 1024}, 7, 40).share, 1);
  EXPECT_LT(decode({4, 1, 128}, {2049}, kMaxSplits, 41).share, 1);
}

TEST(CudaDecodeAttention, LargeScoresDoNotOverflow) {
  EXPECT_LT(decode({4, 2, 128}, {90, 33}, 1, 50, 300).share, 1);
  EXPECT_LT(decode({4, 2, 64}, {290, 33}, 2, 51, 300).share, 1);
}

TEST(CudaDecodeAttention, TakesSplitsThatFillTheDevice) {
  EXPECT_EQ(decode_splits(128, 8, 4096, 132), 1);
  EXPECT_EQ(decode_splits(1, 8, 4096, 132), 16);
  EXPECT_EQ(decode_splits(1, 1, 1 << 20, 132), kMaxSplits);
  EXPECT_EQ(decode_splits(1, 8, 100, 132), 1);
}

TEST(CudaDecodeAttention, RefusesShapesThatItDoesNotTake) {
  DecodeAttention args;
  args.rows = 1;
  args.heads = 4;
  args.kv = {nullptr, nullptr, 2, 80};
  EXPECT_EQ(decode_attention(args, nullptr), kInvalidShape);
  args.kv = {nullptr, nullptr, 3, 64};
  EXPECT_EQ(decode_attention(args, nullptr), kInvalidShape);
  args.kv.kv_heads = 2;
  args.splits = 0;
  EXPECT_EQ(decode_attention(args, nullptr), kInvalidShape);
  args.heads = 34;
  args.splits = 1;
  EXPECT_EQ(decode_attention(args, nullptr), kInvalidShape);
}

struct Chunk {
  int first_position;
  int count;
};

Worst prefill(const Shape& shape, const std::vector<Chunk>& chunks, uint64_t seed, double spread = 1) {
  std::vector<int> lengths;
  std::vector<PrefillRun> runs;
  int tokens = 1;  // in front of the first run: nobody's
  for (const Chunk& chunk : chunks) {
    // One token more is in the cache than the run may see.
    lengths.push_back(chunk.first_position + chunk.count + 1);
    runs.push_back({tokens, chunk.count, chunk.first_position, static_cast<int32_t>(runs.size())});
    tokens += chunk.count;
  }
  const PagedSequences sequences(seed, shape, lengths);
  const size_t row = static_cast<size_t>(shape.heads * shape.head_size);
  const std::vector<uint16_t> q = random_bf16(seed, static_cast<size_t>(tokens) * row, spread);
  DeviceArray<uint16_t> device_q(q), out(q.size(), kNan16);
  DeviceArray<PrefillRun> device_runs(runs);
  PrefillAttention args;
  args.q = device_q.data();
  args.out = out.data();
  args.kv = sequences.pool();
  args.blocks = sequences.tables();
  args.runs = device_runs.data();
  args.run_count = static_cast<int>(runs.size());
  args.tokens = tokens;
  args.heads = shape.heads;
  args.scale = scale_of(shape);
  const std::vector<uint16_t> got =
      run_twice([&] { ASSERT_EQ(prefill_attention(args, nullptr), 0); }, [&] { return out.read(); });
  for (size_t e = 0; e < row; ++e) EXPECT_EQ(got[e], kNan16) << "a token of no run was written";
  Worst worst;
  std::vector<double> bound;
  for (size_t i = 0; i < runs.size(); ++i) {
    for (int t = 0; t < runs[i].count; ++t) {
      for (int h = 0; h < shape.heads; ++h) {
        const size_t place = static_cast<size_t>(runs[i].begin + t) * row + static_cast<size_t>(h * shape.head_size);
        worst.compare(sequences.attend(i, runs[i].first_position + t, h, &q[place], bound), bound, &got[place]);
      }
    }
  }
  return worst;
}

TEST(CudaPrefillAttention, EqualsFp64OverChunks) {
  uint64_t seed = 100;
  for (const Shape& shape : kShapes) {
    const Worst worst = prefill(shape, {{0, 1}, {5, 17}, {0, 0}, {32, 33}, {95, 1}, {0, 64}}, ++seed);
    EXPECT_LT(worst.share, 1) << name(shape);
    EXPECT_EQ(worst.compared, (1 + 17 + 33 + 1 + 64) * shape.heads * shape.head_size);
  }
}

TEST(CudaPrefillAttention, ManyTilesOfOneRun) {
  EXPECT_LT(prefill({3, 1, 64}, {{70, 150}, {0, 3}}, 200).share, 1);
  EXPECT_LT(prefill({4, 1, 128}, {{0, 130}}, 201).share, 1);
}

TEST(CudaPrefillAttention, LargeScoresDoNotOverflow) {
  EXPECT_LT(prefill({2, 1, 128}, {{40, 70}}, 300, 300).share, 1);
}

}  // namespace
}  // namespace model::cuda
