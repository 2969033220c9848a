#include "model/engine_run.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>

#include "core/error.h"
#include "model/ops/linear.h"

namespace model {

using kernels::kKvBlockTokens;
using kernels::KvSpan;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Requests that have room for at least one new token.
std::vector<size_t> find_runnable(std::span<const GenerationRequest> requests, int64_t context_length) {
  std::vector<size_t> runnable;
  for (size_t i = 0; i < requests.size(); ++i) {
    const bool fits = static_cast<int64_t>(requests[i].prompt.size()) < context_length;
    if (fits && requests[i].params.max_new_tokens > 0) runnable.push_back(i);
  }
  return runnable;
}

PrefixForest make_forest(std::span<const GenerationRequest> requests, const std::vector<size_t>& runnable,
                         int64_t min_shared) {
  std::vector<std::span<const chat::TokenId>> prompts;
  for (const size_t request : runnable) prompts.emplace_back(requests[request].prompt);
  return PrefixForest(prompts, min_shared);
}

// Appends the first `tokens` tokens of `blocks`.
void append_spans(std::vector<KvSpan>& spans, std::span<const int32_t> blocks, int64_t tokens) {
  for (int64_t begin = 0; begin < tokens; begin += kKvBlockTokens) {
    const auto count = static_cast<int32_t>(std::min(kKvBlockTokens, tokens - begin));
    spans.push_back({blocks[static_cast<size_t>(begin / kKvBlockTokens)], count});
  }
}

kernels::KvSlot slot_of(std::span<const int32_t> blocks, int64_t index) {
  return {blocks[static_cast<size_t>(index / kKvBlockTokens)], static_cast<int32_t>(index % kKvBlockTokens)};
}

}  // namespace

EngineRun::EngineRun(const Resources& resources, std::span<const GenerationRequest> requests,
                     const GenerationCallbacks& callbacks)
    : resources_(resources),
      requests_(requests),
      callbacks_(callbacks),
      completions_(requests.size()),
      runnable_(find_runnable(requests, resources.context_length)),
      forest_(make_forest(requests, runnable_, resources.options.min_shared)),
      waiting_(forest_.order().rbegin(), forest_.order().rend()) {
  for (size_t i = 0; i < requests.size(); ++i) completions_[i].prompt_tokens = requests[i].prompt.size();
  for (const size_t place : waiting_) {
    for (PrefixSegment* s = forest_.leaf(place); s != nullptr; s = s->parent) ++s->waiting;
  }
}

EngineRun::~EngineRun() {
  for (const Sequence& sequence : running_) {
    for (const int32_t block : sequence.blocks) resources_.cache.release(block);
  }
  for (const PrefixSegment& segment : forest_.segments()) {
    for (const int32_t block : segment.blocks) resources_.cache.release(block);
  }
}

std::vector<Completion> EngineRun::run() {
  for (size_t i = 0, next = 0; i < requests_.size(); ++i) {
    resources_.stats.prompt_tokens += prompt_size(i);
    if (next < runnable_.size() && runnable_[next] == i) {
      ++next;
    } else {
      complete(i, prompt_size(i) >= resources_.context_length ? FinishReason::context : FinishReason::length);
    }
  }
  while (!waiting_.empty() || !running_.empty()) {
    if (callbacks_.cancelled && callbacks_.cancelled()) {
      cancel_all();
      break;
    }
    admit();
    const auto start = std::chrono::steady_clock::now();
    const Step step = plan();
    execute(step);
    ++resources_.stats.steps;
    (step.prefills ? resources_.stats.prefill_s : resources_.stats.decode_s) += seconds_since(start);
  }
  return std::move(completions_);
}

void EngineRun::admit() {
  while (!waiting_.empty() && static_cast<int64_t>(running_.size()) < resources_.options.max_batch) {
    if (!try_admit(waiting_.back(), true)) {
      if (!running_.empty()) return;  // room comes as sequences finish
      // Alone, and the blocks of the prefix are not all full: without sharing it fits, as context_length promises.
      drop_idle_segments();
      FR_CHECK(try_admit(waiting_.back(), false), "a request that fits the context does not fit the cache");
    }
    waiting_.pop_back();
  }
}

