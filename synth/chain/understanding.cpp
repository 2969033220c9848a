#include "synth/chain/understanding.h"

#include "synth/query/surface.h"

namespace synth::chain {
namespace {

using query::Slot;

Need need_of(const query::AdvancedTool& tool, const Slot& slot) {
  Need need;
  need.role = slot.role;
  need.noun = slot.noun;
  need.fresh = slot.fresh;
  if (slot.tried) need.tried = tool.inputs[*slot.tried].value;
  switch (slot.source) {
    case Slot::Source::stated:
    case Slot::Source::again:
      need.how = Need::How::stated;
      need.value = tool.inputs[slot.input].value;
      break;
    case Slot::Source::derived:
      need.how = Need::How::described;
      for (const Slot& inner : slot.from.front().slots) need.parts.push_back(need_of(tool, inner));
      need.thing = slot.thing;
      need.pick = slot.where.pick;
      need.shape = slot.where.shape;
      need.part = slot.where.part;
      break;
    case Slot::Source::result:
      need.how = Need::How::result;
      need.goal = slot.wish;
      break;
    case Slot::Source::earlier:
    case Slot::Source::unsaid:
      need.how = Need::How::earlier;
      break;
  }
  return need;
}

}  // namespace

std::optional<Understanding> understand(const query::AdvancedTool& tool, const std::string& request) {
  for (const query::AdvancedInput& input : tool.inputs) {
    if (!query::says(request, input.value, input.parameter)) return std::nullopt;
  }
  Understanding out;
  for (const query::Wish& wish : tool.wishes) {
    Goal goal{wish.effect, {}, {}};
    for (const Slot& slot : wish.slots) goal.needs.push_back(need_of(tool, slot));
    for (const Slot& slot : wish.place) goal.place.push_back(need_of(tool, slot));
    out.goals.push_back(std::move(goal));
  }
  return out;
}

}  // namespace synth::chain
