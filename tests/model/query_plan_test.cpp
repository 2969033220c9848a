// Queries that attend together: the plan groups what shares blocks, and every query's result keeps its bits.
#include "model/kernels/query_plan.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/rng.h"
#include "model/kernels/int8_cache.h"
#include "tests/model/attention_task.h"

namespace model::kernels {
namespace {

// Runs over blocks drawn as a forest: some share beginnings of any length, some nothing, some are several tokens long.
struct Drawn {
  std::vector<std::vector<KvSpan>> spans;
  std::vector<QueryRun> runs;
  int32_t blocks = 0;
  int64_t tokens = 0;
};

Drawn draw_runs(uint64_t seed, int count) {
  core::Rng rng(seed);
  Drawn drawn;
  for (int i = 0; i < count; ++i) {
    std::vector<KvSpan> spans;
    if (i > 0 && rng.uniform() < 0.7) {
      const auto& parent = drawn.spans[static_cast<size_t>(rng.integer(0, i - 1))];
      const auto keep = static_cast<size_t>(rng.integer(0, static_cast<int64_t>(parent.size()) - 1));
      spans.assign(parent.begin(), parent.begin() + static_cast<std::ptrdiff_t>(keep));
    }
    for (int64_t more = rng.integer(0, 4); more >= 0; --more) {
      const bool last = more == 0;
      spans.push_back({drawn.blocks++, static_cast<int32_t>(last ? rng.integer(1, kKvBlockTokens) : kKvBlockTokens)});
    }
    drawn.spans.push_back(std::move(spans));
  }
  for (int i = 0; i < count; ++i) {
    const auto& spans = drawn.spans[static_cast<size_t>(i)];
    int64_t length = 0;
    for (const KvSpan& span : spans) length += span.tokens;
    const int64_t queries = rng.uniform() < 0.8 ? 1 : std::min<int64_t>(length, rng.integer(2, 40));
    drawn.runs.push_back({drawn.tokens, drawn.tokens + queries, length - queries, spans});
    drawn.tokens += queries;
  }
  return drawn;
}

TEST(QueryPlan, HoldsEveryRunOnceAndSharesWhatIsShared) {
  int64_t grouped = 0;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const Drawn drawn = draw_runs(seed, 40);
    const QueryPlan plan = plan_queries(drawn.runs, 9, 3);
    std::set<int64_t> begins;
    size_t next = 0;
    for (const RunGroup& group : plan.groups) {
      ASSERT_EQ(group.first, next);
      next += group.count;
      ASSERT_LE(group.count * 3, static_cast<size_t>(kMaxTaskRows));
      const QueryRun& first = plan.runs[group.first];
      for (size_t i = group.first; i < next; ++i) {
        const QueryRun& run = plan.runs[i];
        begins.insert(run.begin);
        ASSERT_TRUE(group.count == 1 || run.end - run.begin == 1);
        for (size_t s = 0; s < group.common; ++s) ASSERT_EQ(run.spans[s].block, first.spans[s].block);
      }
      if (group.count == 1) {
        ASSERT_EQ(group.common, 0U);
      } else {
        ASSERT_GT(group.common, 0U);
        grouped += static_cast<int64_t>(group.count);
      }
    }
    ASSERT_EQ(next, drawn.runs.size());
    ASSERT_EQ(begins.size(), drawn.runs.size());
  }
  EXPECT_GT(grouped, 200);
}

TEST(QueryPlan, SamplesOfOnePromptAreSpreadOverTheThreads) {
  std::vector<KvSpan> prompt;
  for (int32_t b = 0; b < 32; ++b) prompt.push_back({b, kKvBlockTokens});
  std::vector<std::vector<KvSpan>> spans;
  std::vector<QueryRun> runs;
  for (int64_t i = 0; i < 8; ++i) {
    spans.push_back(prompt);
    spans.back().push_back({static_cast<int32_t>(100 + i), 5});
  }
  for (int64_t i = 0; i < 8; ++i) runs.push_back({i, i + 1, 32 * 32 + 4, spans[static_cast<size_t>(i)]});
  const QueryPlan plan = plan_queries(runs, 9, 3);
  EXPECT_GT(plan.groups.size(), 1U);
  EXPECT_LT(plan.groups.size(), 8U);
  for (const RunGroup& group : plan.groups) EXPECT_EQ(group.common, group.count > 1 ? 32U : 0U);
}

struct Form {
  at::ScalarType type;
  KvForm kv;
};

// Random contents; int8's scales must be numbers.
at::Tensor random_heads(const Form& form, int64_t blocks, int64_t kv_heads, int64_t size) {
  const int64_t width = padded_head_size(size);
  if (form.kv == KvForm::plain) return at::randn({blocks, kv_heads, kKvBlockTokens * width}).to(form.type);
  const at::Tensor bytes = at::randint(0, 256, {blocks, kv_heads, int8_head_bytes(width)}, at::kByte);
  const at::Tensor scales = at::rand({blocks, kv_heads, kKvBlockTokens}).to(at::kBFloat16).contiguous();
  bytes.slice(2, kKvBlockTokens * width, kKvBlockTokens * width + 2 * kKvBlockTokens).copy_(scales.view(at::kByte));
  return bytes;
}

TEST(QueryPlan, EveryQueryKeepsItsBits) {
  at::manual_seed(5);
  const std::vector<Form> forms = {{at::kFloat, KvForm::plain},
                                   {at::kBFloat16, KvForm::plain},
                                   {at::kFloat, KvForm::int8},
                                   {at::kBFloat16, KvForm::int8}};
  for (const auto& [heads, kv_heads] : {std::pair<int64_t, int64_t>{9, 3}, {4, 4}, {8, 1}, {30, 1}}) {
    for (const int64_t size : {64, 80}) {
      for (const Form& form : forms) {
        const Drawn drawn = draw_runs(static_cast<uint64_t>(heads * size), 30);
        const at::Tensor keys = random_heads(form, drawn.blocks, kv_heads, size);
        const at::Tensor values = random_heads(form, drawn.blocks, kv_heads, size);
        const KvLayerView layer{keys.data_ptr(), values.data_ptr(), kv_heads, size, form.kv};
        const at::Tensor q = at::randn({drawn.tokens, heads, size}).to(form.type);
        std::vector<float> lse(static_cast<size_t>(drawn.tokens * heads));
        const at::Tensor together = attend(layer, drawn.runs, q, lse.data());
        for (const QueryRun& run : drawn.runs) {
          const int64_t count = run.end - run.begin;
          const QueryRun alone{0, count, run.first_position, run.spans};
          std::vector<float> own(static_cast<size_t>(count * heads));
          const at::Tensor out = attend(layer, std::span(&alone, 1), q.narrow(0, run.begin, count), own.data());
          ASSERT_TRUE(at::equal(together.narrow(0, run.begin, count), out))
              << heads << "/" << kv_heads << " size " << size << " run " << run.begin;
          const int64_t group = heads / kv_heads;
          for (int64_t h = 0; h < heads; ++h) {
            for (int64_t t = 0; t < count; ++t) {
              const int64_t head = h / group, place = h % group;
              ASSERT_EQ(lse[static_cast<size_t>((head * drawn.tokens + run.begin + t) * group + place)],
                        own[static_cast<size_t>((head * count + t) * group + place)]);
            }
          }
        }
      }
    }
  }
}

// The kernels of all instruction sets, with as many runs in a task as there is room for.
TEST(QueryPlan, EveryInstructionSetKeepsTheBitsOfGroups) {
  at::manual_seed(6);
  constexpr int64_t kSize = 64, kGroup = 3, kRuns = kMaxTaskRows / kGroup;
  std::vector<std::vector<KvSpan>> spans;
  int32_t blocks = 5;
  for (int64_t i = 0; i < kRuns; ++i) {
    auto& own = spans.emplace_back();
    for (int32_t b = 0; b < 5; ++b) own.push_back({b, kKvBlockTokens});
    for (int64_t more = 0; more < i % 3; ++more) own.push_back({blocks++, kKvBlockTokens});
    own.push_back({blocks++, static_cast<int32_t>(1 + i * 3)});
  }
  std::vector<QueryRun> runs;
  for (int64_t i = 0; i < kRuns; ++i) {
    int64_t length = 0;
    for (const KvSpan& span : spans[static_cast<size_t>(i)]) length += span.tokens;
    runs.push_back({i, i + 1, length - 1, spans[static_cast<size_t>(i)]});
  }
  const at::Tensor keys = at::randn({blocks, 1, kKvBlockTokens * kSize}).to(at::kBFloat16);
  const at::Tensor values = at::randn({blocks, 1, kKvBlockTokens * kSize}).to(at::kBFloat16);
  const at::Tensor q = at::randn({kRuns, kGroup, kSize}).to(at::kBFloat16);
  for (const Isa isa : supported_isas()) {
    const auto attend_with = [&](std::span<const QueryRun> of, size_t common, const at::Tensor& out) {
      const KvLayerView layer{keys.data_ptr(), values.data_ptr(), 1, kSize};
      AttentionTask task = test::task_over(layer, q, out, of, 0);
      task.common = common;
      std::vector<float> scratch(static_cast<size_t>(attention_scratch(kSize)));
      attention_kernels(isa).bf16(task, scratch.data());
    };
    const at::Tensor together = at::zeros_like(q), alone = at::zeros_like(q);
    attend_with(runs, 5, together);
    for (const QueryRun& run : runs) attend_with(std::span(&run, 1), 0, alone);
    EXPECT_TRUE(at::equal(together, alone)) << isa_name(isa);
    EXPECT_TRUE(at::isfinite(alone).all().item<bool>());
  }
}

}  // namespace
}  // namespace model::kernels
