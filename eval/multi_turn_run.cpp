#include "eval/multi_turn_run.h"

#include "core/error.h"
#include "core/log.h"
#include "core/rng.h"
#include "env/bfcl/worlds/service_failure.h"
#include "eval/multi_turn_episode.h"
#include "eval/reply_parts.h"

namespace eval {

namespace {

ResultLine unplayed(const env::bfcl::Entry& entry, const std::exception& error, std::string_view finish) {
  core::log_warning("{} cannot be played: {}", entry.id, error.what());
  ResultLine line;
  line.id = entry.id;
  line.category = entry.category->name;
  line.result = inference_error(error.what());
  line.finish = finish;
  return line;
}

}  // namespace

void play_multi_turn(const std::vector<env::bfcl::Entry>& entries, const MultiTurnRun& run) {
  std::vector<MultiTurnEpisode> episodes;
  episodes.reserve(entries.size());
  std::vector<rollout::Episode*> pointers;
  std::vector<const env::bfcl::Entry*> played;
  std::vector<uint64_t> seeds;
  const MultiTurnEpisode::Setting setting{.handler = run.handler, .web = run.web, .text_encoder = run.text_encoder};
  for (const env::bfcl::Entry& entry : entries) {
    try {
      pointers.push_back(&episodes.emplace_back(
          entry, multi_turn_script(entry, run.dataset, run.prompts, run.handler.decode), run.prompts, setting));
    } catch (const core::Error& error) {
      if (error.kind() != core::ErrorKind::data) throw;
      run.on_line(entry, unplayed(entry, error, "unplayed"));
      continue;
    } catch (const env::bfcl::ServiceFailure& failure) {
      run.on_line(entry, unplayed(entry, failure, kEndpointFinish));
      continue;
    }
    played.push_back(&entry);
    seeds.push_back(core::Rng(run.seed).fork(entry.id).next());
  }
  rollout::EpisodeCallbacks callbacks;
  callbacks.on_done = [&](size_t i) { run.on_line(*played[i], episodes[i].result()); };
  callbacks.cancelled = run.cancelled;
  run.play(pointers, seeds, callbacks);
}

}  // namespace eval
