// What a cache of int8 keys and values costs in log-prob and brings in memory and speed; prints one JSON object.
//   --model PATH --threads N --dtype bf16|fp32 (of the speed) [--data CONVERSATIONS.jsonl] [--tokens N] [--rounds N]
// FORM is DTYPE or DTYPE_int8. With --data: every form scores the same conversations in one pass each over a cache, and
// is compared with plain fp32 and plain bf16, token by token (FORM_logp_*: of the text's own tokens; FORM_kl: over the
// whole vocabulary, from fp32; FORM_top1: share of tokens whose likeliest successor is fp32's).
// With --rounds: CPU time of all threads, which other work on the machine touches little, the forms in turn in every
// round, medians: FORM_decode_ms a new token, 32 sequences at a context of 1,024 each in one step; FORM_attention_ms
// the attention alone of such a step, all layers; FORM_prefill_ms a token of a prompt of 1,024.
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench_main.h"
#include "chat/model_template.h"
#include "model/kv_cache.h"
#include "model/weights/loader.h"
#include "train/data/samples.h"

namespace {

using model::KvForm;

constexpr int64_t kSequences = 32;
constexpr int64_t kContext = 1024;

struct Form {
  std::string name;
  std::shared_ptr<const model::Transformer> model;
  KvForm kv = KvForm::plain;
  double sum_abs_fp32 = 0, max_fp32 = 0, sum_abs_bf16 = 0, max_bf16 = 0, sum = 0, kl = 0, same = 0;
};

std::vector<Form> load_forms(const std::string& path, const std::vector<at::ScalarType>& types) {
  std::vector<Form> forms;
  for (const at::ScalarType type : types) {
    const std::string name = type == at::kFloat ? "fp32" : "bf16";
    const auto model = std::make_shared<const model::Transformer>(model::load_transformer(path, type));
    forms.push_back({name, model, KvForm::plain});
    forms.push_back({name + "_int8", model, KvForm::int8});
  }
  return forms;
}

// A cache that holds `runs` sequences of `length` tokens each, in blocks in order.
struct FilledCache {
  model::KvCache cache;
  std::vector<model::kernels::KvSlot> slots;               // of all tokens
  std::vector<std::vector<model::kernels::KvSpan>> spans;  // by sequence

