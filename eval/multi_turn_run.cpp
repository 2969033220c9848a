#include "eval/multi_turn_run.h"

#include "core/rng.h"
#include "eval/multi_turn_episode.h"

namespace eval {

void play_multi_turn(const std::vector<env::bfcl::Entry>& entries, const MultiTurnRun& run) {
  std::vector<MultiTurnEpisode> episodes;
  episodes.reserve(entries.size());
  std::vector<rollout::Episode*> pointers;
  rollout::EpisodeOptions options;
  options.params = run.params;
  options.thinking = run.thinking;
  options.keep_ledgers = false;
  for (const env::bfcl::Entry& entry : entries) {
    pointers.push_back(
        &episodes.emplace_back(entry, multi_turn_script(entry, run.dataset, run.prompts), run.prompts, run.mode));
    options.seeds.push_back(core::Rng(run.seed).fork(entry.id).next());
  }
  rollout::EpisodeCallbacks callbacks;
  callbacks.on_done = [&](size_t i) { run.on_line(entries[i], episodes[i].result()); };
  callbacks.cancelled = run.cancelled;
  rollout::run_episodes(run.player, pointers, options, callbacks);
}

}  // namespace eval
