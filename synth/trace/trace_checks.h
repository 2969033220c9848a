// What re-execution tells about a round: which calls depend on which, which could be left out, whether it undoes
// itself, whether it replays. Ids that the world draws may differ when a call is left out; they are followed, not
// compared. Knows no graph.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "synth/trace/trace.h"

namespace synth {

// A round once more, perhaps without some of its calls.
struct Replay {
  std::vector<bool> same;  // call k answered as it did (true for those left out)
  std::unique_ptr<env::Environment> after;
  std::map<std::string, std::string> renamed;  // ids of the round -> ids of the replay
};
Replay replay(const std::vector<TracedCall>& calls, const env::Environment& before, const std::vector<bool>& left_out);

// Are the two states the same but for what is private (a place of work, a generator)? `renamed`: ids of the first state
// -> what they are in the second.
bool same_public_state(const core::Value& a, const core::Value& b,
                       const std::map<std::string, std::string>& renamed = {});

// For each call the earlier ones without which it fails or answers differently, or whose results it quotes.
std::vector<std::vector<size_t>> find_needs(const std::vector<TracedCall>& calls, size_t round,
                                            const env::Environment& before);

// Calls other than `kept` without which everything else stays as it is, the last first to go; unless they ask, with
// arguments, about what earlier calls of the round did. Returns the calls to leave out.
std::vector<bool> find_droppable(const std::vector<TracedCall>& calls, size_t round, const env::Environment& before,
                                 size_t kept);

// The calls without those left out, executed again: results and quoted values as they are now, places renumbered.
// False where a call now fails or something quotes a call that is gone.
bool compact(std::vector<TracedCall>& calls, size_t round, const env::Environment& before,
             const std::vector<bool>& left_out);

// Do two calls of the round undo each other, or all of them together: the world is as if they had not been made, and no
// other call tells the difference? Or does a call write what is there already?
bool undoes_itself(const std::vector<TracedCall>& calls, const env::Environment& before);

}  // namespace synth
