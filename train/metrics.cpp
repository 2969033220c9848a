#include "train/metrics.h"

#include <chrono>
#include <string>

#include "core/error.h"
#include "core/json.h"

namespace train {
namespace {

// Leaves the lines of steps up to `last_step`. A torn last line does not parse and goes too.
std::filesystem::path cut_lines(const std::filesystem::path& path, int64_t last_step) {
  if (!std::filesystem::exists(path)) return path;
  const std::string content = core::read_file(path);
  size_t keep = 0;
  while (keep < content.size()) {
    const size_t end = content.find('\n', keep);
    if (end == std::string::npos) break;
    try {
      if (core::parse_json(std::string_view(content).substr(keep, end - keep)).get_int("step", 0) > last_step) break;
    } catch (const core::Error&) {
      break;
    }
    keep = end + 1;
  }
  if (keep != content.size()) core::write_file_atomic(path, std::string_view(content).substr(0, keep));
  return path;
}

}  // namespace

MetricsLog::MetricsLog(const std::filesystem::path& run_dir, int64_t last_step)
    : lines_(cut_lines(run_dir / "metrics.jsonl", last_step)), events_(run_dir, last_step) {}

void MetricsLog::write(const StepMetrics& metrics) {
  const core::Dict line{{"step", metrics.step},
                        {"epoch", metrics.epoch},
                        {"loss", metrics.loss},
                        {"lr", metrics.learning_rate},
                        {"grad_norm", metrics.grad_norm},
                        {"tokens", metrics.tokens},
                        {"computed_tokens", metrics.computed_tokens},
                        {"supervised_tokens", metrics.supervised_tokens},
                        {"tokens_per_s", metrics.tokens_per_s},
                        {"seconds", metrics.seconds}};
  lines_.write_line(core::dump_json(core::Value(line)));
  const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  events_.write(
      metrics.step, now,
      {{"train/loss", metrics.loss},
       {"train/learning_rate", metrics.learning_rate},
       {"train/grad_norm", metrics.grad_norm},
       {"train/epoch", metrics.epoch},
       {"speed/tokens_per_s", metrics.tokens_per_s},
       {"speed/computed_share",
        metrics.tokens > 0 ? static_cast<double>(metrics.computed_tokens) / static_cast<double>(metrics.tokens) : 0}});
}

}  // namespace train
