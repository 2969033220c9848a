// Entries of the benchmark by id; a category is read when it is first asked for. Not for several threads at once.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "env/bfcl/dataset.h"

namespace eval {

class EntryLookup {
 public:
  explicit EntryLookup(env::bfcl::Dataset dataset) : dataset_(std::move(dataset)) {}

  // In the benchmark's order. They stay where they are as long as the lookup lives.
  const std::vector<env::bfcl::Entry>& entries(const env::bfcl::Category& category);
  // nullptr where the category has no such entry.
  const env::bfcl::Entry* find(const env::bfcl::Category& category, std::string_view id);

  const env::bfcl::Dataset& dataset() const { return dataset_; }

 private:
  struct Loaded {
    std::vector<env::bfcl::Entry> entries;
    std::unordered_map<std::string_view, size_t> places;  // by the ids in `entries`
  };
  const Loaded& loaded(const env::bfcl::Category& category);

  env::bfcl::Dataset dataset_;
  std::unordered_map<const env::bfcl::Category*, Loaded> categories_;
};

}  // namespace eval
