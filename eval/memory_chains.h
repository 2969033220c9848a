// The conversations before memory questions: of each memory and scenario a chain, held in order, every conversation on
// the memory that the one before left. What was said and left stands in a file of result lines, so a cut run goes on
// where it was. Knows no verdicts: the benchmark never scores these conversations.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/files.h"
#include "core/value.h"
#include "env/bfcl/dataset.h"
#include "eval/multi_turn_run.h"

namespace eval {

class MemoryChains {
 public:
  // The chains that `questions` wait for; entries of other categories wait for none. `file` need not exist yet.
  // Throws core::Error(environment) where the data lack a chain's conversations.
  MemoryChains(const std::vector<env::bfcl::Entry>& questions, const env::bfcl::Dataset& dataset, core::fs::path file);

  // Conversations that have not been held.
  size_t left() const;
  // Holds them, the next one of every chain at once. `run.on_line` is not called. False where `run.cancelled` ended it.
  // A conversation that breaks off leaves the memory as it found it, as in the reference.
  bool play(MultiTurnRun run);
  // Gives every memory question what its chain left.
  void hand_on(std::vector<env::bfcl::Entry>& questions) const;

 private:
  struct Chain {
    std::vector<env::bfcl::Entry> conversations;
    size_t held = 0;
    core::Value memory;  // None: empty
  };
  using Key = std::pair<const env::bfcl::Category*, std::string>;

  static void take(Chain& chain, const ResultLine& line);

  std::map<Key, Chain> chains_;  // by memory and scenario
  core::fs::path file_;
};

}  // namespace eval
