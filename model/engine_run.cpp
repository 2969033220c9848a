#include "model/engine_run.h"

#include <algorithm>
#include <chrono>
#include <ranges>

#include "core/error.h"

namespace model {

using kernels::kKvBlockTokens;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

EngineRun::EngineRun(const Resources& resources, std::span<const GenerationRequest> requests,
                     const GenerationCallbacks& callbacks)
    : resources_(resources),
      callbacks_(callbacks),
      blocks_(resources.executor.blocks()),
      queue_(requests, callbacks, resources.context_length, resources.executor.config().vocab) {}

EngineRun::~EngineRun() {
  for (const Sequence& sequence : running_) release(sequence);
}

std::vector<Completion> EngineRun::run() {
  queue_.begin();
  while (true) {
    drop_abandoned();
    const bool idle = queue_.empty() && running_.empty();
    const bool came = queue_.take_arrivals(idle);
    if (idle && !came) break;
    if (callbacks_.cancelled && callbacks_.cancelled()) {
      std::vector<size_t> places;
      for (const Sequence& sequence : running_) places.push_back(sequence.place);
      queue_.cancel(std::move(places));
      break;
    }
    admit();
    if (running_.empty()) continue;  // what came needs no step
    const auto start = std::chrono::steady_clock::now();
    make_room();
    const Plan planned = plan();
    execute(planned);
    ++resources_.stats.steps;
    (planned.prefills ? resources_.stats.prefill_s : resources_.stats.decode_s) += seconds_since(start);
  }
  resources_.stats.prompt_tokens = queue_.prompt_tokens();
  return queue_.take();
}

void EngineRun::drop_abandoned() {
  for (const size_t place : queue_.drop_abandoned()) preempted_.erase(place);
  // What is told of has left before: callbacks may throw.
  std::vector<size_t> places;
  for (size_t i = running_.size(); i-- > 0;) {
    if (!queue_.is_abandoned(running_[i].place)) continue;
    places.push_back(running_[i].place);
    leave(i);
  }
  for (const size_t place : places | std::views::reverse) queue_.cancel_one(place);
}

void EngineRun::admit() {
  while (!queue_.empty() && static_cast<int64_t>(running_.size()) < resources_.options.max_batch) {
    if (!try_admit(queue_.next())) {
      FR_CHECK(!running_.empty(), "a request that fits the context does not fit the cache");
      return;  // room comes as sequences finish
    }
    queue_.pop();
  }
}

std::vector<chat::TokenId> EngineRun::block_tokens(size_t place, size_t block) const {
  std::vector<chat::TokenId> tokens;
  const auto begin = static_cast<int64_t>(block) * kKvBlockTokens;
  for (int64_t i = begin; i < begin + kKvBlockTokens; ++i) tokens.push_back(queue_.token(place, i));
  return tokens;
}

// The longest known prefix, in full blocks. The last token is computed in any case: its logits are wanted.
std::vector<PrefixNode*> EngineRun::known_prefix(size_t place) {
  std::vector<PrefixNode*> chain;
  if (!resources_.options.share_prefixes) return chain;
  const auto full = static_cast<size_t>((queue_.size(place) - 1) / kKvBlockTokens);
  while (chain.size() < full) {
    PrefixNode* node =
        resources_.prefixes.find(chain.empty() ? nullptr : chain.back(), block_tokens(place, chain.size()));
    if (node == nullptr) break;
    chain.push_back(node);
  }
  return chain;
}

bool EngineRun::has_room(int64_t blocks) const {
  return blocks <= blocks_.free_blocks() + resources_.prefixes.idle();
}

int32_t EngineRun::take_block() {
  if (blocks_.free_blocks() == 0) {
    resources_.prefixes.evict();
    ++resources_.stats.evictions;
  }
  return blocks_.allocate();
}

// Takes blocks for the tokens that the request has. Full ones that nobody has computed go into the index at once:
// whoever is planned first computes them for all who wait for them.
bool EngineRun::try_admit(size_t place) {
  const auto preempted = preempted_.find(place);
  Sequence sequence;
  sequence.place = place;
  sequence.rank = preempted == preempted_.end() ? resources_.started : preempted->second.rank;
  sequence.shares = resources_.options.share_prefixes;
  sequence.chain = known_prefix(place);
  for (PrefixNode* node : sequence.chain) {
    resources_.prefixes.use(*node);
    sequence.blocks.push_back(node->block);
  }

  const int64_t missing = BlockPool::blocks_for(queue_.size(place)) - static_cast<int64_t>(sequence.blocks.size());
  // Who runs is about to need a block, and so is the new one: without these it would soon be turned out again.
  const auto soon = running_.empty() ? 0 : static_cast<int64_t>(running_.size()) + 1;
  if (!has_room(missing + soon)) {
    release(sequence);
    return false;
  }
  for (int64_t i = 0; i < missing; ++i) sequence.blocks.push_back(take_block());
  if (sequence.shares) {
    const auto full = static_cast<size_t>((queue_.size(place) - 1) / kKvBlockTokens);
    for (size_t i = sequence.chain.size(); i < full; ++i) {
      PrefixNode* parent = i == 0 ? nullptr : sequence.chain.back();
      sequence.chain.push_back(resources_.prefixes.add(parent, block_tokens(place, i), sequence.blocks[i]));
    }
  }
  const auto older = [](const Sequence& a, const Sequence& b) { return a.rank < b.rank; };
  const auto admitted = running_.insert(std::ranges::upper_bound(running_, sequence, older), std::move(sequence));
  if (preempted == preempted_.end()) {
    ++resources_.started;
  } else {
    restore(*admitted, preempted->second);  // may throw: its blocks have an owner by now
    preempted_.erase(preempted);
  }
  return true;
}

// A block for the next token of everyone who decodes, the oldest first.
void EngineRun::make_room() {
  for (size_t i = 0; i < running_.size(); ++i) {
    if (BlockPool::blocks_for(queue_.size(running_[i].place)) <= static_cast<int64_t>(running_[i].blocks.size()))
      continue;
    while (i < running_.size() && !has_room(1)) preempt_youngest();
    if (i < running_.size()) running_[i].blocks.push_back(take_block());
  }
}

void EngineRun::preempt_youngest() {
  FR_CHECK(running_.size() > 1, "a sequence that fits the context does not fit the cache");
  const Sequence& sequence = running_.back();
  Preempted& preempted = preempted_[sequence.place];
  preempted.rank = sequence.rank;
  preempted.computed = sequence.computed;
  for (int64_t i = 0; i < BlockPool::blocks_for(sequence.computed); ++i) {
    preempted.blocks.push_back(resources_.executor.save(sequence.blocks[static_cast<size_t>(i)]));
  }
  queue_.put_back(sequence.place);
  leave(running_.size() - 1);
  ++resources_.stats.preemptions;
}

// Computing it anew would take a prompt's time, and with tiles (AMX) round differently.
void EngineRun::restore(Sequence& s, const Preempted& preempted) {
  s.computed = preempted.computed;
  for (size_t i = 0; i < preempted.blocks.size(); ++i) {
    PrefixNode* node = i < s.chain.size() ? s.chain[i] : nullptr;
    if (node != nullptr && node->computed >= preempted.in_block(i)) continue;  // still there, or another's by now
    resources_.executor.restore(s.blocks[i], *preempted.blocks[i]);
    if (node != nullptr) node->computed = preempted.in_block(i);
  }
}

EngineRun::Plan EngineRun::plan() {
  Plan plan;
  int64_t room = resources_.options.step_tokens;
  // Sequences that decode go first: a long prompt must not hold them up.
  for (size_t i = 0; i < running_.size(); ++i) {
    if (!is_decoding(running_[i])) continue;
    plan_sequence(i, plan, room);
    ++plan.decoding;
  }
  for (size_t i = 0; i < running_.size() && room > 0; ++i) {
    if (is_decoding(running_[i])) continue;
    plan.prefills = true;
    plan_sequence(i, plan, room);
  }
  return plan;
}

// The sequence's tokens that are not in the cache yet, as far as there is room; a decoding one has just one.
void EngineRun::plan_sequence(size_t index, Plan& plan, int64_t& room) {
  Sequence& s = running_[index];
  // Others may have computed blocks of the chain, in this very step, too.
  for (auto block = static_cast<size_t>(s.computed / kKvBlockTokens); block < s.chain.size(); ++block) {
    s.computed = static_cast<int64_t>(block) * kKvBlockTokens + s.chain[block]->computed;
    if (s.chain[block]->computed < kKvBlockTokens) break;
  }
  const int64_t missing = queue_.size(s.place) - s.computed;
  const int64_t count = missing == 1 ? 1 : std::min(room, missing);
  StepRun& run = plan.step.runs.emplace_back();
  run.sequence = s.rank;
  run.begin = static_cast<int64_t>(plan.step.tokens.size());
  run.end = run.begin + count;
  run.first_position = s.computed;
  run.blocks = s.blocks;
  run.decodes = is_decoding(s);
  for (; run.first_position + count > s.computed; ++s.computed) {
    plan.step.tokens.push_back(queue_.token(s.place, s.computed));
    const auto block = static_cast<size_t>(s.computed / kKvBlockTokens);
    if (block < s.chain.size()) ++s.chain[block]->computed;
  }
  room -= count;
  if (count == missing) {
    run.sampling = &queue_.request(s.place).params;
    run.history = queue_.history(s.place);
    plan.sampling.push_back(index);
  }
}

void EngineRun::execute(const Plan& plan) {
  const std::vector<SampledToken> sampled = resources_.executor.execute(plan.step);
  resources_.stats.prefilled_tokens += static_cast<int64_t>(plan.step.tokens.size()) - plan.decoding;
  for (Sequence& sequence : running_) share_filled_blocks(sequence);

  std::vector<size_t> finished;
  for (size_t i = 0; i < sampled.size(); ++i) {
    const size_t index = plan.sampling[i];
    ++resources_.stats.new_tokens;
    if (queue_.append(running_[index].place, sampled[i])) finished.push_back(index);
  }
  std::sort(finished.rbegin(), finished.rend());
  for (const size_t index : finished) leave(index);
}

// Blocks that were filled become findable: a conversation's next turn begins with them. Where another sequence was
// first with the same tokens, this one keeps its blocks to itself.
void EngineRun::share_filled_blocks(Sequence& s) {
  while (s.shares && static_cast<int64_t>(s.chain.size() + 1) * kKvBlockTokens <= s.computed) {
    PrefixNode* parent = s.chain.empty() ? nullptr : s.chain.back();
    const std::vector<chat::TokenId> tokens = block_tokens(s.place, s.chain.size());
    if (resources_.prefixes.find(parent, tokens) != nullptr) {
      s.shares = false;
      return;
    }
    PrefixNode* node = resources_.prefixes.add(parent, tokens, s.blocks[s.chain.size()]);
    node->computed = kKvBlockTokens;
    s.chain.push_back(node);
  }
}

void EngineRun::leave(size_t index) {
  release(running_[index]);
  running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(index));
}

void EngineRun::release(const Sequence& s) {
  for (size_t i = s.chain.size(); i < s.blocks.size(); ++i) blocks_.release(s.blocks[i]);
  for (size_t i = s.chain.size(); i-- > 0;) resources_.prefixes.leave(*s.chain[i]);
}

}  // namespace model
