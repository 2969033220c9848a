// Makes verified samples by number: sample i of a seed is always the same, whoever asks and when.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "synth/sample.h"
#include "synth/synth_config.h"

namespace synth {

// Empty: the sample may be written. Else why not, "kind: detail".
using SampleGuard = std::function<std::string(const Sample&)>;

struct SampleResult {
  Sample sample;
  bool ok = false;
  std::map<std::string, int64_t> rejections;  // reason kind -> attempts
  std::string last_rejection;                 // with its detail
};

class Sampler {
 public:
  // `ontology` outlives the sampler.
  Sampler(const Ontology& ontology, const SynthConfig& config, SampleGuard guard);

  // Up to 12 attempts; `ok` is false where all were rejected. With requests_per_toolset = n, samples kn to kn + n - 1
  // offer the tools of sample kn in its order (or, where that one was rejected, tools of their own).
  SampleResult make(uint64_t index) const;

 private:
  using Toolset = std::vector<std::unique_ptr<Tool>>;
  SampleResult make_once(uint64_t index, const Toolset& offered) const;
  std::string rejection(const Sample& sample) const;  // empty: the sample is good

  const Ontology& ontology_;
  SynthConfig config_;
  SampleGuard guard_;
  std::vector<std::vector<const Family*>> by_domain_;
  std::vector<double> domain_weights_;
  std::vector<double> kind_weights_;

  friend class SampleBuilder;
};

}  // namespace synth
