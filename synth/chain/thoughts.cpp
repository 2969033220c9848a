#include "synth/chain/thoughts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "core/python_text.h"
#include "core/text.h"
#include "core/utf8.h"
#include "synth/chain/plan_words.h"
#include "synth/grammar.h"
#include "synth/query/effect.h"
#include "synth/query/surface.h"
#include "synth/query/writer.h"

namespace synth::chain {
namespace {

using core::Value;
using From = ArgumentThought::From;
using Why = Step::Why;

std::string show(const Value& value, size_t longest = 48) {
  std::string text = query::plain_number(value);
  if (text.size() > longest) text = std::string(core::utf8_prefix(text, longest)) + "…";
  text = core::replace_all(std::move(text), "\n", " / ");
  return value.is_string() ? "'" + text + "'" : text;
}

bool is_plain(std::string_view role) {
  for (const std::string_view plain :
       {"travel_from", "travel_to", "travel_date", "travel_class", "base_currency", "target_currency", "location",
        "first_name", "last_name", "insurance_type", "card_number"}) {
    if (role == plain) return true;
  }
  return false;
}

std::string shown_argument(const chat::ToolCall& call, std::string_view role) {
  const Value* value = call.arguments.find(role);
  if (value == nullptr) return "";
  if (role == "mode") return *value == Value("w") ? "words" : *value == Value("c") ? "characters" : "lines";
  if (role == "folder" && *value == Value("..")) return "the parent directory";
  return is_plain(role) ? core::python_str(*value) : show(*value);
}

std::string list_of(const std::vector<std::string>& words) {
  return join_words(words, "and", false);
}

class Thinker {
 public:
  Thinker(const std::vector<Step>& steps, const Amendment& amendment, core::Rng& rng)
      : steps_(steps), amendment_(amendment), rng_(rng) {}

  std::string before(const Batch& batch) {
    std::string out;
    if (batch.begin > 0) say(out, reaction(steps_[batch.begin - 1], steps_[batch.begin]));
    const bool amended = !amendment_.tool.empty() || !amendment_.thing.empty();
    if (batch.begin == 0) say(out, amended ? news() : rng_.chance(0.5) ? overview() : std::string());
    for (size_t i = batch.begin; i < batch.end; ++i) {
      say(out, motive(i, i == batch.begin));
      if (std::string text = sources(i); !text.empty()) say(out, text);
    }
    return out;
  }

  std::string closing() {
    const bool bad = !steps_.empty() && !steps_.back().result.ok;
    if (bad)
      return expand(
          "{The last call failed|That did not work}, so {I have to|I should} {say so|tell the user what happened}.",
          rng_);
    const size_t looks = count_looks();
    std::string out =
        looks == 0
            ? expand("{All the changes went through|Every call succeeded|The work is done|That went through}", rng_)
            : expand(
                  "{I have what was asked for|The results are in|That answers the request|The last result completes "
                  "the picture}",
                  rng_);
    out += expand("{, so no further call is needed|; nothing is left to call|, and nothing is missing|}. ", rng_) + " ";
    out += expand(looks == 0
                      ? "{I only need to confirm it|A short confirmation is enough|I can report back}."
                      : "{I can put the results into words|I'll pass on what came back|I can report the findings now}.",
                  rng_);
    return core::replace_all(out, "  ", " ");
  }

 private:
  std::string words(std::string_view grammar, std::string_view slot, std::string_view value) {
    return core::replace_all(expand(grammar, rng_), slot, value);
  }
  static void say(std::string& out, const std::string& sentence) {
    if (sentence.empty()) return;
    out += (out.empty() ? "" : " ") + query::polished(sentence);
  }
  size_t count_looks() const {
    return static_cast<size_t>(std::ranges::count_if(steps_, [](const Step& step) {
      const query::Effect* effect = query::find_effect(step.call.name);
      return step.why == Why::goal && effect != nullptr && effect->kind == query::EffectKind::look;
    }));
  }

