#include "synth/request.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "synth/grammar.h"
#include "synth/words.h"

namespace synth {
namespace {

using std::string;
using std::string_view;

// "<order.item#>" -> "order"; "" where the text at `at` is no slot.
string_view slot_key(string_view slot) {
  size_t end = 0;
  while (end < slot.size() && (std::isalnum(static_cast<unsigned char>(slot[end])) != 0 || slot[end] == '_')) ++end;
  return slot.substr(0, end);
}

std::vector<string_view> slots_of(string_view text) {
  std::vector<string_view> keys;
  for (size_t at = text.find('<'); at != string_view::npos; at = text.find('<', at + 1)) {
    keys.push_back(slot_key(text.substr(at + 1)));
  }
  return keys;
}

bool drawn(const Tool& tool, const Call& call, string_view key) {
  for (size_t i = 0; i < tool.params.size(); ++i) {
    if (tool.params[i].spec->key == key) return call.drawn[i].has_value();
  }
  return false;
}

// A phrase fits if the call has every value that it mentions.
bool fits(const Tool& tool, const Call& call, string_view grammar) {
  for (const string_view key : slots_of(grammar)) {
    if (!drawn(tool, call, key)) return false;
  }
  return true;
}

bool mentions(string_view text, string_view key) {
  for (const string_view one : slots_of(text)) {
    if (one == key) return true;
  }
  return false;
}

struct Candidate {
  const string* text;
  PhraseType type;
};

std::vector<Candidate> candidates(const Tool& tool, const Call& call) {
  std::vector<Candidate> out;
  const Family& family = *tool.family;
  const auto add = [&](const std::vector<string>& phrases, PhraseType type) {
    for (const string& text : phrases) {
      if (fits(tool, call, text)) out.push_back({&text, type});
    }
  };
  add(family.singular_phrases, PhraseType::singular);
  add(family.plural_phrases, PhraseType::plural);
  add(family.search_phrases, PhraseType::search);
  add(family.commands, PhraseType::command);
  add(family.sentences, PhraseType::sentence);
  return out;
}

// The words of an optional value: a clause of its parameter. Empty where no clause fits.
string clause_for(const Tool& tool, size_t index, const Call& call, core::Rng& rng) {
  const ParamSpec& spec = *tool.params[index].spec;
  const bool off = spec.kind == ValueKind::boolean && !call.drawn[index]->value.as_bool();
  const auto& all = off ? spec.not_clauses : spec.clauses;
  std::vector<string> fitting;
  for (const string& clause : all) {
    if (fits(tool, call, clause)) fitting.push_back(clause);
  }
  if (fitting.empty()) return {};
  string text = expand(rng.pick(fitting), rng);
  if (spec.kind != ValueKind::boolean) return text;
  const bool sentence = text.starts_with(".");
  const string body(core::trim(sentence ? string_view(text).substr(1) : string_view(text)));
  return (sentence ? ". " : "") + core::format("<+{}>{}<-{}>", spec.key, body, spec.key);
}

bool is_calculation(const Tool& tool) {
  const string& verb = tool.family->verb;
  return verb == "calc" || verb == "convert" || verb == "predict" || verb == "solve" || verb == "count" ||
         verb == "analyze" || verb == "compare";
}

// "with base = 10 and height = 5": for calls of plain numbers.
Phrase assignment_phrase(const Tool& tool, const Call& call, core::Rng& rng) {
  std::vector<string> parts;
  const string equals = expand_part("{=|=| = | = |: | | of }", rng);  // spaces count
  const bool raw_names = rng.chance(0.3);
  for (size_t i = 0; i < tool.params.size(); ++i) {
    if (!call.drawn[i]) continue;
    const ToolParam& param = tool.params[i];
    const string label = raw_names ? param.name : core::replace_all(param.name, "_", " ");
    parts.push_back(label + equals + "<" + param.spec->key + (rng.chance(0.5) ? "#>" : ">"));
  }
  const string link = expand("{with|given|for|where|using|when|if}", rng);
  return {tool.family->bare + " " + link + " " + join_words(parts, "and", rng.chance(0.4)),
          {},
          PhraseType::assignment,
          "assignment"};
}

bool can_assign(const Tool& tool, const Call& call) {
  int given = 0;
  for (size_t i = 0; i < tool.params.size(); ++i) {
    if (!call.drawn[i]) continue;
    ++given;
    switch (tool.params[i].spec->kind) {
      case ValueKind::integer:
      case ValueKind::real:
      case ValueKind::percent:
      case ValueKind::money:
        break;
      default:
        return false;
    }
  }
  return given >= 2 && is_calculation(tool) && !tool.family->singular_phrases.empty();
}

}  // namespace

Phrase choose_phrase(const Tool& tool, const Call& call, core::Rng& rng) {
  if (can_assign(tool, call) && rng.chance(0.12)) return assignment_phrase(tool, call, rng);
  const auto all = candidates(tool, call);
  if (all.empty()) return {};
  const size_t pick = rng.index(all.size());
  Phrase phrase{expand(*all[pick].text, rng), {}, all[pick].type, core::format("{}/{}", tool.family->id, pick)};
  // A sentence takes clauses before its full stop.
  char stop = 0;
  if (phrase.type == PhraseType::sentence && !phrase.text.empty() && phrase.text.back() != '>') {
    stop = phrase.text.back();
    phrase.text.pop_back();
  }
  for (size_t i = 0; i < tool.params.size(); ++i) {
    if (!call.drawn[i] || mentions(phrase.text, tool.params[i].spec->key)) continue;
    string clause = clause_for(tool, i, call, rng);
    if (clause.empty()) return {};
    if (clause.starts_with("."))
      phrase.extra.emplace_back(core::trim(string_view(clause).substr(1)));
    else
      phrase.text += (clause.starts_with(",") ? "" : " ") + clause;
  }
  if (stop != 0) phrase.text += stop;
  return phrase;
}

Sentence frame_phrase(const Tool& tool, const Phrase& phrase, core::Rng& rng) {
  const auto frames = frames_for(phrase.type, is_calculation(tool));
  const size_t pick = rng.index(frames.size());
  const string verb(rng.pick(find_verb_class(tool.family->verb).requests));
  string text(frames[pick]);
  text = core::replace_all(text, "[V]", capitalised(verb));
  text = core::replace_all(text, "[v]", verb);
  text = core::replace_all(text, "[C]", capitalised(phrase.text));
  text = core::replace_all(text, "[c]", phrase.text);
  const size_t at = text.find('%');
  if (at != string::npos) text.replace(at, 1, at == 0 ? capitalised(phrase.text) : phrase.text);
  return {text, phrase.extra, {}, core::format("{}:{}.{}", phrase.id, static_cast<int>(phrase.type), pick)};
}

bool RequestWriter::add(const Sentence& sentence) {
  if (!request_.text.empty() && request_.text.back() != ' ' && request_.text != "\"") request_.text += ' ';
  request_.frames.push_back(sentence.frame);
  if (!fill(sentence.text, sentence.calls)) return false;
  for (const string& extra : sentence.extra) {
    request_.text += ' ';
    const bool ends = extra.ends_with(".") || extra.ends_with("?");
    if (!fill(capitalised(extra) + (ends ? "" : "."), sentence.calls)) return false;
  }
  return true;
}

bool RequestWriter::fill(string_view text, std::span<const size_t> calls) {
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '<') {
      request_.text += text[at++];
      continue;
    }
    const size_t end = text.find('>', at);
    FR_CHECK(end != string_view::npos, "unclosed slot: {}", text);
    const string_view slot = text.substr(at + 1, end - at - 1);
    const bool marker = slot[0] == '+' || slot[0] == '-';
    if (!(marker ? mark(slot, calls) : fill_slot(slot, calls))) return false;
    at = end + 1;
  }
  return true;
}

