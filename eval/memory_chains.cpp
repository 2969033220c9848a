#include "eval/memory_chains.h"

#include "core/json.h"
#include "core/log.h"
#include "env/bfcl/agentic_entries.h"

namespace eval {

using env::bfcl::Entry;

namespace {

Entry on_memory(Entry entry, const core::Value& memory) {
  if (memory.is_none()) return entry;
  entry.initial_config[entry.involved_classes.at(0)] = core::Dict{{"snapshot", memory}};
  return entry;
}

}  // namespace

MemoryChains::MemoryChains(const std::vector<Entry>& questions, const env::bfcl::Dataset& dataset, core::fs::path file)
    : file_(std::move(file)) {
  for (const Entry& entry : questions) {
    if (!env::bfcl::is_memory(*entry.category)) continue;
    const auto [place, fresh] = chains_.try_emplace({entry.category, entry.scenario});
    if (fresh) place->second.conversations = load_prerequisites(dataset, *entry.category, entry.scenario);
  }
  if (chains_.empty()) return;
  const ResultFile earlier = read_results(file_);
  for (auto& [key, chain] : chains_) {
    while (chain.held < chain.conversations.size()) {
      const ResultLine* line = earlier.find(chain.conversations[chain.held].id);
      if (line == nullptr || line->finish == kEndpointFinish) break;  // a failure of the server is tried again
      take(chain, *line);
    }
  }
}

void MemoryChains::take(Chain& chain, const ResultLine& line) {
  ++chain.held;
  // As the line in the file says it, so that a run that was cut off hands on the very same.
  if (!line.memory.is_none()) chain.memory = core::parse_json(core::dump_json(line.memory));
}

size_t MemoryChains::left() const {
  size_t left = 0;
  for (const auto& [key, chain] : chains_) left += chain.conversations.size() - chain.held;
  return left;
}

bool MemoryChains::play(MultiTurnRun run) {
  if (left() == 0) return true;
  core::log_info("{} conversations fill the memories before the questions", left());
  core::AppendFile file(file_);
  run.on_line = [&](const Entry& entry, const ResultLine& line) {
    if (line.memory.is_none()) core::log_warning("{}: broken off ({}); its memory stays", entry.id, line.finish);
    file.write_line(result_json(line));
    take(chains_.at({entry.category, entry.scenario}), line);
  };
  while (left() > 0) {
    std::vector<Entry> round;
    for (const auto& [key, chain] : chains_) {
      if (chain.held < chain.conversations.size()) {
        round.push_back(on_memory(chain.conversations[chain.held], chain.memory));
      }
    }
    const size_t before = left();
    play_multi_turn(round, run);
    if (left() + round.size() > before) return false;
  }
  file.sync();
  return true;
}

void MemoryChains::hand_on(std::vector<Entry>& questions) const {
  for (Entry& entry : questions) {
    const auto chain = chains_.find({entry.category, entry.scenario});
    if (chain != chains_.end()) entry = on_memory(std::move(entry), chain->second.memory);
  }
}

}  // namespace eval
