#include "core/format.h"
#include "synth/counts.h"
#include "synth/run.h"

namespace synth {

core::Dict SynthReport::to_json() const {
  return {{"written", core::Value(written)},
          {"resumed", core::Value(resumed)},
          {"by_kind", core::Value(counts_json(by_kind))},
          {"by_domain", core::Value(counts_json(by_domain))},
          {"rejections", core::Value(counts_json(rejections))},
          {"distinct_functions", core::Value(distinct_functions)},
          {"distinct_schemas", core::Value(distinct_schemas)},
          {"distinct_frames", core::Value(distinct_frames)},
          {"families", core::Value(families)},
          {"mean_request_words", core::Value(mean_request_words)},
          {"mean_tool_characters", core::Value(mean_tool_characters)},
          {"seconds", core::Value(seconds)},
          {"samples_per_second", core::Value(samples_per_second)}};
}

std::string SynthReport::to_text() const {
  std::string out = core::format("{} samples in {.1} s ({.0} a second)", written, seconds, samples_per_second);
  if (resumed > 0) out += core::format(", {} of them from an interrupted run", resumed);
  out += core::format(
      "\n{} function names, {} schemas, {} families, {} frames; {.1} words a request, {.0} characters of tools\n",
      distinct_functions, distinct_schemas, families, distinct_frames, mean_request_words, mean_tool_characters);
  counts_text("kinds", by_kind, out);
  counts_text("rejected attempts", rejections, out);
  return out;
}

}  // namespace synth