bool EngineRun::try_admit(size_t place, bool shared) {
  Sequence sequence;
  sequence.place = place;
  sequence.request = runnable_[place];
  if (shared) sequence.chain = chain_of(forest_.leaf(place));
  sequence.own_begin = sequence.chain.empty() ? 0 : sequence.chain.back()->end();

  // The last new token is never fed back, so it needs no room.
  const int64_t prompt = prompt_size(sequence.request);
  const int64_t most =
      std::min<int64_t>(prompt + requests_[sequence.request].params.max_new_tokens, resources_.context_length) - 1;
  const int64_t own = KvCache::blocks_for(most - sequence.own_begin);
  int64_t needed = own;
  for (const PrefixSegment* s : sequence.chain) {
    if (s->blocks.empty()) needed += KvCache::blocks_for(static_cast<int64_t>(s->tokens.size()));
  }
  if (needed > resources_.cache.free_blocks()) return false;

  for (PrefixSegment* s : sequence.chain) {
    ++s->running;
    if (!s->blocks.empty()) continue;
    for (int64_t i = KvCache::blocks_for(static_cast<int64_t>(s->tokens.size())); i > 0; --i) {
      s->blocks.push_back(resources_.cache.allocate());
    }
  }
  for (int64_t i = 0; i < own; ++i) sequence.blocks.push_back(resources_.cache.allocate());
  running_.push_back(std::move(sequence));
  return true;
}

void EngineRun::drop_idle_segments() {
  for (PrefixSegment& segment : forest_.segments()) {
    if (segment.running > 0 || segment.blocks.empty()) continue;
    for (const int32_t block : segment.blocks) resources_.cache.release(block);
    segment.blocks.clear();
    segment.computed = 0;
    ++resources_.stats.evictions;
  }
}

int64_t EngineRun::own_size(const Sequence& s) const {
  return prompt_size(s.request) - s.own_begin + static_cast<int64_t>(completions_[s.request].tokens.size());
}

chat::TokenId EngineRun::own_token(const Sequence& s, int64_t index) const {
  const int64_t position = s.own_begin + index;
  const int64_t prompt = prompt_size(s.request);
  return position < prompt ? requests_[s.request].prompt[static_cast<size_t>(position)]
                           : completions_[s.request].tokens[static_cast<size_t>(position - prompt)];
}

EngineRun::Step EngineRun::plan() {
  Step step;
  int64_t room = resources_.options.step_tokens;
  // Sequences that decode go first: a long prompt must not hold them up.
  for (size_t i = 0; i < running_.size(); ++i) {
    if (completions_[running_[i].request].tokens.empty()) continue;
    plan_own(i, step, room);
    ++step.decoding;
  }
  for (size_t i = 0; i < running_.size() && room > 0; ++i) {
    if (!completions_[running_[i].request].tokens.empty()) continue;
    step.prefills = true;
    if (plan_chain(running_[i], step, room) && room > 0) plan_own(i, step, room);
  }
  for (size_t i = 0; i < step.runs.size(); ++i) step.runs[i].spans = step.spans[i];
  return step;
}

std::vector<KvSpan> EngineRun::chain_spans(std::span<PrefixSegment* const> chain) {
  std::vector<KvSpan> spans;
  for (const PrefixSegment* s : chain) append_spans(spans, s->blocks, s->computed);
  return spans;
}

// Computes what is missing of the chain, as far as there is room. True: all of it is in the cache after this step.
bool EngineRun::plan_chain(const Sequence& sequence, Step& step, int64_t& room) {
  for (size_t depth = 0; depth < sequence.chain.size(); ++depth) {
    PrefixSegment& s = *sequence.chain[depth];
    const auto size = static_cast<int64_t>(s.tokens.size());
    if (s.computed == size) continue;
    const int64_t count = std::min(room, size - s.computed);
    if (count <= 0) return false;
    kernels::QueryRun run;
    run.begin = static_cast<int64_t>(step.tokens.size());
    run.end = run.begin + count;
    run.first_position = s.begin + s.computed;
    for (int64_t i = s.computed; i < s.computed + count; ++i) {
      step.tokens.push_back(s.tokens[static_cast<size_t>(i)]);
      step.positions.push_back(s.begin + i);
      step.slots.push_back(slot_of(s.blocks, i));
    }
    s.computed += count;
    room -= count;
    step.runs.push_back(run);
    step.spans.push_back(chain_spans(std::span(sequence.chain).first(depth + 1)));
    if (s.computed < size) return false;
  }
  return true;
}

