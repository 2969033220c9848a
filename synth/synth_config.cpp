#include "synth/synth_config.h"

#include "core/error.h"
#include "core/format.h"

namespace synth {

void check_config(const SynthConfig& config) {
  if (config.format != "openai" && config.format != "bfcl") {
    throw core::usage_error(core::format("format: '{}' is not a format", config.format), "openai or bfcl");
  }
  if (config.count < 1) throw core::usage_error("count: at least 1");
  if (config.threads < 1 || config.threads > 256) throw core::usage_error("threads: 1 to 256");
}

}  // namespace synth
