// The typed ontology behind the procedural tools: domains, tool families, their parameters, and word lists.
// Plain data. Knows nothing of surface names, sentences or JSON.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace synth {

enum class ValueKind {
  integer,       // int 3..80 cm;m
  real,          // num 0.5..9/0.1 kg
  percent,       // pct 1..12/0.5
  money,         // money 100..9000/50
  year,          // year 1900..2024
  lexicon,       // lex city
  enumeration,   // enum a;b=paraphrase
  boolean,       // bool
  date,          // date
  time,          // time
  identifier,    // id ORD-####
  integer_list,  // ints 1..50 x3..6
  real_list,     // nums 0.1..5/0.1 x3..6
  lexicon_list,  // lexs city x2..3
  enum_list,     // enums a;b;c x1..3
  object,        // obj, with fields
};

struct EnumValue {
  std::string value;
  std::vector<std::string> phrases;  // how a request says it; never empty
};

struct ParamSpec {
  std::string key;
  ValueKind kind = ValueKind::integer;
  bool required = true;
  double low = 0;
  double high = 0;
  double step = 1;
  std::vector<std::string> units;  // keys of the unit table; a tool picks one
  std::string unit_of;             // shares the unit of this parameter
  std::string greater_than;        // must exceed this parameter's value
  std::string partner_of;          // takes the second form of that parameter's word: a song's singer
  std::string word_list;           // lexicon name, or the pattern of an identifier
  std::vector<EnumValue> values;
  int min_count = 0;  // lists
  int max_count = 0;
  std::string default_text;              // as written in the table; empty: none
  std::vector<std::string> names;        // surface names
  std::vector<std::string> texts;        // description grammars
  std::vector<std::string> clauses;      // how a request mentions an optional value; `<key>` is the value
  std::vector<std::string> not_clauses;  // booleans: wording of false
  std::vector<ParamSpec> fields;         // object
};

struct Family {
  std::string id;
  std::string domain;
  std::string group;                      // families of one group could serve each other's requests
  std::string verb;                       // verb class (synth/words.h)
  std::vector<std::string> nouns;         // name stems: triangle_area
  std::vector<std::string> descriptions;  // grammars, without the verb: "the area of a triangle …"
  std::vector<ParamSpec> params;
  std::vector<std::string> singular_phrases;  // noun phrases with slots: "the area of a triangle with a base of <base>"
  std::vector<std::string> plural_phrases;
  std::vector<std::string> search_phrases;  // indefinite plurals: "hotels in <city>"
  std::vector<std::string> commands;        // verb phrases: "book a table at <name>"
  std::vector<std::string> sentences;       // whole sentences
  std::string bare;                         // what it is about, without slots: "the area of a triangle"
  std::string formula;                      // empty: a record look-up
};

struct Domain {
  std::string name;
  std::vector<std::string> namespaces;
  std::vector<std::string> contexts;  // sentences that may stand before a request
  std::vector<std::string> unserved;  // questions that no tool of the ontology answers
};

struct WordEntry {
  std::string text;                // as a request says it
  std::vector<std::string> forms;  // other written forms, by position: city -> state code, state, country
};

struct Ontology {
  std::vector<Domain> domains;
  std::vector<Family> families;
  std::map<std::string, std::vector<WordEntry>, std::less<>> lexicons;

  const Domain& domain(std::string_view name) const;
  const std::vector<WordEntry>& lexicon(std::string_view name) const;
};

}  // namespace synth
