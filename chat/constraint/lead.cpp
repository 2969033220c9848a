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

// What opens calls in a form.
struct Opening {
  std::string_view mark;  // anywhere
  char marked = '\0';     // must follow the mark; none: nothing
  char front = '\0';      // with nothing but white space before it; none: nothing
  char barred = '\0';     // no text may begin with
};

Opening opening_of(CallForm form) {
  Opening opening{.mark = call_mark(form)};
  if (form == CallForm::python) opening.front = '[';
  if (form == CallForm::llama3_json) {
    opening.marked = opening.front = '{';
    opening.barred = '[';
  }
  return opening;
}

// Where a reader of free text stands.
struct Place {
  enum class Part { front, thought, blank, text, marked, calls, nowhere };
  Part part = Part::front;
  size_t think = 0;  // of <think> (front), of </think> (thought)
  size_t call = 0;   // of the mark
  auto operator<=>(const Place&) const = default;
};

Place in_text(const Opening& opening, Place place, char byte) {
  using Part = Place::Part;
  const bool begins = place.part != Part::text && place.think == 0 && place.call == 0;
  if (begins && opening.front != '\0') {
    if (byte == opening.front) return {Part::calls, 0, 0};
    if (opening.barred != '\0' && byte == opening.barred) return {Part::nowhere, 0, 0};
    if (is_blank(byte)) return {Part::blank, 0, 0};
  }
  place.think = 0;
  place.part = Part::text;
  if (opening.mark.empty()) return place;
  place.call = matched_after(opening.mark, place.call, byte);
  if (place.call == opening.mark.size()) return {opening.marked != '\0' ? Part::marked : Part::calls, 0, 0};
  return place;
}

Place after(const Opening& opening, Place place, char byte) {
  using Part = Place::Part;
  if (place.part == Part::thought) {
    place.think = matched_after(kThinkClose, place.think, byte);
    return place.think == kThinkClose.size() ? Place{Part::blank, 0, 0} : place;
  }
  if (place.part == Part::marked) return {byte == opening.marked ? Part::calls : Part::nowhere, 0, 0};
  if (place.part != Part::front) return in_text(opening, place, byte);
  if (byte == kThinkOpen[place.think]) {
    const size_t think = place.think + 1;
    if (think == kThinkOpen.size()) return {Part::thought, 0, 0};
    if (!opening.mark.empty()) place.call = matched_after(opening.mark, place.call, byte);
    return {Part::front, think, place.call};
  }
  if (place.think == 0 && is_blank(byte)) return place;
  return in_text(opening, place, byte);
}

// Writes the automaton of `next` from `first` on; a place of `end` is what comes behind it. `accepts`: the reply may
// end anywhere but behind a mark.
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
      if (to.part == end || to.part == Place::Part::nowhere) continue;
      if (numbers.try_emplace(to, static_cast<uint32_t>(places.size())).second) places.push_back(to);
    }
  }
  const uint32_t over = accepts ? out.open_jump() : 0;
  const uint32_t accept = out.here();
  if (accepts) {
    out.put(Op::accept);
    out.land(over);
  }
  // Each state is a way to the end, or to itself where there is none, and what takes a byte.
  const uint32_t size = accepts ? 3 : 1;
  const uint32_t base = out.here();
  const auto behind = static_cast<uint32_t>(base + size * places.size());
  for (size_t i = 0; i < places.size(); ++i) {
    if (accepts) {
      const uint32_t split = out.open_split(2);
      out.set_target(split, 0);
      out.jump(places[i].part == Place::Part::marked ? out.here() + 1 : accept);
      out.set_target(split, 1);
    }
    std::vector<Edge> list;
    for (const auto& [range, to] : edges[i]) {
      if (to.part == Place::Part::nowhere) continue;
      list.push_back({range.low, range.high, to.part == end ? behind : base + size * numbers.at(to)});
    }
    out.state(list);
  }
}

}  // namespace

void write_free_text(Emitter& out, CallForm form, Reasoning reasoning) {
  Place first;
  first.part = reasoning == Reasoning::opened      ? Place::Part::thought
               : reasoning == Reasoning::may_begin ? Place::Part::front
                                                   : Place::Part::blank;
  const auto next = [opening = opening_of(form)](Place place, char byte) { return after(opening, place, byte); };
  write_automaton(out, first, next, Place::Part::calls, true);
}

void write_reasoning(Emitter& out, Reasoning reasoning) {
  if (reasoning == Reasoning::none) return;
  const auto next = [](Place place, char byte) { return after({}, place, byte); };
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
