#include "synth/query/query_check.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"
#include "synth/query/effect.h"
#include "synth/query/surface.h"

namespace synth::query {
namespace {

using core::Value;

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool names(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !is_word_char(text[at - 1])) && (end == text.size() || !is_word_char(text[end]))) return true;
  }
  return false;
}

// The request without what it quotes: a file may well be called like a tool.
std::string without_values(std::string text, const AdvancedTool& tool) {
  for (const AdvancedInput& input : tool.inputs) {
    if (!input.phrase.empty()) text = core::replace_all(std::move(text), input.phrase, "''");
  }
  return core::to_lower_ascii(text);
}

std::string literals(const std::string& query, const Trace& trace, const Memory& memory) {
  for (const TracedCall& traced : trace.calls) {
    for (const ArgumentOrigin& origin : traced.origins) {
      if (origin.origin == Origin::output) continue;
      const Value& value = traced.call.arguments.at(origin.argument);
      if (says(query, value, origin.argument) || says(memory.text(), value, origin.argument)) continue;
      return "literal not recoverable";
    }
  }
  return {};
}

// Only calls that serve others can be superfluous: what was asked for was asked for.
bool is_droppable(const Trace& trace, size_t k, const std::string& query, const Memory& memory) {
  const auto told_before = [&](const Value& value) {
    for (size_t i = 0; i < k; ++i) {
      if (trace.calls[i].result.ok && holds(trace.calls[i].result.value, value)) return true;
    }
    return false;
  };
  for (size_t j = k + 1; j < trace.calls.size(); ++j) {
    for (const ArgumentOrigin& origin : trace.calls[j].origins) {
      if (origin.origin != Origin::output || origin.round != memory.round() || origin.call != k) continue;
      const Value& value = trace.calls[j].call.arguments.at(origin.argument);
      const bool told = says(query, value, origin.argument) || memory.knows(value) || told_before(value);
      if (!told) return false;  // nobody else tells it
    }
  }
  const std::unique_ptr<env::Environment> world = trace.before->clone();
  for (size_t j = 0; j < trace.calls.size(); ++j) {
    if (j == k) continue;
    const env::ToolResult result = world->call(trace.calls[j].call);
    if (result.text != trace.calls[j].result.text) return false;
  }
  return identical(world->state(), trace.after->state());
}

bool is_undone(const Trace& trace) {
  const bool acts = std::ranges::any_of(trace.calls, [](const TracedCall& traced) {
    const Effect* effect = find_effect(traced.call.name);
    return traced.result.ok && effect != nullptr && effect->kind == EffectKind::act &&
           traced.call.name != "contact_customer_support" &&
           !(traced.call.name == "echo" && !traced.call.arguments.contains("file_name"));
  });
  return acts && identical(trace.before->state(), trace.after->state());
}

// More than one thing described by another ("the same date as on the invoice of …"), or a description where a word of
// one kind belongs ("a the same class ticket").
bool is_clumsy(const std::string& query) {
  constexpr std::string_view kDescribed = "as on the invoice";
  const size_t first = query.find(kDescribed);
  return query.find(" a the ") != std::string::npos ||
         (first != std::string::npos && query.find(kDescribed, first + 1) != std::string::npos);
}

}  // namespace

std::string check_query(const std::string& query, const Folded& folded, const Trace& trace, const Memory& memory) {
  if (std::string why = literals(query, trace, memory); !why.empty()) return why;
  for (const AdvancedInput& input : folded.tool.inputs) {
    if (!says(query, input.value, input.parameter)) return "input not said";
  }
  const std::string plain = without_values(query, folded.tool);
  for (const TracedCall& traced : trace.calls) {
    const bool is_name = traced.call.name.find('_') != std::string::npos;
    if (is_name && names(plain, traced.call.name)) return "hidden tool named";
  }
  for (const size_t k : folded.hidden) {
    if (names(plain, core::to_lower_ascii(trace.calls[k].call.name))) return "hidden tool named";
  }
  if (is_undone(trace)) return "undone";
  if (is_clumsy(query)) return "clumsy words";
  for (const size_t k : folded.hidden) {
    if (!trace.calls[k].intended_error && is_droppable(trace, k, query, memory)) return "droppable call";
  }
  return {};
}

}  // namespace synth::query
