#include "train/data/packing.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/rng.h"
#include "train/data/order.h"

namespace train {
namespace {

Sample make_sample(const std::vector<int>& context, const std::vector<int>& answer) {
  Sample sample;
  for (const int id : context) sample.tokens.push_back({id, chat::SpanKind::prompt, 0});
  for (const int id : answer) sample.tokens.push_back({id, chat::SpanKind::text, 1});
  return sample;
}

std::vector<const Sample*> pointers(const std::vector<Sample>& samples) {
  std::vector<const Sample*> result;
  for (const Sample& sample : samples) result.push_back(&sample);
  return result;
}

// The tokens that packed token `index` sees: its ancestors' and its own sequence's up to itself.
std::vector<int64_t> visible(const model::PackedBatch& batch, int64_t index) {
  const auto* tokens = batch.tokens_T.const_data_ptr<int64_t>();
  std::vector<int64_t> path;
  for (size_t s = 0; s < batch.sequences.size(); ++s) {
    if (index < batch.sequences[s].begin || index >= batch.sequences[s].end) continue;
    path.assign(tokens + batch.sequences[s].begin, tokens + index + 1);
    for (int64_t p = batch.sequences[s].parent; p >= 0; p = batch.sequences[static_cast<size_t>(p)].parent) {
      const auto& sequence = batch.sequences[static_cast<size_t>(p)];
      path.insert(path.begin(), tokens + sequence.begin, tokens + sequence.end);
    }
  }
  return path;
}

// What defines a packing as right: the forest is well formed, and every supervised token of every sample is a target
// once, predicted by a row that sees exactly the tokens before it, at the right positions.
void expect_correct(const std::vector<Sample>& samples, const PackingOptions& options) {
  const auto batches = pack(pointers(samples), options);
  using Prediction = std::tuple<int32_t, std::vector<int64_t>, int64_t>;
  std::multiset<Prediction> expected;
  std::multiset<Prediction> found;
  int64_t raw = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    std::vector<int64_t> before;
    for (const SampleToken& token : samples[i].tokens) {
      if (token.weight > 0) expected.insert({static_cast<int32_t>(i), before, token.id});
      before.push_back(token.id);
    }
    raw += static_cast<int64_t>(samples[i].input_length());
  }
  int64_t counted = 0;
  for (const MicroBatch& made : batches) {
    counted += made.sample_tokens;
    const auto& sequences = made.batch.sequences;
    int64_t end = 0;
    for (size_t s = 0; s < sequences.size(); ++s) {
      EXPECT_EQ(sequences[s].begin, end);
      EXPECT_GT(sequences[s].end, sequences[s].begin);
      EXPECT_LT(sequences[s].parent, static_cast<int64_t>(s));
      end = sequences[s].end;
    }
    EXPECT_EQ(end, made.computed_tokens());
    std::set<int32_t> members;
    for (const LossToken& token : made.loss_tokens) members.insert(token.sample);
    if (members.size() > 1) {
      EXPECT_LE(made.computed_tokens(), options.micro_batch_tokens);
    }
    for (int64_t t = 0; t < made.computed_tokens(); ++t) {
      EXPECT_EQ(made.batch.positions_T[t].item<int64_t>() + 1, static_cast<int64_t>(visible(made.batch, t).size()));
    }
    for (size_t n = 0; n < made.loss_tokens.size(); ++n) {
      const auto at = static_cast<int64_t>(n);
      found.insert({made.loss_tokens[n].sample, visible(made.batch, made.rows_N[at].item<int64_t>()),
                    made.targets_N[at].item<int64_t>()});
    }
  }
  EXPECT_EQ(counted, raw);
  EXPECT_EQ(found, expected);
}

TEST(Packing, ComputesASharedBeginningOnce) {
  std::vector<int> system(100);
  for (size_t i = 0; i < system.size(); ++i) system[i] = static_cast<int>(i);
  std::vector<Sample> samples;
  for (int i = 0; i < 8; ++i) {
    std::vector<int> context = system;
    for (int t = 0; t < 20; ++t) context.push_back(1000 + i);
    samples.push_back(make_sample(context, {5, 6, 7}));
  }
  const auto batches = pack(pointers(samples), {.micro_batch_tokens = 4096});
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches[0].computed_tokens(), 100 + 8 * 22);  // the last of the three answer tokens is never an input
  EXPECT_EQ(batches[0].sample_tokens, 8 * 122);
  const auto alone = pack(pointers(samples), {.micro_batch_tokens = 4096, .share_prefixes = false});
  EXPECT_EQ(alone[0].computed_tokens(), 8 * 122);
  expect_correct(samples, {});
}

