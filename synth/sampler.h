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

  // Up to 12 attempts; `ok` is false where all were rejected.
  SampleResult make(uint64_t index) const;

 private:
  const Ontology& ontology_;
  SynthConfig config_;
  SampleGuard guard_;
  std::vector<std::vector<const Family*>> by_domain_;
  std::vector<double> domain_weights_;
  std::vector<double> kind_weights_;

  friend class SampleBuilder;
};

}  // namespace synth
