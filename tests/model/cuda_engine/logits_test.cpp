// Logits of a pass on the device against the Transformer's: as near to fp32 as the CPU's own in bf16.
#include <cstring>

#include "tests/model/cuda_engine/device_models.h"

namespace model {
namespace {

at::Tensor cpu_logits(const Transformer& model, const std::vector<chat::TokenId>& tokens) {
  return test::uncached_log_softmax(model, tokens);
}

// A device with nothing but the executor on it.
class Device {
 public:
  explicit Device(const std::shared_ptr<const Transformer>& model) {
    auto runtime = test::make_runtime();
    runtime_ = runtime.get();
    executor_ = std::make_unique<DeviceExecutor>(model, std::move(runtime), test::device_options());
  }

  // log softmax of what follows the last of `tokens`, of which `known` are in the cache already.
  at::Tensor log_softmax(const std::vector<chat::TokenId>& tokens, size_t known, bool decodes) {
    while (blocks_.size() * kernels::kKvBlockTokens < tokens.size()) blocks_.push_back(executor_->blocks().allocate());
    Step step;
    step.tokens.assign(tokens.begin() + static_cast<std::ptrdiff_t>(known), tokens.end());
    StepRun& run = step.runs.emplace_back();
    run.end = static_cast<int64_t>(step.tokens.size());
    run.first_position = static_cast<int64_t>(known);
    run.blocks = blocks_;
    run.decodes = decodes;
    run.sampling = &greedy_;
    run.history.prompt = tokens;
    executor_->execute(step);
    const at::Tensor logits = at::empty({executor_->config().vocab}, at::kFloat);
    const auto bytes = static_cast<size_t>(logits.numel()) * sizeof(float);
    const auto pinned = cuda::pinned<float>(*runtime_, static_cast<size_t>(logits.numel()));
    runtime_->download({pinned.get(), executor_->forward().logits(), bytes});
    runtime_->wait();
    std::memcpy(logits.data_ptr(), pinned.get(), bytes);
    return at::log_softmax(logits, -1);
  }

 private:
  cuda::Runtime* runtime_ = nullptr;
  std::unique_ptr<DeviceExecutor> executor_;
  std::vector<int32_t> blocks_;
  SamplingParams greedy_;
};

double distance(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().mean().item<double>();
}

TEST(DeviceLogits, AreAsNearToFp32AsTheCpus) {
  for (const ModelConfig& config : {test::device_llama(), test::device_qwen3(), test::device_qwen2()}) {
    const auto model = test::device_model(config);
    const std::vector<chat::TokenId> tokens = test::tokens(5, 70, config.vocab);
    const at::Tensor exact = cpu_logits(test::widened(*model), tokens), cpu = cpu_logits(*model, tokens);
    Device device(model);
    double worst = 0, of_cpu = 0;
    const auto compare = [&](size_t known, size_t count, bool decodes) {
      const std::vector<chat::TokenId> some(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(count));
      const auto row = static_cast<int64_t>(count) - 1;
      worst = std::max(worst, distance(device.log_softmax(some, known, decodes), exact[row]));
      of_cpu = std::max(of_cpu, distance(cpu[row], exact[row]));
    };
    compare(0, 33, false);   // a prompt
    compare(33, 60, false);  // another piece of it
    for (size_t count = 61; count <= 70; ++count) compare(count - 1, count, true);
    EXPECT_LT(worst, 1.5 * of_cpu) << architecture_name(config.architecture);
    EXPECT_GT(of_cpu, 0);
  }
}

TEST(DeviceLogits, FollowTheWeights) {
  const auto model = test::device_model(test::device_qwen3());
  const std::vector<GenerationRequest> requests = {test::request(test::tokens(3, 20, model->config().vocab), 4)};
  const auto engine = make_device_engine(model, test::make_runtime(), test::device_options());
  const Completion before = engine->generate(requests, {})[0];
  model->flat_values().copy_(at::randn_like(model->flat_values()) * 0.15);
  EXPECT_EQ(engine->generate(requests, {})[0].logp, before.logp) << "the device has its own copy";
  engine->set_weight_version(1);
  const Completion after = engine->generate(requests, {})[0];
  EXPECT_NE(after.logp, before.logp);
  test::expect_greedy(test::widened(*model), requests[0], after);
}

}  // namespace
}  // namespace model
