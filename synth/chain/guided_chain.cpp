#include "synth/chain/guided_chain.h"

#include "synth/chain/validate.h"

namespace synth::chain {

Chain guided_chain(const Briefing& briefing, const Trace& trace, core::Rng rng, int max_attempts) {
  Chain chain;
  Reasoner reasoner(briefing, rng);
  while (chain.attempts < max_attempts) {
    ++chain.attempts;
    std::unique_ptr<env::Environment> world = trace.before->clone();
    std::vector<Step> steps = reasoner.attempt(*world);
    if (validate(steps, trace, *world)) {
      chain.steps = std::move(steps);
      chain.after = std::move(world);
      return chain;
    }
    const Feedback feedback = criticise(steps, trace);
    chain.feedback.push_back(feedback);
    if (!reasoner.take(feedback)) break;  // another attempt would be the same one
  }
  chain.failure = std::string(category_name(chain.feedback.back().category));
  return chain;
}

}  // namespace synth::chain
