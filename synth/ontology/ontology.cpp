#include "synth/ontology/ontology.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/error.h"
#include "core/text.h"

namespace synth {
namespace {

using std::string;
using std::string_view;
using std::vector;

[[noreturn]] void fail(const string& message) {
  throw core::Error(core::ErrorKind::internal, message);
}

vector<string> split_on(string_view text, string_view separator) {
  vector<string> parts;
  for (size_t begin = 0;;) {
    const size_t end = text.find(separator, begin);
    parts.emplace_back(core::trim(text.substr(begin, end == string_view::npos ? end : end - begin)));
    if (end == string_view::npos) return parts;
    begin = end + separator.size();
  }
}

double number(string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) fail(core::format("not a number: '{}'", text));
  return value;
}

ValueKind kind_of(string_view word) {
  static constexpr std::pair<string_view, ValueKind> kKinds[] = {
      {"int", ValueKind::integer},      {"num", ValueKind::real},          {"pct", ValueKind::percent},
      {"money", ValueKind::money},      {"year", ValueKind::year},         {"lex", ValueKind::lexicon},
      {"enum", ValueKind::enumeration}, {"bool", ValueKind::boolean},      {"date", ValueKind::date},
      {"time", ValueKind::time},        {"id", ValueKind::identifier},     {"ints", ValueKind::integer_list},
      {"nums", ValueKind::real_list},   {"lexs", ValueKind::lexicon_list}, {"enums", ValueKind::enum_list},
      {"obj", ValueKind::object}};
  for (const auto& [name, kind] : kKinds) {
    if (name == word) return kind;
  }
  fail(core::format("unknown kind '{}'", word));
}

bool has_range(ValueKind kind) {
  return kind == ValueKind::integer || kind == ValueKind::real || kind == ValueKind::percent ||
         kind == ValueKind::money || kind == ValueKind::year || kind == ValueKind::integer_list ||
         kind == ValueKind::real_list;
}

// "3..80" or "0.5..9/0.1"
void read_range(string_view text, ParamSpec& spec) {
  const size_t dots = text.find("..");
  if (dots == string_view::npos) fail(core::format("range expected, found '{}'", text));
  string_view high = text.substr(dots + 2);
  if (const size_t slash = high.find('/'); slash != string_view::npos) {
    spec.step = number(high.substr(slash + 1));
    high = high.substr(0, slash);
  }
  spec.low = number(text.substr(0, dots));
  spec.high = number(high);
  if (spec.low > spec.high) fail(core::format("empty range '{}'", text));
}

// Values may hold spaces, so the enum text runs to the next " =", " x" or the end.
void read_values(string_view text, ParamSpec& spec) {
  for (const string& item : split_on(text, ";")) {
    EnumValue value;
    const size_t equals = item.find('=');
    value.value = item.substr(0, equals);
    if (equals == string::npos) {
      value.phrases.push_back(core::replace_all(value.value, "_", " "));
    } else {
      value.phrases = split_on(string_view(item).substr(equals + 1), "/");
    }
    spec.values.push_back(std::move(value));
  }
}

// Takes trailing " >key", " @key", " =default" and " xA..B" off the kind text.
string read_suffixes(string text, ParamSpec& spec) {
  for (bool found = true; found;) {
    found = false;
    const size_t space = text.rfind(' ');
    const size_t equals = text.rfind(" =");
    if (space != string::npos && space + 1 < text.size() && text[space + 1] == '>') {
      spec.greater_than = text.substr(space + 2);
      text.resize(space);
      found = true;
    } else if (space != string::npos && spec.kind == ValueKind::lexicon && text[space + 1] == '@') {
      spec.partner_of = text.substr(space + 2);
      text.resize(space);
      found = true;
    } else if (equals != string::npos) {
      spec.default_text = text.substr(equals + 2);
      text.resize(equals);
      found = true;
    } else if (space != string::npos && space + 2 < text.size() && text[space + 1] == 'x' &&
               text.find("..", space) != string::npos) {
      const string_view range = string_view(text).substr(space + 2);
      const size_t dots = range.find("..");
      spec.min_count = static_cast<int>(number(range.substr(0, dots)));
      spec.max_count = static_cast<int>(number(range.substr(dots + 2)));
      text.resize(space);
      found = true;
    }
  }
  return text;
}

ParamSpec read_param(string_view line, bool required) {
  ParamSpec spec;
  spec.required = required;
  vector<string> clauses = split_on(line, " ~");
  for (size_t i = 1; i < clauses.size(); ++i) {
    if (!clauses[i].empty() && clauses[i][0] == '!') {
      spec.not_clauses.emplace_back(core::trim(string_view(clauses[i]).substr(1)));
    } else {
      spec.clauses.push_back(clauses[i]);
    }
  }
  const vector<string> parts = split_on(clauses[0], " | ");
  if (parts.size() != 3) fail("a parameter has three parts: kind | names | description");
  const vector<string> head = split_on(parts[0], " ");
  if (head.size() < 2) fail("a parameter begins with its key and its kind");
  spec.key = head[0];
  spec.kind = kind_of(head[1]);
  string rest = read_suffixes(parts[0].substr(head[0].size() + 1 + head[1].size()), spec);
  rest = string(core::trim(rest));
  if (has_range(spec.kind)) {
    const vector<string> words = split_on(rest, " ");
    read_range(words[0], spec);
    if (words.size() > 1 && words[1][0] == '^') spec.unit_of = words[1].substr(1);
    if (words.size() > 1 && words[1][0] != '^') spec.units = split_on(words[1], ";");
  } else if (spec.kind == ValueKind::enumeration || spec.kind == ValueKind::enum_list) {
    read_values(rest, spec);
  } else {
    spec.word_list = rest;
  }
  const bool list = spec.kind == ValueKind::integer_list || spec.kind == ValueKind::real_list ||
                    spec.kind == ValueKind::lexicon_list || spec.kind == ValueKind::enum_list;
  if (list && spec.max_count < 1) fail("a list needs its size: xA..B");
  const auto keyword = [](std::string_view name) {
    for (const char* word :
         {"from", "in", "is", "class", "with", "for", "as", "and", "or", "not", "global", "lambda"}) {
      if (name == word) return true;
    }
    return false;
  };
  spec.names = parts[1].empty() ? vector<string>{spec.key} : split_on(parts[1], ",");
  for (const string& name : spec.names) {
    if (keyword(name)) fail(core::format("'{}' cannot name an argument of a Python call", name));
  }
  spec.texts = {parts[2]};
  return spec;
}

void read_lexicon(string_view line, Ontology& ontology) {
  const vector<string> parts = split_on(line, " | ");
  auto& entries = ontology.lexicons[parts[0]];
  for (size_t i = 1; i < parts.size(); ++i) {
    vector<string> forms = split_on(parts[i], ";");
    WordEntry entry{forms[0], {forms.begin() + 1, forms.end()}};
    entries.push_back(std::move(entry));
  }
}

// Every combination of one text from each part: first names and last names.
void read_product(string_view line, Ontology& ontology) {
  const vector<string> parts = split_on(line, " | ");
  vector<string> texts = {""};
  for (size_t i = 1; i < parts.size(); ++i) {
    vector<string> longer;
    for (const string& head : texts) {
      for (string tail : split_on(parts[i], ";")) longer.push_back(head + core::replace_all(std::move(tail), "_", " "));
    }
    texts = std::move(longer);
  }
  auto& entries = ontology.lexicons[parts[0]];
  for (string& text : texts) entries.push_back({std::move(text), {}});
}

void read_domain(string_view line, Ontology& ontology) {
  const vector<string> parts = split_on(line, " | ");
  for (const Domain& known : ontology.domains) {
    if (known.name == parts[0]) fail(core::format("domain '{}' twice", parts[0]));
  }
  ontology.domains.push_back({parts[0], parts.size() > 1 ? split_on(parts[1], ",") : vector<string>{}, {}, {}});
}

void read_line(string_view line, Ontology& ontology) {
  const size_t space = line.find(' ');
  const string_view tag = line.substr(0, space);
  const string text(space == string_view::npos ? string_view() : core::trim(line.substr(space)));
  if (tag == "$") return read_lexicon(text, ontology);
  if (tag == "$x") return read_product(text, ontology);
  if (tag == "@") return read_domain(text, ontology);
  if (ontology.domains.empty()) fail("a domain line comes first");
  Domain& domain = ontology.domains.back();
  if (tag == "c") return domain.contexts.push_back(text);
  if (tag == "x") return domain.unserved.push_back(text);
  if (tag == "#") {
    const vector<string> words = split_on(text, " ");
    if (words.size() < 2) fail("a family has an id and a verb class");
    Family family;
    family.id = words[0];
    family.verb = words[1];
    family.group = words.size() > 2 ? words[2] : words[0];
    family.domain = domain.name;
    ontology.families.push_back(std::move(family));
    return;
  }
  if (ontology.families.empty()) fail("a family line comes first");
  Family& family = ontology.families.back();
  if (tag == "n")
    family.nouns = split_on(text, ",");
  else if (tag == "d")
    family.descriptions.push_back(text);
  else if (tag == "p" || tag == "o")
    family.params.push_back(read_param(text, tag == "p"));
  else if (tag == "." || tag == "?")
    family.params.back().fields.push_back(read_param(text, tag == "."));
  else if (tag == "w")
    family.singular_phrases.push_back(text);
  else if (tag == "ws")
    family.plural_phrases.push_back(text);
  else if (tag == "wx")
    family.search_phrases.push_back(text);
  else if (tag == "v")
    family.commands.push_back(text);
  else if (tag == "q")
    family.sentences.push_back(text);
  else if (tag == "b")
    family.bare = text;
  else if (tag == "=")
    family.formula = text;
  else
    fail(core::format("unknown tag '{}'", tag));
}

// Every phrase mentions every required parameter, or the parameter has clauses that can.
void check_family(const Family& family, const Ontology& ontology) {
  const auto place = [&](const string& what) { fail(core::format("family '{}': {}", family.id, what)); };
  if (family.nouns.empty() || family.descriptions.empty() || family.bare.empty()) place("n, d and b are needed");
  const auto check_words = [&](const ParamSpec& spec) {
    if (spec.kind == ValueKind::lexicon || spec.kind == ValueKind::lexicon_list) ontology.lexicon(spec.word_list);
  };
  for (const ParamSpec& spec : family.params) {
    check_words(spec);
    for (const ParamSpec& field : spec.fields) check_words(field);
    if (!spec.required && spec.clauses.empty() && spec.not_clauses.empty())
      place(core::format("optional '{}' has no clause", spec.key));
  }
  for (const auto* phrases : {&family.singular_phrases, &family.plural_phrases, &family.search_phrases,
                              &family.commands, &family.sentences}) {
    for (const string& phrase : *phrases) {
      for (const ParamSpec& spec : family.params) {
        const bool mentioned = phrase.find("<" + spec.key) != string::npos;
        if (spec.required && !mentioned && spec.clauses.empty()) {
          place(core::format("'{}' is not in: {}", spec.key, phrase));
        }
      }
    }
  }
}

}  // namespace

const Domain& Ontology::domain(string_view name) const {
  for (const Domain& one : domains) {
    if (one.name == name) return one;
  }
  fail(core::format("no domain '{}'", name));
}

const vector<WordEntry>& Ontology::lexicon(string_view name) const {
  const auto found = lexicons.find(name);
  if (found == lexicons.end()) fail(core::format("no word list '{}'", name));
  return found->second;
}

void read_table(string_view table_name, string_view text, Ontology& ontology) {
  size_t line_number = 0;
  for (const string& line : core::split(text, '\n')) {
    ++line_number;
    if (core::trim(line).empty()) continue;
    try {
      read_line(core::trim(line), ontology);
    } catch (const core::Error& error) {
      throw error.in(core::format("{}:{}", table_name, line_number));
    }
  }
}

Ontology build_ontology() {
  Ontology ontology;
  for (const Table& table : embedded_tables()) read_table(table.name, table.text, ontology);
  std::set<string_view> ids;
  for (const Family& family : ontology.families) {
    check_family(family, ontology);
    if (!ids.insert(family.id).second) fail(core::format("family '{}' twice", family.id));
  }
  return ontology;
}

}  // namespace synth
