#include "eval/results.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "eval/json_form.h"

namespace eval {

namespace {

using core::Dict;
using core::Value;

// All numbers at any depth.
double sum_of(const Value& value) {
  if (value.is_number()) return value.as_double();
  if (!value.is_list()) return 0;
  double sum = 0;
  for (const Value& item : value.as_list()) sum += sum_of(item);
  return sum;
}

// A count of tokens: a plain one, or one a step, which are summed and kept as they are.
int64_t read_count(const Value& json, std::string_view key, Value& raw) {
  const Value* value = json.find(key);
  if (value == nullptr || value->is_none()) return 0;
  if (value->type() == Value::Type::integer) return value->as_int();
  raw = *value;
  constexpr double kLargest = 1e15;
  const double sum = sum_of(*value);
  return sum > 0 ? static_cast<int64_t>(std::min(sum, kLargest)) : 0;  // NaN counts as none
}

double read_latency(const Value& json, Value& raw) {
  const Value* value = json.find("latency");
  if (value == nullptr || value->is_none()) return 0;
  if (!value->is_float()) raw = *value;
  return sum_of(*value);
}

Value raw_or(const Value& raw, const Value& plain) {
  return raw.is_none() ? plain : raw;
}

void add_counts(const ResultLine& line, Dict& json) {
  json["input_token_count"] = raw_or(line.raw_input_tokens, line.input_tokens);
  json["output_token_count"] = raw_or(line.raw_output_tokens, line.output_tokens);
  json["latency"] = raw_or(line.raw_latency, line.latency_s);
}

void add_reasoning(const ResultLine& line, Dict& json) {
  if (!line.reasoning.empty()) json["reasoning_content"] = line.reasoning;
  if (!line.turn_reasoning.is_none()) json["reasoning_content"] = line.turn_reasoning;
}

}  // namespace

core::Value result_to_json(const ResultLine& line) {
  Dict json{{"id", line.id}, {"category", line.category}, {"result", line.result}};
  add_reasoning(line, json);
  add_counts(line, json);
  json["finish"] = line.finish;
  if (!line.memory.is_none()) json["memory"] = line.memory;
  if (line.judged) {
    json["valid"] = line.valid;
    if (!line.valid) {
      json["error_type"] = line.error_type;
      json["error"] = json_form(line.error);
    }
    json["decoded"] = json_form(line.decoded);
  }
  return json;
}

core::Value reference_line(const ResultLine& line) {
  Dict json{{"id", line.id}, {"result", line.result}};
  add_counts(line, json);
  add_reasoning(line, json);
  return json;
}

ResultLine result_from_json(const core::Value& json) {
  if (!json.is_dict()) throw core::data_error(core::format("a result must be an object, found {}", json.type_name()));
  ResultLine line;
  line.id = json.at("id").as_string();
  line.result = json.at("result");
  line.category = json.get_string("category");
  if (const core::Value* reasoning = json.find("reasoning_content")) {
    if (reasoning->is_string()) line.reasoning = reasoning->as_string();
    if (reasoning->is_list()) line.turn_reasoning = *reasoning;
  }
  line.input_tokens = read_count(json, "input_token_count", line.raw_input_tokens);
  line.output_tokens = read_count(json, "output_token_count", line.raw_output_tokens);
  line.latency_s = read_latency(json, line.raw_latency);
  line.finish = json.get_string("finish");
  if (const core::Value* memory = json.find("memory")) line.memory = *memory;
  if (const core::Value* valid = json.find("valid")) {
    line.judged = true;
    line.valid = valid->as_bool();
    line.error_type = json.get_string("error_type");
    if (const core::Value* error = json.find("error")) line.error = *error;
    if (const core::Value* decoded = json.find("decoded")) line.decoded = *decoded;
  }
  return line;
}

const ResultLine* ResultFile::find(const std::string& id) const {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const ResultLine& line) { return line.id == id; });
  return found == lines.end() ? nullptr : &*found;
}

void read_results(const core::fs::path& path, ResultFile& into) {
  const std::string text = core::read_maybe_gzip(path);
  std::unordered_map<std::string, size_t> place;
  for (size_t i = 0; i < into.lines.size(); ++i) place.emplace(into.lines[i].id, i);
  std::string_view rest = text;
  for (size_t number = 1; !rest.empty(); ++number) {
    const size_t end = rest.find('\n');
    const std::string_view line = core::trim(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.empty()) continue;
    try {
      ResultLine result = result_from_json(core::parse_json(line));
      const auto [found, fresh] = place.emplace(result.id, into.lines.size());
      if (fresh) {
        into.lines.push_back(std::move(result));
      } else {
        if (into.repeated++ == 0) into.first_repeated = core::format("{}:{}: {}", path.string(), number, result.id);
        into.lines[found->second] = std::move(result);
      }
    } catch (const core::Error& error) {
      if (into.damaged++ == 0) into.first_damage = core::format("{}:{}: {}", path.string(), number, error.what());
    }
  }
}

ResultFile read_results(const core::fs::path& path) {
  ResultFile file;
  if (core::fs::exists(path)) read_results(path, file);
  return file;
}

}  // namespace eval
