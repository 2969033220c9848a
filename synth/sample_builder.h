// Builds one unverified sample of a kind: picks tools, draws values, writes the request.
#pragma once

#include <optional>
#include <vector>

#include "synth/request.h"
#include "synth/sampler.h"

namespace synth {

class SampleBuilder {
 public:
  // `offered`: the tools to use, in their order; empty: the builder makes them.
  SampleBuilder(const Sampler& sampler, SampleKind kind, const std::vector<std::unique_ptr<Tool>>& offered,
                core::Rng& rng);

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
  void offer_others(const Family& wanted);  // one to three tools of other groups

  const Family& pick_family();
  // Puts the tool that the request is about into place 0: a new one, or one of those offered.
  void set_target();
  // A family that none of the tools belongs to the group of.
  const Family& pick_unserved();
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
  void order_tools();                                         // at random, or as they were offered

  const Sampler& sampler_;
  core::Rng& rng_;
  Sample sample_;
  bool fixed_ = false;   // the tools were offered
  size_t target_ = 0;    // of the offered tools, the one that was moved to place 0
  bool quoted_ = false;  // the whole request stands in quotation marks
};

}  // namespace synth
