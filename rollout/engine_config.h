// How a model in this process is run: what every command that loads one can set. Configs inherit it, so that names,
// defaults and help are the same everywhere.
#pragma once

#include <cstdint>
#include <string>

#include "core/value.h"

namespace rollout {

struct EngineConfig {
  std::string dtype = "auto";
  std::string weights = "plain";
  std::string device = "cpu";
  std::string kv = "plain";
  bool strict = false;
  int64_t threads = 0;
  int64_t batch_size = 32;
  int64_t cache_tokens = 0;

  template <class V>
  void fields(V& v) {
    v("dtype", dtype, "auto, fp32 or bf16");
    v("weights", weights,
      "matrices: plain (in dtype), q8_0, q4_0 or q4_1 (blocks of 32 with a scale), or file (as the .gguf has them)");
    v("device", device, "that the model runs on: cpu, or cuda (a GPU; bf16)");
    v("kv", kv,
      "cached keys and values: plain (in dtype) or int8 (about half of bf16's memory; log-probs are no longer the "
      "trainer's, so not with strict; docs/benchmarks.md)");
    v("strict", strict,
      "log-probs are the trainer's to the last bit, and with tiles (AMX), too, a reply's bits depend on nothing that "
      "runs beside it (docs/benchmarks.md)");
    v("threads", threads, "0: all cores");
    v("batch_size", batch_size, "sequences decoded together");
    v("cache_tokens", cache_tokens,
      "tokens that the cache holds, of running replies and kept prefixes; 0: what batch_size replies of the model's "
      "whole context need, in at most a quarter of the free memory (docs/serve.md)");
  }

  // What replies depend on, for the identity of a run: settings that are not the default, and always the dtype.
  void add_identity(core::Dict& identity) const {
    identity["dtype"] = dtype;
    const EngineConfig defaults;
    if (weights != defaults.weights) identity["weights"] = weights;
    if (device != defaults.device) identity["device"] = device;
    if (kv != defaults.kv) identity["kv"] = kv;
    if (strict) identity["strict"] = true;
  }
};

}  // namespace rollout