  FilledCache(const model::Transformer& model, KvForm kv, int64_t sequences, int64_t length)
      : cache(model.config(), model.dtype(), sequences * model::KvCache::blocks_for(length) * kBlock, kv) {
    for (int64_t s = 0; s < sequences; ++s) {
      auto& own = spans.emplace_back();
      for (int64_t i = 0; i < length; ++i) {
        if (i % kBlock == 0) own.push_back({cache.allocate(), 0});
        slots.push_back({own.back().block, own.back().tokens++});
      }
    }
  }
  static constexpr int64_t kBlock = model::kernels::kKvBlockTokens;
};

// Log-softmax of every position but the last, fp32 [T - 1, V]: what decoding token by token would give.
at::Tensor log_probs(const Form& form, const at::Tensor& tokens_T) {
  const at::Tensor inputs = tokens_T.narrow(0, 0, tokens_T.size(0) - 1);
  const FilledCache filled(*form.model, form.kv, 1, inputs.size(0));
  model::CachedAttention attention(filled.cache, filled.slots,
                                   {{.begin = 0, .end = inputs.size(0), .spans = filled.spans[0]}});
  const at::Tensor positions = at::arange(inputs.size(0), at::kLong);
  return at::log_softmax(form.model->logits(form.model->forward(inputs, positions, attention)), -1);
}

void measure_loss(const std::string& path, const std::string& data, int64_t most, core::Dict& result) {
  const chat::Tokenizer tokenizer = chat::Tokenizer::from_model(path);
  const auto renderer = chat::renderer_for_model(path, "");
  const train::SampleSet set =
      train::load_samples({.files = {data}, .max_length = 2048, .skip_too_long = true}, *renderer, tokenizer);
  std::vector<Form> forms = load_forms(path, {at::kFloat, at::kBFloat16});
  int64_t count = 0;
  for (const train::Sample& sample : set.samples) {
    if (count >= most) break;
    std::vector<int64_t> ids;
    for (const train::SampleToken& token : sample.tokens) ids.push_back(token.id);
    if (ids.size() < 2) continue;
    const at::Tensor tokens_T = at::tensor(ids, at::kLong);
    const at::Tensor targets = tokens_T.narrow(0, 1, tokens_T.size(0) - 1).unsqueeze(1);
    count += targets.size(0);
    at::Tensor exact, exact_own, bf16_own;
    for (Form& form : forms) {
      const at::Tensor logp = log_probs(form, tokens_T);
      const at::Tensor own = logp.gather(1, targets).squeeze(1);
      if (form.name == "fp32") {
        exact = logp;
        exact_own = own;
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
      form.same += static_cast<double>(logp.argmax(-1).eq(exact.argmax(-1)).sum().item<int64_t>());
    }
  }
  result["tokens"] = count;
  const auto tokens = static_cast<double>(count);
  for (const Form& form : forms) {
    result[form.name + "_logp_mean"] = form.sum / tokens;
    result[form.name + "_logp_off_fp32_mean"] = form.sum_abs_fp32 / tokens;
    result[form.name + "_logp_off_fp32_max"] = form.max_fp32;
    if (form.model->dtype() == at::kBFloat16) {
      result[form.name + "_logp_off_bf16_mean"] = form.sum_abs_bf16 / tokens;
      result[form.name + "_logp_off_bf16_max"] = form.max_bf16;
    }
    result[form.name + "_kl"] = form.kl / tokens;
    result[form.name + "_top1"] = form.same / tokens;
  }
}

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// One form, its caches filled at random: what is timed does not depend on what is in there.
class Timed {
 public:
  explicit Timed(Form form)
      : form_(std::move(form)),
        running_(*form_.model, form_.kv, kSequences, kContext + 1),
        prompt_(*form_.model, form_.kv, 1, kContext) {
    const model::ModelConfig& config = form_.model->config();
    const auto tokens = static_cast<int64_t>(running_.slots.size());
    const at::Tensor k = random(tokens, config.kv_heads), v = random(tokens, config.kv_heads);
    for (int64_t layer = 0; layer < config.layers; ++layer) {
      model::kernels::store_kv(running_.cache.layer(layer), running_.slots, k, v);
    }
    q_ = random(kSequences, config.heads);
  }

  void measure() {
    std::vector<model::kernels::QueryRun> runs;
    std::vector<model::kernels::KvSlot> slots;  // of the new tokens
    for (size_t s = 0; s < kSequences; ++s) {
      const auto place = static_cast<int64_t>(s);
      runs.push_back({place, place + 1, kContext, running_.spans[s]});
      slots.push_back(running_.slots[(s + 1) * (kContext + 1) - 1]);
    }
    attention_.push_back(timed([&] {
      for (int64_t layer = 0; layer < form_.model->config().layers; ++layer) {
        model::kernels::attend(running_.cache.layer(layer), runs, q_);
      }
    }));
    decode_.push_back(timed([&] {
                        model::CachedAttention attention(running_.cache, slots, runs);
                        form_.model->logits(forward(at::full({kSequences}, kContext, at::kLong), attention));
                      }) /
                      kSequences);
    prefill_.push_back(timed([&] {
                         model::CachedAttention attention(
                             prompt_.cache, prompt_.slots,
                             {{.begin = 0, .end = kContext, .first_position = 0, .spans = prompt_.spans[0]}});
                         forward(at::arange(kContext, at::kLong), attention);
                       }) /
                       kContext);
  }

  void report(core::Dict& result) const {
    result[form_.name + "_token_bytes"] = running_.cache.token_bytes();
    result[form_.name + "_decode_ms"] = median(decode_);
    result[form_.name + "_attention_ms"] = median(attention_);
    result[form_.name + "_prefill_ms"] = median(prefill_);
  }

 private:
  at::Tensor random(int64_t tokens, int64_t heads) const {
    return at::randn({tokens, heads, form_.model->config().head_size}).to(form_.model->dtype());
  }
  at::Tensor forward(const at::Tensor& positions_T, model::Attention& attention) const {
    return form_.model->forward(at::randint(100, 40000, positions_T.sizes(), at::kLong), positions_T, attention);
  }
  template <class Work>
  static double timed(const Work& work) {
    const double began = cpu_ms();
    work();
    return cpu_ms() - began;
  }

  Form form_;
  FilledCache running_;  // each sequence with room for a new token
  FilledCache prompt_;
  at::Tensor q_;
  std::vector<double> decode_, prefill_, attention_;
};

void measure_speed(const bench::Options& options, int rounds, core::Dict& result) {
  std::vector<std::unique_ptr<Timed>> timed;
  for (Form& form : load_forms(options.model, {options.type}))
    timed.push_back(std::make_unique<Timed>(std::move(form)));
  for (int round = 0; round < rounds; ++round) {
    for (const auto& one : timed) one->measure();
  }
  for (const auto& one : timed) one->report(result);
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
    if (!data.empty()) measure_loss(options.model, data, tokens, result);
    if (rounds > 0) measure_speed(options, rounds, result);
    return result;
  });
}
