// The reference's data tables (long texts, routes, extension records) that scripts/setup converts to worlds.json.
#pragma once

#include <string_view>

#include "core/value.h"

namespace env::bfcl {

// worlds.json[section][name], e.g. ("long_context", "CREDIT_CARD_EXTENSION"); read once from core::data_dir()/bfcl and
// kept. Throws core::Error(environment) with the remedy where the file is missing or older than the program.
const core::Value& world_data(std::string_view section, std::string_view name);

}  // namespace env::bfcl
