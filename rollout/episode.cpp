#include "rollout/episode.h"

#include <algorithm>
#include <exception>
#include <optional>

#include "chat/model_template.h"
#include "core/rng.h"
#include "rollout/ledger_writer.h"

namespace rollout {
namespace {

class Run {
 public:
  Run(const Player& player, std::span<Episode* const> episodes, const EpisodeOptions& options,
      const EpisodeCallbacks& callbacks)
      : player_(player),
        episodes_(episodes),
        options_(options),
        callbacks_(callbacks),
        clock_(episodes.size(), options.clock),
        mark_(chat::special_call_mark(options.calls, player.tokenizer)),
        replies_(episodes.size(), 0),
        began_s_(episodes.size()),
        late_(episodes.size(), false) {
    if (options_.params.stop_ids.empty()) {
      options_.params.stop_ids = chat::stop_ids(player.renderer, player.tokenizer);
    }
    for (size_t i = 0; i < episodes.size(); ++i) {
      writers_.emplace_back(player.tokenizer, player.renderer, options.thinking);
    }
    out_.ledgers.resize(episodes.size());
    out_.finished.resize(episodes.size(), false);
  }

  EpisodeRun run() {
    std::vector<model::GenerationRequest> requests;
    for (size_t episode = 0; episode < episodes_.size(); ++episode) requests.push_back(request_of(episode));
    model::GenerationCallbacks callbacks;
    callbacks.on_token = [&](size_t episode, const model::SampledToken&) {
      clock_.token(episode);
      if (!began_s_[episode]) began_s_[episode] = options_.clock();
    };
    if (options_.time_limit_s > 0) {
      callbacks.abandoned = [&](size_t episode) { return is_late(episode); };
      callbacks.on_complete = [&](size_t episode, const model::Completion& completion) {
        if (late_[episode] && completion.finish == model::FinishReason::cancelled) next_request(episode, completion);
      };
    }
    callbacks.follow_up = [&](size_t episode, const model::Completion& completion) {
      return next_request(episode, completion);
    };
    callbacks.cancelled = [&] { return trouble_ != nullptr || (callbacks_.cancelled && callbacks_.cancelled()); };
    if (!requests.empty() && !callbacks.cancelled()) player_.policy.generate(requests, callbacks);
    if (trouble_) std::rethrow_exception(trouble_);
    for (size_t episode = 0; episode < episodes_.size(); ++episode) {
      if (!out_.finished[episode]) close(episode);
    }
    return std::move(out_);
  }

 private:
  // Hands the reply over. An exception stops the policy and is thrown on from run(): it never flies through a policy.
  std::optional<model::GenerationRequest> next_request(size_t episode, const model::Completion& completion) {
    if (trouble_) return std::nullopt;
    try {
      const bool goes_on = take(episode, completion);
      if (goes_on && !late_[episode]) return request_of(episode);
      close(episode);
      out_.finished[episode] = true;
      if (callbacks_.on_done) callbacks_.on_done(episode);
    } catch (...) {
      trouble_ = std::current_exception();
    }
    return std::nullopt;
  }

  // Once late, an episode stays so.
  bool is_late(size_t episode) {
    if (!late_[episode] && began_s_[episode]) {
      late_[episode] = options_.clock() - *began_s_[episode] > options_.time_limit_s;
    }
    return late_[episode];
  }

  model::GenerationRequest request_of(size_t episode) {
    model::GenerationRequest request;
    request.prompt = writers_[episode].prompt(episodes_[episode]->conversation());
    request.params = options_.params;
    request.params.max_new_tokens =
        static_cast<int>(std::clamp<int64_t>(episodes_[episode]->reply_limit(), 1, options_.params.max_new_tokens));
    const uint64_t seed = episode < options_.seeds.size() ? options_.seeds[episode] : 0;
    if (options_.constraint) request.params.constraint = options_.constraint(episodes_[episode]->tools());
    request.params.seed = core::Rng(seed).fork(replies_[episode]++).next();
    return request;
  }

  bool take(size_t episode, const model::Completion& completion) {
    Episode& other = *episodes_[episode];
    const auto message = static_cast<int32_t>(other.conversation().messages.size());
    writers_[episode].append_reply(completion, message, player_.policy.weight_version());
    const double seconds = clock_.take_seconds(episode);
    Reply reply = make_reply(player_.tokenizer, completion, seconds, mark_);
    reply.out_of_time = completion.finish == model::FinishReason::cancelled;
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
  ReplyClock clock_;
  std::optional<chat::TokenId> mark_;
  std::vector<uint64_t> replies_;               // asked for so far, by episode
  std::vector<std::optional<double>> began_s_;  // when its first token came
  std::vector<bool> late_;
  std::exception_ptr trouble_;
  EpisodeRun out_;
};

}  // namespace

EpisodeRun run_episodes(const Player& player, std::span<Episode* const> episodes, const EpisodeOptions& options,
                        const EpisodeCallbacks& callbacks) {
  return Run(player, episodes, options, callbacks).run();
}

PlayEpisodes play_with(const Player& player, EpisodeOptions options) {
  options.keep_ledgers = false;
  return [player, options = std::move(options)](std::span<Episode* const> episodes, std::span<const uint64_t> seeds,
                                                const EpisodeCallbacks& callbacks) {
    EpisodeOptions own = options;
    own.seeds.assign(seeds.begin(), seeds.end());
    run_episodes(player, episodes, own, callbacks);
  };
}

}  // namespace rollout
