// One generated sample: the tools offered, the request, the gold calls or the refusal, and where each value stands.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "synth/tool.h"
#include "synth/values.h"

namespace synth {

enum class SampleKind { simple, multiple, parallel, parallel_multiple, irrelevance, missing };
constexpr int kSampleKinds = 6;
std::string_view sample_kind_name(SampleKind kind);

// A value's place in the request. `field` >= 0: a field of an object parameter.
struct Mention {
  size_t call = 0;
  size_t param = 0;
  int field = -1;
  size_t begin = 0;
  size_t end = 0;
  std::string form;  // see Woven; booleans: "implied"
};

struct Call {
  size_t tool = 0;
  std::vector<std::optional<Drawn>> drawn;  // one a parameter; nullopt: left out
};

struct Sample {
  uint64_t index = 0;
  SampleKind kind = SampleKind::simple;
  std::vector<std::unique_ptr<Tool>> tools;
  std::string request;
  std::vector<Call> calls;
  std::vector<Mention> mentions;
  std::string reply;                // text of a refusal; empty where calls answer
  std::vector<std::string> frames;  // ids of the templates used

  core::Dict arguments(const Call& call) const;
  std::vector<chat::ToolCall> tool_calls() const;
};

}  // namespace synth
