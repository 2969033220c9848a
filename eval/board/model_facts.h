// What the benchmark's tables print of a model beside its scores, and the prices that its costs come from.
#pragma once

#include <optional>
#include <string>

#include "core/files.h"
#include "core/value.h"

namespace eval::board {

struct ModelFacts {
  std::string name;  // "Qwen/Qwen3-8B-FC"; its result folder has '_' for '/'
  std::string display_name;
  std::string url = "N/A";
  std::string org = "N/A";
  std::string license = "N/A";
  // USD per million tokens; with neither, a cost is worked out from the latencies.
  std::optional<double> input_price;
  std::optional<double> output_price;
};

// {"display_name", "url", "org", "license", "input_price", "output_price"}, prices null where there are none.
ModelFacts model_facts_from_json(std::string name, const core::Value& json);

// The folder of a model's results and scores: '_' stands for '/'.
std::string folder_of_model(std::string name);

// The facts that the benchmark's own table has of the model with this folder (models.json, which scripts/setup makes of
// it); for a model that is not in it, or without the file, the folder's name alone.
ModelFacts find_model_facts(const std::string& folder, const core::fs::path& models_json);

}  // namespace eval::board
