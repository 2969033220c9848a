// What a cache of int8 keys and values costs in log-prob and brings in memory and speed; prints one JSON object.
//   --model PATH --threads N --dtype bf16|fp32 (of the speed) [--data CONVERSATIONS.jsonl] [--tokens N] [--rounds N]
// FORM is DTYPE or DTYPE_int8. With --data: every form scores the same conversations in one pass each over a cache, and
// is compared with plain fp32 and plain bf16, token by token (FORM_logp_*: of the text's own tokens; FORM_kl: over the
// whole vocabulary, from fp32; FORM_top1: share of tokens whose likeliest successor is fp32's).
// With --rounds: CPU time of all threads, which other work on the machine touches little, the forms in turn in every
// round, medians: FORM_decode_ms a new token, 32 sequences at a context of 1,024 each in one step; FORM_attention_ms
// the attention alone of such a step, all layers; FORM_prefill_ms a token of a prompt of 1,024.
#include <memory>
#include <string>
#include <vector>

#include "bench/log_prob_loss.h"
#include "model/kv_cache.h"
#include "model/weights/loader.h"

namespace {

using model::KvForm;

constexpr int64_t kSequences = 32;
constexpr int64_t kContext = 1024;

struct Form {
  std::string name;
  std::shared_ptr<const model::Transformer> model;
  KvForm kv = KvForm::plain;
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

void measure_loss(const bench::Options& options, core::Dict& result) {
  const std::vector<Form> forms = load_forms(options.model, {at::kFloat, at::kBFloat16});
  std::vector<std::string> names;
  for (const Form& form : forms) names.push_back(form.name);
  bench::measure_loss(
      options, names, [&](size_t form, const at::Tensor& tokens_T) { return log_probs(forms[form], tokens_T); },
      result);
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
    result[form_.name + "_decode_ms"] = bench::median(decode_);
    result[form_.name + "_attention_ms"] = bench::median(attention_);
    result[form_.name + "_prefill_ms"] = bench::median(prefill_);
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
    const double began = bench::cpu_ms();
    work();
    return bench::cpu_ms() - began;
  }

  Form form_;
  FilledCache running_;  // each sequence with room for a new token
  FilledCache prompt_;
  at::Tensor q_;
  std::vector<double> decode_, prefill_, attention_;
};

void measure_speed(const bench::Options& options, core::Dict& result) {
  std::vector<std::unique_ptr<Timed>> timed;
  for (Form& form : load_forms(options.model, {options.type}))
    timed.push_back(std::make_unique<Timed>(std::move(form)));
  for (int round = 0; round < options.rounds; ++round) {
    for (const auto& one : timed) one->measure();
  }
  for (const auto& one : timed) one->report(result);
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
