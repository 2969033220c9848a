#include "synth/guard.h"

#include <array>
#include <memory>

#include "env/bfcl/contamination.h"

namespace synth {

SampleGuard contamination_guard() {
  const auto index = std::make_shared<const env::bfcl::ContaminationIndex>(env::bfcl::Dataset::standard());
  return [index](const Sample& sample) -> std::string {
    const std::array<std::string, 1> texts = {sample.request};
    const auto hit = index->check(texts, sample.tool_calls());
    return hit ? "contamination: " + hit->entry_id + " " + hit->kind + " " + hit->what : "";
  };
}

}  // namespace synth
