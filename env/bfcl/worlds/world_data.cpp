#include "env/bfcl/worlds/world_data.h"

#include "core/error.h"
#include "core/files.h"
#include "core/json.h"

namespace env::bfcl {
namespace {

constexpr std::string_view kRemedy = "run scripts/setup";

core::Value read_worlds() {
  const core::fs::path path = core::data_dir() / "bfcl" / "worlds.json";
  if (!core::fs::exists(path)) throw core::environment_error(path.string() + " is missing", std::string(kRemedy));
  core::Value tables = core::read_json_file(path);
  for (core::DictItem& section : tables.as_dict()) {
    for (core::DictItem& table : section.value.as_dict()) core::keep_json(table.value);  // many answers hold one
  }
  return tables;
}

}  // namespace

const core::Value& world_data(std::string_view section, std::string_view name) {
  static const core::Value kTables = read_worlds();
  const core::Value* tables = kTables.find(section);
  const core::Value* table = tables != nullptr ? tables->find(name) : nullptr;
  if (table == nullptr) {
    throw core::environment_error(core::format("worlds.json lacks {}.{}", section, name), std::string(kRemedy));
  }
  return *table;
}

}  // namespace env::bfcl
