#include "synth/coded_words.h"

#include "core/error.h"

namespace synth {
namespace {

struct CodedLexicon {
  std::string_view lexicon;
  std::string_view format;  // description of the code form
  double share;             // of tools that ask for it
};
constexpr CodedLexicon kCoded[] = {
    {"us_city",
     "{, in the format 'City, State' (e.g. 'Salem, OR')| in the format of City, State| (city and state, e.g. Salem, "
     "OR)}",
     0.3},
    {"currency", "{ as a three-letter code| (ISO 4217 code)|, e.g. 'NOK'| in ISO currency code}", 0.45},
    {"company", "{ as a ticker symbol| (stock symbol)}", 0.25},
    {"language", "{ as an ISO 639-1 code| (two-letter code, e.g. 'fi')}", 0.2},
};

const CodedLexicon* find_coded(std::string_view lexicon) {
  for (const CodedLexicon& one : kCoded) {
    if (one.lexicon == lexicon) return &one;
  }
  return nullptr;
}

}  // namespace

double code_share(std::string_view lexicon) {
  const CodedLexicon* coded = find_coded(lexicon);
  return coded == nullptr ? 0 : coded->share;
}

std::string_view code_note(std::string_view lexicon) {
  const CodedLexicon* coded = find_coded(lexicon);
  return coded == nullptr ? std::string_view() : coded->format;
}

std::string coded_text(std::string_view lexicon, const WordEntry& entry) {
  FR_CHECK(!entry.forms.empty(), "'{}' of {} has no code", entry.text, lexicon);
  return lexicon == "us_city" ? entry.text + ", " + entry.forms[0] : entry.forms[0];
}

}  // namespace synth
