#include "chat/constraint/lead.h"

#include <algorithm>
#include <compare>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/reasoning.h"

namespace chat::constraint {
namespace {

constexpr std::string_view kCallOpen = "<tool_call>";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// How much of `word` a text ends with that ended with its first `matched` bytes, after one more byte (Knuth, Morris,
// Pratt 1977, by trial: the words are short).
size_t matched_after(std::string_view word, size_t matched, char byte) {
  std::string seen(word.substr(0, matched));
  seen += byte;
  for (size_t length = std::min(seen.size(), word.size()); length > 0; --length) {
    if (word.starts_with(std::string_view(seen).substr(seen.size() - length))) return length;
  }
  return 0;
}

// Where a reader of free text stands.
struct Place {
  enum class Part { front, thought, blank, text, calls };
  Part part = Part::front;
  size_t think = 0;  // of <think> (front), of </think> (thought)
  size_t call = 0;   // of <tool_call>
  auto operator<=>(const Place&) const = default;
};

Place in_text(CallStyle style, Place place, char byte) {
  using Part = Place::Part;
  if (style == CallStyle::hermes) {
    place.call = matched_after(kCallOpen, place.call, byte);
    place.part = place.call == kCallOpen.size() ? Part::calls : Part::text;
  } else if (place.part == Part::text) {
    return place;
  } else {
    place.part = byte == '[' ? Part::calls : is_blank(byte) ? Part::blank : Part::text;
  }
  place.think = 0;
  return place;
}

Place after(CallStyle style, Place place, char byte) {
  using Part = Place::Part;
  if (place.part == Part::thought) {
    place.think = matched_after(kThinkClose, place.think, byte);
    return place.think == kThinkClose.size() ? Place{Part::blank, 0, 0} : place;
  }
  if (place.part != Part::front) return in_text(style, place, byte);
  if (byte == kThinkOpen[place.think]) {
    const size_t think = place.think + 1;
    if (think == kThinkOpen.size()) return {Part::thought, 0, 0};
    place.call = matched_after(kCallOpen, place.call, byte);
    return {Part::front, think, place.call};
  }
  if (place.think == 0 && is_blank(byte)) return place;
  // In Python's style a `<` is text already, and what follows it is no list.
  if (style == CallStyle::python && place.think > 0) return {Part::text, 0, 0};
  return in_text(style, place, byte);
}

// Writes the automaton of `next` from `first` on; a place of `is_end` is what comes behind it.
void write_automaton(Emitter& out, Place first, const std::function<Place(Place, char)>& next, Place::Part end,
                     bool accepts) {
  std::map<Place, uint32_t> numbers = {{first, 0}};
  std::vector<Place> places = {first};
  std::vector<std::vector<std::pair<Range, Place>>> edges;
  for (size_t i = 0; i < places.size(); ++i) {
    auto& here = edges.emplace_back();
    for (int byte = 0; byte < 256; ++byte) {
      const Place to = next(places[i], static_cast<char>(byte));
      const auto value = static_cast<uint8_t>(byte);
      if (!here.empty() && here.back().second == to) {
        here.back().first.high = value;
        continue;
      }
      here.push_back({{value, value}, to});
      if (to.part != end && numbers.try_emplace(to, static_cast<uint32_t>(places.size())).second) places.push_back(to);
    }
  }
  const uint32_t over = accepts ? out.open_jump() : 0;
  const uint32_t accept = out.here();
  if (accepts) {
    out.put(Op::accept);
    out.land(over);
  }
  // Each state is two instructions: it may end, or take a byte.
  const uint32_t size = accepts ? 3 : 1;
  const uint32_t base = out.here();
  const auto behind = static_cast<uint32_t>(base + size * places.size());
  for (size_t i = 0; i < places.size(); ++i) {
    if (accepts) {
      const uint32_t split = out.open_split(2);
      out.set_target(split, 0);
      out.jump(accept);
      out.set_target(split, 1);
    }
    std::vector<Edge> list;
    for (const auto& [range, to] : edges[i]) {
      list.push_back({range.low, range.high, to.part == end ? behind : base + size * numbers.at(to)});
    }
    out.state(list);
  }
}

}  // namespace

void write_free_text(Emitter& out, CallStyle style, Reasoning reasoning) {
  Place first;
  first.part = reasoning == Reasoning::opened      ? Place::Part::thought
               : reasoning == Reasoning::may_begin ? Place::Part::front
                                                   : Place::Part::blank;
  const auto next = [style](Place place, char byte) { return after(style, place, byte); };
  write_automaton(out, first, next, Place::Part::calls, true);
}

void write_reasoning(Emitter& out, Reasoning reasoning) {
  if (reasoning == Reasoning::none) return;
  const auto next = [](Place place, char byte) { return after(CallStyle::hermes, place, byte); };
  const auto thought = [&] {
    write_automaton(out, {Place::Part::thought, 0, 0}, next, Place::Part::blank, false);
    out.repeat_up_to(2, [&] { out.text("\n"); });
  };
  if (reasoning == Reasoning::opened) return thought();
  out.maybe([&] {
    out.text(kThinkOpen);
    thought();
  });
}

}  // namespace chat::constraint
