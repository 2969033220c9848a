// Builds one unverified sample of a kind: picks tools, draws values, writes the request.
#pragma once

#include <optional>
#include <vector>

#include "synth/request.h"
#include "synth/sampler.h"

namespace synth {

class SampleBuilder {
 public:
  SampleBuilder(const Sampler& sampler, SampleKind kind, core::Rng& rng) : sampler_(sampler), rng_(rng) {
    sample_.kind = kind;
  }

  bool build();  // false where the grammar found no wording
  Sample& sample() { return sample_; }

 private:
  bool build_single(size_t distractors);
  bool build_parallel();
  bool build_listed(size_t calls);     // one sentence, values listed
  bool build_joined(size_t calls);     // one sentence, phrases joined
  bool build_sentences(size_t calls);  // a sentence a call
  bool build_parallel_multiple();
  bool build_irrelevance();
  bool build_missing();

  const Family& pick_family();
  // A family of another group; of the same domain with probability `near`.
  const Family& pick_other(const Family& family, double near);
  size_t add_tool(const Family& family);
  void add_distractors(size_t count, double near);
  Call draw_call(size_t tool);
  // A call like `model` that differs from all of `calls` in the parameters `vary`.
  std::optional<Call> draw_variant(const Call& model, const std::vector<size_t>& vary, const std::vector<Call>& calls);
  void begin(RequestWriter& writer, double context_share);
  bool finish(RequestWriter& writer);
  // Small untidiness of real requests. Changes only the end of the text, so mentions keep their places.
  void roughen(std::string& text);
  std::string unserved_question(const std::string& grammar);  // `[lexicon]` becomes one of its words
  void shuffle_tools();

  const Sampler& sampler_;
  core::Rng& rng_;
  Sample sample_;
  bool quoted_ = false;  // the whole request stands in quotation marks
};

}  // namespace synth
