#include "chat/sentencepiece/charsmap.h"

#include <array>
#include <utility>

#include "core/error.h"

namespace chat::sentencepiece {
namespace {

uint32_t little_endian(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

core::Error broken(std::string_view what) {
  return core::data_error(core::format("normalizer_spec.precompiled_charsmap: {}", what), "the model file is damaged");
}

// Fields of a unit, as darts-clone lays them out.
bool has_leaf(uint32_t unit) {
  return ((unit >> 8U) & 1U) == 1;
}
uint32_t label(uint32_t unit) {
  return unit & 0x800000FFU;
}
uint32_t offset(uint32_t unit) {
  return (unit >> 10U) << ((unit & 0x200U) >> 6U);
}

}  // namespace

CharsMap::CharsMap(std::string_view precompiled) {
  if (precompiled.empty()) return;
  if (precompiled.size() < 8) throw broken("cut off");
  const uint32_t trie_bytes = little_endian(precompiled, 0);
  const std::string_view rest = precompiled.substr(4);
  if (trie_bytes == 0 || trie_bytes % 4 != 0 || trie_bytes >= rest.size()) {
    throw broken(core::format("a trie of {} bytes in {}", trie_bytes, rest.size()));
  }
  for (size_t at = 0; at < trie_bytes; at += 4) units_.push_back(little_endian(rest, at));
  replacements_ = rest.substr(trie_bytes);
  if (replacements_.back() != '\0') throw broken("the last replacement has no end");
  check();
}

std::optional<uint32_t> CharsMap::child(uint32_t node, unsigned char byte, bool& has_value) const {
  const uint32_t place = node ^ byte;
  if (place >= units_.size() || label(units_[place]) != byte) return std::nullopt;
  has_value = has_leaf(units_[place]);
  return place ^ offset(units_[place]);
}

// Walks every node once: values lie inside the replacements, and no way leads back to where it came from.
void CharsMap::check() const {
  enum State : uint8_t { kNew, kOpen, kDone };
  struct Step {
    uint32_t node;
    unsigned next;  // byte to try
  };
  std::vector<uint8_t> states(units_.size(), kNew);
  std::vector<Step> path;
  const auto enter = [&](uint32_t node) {
    if (node >= units_.size()) throw broken("the trie points outside of itself");
    if (states[node] == kOpen) throw broken("the trie runs in a circle");
    if (states[node] == kDone) return;
    states[node] = kOpen;
    path.push_back({node, 0});
  };
  enter(offset(units_[0]));
  while (!path.empty()) {
    Step& step = path.back();
    if (step.next == 256) {
      states[step.node] = kDone;
      path.pop_back();
      continue;
    }
    bool has_value = false;
    const auto next = child(step.node, static_cast<unsigned char>(step.next++), has_value);
    if (!next) continue;
    if (has_value && (*next >= units_.size() || value(*next) >= replacements_.size())) {
      throw broken("a rule points outside of the replacements");
    }
    enter(*next);
  }
}

std::optional<CharsMap::Rule> CharsMap::longest_prefix(std::string_view text) const {
  std::optional<Rule> longest;
  if (units_.empty()) return longest;
  uint32_t node = offset(units_[0]);
  for (size_t at = 0; at < text.size(); ++at) {
    bool has_value = false;
    const auto next = child(node, static_cast<unsigned char>(text[at]), has_value);
    if (!next) break;
    node = *next;
    if (has_value) longest = Rule{at + 1, replacements_.c_str() + value(node)};
  }
  return longest;
}

}  // namespace chat::sentencepiece
