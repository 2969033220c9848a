// What the benchmark programs share: options, errors, one JSON object at the end.
#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "model/host_memory.h"
#include "model/tensor.h"
#include "model/weight_format.h"

namespace bench {

struct Options {
  std::string model;
  at::ScalarType type = at::kBFloat16;
  model::WeightFormat weights = model::WeightFormat::plain;
  bool load_only = false;
  bool strict = false;
  int batch = 32;
  std::string only;       // one metric, for profiles
  std::string data;       // conversations
  int64_t tokens = 4000;  // of them
  int rounds = 0;
};

// --model PATH --threads N --dtype bf16|fp32 --weights plain|q8_0|q4_0|q4_1|file [--load-only] [--strict]
// [--only METRIC] [--data JSONL] [--tokens N] [--rounds N]; unknown options are left alone.
inline Options parse_options(int argc, char** argv) {
  Options options;
  int threads = 2;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--load-only") options.load_only = true;
    if (name == "--strict") options.strict = true;
    if (i + 1 == argc) break;
    if (name == "--model") options.model = argv[i + 1];
    if (name == "--only") options.only = argv[i + 1];
    if (name == "--data") options.data = argv[i + 1];
    if (name == "--tokens") options.tokens = std::atoll(argv[i + 1]);
    if (name == "--rounds") options.rounds = std::atoi(argv[i + 1]);
    if (name == "--batch") options.batch = std::atoi(argv[i + 1]);
    if (name == "--threads") threads = std::atoi(argv[i + 1]);
    if (name == "--dtype" && std::string(argv[i + 1]) == "fp32") options.type = at::kFloat;
    if (name == "--weights") options.weights = model::parse_weight_format(argv[i + 1]);
  }
  at::set_num_threads(threads);
  return options;
}

// CPU time of all threads, which other work on the machine touches little.
inline double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Runs the benchmark and prints its metrics; returns the exit code.
inline int run_main(int argc, char** argv, const std::function<core::Dict(const Options&)>& run) {
  model::keep_freed_memory();
  try {
    std::printf("%s\n", core::dump_json(core::Value(run(parse_options(argc, argv)))).c_str());
    return 0;
  } catch (const core::Error& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return error.exit_code();
  }
}

}  // namespace bench
