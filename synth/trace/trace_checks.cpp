#include "synth/trace/trace_checks.h"

#include <algorithm>

#include "core/text.h"
#include "synth/graph/value_path.h"

namespace synth {
namespace {

using core::Value;
using Renamed = std::map<std::string, std::string>;

constexpr size_t kShortestId = 6;  // digits

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The end of a run of digits that may be a drawn id; `at` where there is none.
size_t id_end(std::string_view text, size_t at) {
  if (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.')) return at;
  size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  const bool is_fraction = end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1]);
  return end - at >= kShortestId && !is_fraction ? end : at;
}

bool mentions(const chat::ToolCall& call, std::string_view id) {
  return std::ranges::any_of(call.arguments, [&](const core::DictItem& item) {
    return item.value.is_string() && item.value.as_string().find(id) != std::string::npos;
  });
}

// Equal but for ids: those that the call drew may differ, and are noted; others have to be those noted before.
bool same_text(const chat::ToolCall& call, std::string_view old_text, std::string_view new_text, Renamed& renamed) {
  if (old_text == new_text) return true;
  if (old_text.size() != new_text.size()) return false;
  for (size_t i = 0; i < old_text.size();) {
    const size_t end = id_end(old_text, i);
    if (end > i && end == id_end(new_text, i)) {
      const std::string old_id(old_text.substr(i, end - i)), new_id(new_text.substr(i, end - i));
      if (old_id != new_id) {
        const auto [known, is_new] = renamed.emplace(old_id, new_id);
        if (known->second != new_id || (is_new && mentions(call, old_id))) return false;
      }
      i = end;
    } else if (old_text[i] != new_text[i]) {
      return false;
    } else {
      ++i;
    }
  }
  return true;
}

chat::ToolCall with_renamed(const chat::ToolCall& call, const Renamed& renamed) {
  chat::ToolCall out = call;
  if (renamed.empty()) return out;
  for (auto& [name, value] : out.arguments) {
    if (!value.is_string()) continue;
    const auto found = renamed.find(value.as_string());
    if (found != renamed.end()) value = found->second;
  }
  return out;
}

std::vector<bool> only(size_t count, std::initializer_list<size_t> which) {
  std::vector<bool> out(count, false);
  for (const size_t i : which) out[i] = true;
  return out;
}

bool all_same(const Replay& run) {
  return std::ranges::all_of(run.same, [](bool same) { return same; });
}

bool quotes(const TracedCall& call, size_t round, size_t producer) {
  return std::ranges::any_of(call.origins, [&](const ArgumentOrigin& origin) {
    return origin.origin == Origin::output && origin.round == round && origin.call == producer;
  });
}

// Ids by the names that they had in the round.
Value renamed_back(const Value& value, const Renamed& renamed) {
  if (value.is_dict()) {
    core::Dict out;
    for (const auto& [key, item] : value.as_dict()) out.set(renamed_back(key, renamed), renamed_back(item, renamed));
    return out;
  }
  if (value.is_list()) {
    core::List out;
    for (const Value& item : value.as_list()) out.push_back(renamed_back(item, renamed));
    return out;
  }
  if (!value.is_string()) return value;
  std::string text = value.as_string();
  for (const auto& [old_id, new_id] : renamed) text = core::replace_all(std::move(text), new_id, old_id);
  return text;
}

bool is_private(const Value& attribute) {
  return attribute.is_string() && attribute.as_string().starts_with('_');
}

bool same_public_attributes(const Value& a, const Value& b) {
  if (!a.is_dict() || !b.is_dict()) return identical(a, b);
  const auto count = [](const Value& of) {
    return std::ranges::count_if(of.as_dict(), [](const core::DictItem& item) { return !is_private(item.key); });
  };
  return count(a) == count(b) && std::ranges::all_of(a.as_dict(), [&](const core::DictItem& item) {
           if (is_private(item.key)) return true;
           const Value* other = b.as_dict().find(item.key);
           return other != nullptr && identical(item.value, *other);
         });
}

// Which calls change what anybody can see, places of work included.
struct Changes {
  std::vector<bool> any, open;  // open: something that is not private

  Changes(const std::vector<TracedCall>& calls, const env::Environment& before) {
    const auto world = before.clone();
    Value last = world->state();
    for (const TracedCall& call : calls) {
      world->call(call.call);
      Value now = world->state();
      any.push_back(!identical(last, now));
      open.push_back(any.back() && !same_public_state(last, now));
      last = std::move(now);
    }
  }
};

}  // namespace

