// Sentence frames around a phrase. `%` is the phrase, `[V]`/`[v]` a request verb of the tool's class (capitalised or
// not), `[C]`/`[c]` the command. Tables only.
#pragma once

#include <span>
#include <string_view>

namespace synth {

enum class PhraseType { singular, plural, search, command, sentence, assignment };

// Frames by weight (frequent ones repeat). `calculation`: the verb class computes instead of looking up.
std::span<const std::string_view> frames_for(PhraseType type, bool calculation);

// Openers of the second and later sentences: "Then ", "Also, ".
std::span<const std::string_view> sentence_links();

}  // namespace synth
