#include "rollout/episode.h"

#include <algorithm>
#include <chrono>

#include "chat/model_template.h"
#include "core/rng.h"
#include "rollout/ledger_writer.h"

namespace rollout {
namespace {

using Clock = std::chrono::steady_clock;

class Run {
 public:
  Run(const Player& player, std::span<Episode* const> episodes, const EpisodeOptions& options,
      const EpisodeCallbacks& callbacks)
      : player_(player), episodes_(episodes), options_(options), callbacks_(callbacks), replies_(episodes.size(), 0) {
    if (options_.params.stop_ids.empty()) {
      options_.params.stop_ids = chat::stop_ids(player.renderer, player.tokenizer);
    }
    for (size_t i = 0; i < episodes.size(); ++i) {
      writers_.emplace_back(player.tokenizer, player.renderer, options.thinking);
      open_.push_back(i);
    }
    out_.ledgers.resize(episodes.size());
    out_.finished.resize(episodes.size(), false);
  }

  EpisodeRun run() {
    while (!open_.empty() && !(callbacks_.cancelled && callbacks_.cancelled())) {
      if (!play_round()) break;
    }
    for (const size_t episode : open_) close(episode);
    return std::move(out_);
  }

 private:
  // False: the policy was cancelled.
  bool play_round() {
    std::vector<model::GenerationRequest> requests;
    for (const size_t episode : open_) requests.push_back(request_of(episode));
    std::vector<Clock::time_point> first_token(requests.size());
    model::GenerationCallbacks callbacks;
    callbacks.on_token = [&](size_t request, chat::TokenId) {
      if (first_token[request] == Clock::time_point()) first_token[request] = Clock::now();
    };
    std::vector<double> seconds(requests.size(), 0);
    callbacks.on_complete = [&](size_t request, const model::Completion&) {
      if (first_token[request] == Clock::time_point()) return;
      seconds[request] = std::chrono::duration<double>(Clock::now() - first_token[request]).count();
    };
    callbacks.cancelled = callbacks_.cancelled;
    const std::vector<model::Completion> completions = player_.policy.generate(requests, callbacks);

    std::vector<size_t> still_open;
    bool cancelled = false;
    for (size_t i = 0; i < open_.size(); ++i) {
      const size_t episode = open_[i];
      if (completions[i].finish == model::FinishReason::cancelled) {
        cancelled = true;
        still_open.push_back(episode);
      } else if (take(episode, completions[i], requests[i].prompt.size(), seconds[i])) {
        still_open.push_back(episode);
      } else {
        close(episode);
        out_.finished[episode] = true;
        if (callbacks_.on_done) callbacks_.on_done(episode);
      }
    }
    open_ = std::move(still_open);
    return !cancelled;
  }

  model::GenerationRequest request_of(size_t episode) {
    model::GenerationRequest request;
    request.prompt = writers_[episode].prompt(episodes_[episode]->conversation());
    request.params = options_.params;
    request.params.max_new_tokens =
        static_cast<int>(std::clamp<int64_t>(episodes_[episode]->reply_limit(), 1, options_.params.max_new_tokens));
    const uint64_t seed = episode < options_.seeds.size() ? options_.seeds[episode] : 0;
    request.params.seed = core::Rng(seed).fork(replies_[episode]++).next();
    return request;
  }

  bool take(size_t episode, const model::Completion& completion, size_t prompt_tokens, double seconds) {
    Episode& other = *episodes_[episode];
    Reply reply;
    reply.finish = completion.finish;
    reply.overflow = completion.finish == model::FinishReason::context && completion.tokens.empty();
    reply.prompt_tokens = prompt_tokens;
    reply.tokens = completion.tokens.size();
    reply.latency_s = seconds;
    std::span<const chat::TokenId> said = completion.tokens;
    if (completion.finish == model::FinishReason::stop && !said.empty()) said = said.first(said.size() - 1);
    reply.text = reply_text(player_.tokenizer, said, true);
    const auto message = static_cast<int32_t>(other.conversation().messages.size());
    writers_[episode].append_reply(completion, message, player_.policy.weight_version());
    return other.take_reply(reply);
  }

  void close(size_t episode) {
    std::vector<chat::Ledger> ledgers = writers_[episode].take();
    if (options_.keep_ledgers) out_.ledgers[episode] = std::move(ledgers);
  }

  const Player& player_;
  std::span<Episode* const> episodes_;
  EpisodeOptions options_;
  const EpisodeCallbacks& callbacks_;
  std::vector<LedgerWriter> writers_;
  std::vector<uint64_t> replies_;  // asked for so far, by episode
  std::vector<size_t> open_;
  EpisodeRun out_;
};

}  // namespace

EpisodeRun run_episodes(const Player& player, std::span<Episode* const> episodes, const EpisodeOptions& options,
                        const EpisodeCallbacks& callbacks) {
  return Run(player, episodes, options, callbacks).run();
}

}  // namespace rollout
