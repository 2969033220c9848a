#include "chat/constraint/program.h"

namespace chat::constraint {

Emitter::Emitter() {
  put(Op::outside);
}

void Emitter::byte(std::span<const Range> ranges) {
  const auto begin = static_cast<uint32_t>(program_.edges.size());
  for (const Range& range : ranges) program_.edges.push_back({range.low, range.high, here() + 1});
  put(Op::bytes, begin, static_cast<uint32_t>(program_.edges.size()));
}

void Emitter::text(std::string_view text) {
  for (const char c : text) byte({{static_cast<uint8_t>(c), static_cast<uint8_t>(c)}});
}

uint32_t Emitter::open_split(uint32_t targets) {
  const auto begin = static_cast<uint32_t>(program_.targets.size());
  program_.targets.resize(begin + targets);
  put(Op::split, begin, begin + targets);
  return here() - 1;
}

void Emitter::either(const std::vector<Part>& parts) {
  const uint32_t split = open_split(static_cast<uint32_t>(parts.size()));
  std::vector<uint32_t> ends;
  for (size_t i = 0; i < parts.size(); ++i) {
    set_target(split, i);
    parts[i]();
    if (i + 1 < parts.size()) ends.push_back(open_jump());
  }
  for (const uint32_t end : ends) land(end);
}

void Emitter::maybe(const Part& part) {
  either({part, [] {}});
}

void Emitter::repeat_up_to(int times, const Part& part) {
  if (times == 0) return;
  maybe([&] {
    part();
    repeat_up_to(times - 1, part);
  });
}

void Emitter::state(std::initializer_list<Edge> edges) {
  state(std::span(edges.begin(), edges.size()));
}

void Emitter::state(std::span<const Edge> edges) {
  const auto begin = static_cast<uint32_t>(program_.edges.size());
  program_.edges.insert(program_.edges.end(), edges.begin(), edges.end());
  put(Op::bytes, begin, static_cast<uint32_t>(program_.edges.size()));
}

uint32_t Emitter::open_jump() {
  put(Op::jump);
  return here() - 1;
}

uint32_t Emitter::needed(std::span<const uint64_t> words) {
  const auto begin = static_cast<uint32_t>(program_.needed.size());
  program_.needed.insert(program_.needed.end(), words.begin(), words.end());
  return begin;
}

}  // namespace chat::constraint