bool RequestWriter::mark(string_view slot, std::span<const size_t> calls) {
  if (slot[0] == '+') {
    mark_begin_ = request_.text.size();
    return true;
  }
  for (const size_t call : calls) {
    const auto& params = tools_[calls_[call].tool]->params;
    for (size_t i = 0; i < params.size(); ++i) {
      if (params[i].spec->key != slot.substr(1)) continue;
      request_.mentions.push_back({call, i, -1, mark_begin_, request_.text.size(), "implied"});
    }
  }
  return true;
}

bool RequestWriter::fill_slot(string_view slot, std::span<const size_t> calls) {
  const string_view key = slot_key(slot);
  string_view rest = slot.substr(key.size());
  string_view field_key;
  if (rest.starts_with(".")) {
    field_key = slot_key(rest.substr(1));
    rest = rest.substr(1 + field_key.size());
  }
  const SlotStyle style = rest == "#" ? SlotStyle::number_only : SlotStyle::full;
  const string_view noun = rest.starts_with("+") ? rest.substr(1) : string_view();
  std::vector<Woven> words;
  std::vector<Mention> places;
  for (const size_t call : calls) {
    const auto& params = tools_[calls_[call].tool]->params;
    const auto at = std::find_if(params.begin(), params.end(), [&](const ToolParam& p) { return p.spec->key == key; });
    if (at == params.end()) return false;
    const auto index = static_cast<size_t>(at - params.begin());
    if (!calls_[call].drawn[index]) return false;
    const ToolParam* param = &*at;
    const Drawn* value = &*calls_[call].drawn[index];
    int field = -1;
    if (!field_key.empty()) {
      for (size_t i = 0; i < param->fields.size(); ++i) {
        if (param->fields[i].spec->key == field_key) field = static_cast<int>(i);
      }
      if (field < 0) return false;
      value = &value->fields[static_cast<size_t>(field)];
      param = &param->fields[static_cast<size_t>(field)];
    }
    places.push_back({call, index, field, 0, 0, ""});
    // Calls that agree share one wording.
    const bool same = !words.empty() && [&] {
      const Drawn* first = &*calls_[calls[0]].drawn[index];
      if (field >= 0) first = &first->fields[static_cast<size_t>(field)];
      return core::identical(first->value, value->value);
    }();
    if (same && words.size() == 1) continue;
    if (param->spec->kind == ValueKind::object) return false;
    words.push_back(noun.empty() ? weave(*param, *value, style, habits_, rng_)
                                 : weave_count(*value, noun, habits_, rng_));
  }
  if (words.size() != 1 && words.size() != calls.size()) return false;
  const bool oxford = rng_.chance(0.4);
  const bool article = request_.text.ends_with(" a ") || request_.text == "A ";
  if (article && takes_an(words[0].text)) request_.text.insert(request_.text.size() - 1, "n");
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) request_.text += i + 1 < words.size() ? ", " : (oxford && words.size() > 2 ? ", and " : " and ");
    const size_t begin = request_.text.size();
    request_.text += words[i].text;
    for (size_t j = 0; j < places.size(); ++j) {
      if (words.size() > 1 && j != i) continue;
      places[j].begin = begin;
      places[j].end = request_.text.size();
      places[j].form = words[i].form;
      request_.mentions.push_back(places[j]);
    }
  }
  return true;
}

}  // namespace synth
