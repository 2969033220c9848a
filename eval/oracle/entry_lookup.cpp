#include "eval/oracle/entry_lookup.h"

namespace eval::oracle {

const env::bfcl::Entry* EntryLookup::find(const env::bfcl::Category& category, const std::string& id) {
  auto [place, fresh] = categories_.try_emplace(&category);
  if (fresh) {
    for (env::bfcl::Entry& entry : dataset_.load(category)) {
      const std::string key = entry.id;
      place->second.emplace(key, std::move(entry));
    }
  }
  const auto found = place->second.find(id);
  return found == place->second.end() ? nullptr : &found->second;
}

}  // namespace eval::oracle