TEST(Packing, NeverSharesSupervisedTokens) {
  std::vector<int> context(40, 3);
  const std::vector<Sample> samples{make_sample(context, {9, 9, 9}), make_sample(context, {9, 9, 9}),
                                    make_sample(context, {9})};
  const auto batches = pack(pointers(samples), {});
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches[0].computed_tokens(), 40 + 2 + 2);  // the third answer needs no input of its own
  EXPECT_EQ(batches[0].targets_N.numel(), 7);
  expect_correct(samples, {});
}

TEST(Packing, IsRightForRandomFamilies) {
  for (uint64_t seed = 0; seed < 120; ++seed) {
    core::Rng rng(seed);
    std::vector<std::vector<int>> stems(static_cast<size_t>(rng.integer(1, 4)));
    for (size_t s = 0; s < stems.size(); ++s) {
      if (s > 0 && rng.chance(0.7)) stems[s] = stems[rng.index(s)];  // stems that continue others: deeper trees
      for (int64_t t = rng.integer(0, 40); t > 0; --t) stems[s].push_back(static_cast<int>(rng.integer(0, 2)));
    }
    std::vector<Sample> samples(static_cast<size_t>(rng.integer(1, 14)));
    for (Sample& sample : samples) {
      sample = make_sample(rng.pick(stems), {});
      for (int64_t turn = rng.integer(1, 3); turn > 0; --turn) {
        for (int64_t t = rng.integer(turn == 1 && sample.tokens.empty() ? 1 : 0, 20); t > 0; --t) {
          sample.tokens.push_back({static_cast<int>(rng.integer(0, 2)), chat::SpanKind::prompt, 0});
        }
        for (int64_t t = rng.integer(1, 6); t > 0; --t) {
          sample.tokens.push_back({static_cast<int>(rng.integer(0, 2)), chat::SpanKind::text, 1});
        }
      }
      sample.tokens.front().weight = 0;
      if (sample.tokens.size() < 2) sample = make_sample({1}, {2});
    }
    PackingOptions options{.micro_batch_tokens = rng.integer(20, 300), .share_prefixes = rng.chance(0.8)};
    options.min_shared = rng.integer(1, 20);
    SCOPED_TRACE(seed);
    expect_correct(samples, options);
  }
}

// A sample of these token ids, the last one supervised.
Sample sample_of(const std::vector<int>& ids) {
  Sample sample;
  for (const int id : ids) sample.tokens.push_back({static_cast<chat::TokenId>(id), chat::SpanKind::prompt, 0.0F});
  sample.tokens.back().weight = 1;
  return sample;
}

TEST(SampleOrder, VisitsEverySampleOnceAnEpochFromAnyCursor) {
  const std::vector<size_t> blocks(13, 1);
  SampleOrder order(blocks, 5, 7);
  std::vector<size_t> all = order.take(0, 13 * 4);
  std::vector<size_t> previous;
  for (int epoch = 0; epoch < 4; ++epoch) {
    const std::vector<size_t> one(all.begin() + epoch * 13, all.begin() + (epoch + 1) * 13);
    EXPECT_EQ(std::set<size_t>(one.begin(), one.end()).size(), 13U);
    EXPECT_NE(one, previous);
    previous = one;
  }
  for (int64_t cursor = 0; cursor < 13 * 4; ++cursor) {
    EXPECT_EQ(SampleOrder(blocks, 5, 7).at(cursor), all[static_cast<size_t>(cursor)]);
  }
  EXPECT_NE(SampleOrder(blocks, 5, 8).take(0, 13), SampleOrder(blocks, 5, 7).take(0, 13));
}

