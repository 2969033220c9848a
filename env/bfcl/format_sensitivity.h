// The benchmark's format sensitivity: entries of other categories, each put in 26 formats (chat::PromptFormat).
// Knows which entries; their texts are read by env/bfcl/dataset.h.
#pragma once

#include <vector>

#include "env/bfcl/dataset.h"

namespace env::bfcl {

// "format_sensitivity_<n>:<format>:<original id>", n over entries and formats. Throws core::Error(data) for a list that
// names what is no category or has no such entry.
std::vector<Entry> load_format_sensitivity(const Dataset& dataset, const Category& category);

// How many that are, without reading the entries.
size_t count_format_sensitivity(const Dataset& dataset, const Category& category);

}  // namespace env::bfcl