  std::string news() {
    if (!amendment_.tool.empty()) {
      return words(
          "{`<x>` is on the list now, so the request can be served|The tool that was missing is there now: `<x>`|"
          "With `<x>` among the functions I can do what was asked}.",
          "<x>", amendment_.tool);
    }
    return words(
        "{Now I know <x>, so nothing stands in the way|The user told me <x>, so I can go ahead|That was the missing "
        "piece: <x>}.",
        "<x>", amendment_.thing);
  }

 public:
  std::string overview() {
    std::vector<std::string> goals;
    for (const Step& step : steps_) {
      if (step.why != Why::goal || goals.size() == 4) continue;
      const std::string goal = ability(step.call.name);
      if (std::ranges::find(goals, goal) == goals.end()) goals.push_back(goal);
    }
    if (goals.empty()) return {};
    return expand("{The user wants me to|I'm asked to|The request is to|The task is to|What's wanted here is to}",
                  rng_) +
           " " + list_of(goals) + ".";
  }

 private:
  std::string reaction(const Step& last, const Step& next) {
    if (!last.result.ok) {
      const Value* error = last.result.value.find("error");
      const std::string text = error != nullptr ? core::python_str(*error) : last.result.text;
      return expand("{That failed|The call was refused|This did not work}: ", rng_) + " " + show(Value(text), 110) +
             expand("{. So I need another way|. I have to fix that first|. Something is missing, so I look for it}.",
                    rng_);
    }
    const bool uses = std::ranges::any_of(next.arguments, [&](const ArgumentThought& argument) {
      return argument.from == From::result && &steps_[argument.step] == &last;
    });
    if (uses && last.why == Why::goal)
      return expand(
          "{That worked, and the result has what comes next|That went through; its result goes into the next call|"
          "Done, and I can use what came back}.",
          rng_);
    if (uses)
      return expand("{Now I know what I was missing|That is the piece I needed|The result has what I need|That helps}.",
                    rng_);
    if (rng_.chance(0.45)) return {};
    return expand("{That worked|That went through|Done|Good, this step is done|No error there}.", rng_);
  }

  std::string motive(size_t i, bool first) {
    const Step& step = steps_[i];
    const std::string plan = plan_words(step.call, rng_);
    const std::string calling = rng_.chance(0.35) ? " with `" + step.call.name + "`" : "";
    switch (step.why) {
      case Why::goal: {
        const bool last = i + 1 == steps_.size();
        const std::string_view open = first && i == 0 ? "{I can|I'll|What I need to do is|Let me}"
                                      : last ? "{Finally, I|That leaves one thing: I|Now I can|Now I|With that I can}"
                                             : "{Then I|Next I|Now I|After that I|Now I can}";
        return expand(open, rng_) + " " + plan + calling + ".";
      }
      case Why::detail:
        return detail(step, plan, calling);
      case Why::place:
        return step.call.arguments.find("folder") != nullptr && *step.call.arguments.find("folder") == Value("..")
                   ? expand("{The work continues one level up, so|The next item is in the folder above, so} I", rng_) +
                         " " + plan + calling + "."
                   : expand(
                         "{The tools work on the current directory only, so|The request is about another folder, "
                         "so|That folder is not the current one, so|"
                         "To get to the right place,}",
                         rng_) +
                         " I " + plan + calling + ".";
      case Why::make:
        return expand("{It does not exist yet, so|This is a new one, so|Nothing of that name is there yet, so} I",
                      rng_) +
               " " + plan + (rng_.chance(0.5) ? " first" : "") + calling + ".";
      case Why::login:
        return expand(
                   "{The account needs an access token and I have none yet, so|Without a token the service refuses to "
                   "act, so|"
                   "There is no open session to work with, so}",
                   rng_) +
               " I " + plan + " first" + calling + ".";
      case Why::trial:
        return expand("{The quickest way is to|Let me first try to|I'll try right away to} ", rng_) + " " + plan +
               calling + expand("{, and see whether that works|. If that is refused I'll know why|}.", rng_);
    }
    return {};
  }

