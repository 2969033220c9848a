#include "eval/entry_lookup.h"

namespace eval {

const EntryLookup::Loaded& EntryLookup::loaded(const env::bfcl::Category& category) {
  const auto [place, fresh] = categories_.try_emplace(&category);
  Loaded& loaded = place->second;
  if (fresh) {
    loaded.entries = dataset_.load(category);
    for (size_t i = 0; i < loaded.entries.size(); ++i) loaded.places.emplace(loaded.entries[i].id, i);
  }
  return loaded;
}

const std::vector<env::bfcl::Entry>& EntryLookup::entries(const env::bfcl::Category& category) {
  return loaded(category).entries;
}

const env::bfcl::Entry* EntryLookup::find(const env::bfcl::Category& category, std::string_view id) {
  const Loaded& entries = loaded(category);
  const auto found = entries.places.find(id);
  return found == entries.places.end() ? nullptr : &entries.entries[found->second];
}

}  // namespace eval
