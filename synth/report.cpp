#include <algorithm>

#include "core/format.h"
#include "synth/run.h"

namespace synth {
namespace {

core::Dict counts(const std::map<std::string, int64_t>& map) {
  core::Dict out;
  for (const auto& [key, count] : map) out[key] = core::Value(count);
  return out;
}

void add_table(std::string_view title, const std::map<std::string, int64_t>& map, std::string& out) {
  if (map.empty()) return;
  int64_t total = 0;
  for (const auto& [key, count] : map) total += count;
  out += core::format("{}\n", title);
  for (const auto& [key, count] : map) {
    std::string name = key;
    name.resize(std::max<size_t>(name.size(), 20), ' ');
    out += core::format("  {} {}  ({.1} %)\n", name, count,
                        100.0 * static_cast<double>(count) / static_cast<double>(total));
  }
}

}  // namespace

core::Dict SynthReport::to_json() const {
  return {{"written", core::Value(written)},
          {"resumed", core::Value(resumed)},
          {"by_kind", core::Value(counts(by_kind))},
          {"by_domain", core::Value(counts(by_domain))},
          {"rejections", core::Value(counts(rejections))},
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
  add_table("kinds", by_kind, out);
  add_table("rejected attempts", rejections, out);
  return out;
}

}  // namespace synth
