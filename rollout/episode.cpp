#include "rollout/episode.h"

#include <algorithm>

#include "chat/model_template.h"
#include "core/rng.h"
#include "rollout/ledger_writer.h"

namespace rollout {
namespace {

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
    ReplyClock clock(requests.size());
    std::vector<double> seconds(requests.size(), 0);
    model::GenerationCallbacks callbacks;
    callbacks.on_token = [&](size_t request, chat::TokenId) { clock.token(request); };
    callbacks.on_complete = [&](size_t request, const model::Completion&) {
      seconds[request] = clock.seconds(request);
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
    const auto message = static_cast<int32_t>(other.conversation().messages.size());
    writers_[episode].append_reply(completion, message, player_.policy.weight_version());
    return other.take_reply(make_reply(player_.tokenizer, completion, prompt_tokens, seconds));
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
