// What a call is good for, in words: the effect of a tool as a person would ask for it, describe it or report it. The
// table is the embedded writer's knowledge of language; it knows no trace and no graph.
// Notation of the grammars: synth/grammar.h, and besides
//   <parameter>           a value of the call          <=field>   a field of its result (reports only)
//   [parameter:a|b]       a where the call has the parameter (and it is not False), else b; "|b" may be missing
//   [=field:a|b]          a where the field of the result is true as Python has it, else b
//   [into:a|b]            a where the call puts something into a folder, else b
//   [said value:a|b]      a where the request states the parameter, b where it describes it or refers to it
//   [place:a|b]           a where the request goes to a folder first, else b
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/value.h"

namespace synth::query {

enum class EffectKind {
  look,   // tells something, changes nothing: disappears into what it is needed for
  act,    // changes the world: always an outcome of its own
  make,   // makes something empty, which a later step may fill: "a new folder called …"
  go,     // moves the place of work: becomes the place of other outcomes
  login,  // opens the account: never an outcome where something else needs it
};

struct Effect {
  std::string_view tool;
  std::string_view key;  // names the effect where the tool must not be named
  EffectKind kind;
  std::string_view does;       // imperative, lower case: "copy <source> into <destination>"
  std::string_view asks;       // question without its mark; empty: none
  std::string_view yields;     // noun phrase of what it tells; empty: nothing that could be nested
  std::string_view describes;  // third person, for the description of the advanced tool; no slots
  std::string_view tells;      // report of its result, a sentence without the full stop
};

std::span<const Effect> file_effects();
std::span<const Effect> travel_effects();
// Did the call put something into a folder? Its result then names a path.
bool puts_into(const core::Value& result);
// nullptr where the table has none.
const Effect* find_effect(std::string_view tool);
const Effect* effect_by_key(std::string_view key);

// The kind of thing that a parameter names: "file", "folder", "booking", "card", "token", "airport", "amount", "date",
// "text", or "value".
std::string_view noun_of(std::string_view parameter);

// Resolves the conditionals of a grammar. `has(name)` answers for parameters, and for "=field" of results.
template <class Has>
std::string resolve_conditionals(std::string_view grammar, const Has& has);

// Puts `words_of(name)` in the place of every <name>.
template <class WordsOf>
std::string fill_slots(std::string_view text, const WordsOf& words_of);

}  // namespace synth::query

#include "synth/query/effect_inl.h"
