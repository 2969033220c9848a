// The stop check and the state of decoding rows against a model of them in plain code.
#include "model/cuda/sampler.h"
#include "tests/model/cuda/device.h"

namespace model::cuda {
namespace {

constexpr int kVocab = 50;
constexpr int kTableStride = 4;
constexpr int kStopStride = 3;

struct Row {
  int32_t sampled, position, generated, max_new;
  std::vector<int32_t> stop_ids;
};

// A few hundred rows, so that threads have several; every fifth is nobody.
std::vector<Row> random_rows(uint64_t seed, int context) {
  core::Rng rng(seed);
  std::vector<Row> rows;
  for (int i = 0; i < 600; ++i) {
    Row row;
    row.sampled = rng.chance(0.05) ? -1 : static_cast<int32_t>(rng.index(kVocab));
    row.position = static_cast<int32_t>(rng.integer(0, context - 2));
    row.generated = i % 5 == 4 ? -1 : static_cast<int32_t>(rng.integer(0, 9));
    row.max_new = static_cast<int32_t>(rng.integer(row.generated + 1, 11));
    for (size_t j = rng.index(kStopStride + 1); j > 0; --j) {
      row.stop_ids.push_back(static_cast<int32_t>(rng.index(kVocab)));
    }
    if (rng.chance(0.2) && !row.stop_ids.empty()) row.sampled = row.stop_ids.back();
    row.stop_ids.resize(kStopStride, -1);
    rows.push_back(row);
  }
  return rows;
}

RowEnd end_of(const Row& row, int context) {
  if (row.generated < 0) return RowEnd::none;
  if (row.sampled < 0) return RowEnd::not_finite;
  if (std::find(row.stop_ids.begin(), row.stop_ids.end(), row.sampled) != row.stop_ids.end()) return RowEnd::stop;
  if (row.generated + 1 >= row.max_new) return RowEnd::length;
  // The prompt and what was generated, the new token included, fill the context.
  return row.position + 2 >= context ? RowEnd::context : RowEnd::none;
}

TEST(CudaAdvance, MovesRowsOnOrEndsThem) {
  const int context = kTableStride * 32;
  const std::vector<Row> rows = random_rows(3, context);
  const size_t count = rows.size();
  std::vector<int32_t> inputs(count, 7), positions, lengths, slots(count, 9), generated, sampled, max_new, stop_ids,
      tables;
  core::Rng rng(4);
  for (const Row& row : rows) {
    positions.push_back(row.position);
    lengths.push_back(row.position + 1);
    generated.push_back(row.generated);
    sampled.push_back(row.sampled);
    max_new.push_back(row.max_new);
    stop_ids.insert(stop_ids.end(), row.stop_ids.begin(), row.stop_ids.end());
    for (int i = 0; i < kTableStride; ++i) tables.push_back(static_cast<int32_t>(rng.index(1000)));
  }
  DeviceArray<int32_t> d_inputs(inputs), d_positions(positions), d_lengths(lengths), d_slots(slots),
      d_generated(generated), d_sampled(sampled), d_max_new(max_new), d_stop_ids(stop_ids), d_tables(tables),
      ends(count, 77), ended(1, 77);
  DeviceArray<uint32_t> occurrences(count * kVocab, kInPrompt);
  Advance args;
  args.state = {d_inputs.data(),    d_positions.data(), d_lengths.data(), d_slots.data(),
                d_generated.data(), occurrences.data(), ends.data(),      ended.data()};
  args.rows = static_cast<int>(count);
  args.vocab = kVocab;
  args.context = context;
  args.tokens = d_sampled.data();
  args.max_new = d_max_new.data();
  args.stop_ids = d_stop_ids.data();
  args.stop_stride = kStopStride;
  args.tables = d_tables.data();
  args.table_stride = kTableStride;
  ASSERT_EQ(advance(args, nullptr), 0);

  const auto now_inputs = d_inputs.read(), now_positions = d_positions.read(), now_lengths = d_lengths.read(),
             now_slots = d_slots.read(), now_generated = d_generated.read(), now_ends = ends.read();
  const auto now_occurrences = occurrences.read();
  int ended_rows = 0;
  std::vector<int> seen(5, 0);
  for (size_t i = 0; i < count; ++i) {
    const Row& row = rows[i];
    const RowEnd end = end_of(row, context);
    ++seen[static_cast<size_t>(end)];
    ASSERT_EQ(now_ends[i], static_cast<int32_t>(end)) << i;
    if (row.generated < 0) {  // nobody's row stays as it is
      ASSERT_EQ(now_inputs[i], 7);
      ASSERT_EQ(now_slots[i], 9);
    } else if (end != RowEnd::none) {
      ++ended_rows;
      ASSERT_EQ(now_generated[i], -1);
      ASSERT_EQ(now_inputs[i], -1);
      ASSERT_EQ(now_slots[i], -1);
      ASSERT_EQ(now_lengths[i], 0);
    } else {
      const int position = row.position + 1;
      ASSERT_EQ(now_inputs[i], row.sampled);
      ASSERT_EQ(now_positions[i], position);
      ASSERT_EQ(now_lengths[i], position + 1);
      ASSERT_EQ(now_slots[i], tables[i * kTableStride + static_cast<size_t>(position / 32)] * 32 + position % 32);
      ASSERT_EQ(now_generated[i], row.generated + 1);
    }
    for (int t = 0; t < kVocab; ++t) {
      const bool counts = row.generated >= 0 && end == RowEnd::none && t == row.sampled;
      ASSERT_EQ(now_occurrences[i * kVocab + static_cast<size_t>(t)], kInPrompt + (counts ? 1 : 0));
    }
  }
  EXPECT_EQ(ended.read()[0], ended_rows);
  for (const int kind : seen) EXPECT_GT(kind, 0) << "an outcome that did not come up";
}

TEST(CudaAdvance, SetsTheHistory) {
  DeviceArray<uint32_t> occurrences(2 * kVocab, 3);
  DeviceArray<int32_t> tokens(std::vector<int32_t>{4, 49, 4, 0, 7, 49, 7, 7});
  ASSERT_EQ(set_history(occurrences.data() + kVocab, kVocab, tokens.data(), 4, 4, nullptr), 0);
  const std::vector<uint32_t> words = occurrences.read();
  for (int t = 0; t < kVocab; ++t) {
    EXPECT_EQ(words[static_cast<size_t>(t)], 3U) << "another row";
    const uint32_t prompt = t == 0 || t == 4 || t == 49 ? kInPrompt : 0U;
    const uint32_t generated = t == 7 ? 3 : t == 49 ? 1 : 0;
    EXPECT_EQ(words[static_cast<size_t>(kVocab + t)], prompt + generated) << t;
  }
}

}  // namespace
}  // namespace model::cuda
