// What is fuzzed: one thing of the program that takes text of a model or of the web, by name. The same targets run
// under libFuzzer (scripts/fuzz) and in an ordinary test.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/mutation.h"

namespace fuzz {

struct Target {
  std::string name;
  // Takes any bytes. Throws core::Error where the program does not keep a promise.
  std::function<void(std::string_view input)> run;
  Vocabulary vocabulary;
};

// Every target; made at the first call, and some read the benchmark's tables then.
const std::vector<Target>& targets();
// Throws core::Error(usage) naming the known ones.
const Target& find_target(std::string_view name);

std::vector<Target> decoder_targets();
std::vector<Target> world_targets();
std::vector<Target> page_targets();

}  // namespace fuzz