  std::string detail(const Step& step, const std::string& plan, const std::string& calling) {
    const std::string thing(thing_name(step.serves));
    const query::Effect* effect = query::find_effect(step.call.name);
    if (effect != nullptr && effect->key == "airport_near") {
      return expand(
                 "{The request names a city, but flights go by airport code, so|Fares and bookings want an airport "
                 "code rather than a city, so|"
                 "I need an airport code for this city, so} I",
                 rng_) +
             " " + plan + calling + ".";
    }
    return words(
               "{The request only describes <thing>, so|<thing> is not spelled out, so|I do not know <thing> yet, so|"
               "Before anything else I need <thing>, so}",
               "<thing>", thing) +
           " I " + plan + calling + ".";
  }

  // Where the arguments come from: what the request gives together, the rest one by one.
  std::string sources(size_t i) {
    const Step& step = steps_[i];
    std::vector<std::string> given;
    std::string out;
    for (const ArgumentThought& argument : step.arguments) {
      const Value* value = step.call.arguments.find(std::string_view(argument.name));
      if (value == nullptr) continue;
      const std::string shown = show(*value);
      if (!argument.instead_of.empty()) {
        say(out, words("{There is no <x>, and what comes closest is|What the user calls <x> must be|No <x> exists; the "
                       "nearest to "
                       "it is}",
                       "<x>", show(Value(argument.instead_of))) +
                     " " + shown + (argument.from == From::result ? origin(argument, i) : "."));
        continue;
      }
      if (!amendment_.parameter.empty() && argument.name == amendment_.parameter && argument.from == From::request) {
        say(out, words("{`<arg>` is what the user just told me|The value of `<arg>` came with the last message|"
                       "For `<arg>` I take the answer that was just given}.",
                       "<arg>", argument.name));
      } else if (argument.from == From::request) {
        given.push_back("`" + argument.name + "`");
      } else if (argument.from == From::conversation) {
        say(out,
            words("{`<arg>` is|For `<arg>` I take}", "<arg>", argument.name) + " " + shown +
                expand_part("{ from earlier in our conversation|, which came up before|, as seen earlier}.", rng_));
      } else {
        say(out, words("{`<arg>` is|For `<arg>` I use|I take `<arg>` as}", "<arg>", argument.name) + " " + shown +
                     origin(argument, i));
      }
    }
    if (given.empty() || step.why == Why::place || (given.size() == 1 && rng_.chance(0.5))) return out;
    const std::string names =
        given.size() > 4 ? std::string("{The values|All the values|The arguments}") : list_of(given);
    std::string text = given.size() > 4 ? expand(names, rng_) : names;
    const bool many = given.size() > 1;
    text += expand(many ? "{ are given in the request| come straight from the request| are stated by the user}."
                        : "{ is given in the request| comes straight from the request| is what the user said}.",
                   rng_)
                .insert(0, " ");
    say(out, core::replace_all(text, "  ", " "));
    return out;
  }
  std::string origin(const ArgumentThought& argument, size_t i) {
    const std::string& tool = steps_[argument.step].call.name;
    const bool just = argument.step + 1 == i;
    return words(just ? "{, which `<tool>` just returned|, straight from the last result|, as the last result shows}."
                      : "{, which `<tool>` returned|, from what `<tool>` told me|, as `<tool>` showed}.",
                 "<tool>", tool);
  }