Replay replay(const std::vector<TracedCall>& calls, const env::Environment& before, const std::vector<bool>& left_out) {
  Replay run;
  run.after = before.clone();
  for (size_t k = 0; k < calls.size(); ++k) {
    if (left_out[k]) {
      run.same.push_back(true);
      continue;
    }
    const env::ToolResult result = run.after->call(with_renamed(calls[k].call, run.renamed));
    run.same.push_back(result.ok == calls[k].result.ok &&
                       same_text(calls[k].call, calls[k].result.text, result.text, run.renamed));
  }
  return run;
}

bool same_public_state(const Value& a, const Value& b, const Renamed& renamed) {
  if (!renamed.empty()) return same_public_state(a, renamed_back(b, renamed));
  if (!a.is_dict() || !b.is_dict()) return identical(a, b);
  return std::ranges::equal(a.as_dict(), b.as_dict(), [](const core::DictItem& one, const core::DictItem& other) {
    return identical(one.key, other.key) && same_public_attributes(one.value, other.value);
  });
}

std::vector<std::vector<size_t>> find_needs(const std::vector<TracedCall>& calls, size_t round,
                                            const env::Environment& before) {
  std::vector<std::vector<size_t>> needs(calls.size());
  for (size_t j = 0; j + 1 < calls.size(); ++j) {
    const Replay run = replay(calls, before, only(calls.size(), {j}));
    for (size_t k = j + 1; k < calls.size(); ++k) {
      if (!run.same[k] || quotes(calls[k], round, j)) needs[k].push_back(j);
    }
  }
  return needs;
}

std::vector<bool> find_droppable(const std::vector<TracedCall>& calls, size_t round, const env::Environment& before,
                                 size_t kept) {
  std::vector<bool> dropped(calls.size(), false);
  const std::vector<std::vector<size_t>> needs = find_needs(calls, round, before);
  const Changes changes(calls, before);
  const Value state = replay(calls, before, dropped).after->state();
  for (size_t j = calls.size(); j-- > 0;) {
    if (j == kept || calls[j].intended_error) continue;
    bool is_quoted = false;
    for (size_t k = j + 1; k < calls.size(); ++k) is_quoted = is_quoted || (!dropped[k] && quotes(calls[k], round, j));
    // A question about the round is an outcome of its own; a change that shows nowhere is not, nor is a write of what
    // is there already, which answers nothing.
    const bool answers = !calls[j].result.value.is_none();
    const bool asks = answers && !changes.any[j] && !calls[j].call.arguments.empty() && !needs[j].empty();
    if (is_quoted || asks) continue;
    std::vector<bool> without = dropped;
    without[j] = true;
    const Replay run = replay(calls, before, without);
    dropped[j] = all_same(run) && same_public_state(state, run.after->state(), run.renamed);
  }
  return dropped;
}

bool compact(std::vector<TracedCall>& calls, size_t round, const env::Environment& before,
             const std::vector<bool>& left_out) {
  std::vector<size_t> place(calls.size(), SIZE_MAX);
  std::vector<TracedCall> kept;
  Renamed renamed;
  const auto world = before.clone();
  for (size_t k = 0; k < calls.size(); ++k) {
    if (left_out[k]) continue;
    TracedCall traced = calls[k];
    traced.call = with_renamed(traced.call, renamed);
    for (ArgumentOrigin& origin : traced.origins) {
      if (origin.origin == Origin::output && origin.round == round) {
        origin.call = place[origin.call];
        if (origin.call == SIZE_MAX) return false;
      }
      if (origin.origin == Origin::state && !value_at(world->state(), origin.path)) return false;
    }
    env::ToolResult result = world->call(traced.call);
    if (result.ok != traced.result.ok || !same_text(calls[k].call, traced.result.text, result.text, renamed))
      return false;
    traced.result = std::move(result);
    place[k] = kept.size();
    kept.push_back(std::move(traced));
  }
  calls = std::move(kept);
  return true;
}

bool undoes_itself(const std::vector<TracedCall>& calls, const env::Environment& before) {
  const Changes changes(calls, before);
  const Replay whole = replay(calls, before, std::vector<bool>(calls.size(), false));
  const Value end = whole.after->state();
  if (std::ranges::count(changes.open, true) > 0 && same_public_state(before.state(), end)) return true;
  for (size_t i = 0; i < calls.size(); ++i) {
    const bool answers = !calls[i].result.ok || !calls[i].result.value.is_none();
    if (!changes.any[i] && !answers) return true;
    for (size_t j = i + 1; j < calls.size(); ++j) {
      if (!changes.any[i] || !changes.any[j]) continue;
      const Replay run = replay(calls, before, only(calls.size(), {i, j}));
      if (!same_public_state(end, run.after->state(), run.renamed)) continue;
      // Moving away and back is fine where something was done in between; all else is not.
      const bool moves = !changes.open[i] && !changes.open[j];
      if (!moves || all_same(run)) return true;
    }
  }
  return false;
}

}  // namespace synth
