#include "eval/results.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "core/error.h"
#include "core/json.h"
#include "core/json_reader.h"
#include "core/text.h"
#include "core/text_buffer.h"
#include "env/bfcl/category.h"
#include "eval/json_form.h"

namespace eval {

namespace {

using core::Dict;
using core::Value;

// The fields under their names in result files.
constexpr std::array<std::pair<std::string_view, Value ResultLine::*>, 3> kCounts = {
    {{"input_token_count", &ResultLine::input_tokens},
     {"output_token_count", &ResultLine::output_tokens},
     {"latency", &ResultLine::latency_s}}};

void add_counts(const ResultLine& line, Dict& json) {
  for (const auto& [name, field] : kCounts) {
    if (!(line.*field).is_none()) json[name] = line.*field;
  }
}

void add_reasoning(const ResultLine& line, Dict& json) {
  if (!line.reasoning.empty()) json["reasoning_content"] = line.reasoning;
  if (!line.turn_reasoning.is_none()) json["reasoning_content"] = line.turn_reasoning;
}

// The fields of a JSON object, one after the other.
class ResultWriter {
 public:
  explicit ResultWriter(core::TextBuffer& out) : out_(out) {}

  void add(std::string_view name, const Value& value) {
    begin(name);
    std::string trouble;
    if (!core::append_json(out_, value, {}, &trouble)) throw core::data_error(trouble);
  }
  // What has no JSON form as text: see json_form().
  void add_form(std::string_view name, const Value& value) {
    begin(name);
    append_json_form(out_, value);
  }

 private:
  void begin(std::string_view name) {
    out_ += first_ ? std::string_view("{\"") : std::string_view(", \"");
    out_ += name;
    out_ += std::string_view("\": ");
    first_ = false;
  }

  core::TextBuffer& out_;
  bool first_ = true;
};

}  // namespace

double step_sum(const Value& steps) {
  if (steps.is_list()) {
    double sum = 0;
    for (const Value& item : steps.as_list()) sum += step_sum(item);
    return sum;
  }
  const double number = steps.is_number() ? steps.as_double() : 0;
  return std::isfinite(number) ? number : 0;  // files of others may hold anything
}

int64_t token_sum(const Value& counts) {
  constexpr double kMost = 1e15;
  return static_cast<int64_t>(std::clamp(step_sum(counts), 0.0, kMost));
}

void append_result(core::TextBuffer& out, const ResultLine& line) {
  // Field by field: results are large, and a Value of the whole would be a copy of them.
  ResultWriter writer(out);
  writer.add("id", line.id);
  writer.add("category", line.category);
  writer.add("result", line.result);
  if (!line.turn_reasoning.is_none()) {
    writer.add("reasoning_content", line.turn_reasoning);
  } else if (!line.reasoning.empty()) {
    writer.add("reasoning_content", line.reasoning);
  }
  for (const auto& [name, field] : kCounts) {
    if (!(line.*field).is_none()) writer.add(name, line.*field);
  }
  writer.add("finish", line.finish);
  if (!line.memory.is_none()) writer.add("memory", line.memory);
  if (line.judged) {
    writer.add("valid", line.valid);
    if (!line.valid) {
      writer.add("error_type", line.error_type);
      writer.add_form("error", line.error);
    }
    writer.add_form("decoded", line.decoded);
  }
  out += '}';
}

std::string result_json(const ResultLine& line) {
  core::TextBuffer text;
  append_result(text, line);
  return std::string(text.text());
}

core::Value reference_line(const ResultLine& line) {
  Dict json{{"id", line.id}, {"result", line.result}};
  add_counts(line, json);
  add_reasoning(line, json);
  return json;
}

ResultLine result_from_json(core::Value json) {
  if (!json.is_dict()) throw core::data_error(core::format("a result must be an object, found {}", json.type_name()));
  core::Dict& fields = json.as_dict();
  // Moves a field that is there.
  const auto take = [&fields](std::string_view name, core::Value& into) {
    if (core::Value* value = fields.find(name)) into = std::move(*value);
  };
  ResultLine line;
  line.id = fields.at("id").as_string();
  fields.at("result");
  take("result", line.result);
  line.category = json.get_string("category");
  if (const core::Value* reasoning = json.find("reasoning_content")) {
    if (reasoning->is_string()) line.reasoning = reasoning->as_string();
    if (reasoning->is_list()) line.turn_reasoning = *reasoning;
  }
  for (const auto& [name, field] : kCounts) take(name, line.*field);
  line.finish = json.get_string("finish");
  take("memory", line.memory);
  if (const core::Value* valid = json.find("valid")) {
    line.judged = true;
    line.valid = valid->as_bool();
    line.error_type = json.get_string("error_type");
    take("error", line.error);
    take("decoded", line.decoded);
  }
  return line;
}

const ResultLine* ResultFile::find(const std::string& id) const {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const ResultLine& line) { return line.id == id; });
  return found == lines.end() ? nullptr : &*found;
}

ResultFile read_results(std::span<const core::fs::path> files) {
  ResultFile results;
  std::unordered_map<std::string, size_t> places;
  for (const core::fs::path& path : files) {
    core::JsonLines lines(core::read_maybe_gzip(path));
    const auto place = [&] { return core::format("{}:{}", path.string(), lines.number()); };
    while (lines.next()) {
      try {
        ResultLine result = result_from_json(lines.read(core::trim(lines.line())));
        const auto [found, fresh] = places.emplace(result.id, results.lines.size());
        if (fresh) {
          results.lines.push_back(std::move(result));
        } else {
          if (results.repeated++ == 0) results.first_repeated = core::format("{}: {}", place(), result.id);
          results.lines[found->second] = std::move(result);
        }
      } catch (const core::Error& error) {
        if (results.damaged++ == 0) results.first_damage = core::format("{}: {}", place(), error.what());
      }
    }
  }
  return results;
}

void put_results_in_order(const core::fs::path& path) {
  struct Line {
    env::bfcl::SortKey key;
    std::string id;
    std::string text;
  };
  std::vector<Line> lines;
  std::unordered_map<std::string, size_t> place;
  const std::string before = core::read_file(path);
  for (std::string& text : core::split(before, '\n')) {
    std::string id;
    try {
      id = result_from_json(core::parse_json(text)).id;
    } catch (const core::Error&) {
      continue;
    }
    const auto [found, fresh] = place.emplace(id, lines.size());
    if (fresh) lines.push_back({env::bfcl::sort_key(std::string_view(id).substr(0, id.find(':'))), id, {}});
    lines[found->second].text = std::move(text);
  }
  std::sort(lines.begin(), lines.end(),
            [](const Line& a, const Line& b) { return std::tie(a.key, a.id) < std::tie(b.key, b.id); });
  std::string after;
  for (const Line& line : lines) after += line.text + "\n";
  if (after != before) core::write_file_atomic(path, after);
}

ResultFile read_results(const core::fs::path& path) {
  return core::fs::exists(path) ? read_results(std::span(&path, 1)) : ResultFile();
}

}  // namespace eval
