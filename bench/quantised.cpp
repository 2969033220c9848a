// What quantised weights cost in log-prob and bring in speed; prints one JSON object.
//   --model PATH --threads N [--data CONVERSATIONS.jsonl] [--tokens N] [--rounds N]
// With --data: every form of the weights scores the same conversations in one pass each, and is compared with plain
// fp32 and plain bf16, token by token (FORM_logp_*: of the text's own tokens; FORM_kl: over the whole vocabulary, from
// fp32; FORM_top1: share of tokens whose likeliest successor is fp32's).
// With --rounds: CPU time, which other work on the machine touches little, of one thread or all of the process, the
// forms in turn in every round, medians (FORM_single_ms and FORM_batch32_ms a new token, FORM_prefill_ms a prompt
// token).
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench_main.h"
#include "chat/model_template.h"
#include "core/rng.h"
#include "model/attention.h"
#include "model/engine.h"
#include "model/weights/loader.h"
#include "train/data/samples.h"

namespace {

struct Form {
  std::string name;
  std::shared_ptr<const model::Transformer> model;
  std::vector<double> single_ms, batch_ms, prefill_ms;
  double sum_abs_fp32 = 0, max_fp32 = 0, sum_abs_bf16 = 0, max_bf16 = 0, sum = 0, kl = 0, same = 0;
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

core::Dict measure_loss(const std::string& path, const std::string& data, int64_t most) {
  const chat::Tokenizer tokenizer = chat::Tokenizer::from_model(path);
  const auto renderer = chat::renderer_for_model(path, "");
  const train::SampleSet set =
      train::load_samples({.files = {data}, .max_length = 2048, .skip_too_long = true}, *renderer, tokenizer);
  std::vector<Form> forms = load_forms(path, true);
  int64_t count = 0;
  for (const train::Sample& sample : set.samples) {
    if (count >= most) break;
    std::vector<int64_t> ids;
    for (const train::SampleToken& token : sample.tokens) ids.push_back(token.id);
    if (ids.size() < 2) continue;
    const at::Tensor tokens_T = at::tensor(ids, at::kLong);
    const at::Tensor targets = tokens_T.narrow(0, 1, tokens_T.size(0) - 1).unsqueeze(1);
    count += targets.size(0);
    at::Tensor exact, best, exact_own, bf16_own;
    for (Form& form : forms) {
      const at::Tensor logp = log_probs(*form.model, tokens_T);
      const at::Tensor own = logp.gather(1, targets).squeeze(1);
      if (form.name == "fp32") {
        exact = logp;
        exact_own = own;
        best = logp.argmax(-1);
      }
      if (form.name == "bf16") bf16_own = own;
      const auto compare = [&](const at::Tensor& with, double& total, double& largest) {
        if (!with.defined()) return;
        total += (own - with).abs().sum().item<double>();
        largest = std::max(largest, (own - with).abs().max().item<double>());
      };
      compare(exact_own, form.sum_abs_fp32, form.max_fp32);
      compare(bf16_own, form.sum_abs_bf16, form.max_bf16);
      form.sum += own.sum().item<double>();
      form.kl += (exact.exp() * (exact - logp)).sum().item<double>();
      form.same += static_cast<double>(logp.argmax(-1).eq(best).sum().item<int64_t>());
    }
  }
  core::Dict result;
  result["tokens"] = count;
  const auto tokens = static_cast<double>(count);
  for (const Form& form : forms) {
    result[form.name + "_logp_mean"] = form.sum / tokens;
    result[form.name + "_logp_off_fp32_mean"] = form.sum_abs_fp32 / tokens;
    result[form.name + "_logp_off_fp32_max"] = form.max_fp32;
    result[form.name + "_logp_off_bf16_mean"] = form.sum_abs_bf16 / tokens;
    result[form.name + "_logp_off_bf16_max"] = form.max_bf16;
    result[form.name + "_kl"] = form.kl / tokens;
    result[form.name + "_top1"] = form.same / tokens;
  }
  return result;
}

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

double generate_ms(model::Engine& engine, int count, int prompt, int new_tokens) {
  std::vector<model::GenerationRequest> requests;
  core::Rng rng(1);
  for (int i = 0; i < count; ++i) {
    model::GenerationRequest& request = requests.emplace_back();
    for (int t = 0; t < prompt; ++t) request.prompt.push_back(static_cast<chat::TokenId>(rng.integer(100, 40000)));
    request.params.max_new_tokens = new_tokens;
  }
  const double began = cpu_ms();
  engine.generate(requests, {});
  return cpu_ms() - began;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void measure_speed(const std::string& path, int rounds, core::Dict& result) {
  std::vector<Form> forms = load_forms(path, false);
  constexpr int kPrompt = 16, kNew = 16, kLongPrompt = 512;
  for (int round = 0; round < rounds; ++round) {
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
    result[form.name + "_single_ms"] = median(form.single_ms);
    result[form.name + "_batch32_ms"] = median(form.batch_ms);
    result[form.name + "_prefill_ms"] = median(form.prefill_ms);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string data;
  int64_t tokens = 4000;
  int rounds = 0;
  for (int i = 1; i + 1 < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--data") data = argv[i + 1];
    if (name == "--tokens") tokens = std::atoll(argv[i + 1]);
    if (name == "--rounds") rounds = std::atoi(argv[i + 1]);
  }
  return bench::run_main(argc, argv, [&](const bench::Options& options) {
    const at::NoGradGuard no_grad;
    core::Dict result;
    if (!data.empty()) result = measure_loss(options.model, data, tokens);
    if (rounds > 0) measure_speed(options.model, rounds, result);
    return result;
  });
}
