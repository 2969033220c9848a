#include "synth/naming.h"

#include <cctype>

#include "core/format.h"
#include "core/text.h"
#include "synth/words.h"

namespace synth {

std::string to_camel_case(std::string_view snake_case) {
  std::string out;
  bool upper = false;
  for (const char c : snake_case) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = false;
  }
  return out;
}

std::string to_pascal_case(std::string_view snake_case) {
  return to_camel_case("_" + std::string(snake_case));
}

std::string function_name(const Family& family, const Domain& domain, core::Rng& rng) {
  const VerbClass& verbs = find_verb_class(family.verb);
  const std::string verb(rng.pick(verbs.names));
  const std::string noun = rng.pick(family.nouns);
  const std::string space = domain.namespaces.empty() ? domain.name : rng.pick(domain.namespaces);
  const double style = rng.uniform();
  // A namespace that the stem already begins with would read "hotel.hotel_search".
  const bool repeats = noun.starts_with(space);
  if (style < 0.44) return verb + "_" + noun;
  if (style < 0.56) return noun;
  if (style < 0.72) return repeats ? noun + "." + verb : space + "." + verb + "_" + noun;
  if (style < 0.82) return repeats ? verb + "_" + noun : space + "." + noun;
  if (style < 0.92) return noun + "." + verb;
  if (style < 0.95) return to_camel_case(verb + "_" + noun);
  if (style < 0.97) return to_pascal_case(verb + "_" + noun);
  // Versioned services: "Library_2_FindBook".
  if (style < 0.985)
    return core::format("{}_{}_{}", to_pascal_case(space), rng.integer(1, 4), to_pascal_case(verb + "_" + noun));
  return space + "_" + verb + "_" + noun;
}

}  // namespace synth
