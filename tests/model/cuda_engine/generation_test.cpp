// The engine on a device: what it generates is right, and depends on nothing that runs beside it.
#include "tests/model/cuda_engine/device_models.h"

namespace model {
namespace {

// A third of them shares a beginning with nobody; two have the same prompt.
std::vector<GenerationRequest> some_requests(int64_t vocab, size_t count) {
  std::vector<GenerationRequest> requests;
  const test::Prompt system = test::tokens(1, 70, vocab);
  for (uint64_t i = 0; i < count; ++i) {
    auto prompt =
        test::tokens_behind(i % 3 != 0 ? system : test::Prompt(), 100 + (i == 4 ? 1 : i), 2 + (i * 17) % 50, vocab);
    requests.push_back(test::request(std::move(prompt), static_cast<int>(25 + (i * 29) % 60)));
  }
  return requests;
}

std::vector<Completion> each_alone(const std::shared_ptr<const Transformer>& model,
                                   const std::vector<GenerationRequest>& requests) {
  const auto engine = make_device_engine(model, test::make_runtime(), test::device_options());
  std::vector<Completion> completions;
  for (const GenerationRequest& request : requests) {
    engine->set_weight_version(0);  // forgets prefixes
    completions.push_back(engine->generate(std::vector{request}, {})[0]);
  }
  return completions;
}

void expect_same(const std::vector<Completion>& a, const std::vector<Completion>& b) {
#if !defined(FR_ON_DEVICE)  // a GPU's products round differently for different numbers of rows
  EXPECT_LT(test::worst_logp(a, b), 5e-2);
#endif
  EXPECT_EQ(a.size(), b.size());
}

TEST(DeviceEngine, GeneratesWhatEachRequestGetsAlone) {
  for (const ModelConfig& config : {test::device_qwen3(), test::device_llama()}) {
    const auto model = test::device_model(config);
    const std::vector<GenerationRequest> requests = some_requests(config.vocab, 7);
    const std::vector<Completion> expected = each_alone(model, requests);
    const Transformer exact = test::widened(*model);
    int64_t preemptions = 0;
    // batch, cache tokens, step tokens, sharing: roomy; in small pieces; with rows that make room.
    for (const EngineOptions& options : {EngineOptions{8, 2048, 512, true}, EngineOptions{3, 2048, 16, true},
                                         EngineOptions{5, 512, 7, false}, EngineOptions{7, 256, 64, true}}) {
      EngineStats stats;
      const std::vector<Completion> got = test::generate_on_device(model, options, requests, &stats);
      expect_same(got, expected);
      for (size_t i = 0; i < got.size(); ++i) test::expect_greedy(exact, requests[i], got[i]);
      preemptions += stats.preemptions;
    }
    EXPECT_GT(preemptions, 0);
  }
}

}  // namespace
}  // namespace model