// The sequence's own tokens that are not in the cache yet, as far as there is room; a decoding one has just one.
void EngineRun::plan_own(size_t index, Step& step, int64_t& room) {
  Sequence& s = running_[index];
  const int64_t missing = own_size(s) - s.own_computed;
  const int64_t count = missing == 1 ? 1 : std::min(room, missing);
  kernels::QueryRun run;
  run.begin = static_cast<int64_t>(step.tokens.size());
  run.end = run.begin + count;
  run.first_position = s.own_begin + s.own_computed;
  for (int64_t i = s.own_computed; i < s.own_computed + count; ++i) {
    step.tokens.push_back(own_token(s, i));
    step.positions.push_back(s.own_begin + i);
    step.slots.push_back(slot_of(s.blocks, i));
  }
  s.own_computed += count;
  room -= count;
  std::vector<KvSpan> spans = chain_spans(s.chain);
  append_spans(spans, s.blocks, s.own_computed);
  step.runs.push_back(run);
  step.spans.push_back(std::move(spans));
  if (count == missing) {
    step.logit_rows.push_back(run.end - 1);
    step.logit_sequences.push_back(index);
  }
}

void EngineRun::execute(const Step& step) {
  const auto as_tensor = [](const std::vector<int64_t>& values) { return at::tensor(values, at::kLong); };
  CachedAttention attention(resources_.cache, step.slots, step.runs);
  const at::Tensor hidden_TD = resources_.model.forward(as_tensor(step.tokens), as_tensor(step.positions), attention);
  resources_.stats.prefilled_tokens += static_cast<int64_t>(step.tokens.size()) - step.decoding;
  if (step.logit_rows.empty()) return;

  const at::Tensor rows_RD = hidden_TD.index_select(0, as_tensor(step.logit_rows));
  const at::Tensor logits_RV = ops::logits(rows_RD, resources_.model.output_matrix());
  const auto vocab = static_cast<size_t>(logits_RV.size(1));
  std::vector<SampledToken> sampled(step.logit_rows.size());
  const int64_t rows_a_thread = 32768 / logits_RV.size(1) + 1;
  at::parallel_for(0, static_cast<int64_t>(sampled.size()), rows_a_thread, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const size_t request = running_[step.logit_sequences[static_cast<size_t>(i)]].request;
      const std::span<const float> row(logits_RV.const_data_ptr<float>() + static_cast<size_t>(i) * vocab, vocab);
      sampled[static_cast<size_t>(i)] = sample(row, requests_[request].params, completions_[request].tokens.size());
    }
  });

  std::vector<size_t> finished;
  for (size_t i = 0; i < sampled.size(); ++i) take(step.logit_sequences[i], sampled[i], finished);
  std::sort(finished.rbegin(), finished.rend());
  for (const size_t index : finished) {
    release(running_[index]);
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(index));
  }
}

void EngineRun::take(size_t index, const SampledToken& token, std::vector<size_t>& finished) {
  const size_t request = running_[index].request;
  const SamplingParams& params = requests_[request].params;
  Completion& completion = completions_[request];
  completion.tokens.push_back(token.id);
  completion.logp.push_back(token.logp);
  ++resources_.stats.new_tokens;
  if (callbacks_.on_token) callbacks_.on_token(request, token.id);

  const auto count = static_cast<int64_t>(completion.tokens.size());
  if (std::find(params.stop_ids.begin(), params.stop_ids.end(), token.id) != params.stop_ids.end()) {
    complete(request, FinishReason::stop);
  } else if (count >= params.max_new_tokens) {
    complete(request, FinishReason::length);
  } else if (prompt_size(request) + count >= resources_.context_length) {
    complete(request, FinishReason::context);
  } else {
    return;
  }
  finished.push_back(index);
}

void EngineRun::complete(size_t request, FinishReason reason) {
  completions_[request].finish = reason;
  if (callbacks_.on_complete) callbacks_.on_complete(request, completions_[request]);
}

void EngineRun::release(const Sequence& sequence) {
  for (const int32_t block : sequence.blocks) resources_.cache.release(block);
  for (PrefixSegment* s : sequence.chain) --s->running;
  for (PrefixSegment* s = forest_.leaf(sequence.place); s != nullptr; s = s->parent) {
    if (--s->waiting > 0) continue;
    for (const int32_t block : s->blocks) resources_.cache.release(block);
    s->blocks.clear();
    s->computed = 0;
  }
}

void EngineRun::cancel_all() {
  std::vector<size_t> requests;
  for (const Sequence& s : running_) requests.push_back(s.request);
  for (const size_t place : waiting_) requests.push_back(runnable_[place]);
  std::sort(requests.begin(), requests.end());
  for (const size_t request : requests) complete(request, FinishReason::cancelled);
}

}  // namespace model
