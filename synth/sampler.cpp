#include "synth/sampler.h"

#include <cmath>

#include "core/error.h"
#include "core/json.h"
#include "synth/sample_builder.h"
#include "synth/verify.h"

namespace synth {

Sampler::Sampler(const Ontology& ontology, const SynthConfig& config, SampleGuard guard)
    : ontology_(ontology), config_(config), guard_(std::move(guard)) {
  for (const Domain& domain : ontology.domains) {
    std::vector<const Family*> families;
    for (const Family& family : ontology.families) {
      if (family.domain == domain.name) families.push_back(&family);
    }
    if (families.empty()) continue;
    domain_weights_.push_back(std::sqrt(static_cast<double>(families.size())));
    by_domain_.push_back(std::move(families));
  }
  const SynthShares& s = config.shares;
  kind_weights_ = {s.simple, s.multiple, s.parallel, s.parallel_multiple, s.irrelevance, s.missing};
  double total = 0;
  for (const double weight : kind_weights_) {
    if (weight < 0) throw core::usage_error("shares: a share is negative");
    total += weight;
  }
  if (total <= 0) throw core::usage_error("shares: all are 0", "give at least one kind a positive share");
  if (config.requests_per_toolset < 1) throw core::usage_error("requests_per_toolset: at least 1");
  if (config.max_tools < 2) throw core::usage_error("max_tools: at least 2");
}

SampleResult Sampler::make(uint64_t index) const {
  const auto position = index % static_cast<uint64_t>(config_.requests_per_toolset);
  return make_once(index, position == 0 ? Toolset() : make_once(index - position, {}).sample.tools);
}

std::string Sampler::rejection(const Sample& sample) const {
  std::string reason = verify_sample(sample, ontology_);
  if (!reason.empty()) return reason;
  size_t characters = 0;
  for (const auto& tool : sample.tools) characters += core::dump_json(core::Value(tool->spec.definition)).size();
  if (characters > static_cast<size_t>(config_.max_tool_characters)) return "length: the tools are too long";
  return guard_ ? guard_(sample) : "";
}

SampleResult Sampler::make_once(uint64_t index, const Toolset& offered) const {
  SampleResult result;
  core::Rng base(static_cast<uint64_t>(config_.seed), index);
  const auto kind = static_cast<SampleKind>(base.weighted(kind_weights_));
  for (uint64_t attempt = 0; attempt < 12; ++attempt) {
    core::Rng rng = base.fork(attempt);
    SampleBuilder builder(*this, kind, offered, rng);
    const bool written = builder.build();
    Sample& sample = builder.sample();
    sample.index = index;
    std::string reason = written ? rejection(sample) : "grammar: no wording fits";
    if (reason.empty()) {
      result.sample = std::move(sample);
      result.ok = true;
      return result;
    }
    ++result.rejections[reason.substr(0, reason.find(':'))];
    result.last_rejection = std::move(reason);
  }
  return result;
}

}  // namespace synth