  const std::vector<Step>& steps_;
  const Amendment& amendment_;
  core::Rng& rng_;
};

}  // namespace

std::vector<Batch> batches(const std::vector<Step>& steps, bool together) {
  std::vector<Batch> out;
  for (size_t i = 0; i < steps.size(); ++i) {
    bool joins = together && !out.empty() && steps[i].why != Why::trial && steps[i - 1].result.ok;
    for (const ArgumentThought& argument : steps[i].arguments) {
      if (joins && argument.from == From::result && argument.step >= out.back().begin) joins = false;
    }
    if (joins) {
      out.back().end = i + 1;
    } else {
      out.push_back({i, i + 1});
    }
  }
  return out;
}

std::string think(const std::vector<Step>& steps, const Batch& batch, const Amendment& amendment, core::Rng& rng) {
  return Thinker(steps, amendment, rng).before(batch);
}

std::string think_closing(const std::vector<Step>& steps, core::Rng& rng) {
  const Amendment none;
  return Thinker(steps, none, rng).closing();
}

std::string think_missing_tool(const std::vector<Step>& steps, std::string_view tool, core::Rng& rng) {
  const Amendment none;
  const std::string text = expand(
      "{I look for a function to <x>, and no function on the list does that|That takes a function to <x>, which I "
      "do not "
      "have|One thing is needed that the functions do not offer: to <x>}. {Without it the request cannot be met, so I "
      "call nothing "
      "and say what is missing|None of the others can stand in for it, so I should point that out|I should not guess "
      "around it; I "
      "tell the user}.",
      rng);
  // What is missing is not said twice.
  const std::string overview = Thinker(steps, none, rng).overview();
  const std::string what = ability(tool);
  const bool twice = overview.ends_with(" " + what + ".") && overview.find(" and ") == std::string::npos;
  return (twice ? "" : overview + " ") + core::replace_all(text, "<x>", what);
}

std::string think_missing_value(const std::vector<Step>& steps, std::string_view tool, std::string_view parameter,
                                std::string_view thing, core::Rng& rng) {
  const Amendment none;
  std::string text = expand(
      "{`<tool>` requires `<p>`|The call of `<tool>` needs `<p>`|I need `<p>` for `<tool>`}, but {<x> is stated "
      "nowhere|neither the "
      "request nor the conversation gives <x>|the user did not say <x>}. {I should not invent it, so I ask|A guess "
      "could be "
      "wrong, so I ask first|I ask for it before I call anything}.",
      rng);
  text = core::replace_all(core::replace_all(text, "<tool>", tool), "<p>", parameter);
  return Thinker(steps, none, rng).overview() + " " + core::replace_all(text, "<x>", thing);
}

std::string ability(std::string_view tool) {
  const query::Effect* effect = query::find_effect(tool);
  const std::string text = effect == nullptr ? "call `" + std::string(tool) + "`" : std::string(effect->describes);
  // "books a flight" -> "book a flight"
  const size_t space = text.find(' ');
  std::string verb = text.substr(0, space);
  const auto ends = [&](std::string_view tail) { return verb.ends_with(tail); };
  const std::string rest =
      space == std::string::npos ? "" : core::replace_all(text.substr(space), " or renames", " or rename");
  if (ends("shes") || ends("ches") || ends("sses"))
    verb.resize(verb.size() - 2);
  else if (ends("ies"))
    verb = verb.substr(0, verb.size() - 3) + "y";
  else if (ends("s"))
    verb.pop_back();
  return verb + rest;
}

std::string plan_words(const chat::ToolCall& call, core::Rng& rng) {
  const auto plan = std::ranges::find_if(plans(), [&](const Plan& one) { return one.tool == call.name; });
  if (plan == plans().end()) return "call `" + call.name + "`";
  const std::string text = expand(query::resolve_conditionals(plan->words,
                                                              [&](std::string_view role) {
                                                                const Value* value = call.arguments.find(role);
                                                                return value != nullptr && python_truth(*value);
                                                              }),
                                  rng);
  return query::fill_slots(text, [&](std::string_view role) { return shown_argument(call, role); });
}

std::string leak(std::string_view text) {
  constexpr std::array<std::string_view, 22> kWords = {
      "hint",         "ground truth", "ground-truth",   "reference answer", "reference solution", "expected answer",
      "answer key",   "gold answer",  "correct answer", "correct calls",    "previous attempt",   "earlier attempt",
      "last attempt", "the critic",   "feedback says",  "advanced tool",    "sub-tool",           "equivalence",
      "the trace",    "this trace",   "call trace",     "execution trace"};
  const std::string lower = core::to_lower_ascii(text);
  for (const std::string_view word : kWords) {
    for (size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      const size_t end = at + word.size();
      const auto letter = [&](size_t i) { return std::isalpha(static_cast<unsigned char>(lower[i])) != 0; };
      // "hints" gives it away too, "hinterland" does not.
      const bool whole =
          (at == 0 || !letter(at - 1)) &&
          (end >= lower.size() || !letter(end) || (lower[end] == 's' && (end + 1 >= lower.size() || !letter(end + 1))));
      if (whole) return std::string(word.substr(word.ends_with("trace") ? word.size() - 5 : 0));
    }
  }
  return {};
}

}  // namespace synth::chain
