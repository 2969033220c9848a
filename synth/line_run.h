// Makes numbered items on several threads and writes them as lines in the order of their numbers: duplicates dropped,
// an interrupted run continued, progress shown. Knows nothing of what the items are.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/format.h"
#include "core/json.h"
#include "core/log.h"
#include "core/progress.h"

namespace synth {

struct LineRunResult {
  int64_t written = 0;  // lines in the file, those of an interrupted run included
  int64_t resumed = 0;
  bool complete = false;
  double seconds = 0;

  double per_second() const { return static_cast<double>(written - resumed) / std::max(seconds, 1e-9); }
};

// `Item` has: bool ok; std::string line; uint64_t fingerprint (equal: a duplicate).
template <class Item>
struct LineRun {
  core::fs::path output;
  std::string settings;  // what decides the bytes; a part file of other settings is not continued
  int64_t count = 0;
  int64_t threads = 1;
  size_t block = 256;
  int64_t fruitless = 10'000;  // items in a row without a line, and the run is given up
  std::string label;
  std::string unit;
  std::function<Item(uint64_t index)> make;              // by several threads
  std::function<void(const core::Value& line)> resumed;  // a line of an interrupted run; holds metadata.index
  std::function<uint64_t(const core::Value& line)> fingerprint_of;
  std::function<void(const Item& item)> tried;    // every item, in order
  std::function<void(const Item& item)> written;  // those that are in the file
  std::function<void()> duplicate;
};

// Creates the folder of `output`. Writes `<output>.part`, and renames it when it is complete.
// Throws core::Error(environment) where files cannot be written, (data) where nothing good comes for long.
template <class Item>
LineRunResult run_lines(const LineRun<Item>& run);

}  // namespace synth

#include "synth/line_run_inl.h"
