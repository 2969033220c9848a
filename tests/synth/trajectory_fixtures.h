// What the tests of trajectories share: one API graph, settings, the lines of a file.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/json.h"
#include "synth/synth_config.h"
#include "synth/trajectory/world_kits.h"

namespace fixtures {

// Built once a process, which takes longer than most tests; removed at its end.
class SharedGraph {
 public:
  SharedGraph()
      : folder_(std::filesystem::temp_directory_path() / ("synth_trajectory_graph_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
    synth::make_world_kits({}, 1, folder_ / "shared");
  }
  SharedGraph(const SharedGraph&) = delete;
  SharedGraph& operator=(const SharedGraph&) = delete;
  ~SharedGraph() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::filesystem::path file() const { return folder_ / "shared.graph.json"; }

 private:
  std::filesystem::path folder_;
};

inline std::filesystem::path graph_file() {
  static const SharedGraph kGraph;
  return kGraph.file();
}

inline synth::SynthConfig trajectory_config(const std::filesystem::path& output, int64_t count) {
  synth::SynthConfig config;
  config.source = "trajectories";
  config.output = output.string();
  config.count = count;
  config.contamination_guard = false;
  config.trajectories.max_tokens = 2800;
  config.trajectories.graph = graph_file().string();
  return config;
}

inline std::vector<core::Value> lines_of(const std::filesystem::path& file) {
  std::vector<core::Value> lines;
  core::for_each_jsonl(file, [&](core::Value&& line, size_t) { lines.push_back(std::move(line)); });
  return lines;
}

}  // namespace fixtures
