#include "env/bfcl/dataset.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/json_reader.h"
#include "core/text.h"
#include "env/bfcl/agentic_entries.h"
#include "env/bfcl/format_sensitivity.h"

namespace env::bfcl {

namespace {

// {"3": ["sort"]}
std::map<size_t, std::vector<std::string>> read_missed_functions(const core::Value& json) {
  std::map<size_t, std::vector<std::string>> missed;
  for (const auto& [key, names] : json.as_dict()) {
    const std::string& text = key.as_string();
    size_t turn = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), turn);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
      throw core::data_error(core::format("missed_function: '{}' is no turn", text));
    }
    for (const core::Value& name : names.as_list()) missed[turn].push_back(name.as_string());
  }
  return missed;
}

Entry read_entry(core::JsonLines& lines, const Category& category) {
  constexpr std::array<std::string_view, 2> kDeferred = {"question", "function"};
  Entry entry;
  core::Value line;
  bool has_question = false;
  bool has_functions = false;
  const bool deferred = lines.read_deferring(kDeferred, line, [&](std::string_view key, std::string_view json) {
    const bool is_question = key == kDeferred[0];
    (is_question ? has_question : has_functions) = true;
    (is_question ? entry.question : entry.functions) = DeferredList(lines.owner(), json, lines.readable(json));
  });
  if (!deferred) line = lines.read();
  core::Dict& fields = line.as_dict();
  entry.id = category_id(fields.at("id").as_string(), category);
  entry.category = &category;
  if (!has_question) entry.question = std::move(fields["question"].as_list());
  core::Value* functions = has_functions ? nullptr : fields.find("function");
  if (functions != nullptr) entry.functions = std::move(functions->as_list());
  if (core::Value* scenarios = fields.find("initial_config")) entry.initial_config = std::move(scenarios->as_dict());
  if (const core::Value* missed = fields.find("missed_function")) {
    entry.missed_functions = read_missed_functions(*missed);
  }
  if (const core::Value* classes = fields.find("involved_classes")) {
    for (const core::Value& name : classes->as_list()) entry.involved_classes.push_back(name.as_string());
  }
  if (category.checker == Checker::agentic) {
    if (const core::Value* scenario = fields.find("scenario")) entry.scenario = scenario->as_string();
    complete_agentic(entry);
  }
  return entry;
}

}  // namespace

std::vector<chat::Message> Entry::messages() const {
  std::vector<chat::Message> messages;
  if (question.empty()) return messages;
  for (const core::Value& message : question.front().as_list()) messages.push_back(chat::message_from_json(message));
  return messages;
}

Dataset::Dataset(core::fs::path root) : root_(std::move(root)) {
  if (!core::fs::exists(root_ / "BFCL_v4_simple_python.json")) {
    throw core::environment_error(
        core::format("{}: no benchmark data here", root_.string()),
        "run scripts/setup, or name a folder laid out as bfcl_eval/data of the bfcl-eval wheel");
  }
}

Dataset Dataset::standard() {
  return Dataset(core::data_dir() / "bfcl" / "data");
}

core::fs::path Dataset::question_file(const Category& category) const {
  return root_ / core::format("BFCL_v4_{}.json", category.file);
}

core::fs::path Dataset::answer_file(const Category& category) const {
  return root_ / "possible_answer" / core::format("BFCL_v4_{}.json", category.file);
}

std::vector<Entry> Dataset::load(const Category& category) const {
  if (category.checker == Checker::format_sensitivity) return load_format_sensitivity(*this, category);
  std::vector<Entry> entries;
  core::for_each_json_line(
      question_file(category), [&](core::JsonLines& lines) { entries.push_back(read_entry(lines, category)); }, true);
  if (!category.has_answers) return entries;

  // The reference pairs questions and answers by position; ids must agree where both have one.
  size_t index = 0;
  core::for_each_jsonl(answer_file(category), [&](core::Value&& line, size_t) {
    const std::string id = category_id(line.at("id").as_string(), category);
    if (index >= entries.size() || entries[index].id != id) {
      throw core::data_error(core::format("answer '{}' does not belong to question {} of the category", id, index));
    }
    entries[index++].ground_truth = std::move(line.as_dict()["ground_truth"]);
  });
  if (index != entries.size()) {
    throw core::data_error(
        core::format("{}: {} answers for {} questions", answer_file(category).string(), index, entries.size()));
  }
  return entries;
}

size_t Dataset::count(const Category& category) const {
  if (category.checker == Checker::format_sensitivity) return count_format_sensitivity(*this, category);
  size_t entries = 0;
  for (const std::string& line : core::split(core::read_file(question_file(category)), '\n')) {
    entries += core::trim(line).empty() ? 0 : 1;
  }
  return entries;
}

std::string Dataset::release() const {
  std::error_code error;
  const core::fs::path site = core::fs::canonical(root_, error).parent_path().parent_path();
  if (error) return "unknown";
  for (const auto& item : core::fs::directory_iterator(site, error)) {
    const std::string name = item.path().filename().string();
    if (!name.starts_with("bfcl_eval-") || !name.ends_with(".dist-info")) continue;
    if (!core::fs::exists(item.path() / "METADATA")) continue;
    const std::string text = core::read_file(item.path() / "METADATA");
    constexpr std::string_view kField = "\nVersion: ";
    const size_t begin = text.find(kField);
    if (begin == std::string::npos) continue;
    const size_t end = text.find_first_of("\r\n", begin + 1);
    return text.substr(begin + kField.size(), end - begin - kField.size());
  }
  return "unknown";
}

std::string Dataset::fingerprint(const std::vector<const Category*>& categories) const {
  std::set<core::fs::path> files;
  for (const Category* category : categories) {
    files.insert(question_file(*category));
    if (category->has_answers) files.insert(answer_file(*category));
    if (!is_memory(*category)) continue;
    for (const std::string_view scenario : memory_scenarios()) files.insert(prerequisite_file(*this, scenario));
  }
  std::string hashes;
  for (const core::fs::path& file : files) {
    if (!core::fs::exists(file)) continue;  // a folder with a part of the data is a data set too
    hashes += file.lexically_relative(root_).generic_string() + " " + core::sha256_hex(core::read_file(file)) + "\n";
  }
  return core::sha256_hex(hashes);
}

std::vector<Entry> fixed_sample(std::vector<Entry> entries, int64_t count) {
  if (count < 0 || static_cast<size_t>(count) >= entries.size()) return entries;
  std::vector<std::pair<std::string, size_t>> order;
  for (size_t i = 0; i < entries.size(); ++i) order.emplace_back(core::sha256_hex(entries[i].id), i);
  std::sort(order.begin(), order.end());
  order.resize(static_cast<size_t>(count));
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::vector<Entry> sample;
  for (const auto& [hash, index] : order) sample.push_back(std::move(entries[index]));
  return sample;
}

}  // namespace env::bfcl
