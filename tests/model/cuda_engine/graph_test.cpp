// Graphs, and a host that runs ahead of its device.
#include <set>

#include "core/error.h"
#include "tests/model/cuda_engine/device_models.h"

namespace model {
namespace {

struct Outcome {
  std::vector<Completion> completions;
  int graphs = 0;
};

Outcome generate(const std::shared_ptr<const Transformer>& model, bool graphs) {
  std::vector<GenerationRequest> requests;
  for (uint64_t i = 0; i < 6; ++i) {
    requests.push_back(test::request(test::tokens(i, 3 + i * 4, model->config().vocab), static_cast<int>(70 + i)));
    requests.back().params.temperature = i % 2 == 0 ? 0.9F : 0.0F;
    requests.back().params.frequency_penalty = i % 3 == 0 ? 0.5F : 0.0F;
  }
  const EngineOptions options{.max_batch = 8, .kv_tokens = 256, .step_tokens = 64};
  auto executor = std::make_unique<DeviceExecutor>(model, test::make_runtime(), options);
  cuda::Forward& forward = executor->forward();
  forward.graphs = graphs;
  Engine engine(std::move(executor), options);
  Outcome outcome;
  outcome.completions = engine.generate(requests, {});
  outcome.graphs = forward.captured();
  EXPECT_GT(engine.stats().preemptions, 0);
  return outcome;
}

void expect_equal(const std::vector<Completion>& a, const std::vector<Completion>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].tokens, b[i].tokens) << i;
    EXPECT_EQ(a[i].logp, b[i].logp) << i;
  }
}

TEST(DeviceGraphs, ReplayWhatPlainPassesDo) {
  const auto model = test::device_model(test::device_qwen3());
  const Outcome plain = generate(model, false), replayed = generate(model, true);
  EXPECT_EQ(plain.graphs, 0);
  EXPECT_GE(replayed.graphs, 3) << "by numbers of rows";
  expect_equal(plain.completions, replayed.completions);
}

TEST(DeviceGraphs, RowsArePaddedToFewNumbers) {
  std::set<int> numbers;
  int before = 0;
  for (int rows = 0; rows <= 256; ++rows) {
    const int padded = cuda::Forward::padded_rows(rows);
    EXPECT_GE(padded, std::max(rows, before));
    EXPECT_LT(padded, rows + 8);
    numbers.insert(before = padded);
  }
  EXPECT_EQ(numbers.size(), 36U);  // 0, 1, 2, 4, then multiples of 8
}

#if !defined(FR_ON_DEVICE)
// Everything is done only when somebody waits: memory that is reused, or read, too early shows.
TEST(DeviceGraphs, TheHostMayRunAhead) {
  const auto model = test::device_model(test::device_qwen3());
  const Outcome eager = generate(model, true);
  emulation::set_pace(emulation::Pace::lazy);
  const Outcome lazy = generate(model, true);
  emulation::set_pace(emulation::Pace::eager);
  expect_equal(eager.completions, lazy.completions);
}

TEST(DeviceEngine, TakesTheCacheThatThereIsRoomFor) {
  const auto model = test::device_model(test::device_qwen3());
  const size_t token = DeviceCache::token_bytes(model->config());
  const auto blocks = [&](size_t more_bytes) {
    auto runtime = std::make_unique<emulation::EmulatedRuntime>(more_bytes);
    const auto engine =
        make_device_engine(model, std::move(runtime), {.max_batch = 2, .kv_tokens = 1 << 14, .step_tokens = 32});
    return engine->blocks().block_count();
  };
  EXPECT_EQ(blocks(size_t{1} << 30U), (1 << 14) / 32);
  const int64_t fewer = blocks((size_t{1} << 12U) * token);
  EXPECT_LT(fewer, (1 << 12) / 32);
  EXPECT_GE(fewer, model->config().context_length / 32);
  EXPECT_THROW(blocks(1000 * sizeof(uint16_t)), core::Error);
}
#endif

TEST(DeviceEngine, RefusesModelsThatItCannotRun) {
  const auto refused = [](const ModelConfig& config, at::ScalarType type, std::string_view why) {
    const auto model = test::random_model(config, type);
    try {
      make_device_engine(model, test::make_runtime(), test::device_options());
      ADD_FAILURE() << why;
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      EXPECT_NE(std::string_view(error.what()).find(why), std::string_view::npos) << error.what();
    }
  };
  refused(test::tiny_llama(), at::kBFloat16, "heads have 12 elements");
  refused(test::device_llama(), at::kFloat, "bf16");
  ModelConfig config = test::device_llama();
  config.ffn = 100;
  refused(config, at::kBFloat16, "100 are no multiples of 8");
}

}  // namespace
}  // namespace model
