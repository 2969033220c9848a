// What quantised weights cost in log-prob and bring in speed; prints one JSON object.
//   --model PATH --threads N [--data CONVERSATIONS.jsonl] [--tokens N] [--rounds N]
// With --data: every form of the weights scores the same conversations in one pass each, and is compared with plain
// fp32 and plain bf16, token by token (FORM_logp_*: of the text's own tokens; FORM_kl: over the whole vocabulary, from
// fp32; FORM_top1: share of tokens whose likeliest successor is fp32's).
// With --rounds: CPU time, which other work on the machine touches little, of one thread or all of the process, the
// forms in turn in every round, medians (FORM_single_ms and FORM_batch32_ms a new token, FORM_prefill_ms a prompt
// token).
#include <memory>
#include <string>
#include <vector>

#include "bench/log_prob_loss.h"
#include "core/rng.h"
#include "model/attention.h"
#include "model/engine.h"
#include "model/weights/loader.h"

namespace {

struct Form {
  std::string name;
  std::shared_ptr<const model::Transformer> model;
  std::vector<double> single_ms, batch_ms, prefill_ms;
};

std::vector<Form> load_forms(const std::string& path, bool with_fp32) {
  using model::WeightFormat;
  const auto load = [&](const char* name, at::ScalarType type, WeightFormat format) {
    return Form{name, std::make_shared<const model::Transformer>(model::load_transformer(path, type, format))};
  };
  std::vector<Form> forms;
  if (with_fp32) forms.push_back(load("fp32", at::kFloat, WeightFormat::plain));
  forms.push_back(load("bf16", at::kBFloat16, WeightFormat::plain));
  forms.push_back(load("q8_0", at::kBFloat16, WeightFormat::q8_0));
  forms.push_back(load("q4_1", at::kBFloat16, WeightFormat::q4_1));
  forms.push_back(load("q4_0", at::kBFloat16, WeightFormat::q4_0));
  forms.push_back(load("file", at::kBFloat16, WeightFormat::file));
  return forms;
}

// Log-softmax of every position but the last, fp32 [T - 1, V].
at::Tensor log_probs(const model::Transformer& model, const at::Tensor& tokens_T) {
  model::PackedBatch batch;
  batch.tokens_T = tokens_T.narrow(0, 0, tokens_T.size(0) - 1);
  batch.positions_T = at::arange(batch.tokens_T.size(0), at::kLong);
  batch.sequences = {{0, batch.tokens_T.size(0), -1}};
  model::PackedAttention attention(batch);
  return at::log_softmax(model.logits(model.forward(batch.tokens_T, batch.positions_T, attention)), -1);
}

void measure_loss(const bench::Options& options, core::Dict& result) {
  const std::vector<Form> forms = load_forms(options.model, true);
  std::vector<std::string> names;
  for (const Form& form : forms) names.push_back(form.name);
  bench::measure_loss(
      options, names, [&](size_t form, const at::Tensor& tokens_T) { return log_probs(*forms[form].model, tokens_T); },
      result);
}

double generate_ms(model::Engine& engine, int count, int prompt, int new_tokens) {
  std::vector<model::GenerationRequest> requests;
  core::Rng rng(1);
  for (int i = 0; i < count; ++i) {
    model::GenerationRequest& request = requests.emplace_back();
    for (int t = 0; t < prompt; ++t) request.prompt.push_back(static_cast<chat::TokenId>(rng.integer(100, 40000)));
    request.params.max_new_tokens = new_tokens;
  }
  const double began = bench::cpu_ms();
  engine.generate(requests, {});
  return bench::cpu_ms() - began;
}

void measure_speed(const bench::Options& options, core::Dict& result) {
  std::vector<Form> forms = load_forms(options.model, false);
  constexpr int kPrompt = 16, kNew = 16, kLongPrompt = 512;
  for (int round = 0; round < options.rounds; ++round) {
    for (Form& form : forms) {
      model::Engine engine(form.model, {.kv_tokens = 4096, .share_prefixes = false});
      generate_ms(engine, 1, kPrompt, 4);  // warm
      const double first = generate_ms(engine, 1, kPrompt, 1), first32 = generate_ms(engine, 32, kPrompt, 1);
      form.single_ms.push_back((generate_ms(engine, 1, kPrompt, 1 + kNew) - first) / kNew);
      form.batch_ms.push_back((generate_ms(engine, 32, kPrompt, 1 + kNew) - first32) / (32 * kNew));
      form.prefill_ms.push_back(generate_ms(engine, 1, kLongPrompt, 1) / kLongPrompt);
    }
  }
  for (const Form& form : forms) {
    result[form.name + "_single_ms"] = bench::median(form.single_ms);
    result[form.name + "_batch32_ms"] = bench::median(form.batch_ms);
    result[form.name + "_prefill_ms"] = bench::median(form.prefill_ms);
  }
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run_main(argc, argv, [](const bench::Options& options) {
    const at::NoGradGuard no_grad;
    core::Dict result;
    if (!options.data.empty()) measure_loss(options, result);
    if (options.rounds > 0) measure_speed(options, result);
    return result;
  });
}
