#include "eval/multi_turn_run.h"

#include "core/error.h"
#include "core/log.h"
#include "core/rng.h"
#include "eval/multi_turn_episode.h"

namespace eval {

namespace {

ResultLine unplayed(const env::bfcl::Entry& entry, const core::Error& error) {
  core::log_warning("{} cannot be played: {}", entry.id, error.what());
  ResultLine line;
  line.id = entry.id;
  line.category = entry.category->name;
  line.result = core::format("Error during inference: {}", error.what());
  line.finish = "unplayed";
  return line;
}

}  // namespace

void play_multi_turn(const std::vector<env::bfcl::Entry>& entries, const MultiTurnRun& run) {
  std::vector<MultiTurnEpisode> episodes;
  episodes.reserve(entries.size());
  std::vector<rollout::Episode*> pointers;
  std::vector<const env::bfcl::Entry*> played;
  rollout::EpisodeOptions options;
  options.params = run.params;
  options.thinking = run.thinking;
  options.keep_ledgers = false;
  const MultiTurnEpisode::Setting setting{.mode = run.mode, .web = run.web};
  for (const env::bfcl::Entry& entry : entries) {
    try {
      pointers.push_back(
          &episodes.emplace_back(entry, multi_turn_script(entry, run.dataset, run.prompts), run.prompts, setting));
    } catch (const core::Error& error) {
      if (error.kind() != core::ErrorKind::data) throw;
      run.on_line(entry, unplayed(entry, error));
      continue;
    }
    played.push_back(&entry);
    options.seeds.push_back(core::Rng(run.seed).fork(entry.id).next());
  }
  rollout::EpisodeCallbacks callbacks;
  callbacks.on_done = [&](size_t i) { run.on_line(*played[i], episodes[i].result()); };
  callbacks.cancelled = run.cancelled;
  rollout::run_episodes(run.player, pointers, options, callbacks);
}

}  // namespace eval
