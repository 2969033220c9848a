#include "synth/refusals.h"

#include "core/text.h"
#include "synth/grammar.h"

namespace synth {
namespace {

using std::string;

constexpr std::string_view kPlain[] = {
    "{None of the|No} {given|available|provided} functions can {be used to answer this question|answer this|help with "
    "this request|be used here}.",
    "{Sorry, |I'm sorry, |}{none of these functions|none of the available functions} can {do this|answer that|be used "
    "for this request}.",
    "The {given|available|provided} functions {cannot|can not} be used to answer this question.",
    "The {given|provided} functions are not suitable for this {request|question}.",
};

// [t] what was asked, [f] the tool's name, [d] what the tool is about.
constexpr std::string_view kWanted[] = {
    "None of the {given|available|provided} functions can {be used to find|provide|give} [t].",
    "The {given|provided|available} functions {cannot|do not} {provide|return} [t].",
    "{Sorry, |I'm sorry, but |}no available function can {find|provide} [t].",
    "I cannot {find|provide} [t] with the {given|available|provided} functions.",
};

constexpr std::string_view kTool[] = {
    "The function [f] {cannot|can't} be used for this {question|request}; it is about [d].",
    "The {given|provided} function [f] deals with [d], so it cannot answer this {question|request}.",
    "[f] is for [d] and does not {answer|help with} this {question|request}.",
};

constexpr std::string_view kMissing[] = {
    "The {question|request} lacks [p] needed {by|for} [f].",
    "The {question|request} does not {give|provide|specify} [p], which [f] {needs|requires}.",
    "To use [f], {please provide|I need} [p].",
    "The required {parameters|information} for [f] {is|are} missing: [p].",
    "{I cannot call [f] without|[f] cannot be called without} [p].",
};

string fill(string text, std::string_view token, std::string_view value) {
  text = core::replace_all(std::move(text), token, value);
  // "The weather tool …" at the start of a sentence, but a function keeps its own spelling.
  return token == "[f]" ? text : capitalised(std::move(text));
}

}  // namespace

string refusal_text(const std::vector<std::unique_ptr<Tool>>& tools, std::string_view wanted, core::Rng& rng) {
  const double style = rng.uniform();
  if (!wanted.empty() && style < 0.4) {
    return fill(expand(kWanted[rng.index(std::size(kWanted))], rng), "[t]", wanted);
  }
  if (tools.size() == 1 && style < 0.7) {
    string text = expand(kTool[rng.index(std::size(kTool))], rng);
    text = core::replace_all(std::move(text), "[d]", tools[0]->family->bare);
    return fill(std::move(text), "[f]", tools[0]->name);
  }
  string text = expand(kPlain[rng.index(std::size(kPlain))], rng);
  if (tools.size() == 1 && text.find("functions") != string::npos && rng.chance(0.5)) {
    return expand("The {given|provided|available} function {cannot|can't} be used to answer this {question|request}.",
                  rng);
  }
  return capitalised(std::move(text));
}

string missing_text(const Tool& tool, const std::vector<string>& missing, core::Rng& rng) {
  std::vector<string> words;
  for (const string& one : missing) words.push_back("the " + core::replace_all(one, "_", " "));
  string text = expand(kMissing[rng.index(std::size(kMissing))], rng);
  const string list = join_words(words, "and", false);
  text = core::replace_all(std::move(text), "[p]", list);
  return core::replace_all(std::move(text), "[f]", tool.name);
}

}  // namespace synth