// Steps that hold samples of a block, over all blocks, beyond one each.
size_t cuts(const std::vector<size_t>& block_sizes, size_t step, int epochs) {
  SampleOrder order(block_sizes, step, 3);
  std::vector<size_t> block_of;
  for (size_t block = 0; block < block_sizes.size(); ++block)
    block_of.insert(block_of.end(), block_sizes[block], block);
  const size_t samples = block_of.size();
  size_t cuts = 0;
  for (size_t epoch = 0; epoch < static_cast<size_t>(epochs); ++epoch) {
    std::set<std::pair<size_t, size_t>> parts;
    for (size_t i = epoch * samples; i < (epoch + 1) * samples; ++i) {
      parts.emplace(block_of[order.at(static_cast<int64_t>(i))], i / step);
    }
    cuts += parts.size() - block_sizes.size();
  }
  return cuts;
}

TEST(SampleOrder, CutsNoBlockWhileAnotherFits) {
  std::vector<size_t> sizes;
  for (size_t i = 0; i < 300; ++i) sizes.push_back(i % 3 == 0 ? 5 + i % 4 : 3);
  sizes.insert(sizes.end(), 60, 1);
  EXPECT_LE(cuts(sizes, 12, 1), 2U) << "some are left at the end";
  EXPECT_LE(cuts(sizes, 12, 3), 8U) << "later epochs begin within a step";
  EXPECT_GT(cuts(std::vector<size_t>(40, 5), 12, 1), 0U) << "nothing fits: the step is filled all the same";
  EXPECT_EQ(cuts(std::vector<size_t>(40, 4), 12, 1), 0U);
}

TEST(SampleOrder, KeepsBlocksOfNeighboursTogether) {
  const std::set<size_t> starts = {0, 3, 4, 6, 9, 12};
  const std::vector<size_t> order = SampleOrder({3, 1, 2, 3, 3, 2}, 100, 7).take(0, 14);
  EXPECT_EQ(std::set<size_t>(order.begin(), order.end()).size(), 14U);
  for (size_t i = 1; i < order.size(); ++i) {
    if (!starts.contains(order[i])) {
      EXPECT_EQ(order[i], order[i - 1] + 1);
    }
  }
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
}

TEST(SiblingBlocks, HoldNeighboursThatBeginAlikeBeyondWhatAllShare) {
  // All begin with 1 2; 10 11 12 and 20 21 22 stand for two toolsets. One sample of the first is missing.
  const std::vector<Sample> samples = {sample_of({1, 2, 10, 11, 12, 5}), sample_of({1, 2, 10, 11, 12, 6}),
                                       sample_of({1, 2, 20, 21, 22, 5}), sample_of({1, 2, 20, 21, 22, 6}),
                                       sample_of({1, 2, 20, 21, 22, 7}), sample_of({1, 2, 20, 21, 22, 8}),
                                       sample_of({1, 2, 30, 31, 32, 8})};
  EXPECT_EQ(sibling_blocks(samples, 3), (std::vector<size_t>{2, 3, 1, 1}));
  EXPECT_EQ(sibling_blocks(samples, 9), (std::vector<size_t>{2, 4, 1}));
  EXPECT_EQ(sibling_blocks(samples, 1), std::vector<size_t>(7, 1));
  EXPECT_TRUE(sibling_blocks({}, 3).empty());
}

TEST(SiblingBlocks, AreNotMadeOfTheBeginningThatAllShare) {
  const std::vector<Sample> samples = {sample_of({1, 2, 3, 4, 5, 6, 7}), sample_of({1, 2, 3, 4, 5, 8, 9}),
                                       sample_of({1, 2, 3, 4, 5, 10, 11})};
  EXPECT_EQ(sibling_blocks(samples, 3), std::vector<size_t>(3, 1));
}

}  // namespace
}  // namespace train
