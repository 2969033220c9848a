// What forms of a model (its weights, its cache) cost in log-prob: each scores the same conversations, and is compared
// token by token with plain fp32 and plain bf16.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "bench/bench_main.h"
#include "chat/model_template.h"
#include "train/data/samples.h"

namespace bench {

// Of a form's place in the list and a text's tokens, int64 [T]: log-softmax of every position but the last, fp32
// [T - 1, V].
using FormLogProbs = std::function<at::Tensor(size_t form, const at::Tensor& tokens_T)>;

class FormLoss {
 public:
  explicit FormLoss(std::string name) : name_(std::move(name)) {}

  // own_T: of the text's own tokens; exact and exact_own: plain fp32's; bf16_own: plain bf16's, or undefined.
  void add(const at::Tensor& logp_TV, const at::Tensor& own_T, const at::Tensor& exact_TV, const at::Tensor& exact_own,
           const at::Tensor& bf16_own) {
    from_fp32_.add(own_T, exact_own);
    if (bf16_own.defined()) from_bf16_.add(own_T, bf16_own);
    sum_ += own_T.sum().item<double>();
    kl_ += (exact_TV.exp() * (exact_TV - logp_TV)).sum().item<double>();
    same_ += static_cast<double>(logp_TV.argmax(-1).eq(exact_TV.argmax(-1)).sum().item<int64_t>());
  }

  void report(double tokens, core::Dict& result) const {
    result[name_ + "_logp_mean"] = sum_ / tokens;
    from_fp32_.report(name_ + "_logp_off_fp32", tokens, result);
    from_bf16_.report(name_ + "_logp_off_bf16", tokens, result);
    result[name_ + "_kl"] = kl_ / tokens;
    result[name_ + "_top1"] = same_ / tokens;
  }

  const std::string& name() const { return name_; }

 private:
  struct Difference {
    double total = 0, largest = 0;
    bool any = false;
    void add(const at::Tensor& one, const at::Tensor& other) {
      const at::Tensor off = (one - other).abs();
      total += off.sum().item<double>();
      largest = std::max(largest, off.max().item<double>());
      any = true;
    }
    void report(const std::string& name, double tokens, core::Dict& result) const {
      if (!any) return;
      result[name + "_mean"] = total / tokens;
      result[name + "_max"] = largest;
    }
  };

  std::string name_;
  Difference from_fp32_, from_bf16_;
  double sum_ = 0, kl_ = 0, same_ = 0;
};

// Over the conversations of options.data, about options.tokens of them. `names`: "fp32" first, "bf16" before the forms
// that are compared with it.
inline void measure_loss(const Options& options, const std::vector<std::string>& names, const FormLogProbs& log_probs,
                         core::Dict& result) {
  const chat::Tokenizer tokenizer = chat::Tokenizer::from_model(options.model);
  const auto renderer = chat::renderer_for_model(options.model, "");
  const train::SampleSet set =
      train::load_samples({.files = {options.data}, .max_length = 2048, .skip_too_long = true}, *renderer, tokenizer);
  std::vector<FormLoss> forms(names.begin(), names.end());
  int64_t count = 0;
  for (const train::Sample& sample : set.samples) {
    if (count >= options.tokens) break;
    std::vector<int64_t> ids;
    for (const train::SampleToken& token : sample.tokens) ids.push_back(token.id);
    if (ids.size() < 2) continue;
    const at::Tensor tokens_T = at::tensor(ids, at::kLong);
    const at::Tensor targets = tokens_T.narrow(0, 1, tokens_T.size(0) - 1).unsqueeze(1);
    count += targets.size(0);
    at::Tensor exact, exact_own, bf16_own;
    for (size_t i = 0; i < forms.size(); ++i) {
      const at::Tensor logp = log_probs(i, tokens_T);
      const at::Tensor own = logp.gather(1, targets).squeeze(1);
      if (names[i] == "fp32") {
        exact = logp;
        exact_own = own;
      }
      if (names[i] == "bf16") bf16_own = own;
      forms[i].add(logp, own, exact, exact_own, bf16_own);
    }
  }
  result["tokens"] = count;
  for (const FormLoss& form : forms) form.report(static_cast<double>(count), result);
}

}  // namespace bench
