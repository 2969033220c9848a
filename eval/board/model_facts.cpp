#include "eval/board/model_facts.h"

#include <algorithm>

#include "core/json.h"

namespace eval::board {
namespace {

std::optional<double> price(const core::Value& json, std::string_view key) {
  const core::Value* value = json.find(key);
  return value == nullptr || !value->is_number() ? std::nullopt : std::optional(value->as_double());
}

}  // namespace

ModelFacts model_facts_from_json(std::string name, const core::Value& json) {
  ModelFacts facts;
  facts.name = std::move(name);
  facts.display_name = json.get_string("display_name", facts.name);
  facts.url = json.get_string("url", facts.url);
  facts.org = json.get_string("org", facts.org);
  facts.license = json.get_string("license", facts.license);
  facts.input_price = price(json, "input_price");
  facts.output_price = price(json, "output_price");
  return facts;
}

std::string folder_of_model(std::string name) {
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

ModelFacts find_model_facts(const std::string& folder, const core::fs::path& models_json) {
  if (core::fs::exists(models_json)) {
    const core::Value models = core::read_json_file(models_json);
    for (const auto& [name, facts] : models.as_dict()) {
      if (folder_of_model(name.as_string()) == folder) return model_facts_from_json(name.as_string(), facts);
    }
  }
  ModelFacts facts;
  facts.name = folder;
  facts.display_name = folder;
  return facts;
}

}  // namespace eval::board
