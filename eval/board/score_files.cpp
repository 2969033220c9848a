#include "eval/board/score_files.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"
#include "eval/format_spread.h"
#include "eval/json_form.h"
#include "eval/result_files.h"

namespace eval::board {
namespace {

using core::Dict;
using core::Value;
using env::bfcl::Category;
using env::bfcl::Checker;
using env::bfcl::Entry;

// What counts of one group of lines.
Dict figures(size_t correct, size_t total) {
  const double accuracy = total == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(total);
  return {{"accuracy", accuracy}, {"correct_count", correct}, {"total_count", total}};
}

Dict figures(const Lines& lines) {
  const auto correct = std::count_if(lines.begin(), lines.end(), [](const ResultLine* line) { return line->valid; });
  return figures(static_cast<size_t>(correct), lines.size());
}

void add_format_figures(const Lines& lines, Dict& header) {
  FormatTally tally;
  for (const ResultLine* line : lines) tally.add(line->id, line->valid);
  const FormatSpread spread = tally.spread();
  header["accuracy_max_delta"] = spread.max_delta;
  header["accuracy_variance"] = spread.variance;
  header["accuracy_std"] = spread.deviation;
  for (const FormatScore& score : tally.scores()) header[score.format] = figures(score.correct, score.total);
}

// The entry as the reference prints it; the functions of worlds are left out there.
Dict entry_object(const Entry& entry) {
  Dict object{{"id", entry.id}, {"question", entry.question.get()}};
  if (!entry.functions.empty()) object["function"] = entry.functions.get();
  if (!entry.initial_config.empty()) object["initial_config"] = entry.initial_config;
  if (!entry.involved_classes.empty()) {
    object["involved_classes"] = core::List(entry.involved_classes.begin(), entry.involved_classes.end());
  }
  return object;
}

// Single-turn: the error's texts as they are.
void add_single_turn(const ResultLine& line, const Entry& entry, Dict& object) {
  const Checker checker = entry.rules().checker;
  if (checker == Checker::irrelevance || checker == Checker::relevance) {
    object["prompt"] = entry_object(entry);
    object["model_result"] = line.result;
    object["decoded_result"] = json_form(line.decoded);
    object["error"] = json_form(line.error);
    object["error_type"] = line.error_type;
    return;
  }
  object["error"] = json_form(line.error);
  object["error_type"] = line.error_type;
  object["prompt"] = entry_object(entry);
  // Of an odd shape, both are printed as texts.
  const bool as_text = line.error_type == "ast_decoder:decoder_wrong_output_format";
  object["model_result_raw"] = as_text ? Value(core::python_str(line.result)) : line.result;
  if (line.error_type != "ast_decoder:decoder_failed") {
    object["model_result_decoded"] = as_text ? Value(core::python_str(line.decoded)) : json_form(line.decoded);
  }
  object["possible_answer"] = entry.ground_truth;
}

// Worlds and agents: message, type and details in one object. A text that judges the whole entry stands in a list.
void add_world(const ResultLine& line, const Entry& entry, Dict& object) {
  const core::List& errors = line.error.as_list();
  const bool whole = line.error_type.ends_with(":inference_error") || line.error_type.ends_with(":force_terminated") ||
                     line.error_type.ends_with(":no_last_message");
  Dict error{{"error_message", whole || errors.empty() ? line.error : errors.front()}, {"error_type", line.error_type}};
  if (errors.size() > 1) error["details"] = errors.back();
  object["error"] = json_form(std::move(error));
  const bool found_wrong = line.error_type == "agentic:answer_not_found";
  object["prompt"] = found_wrong ? Value(entry.question) : Value(entry_object(entry));
  object[whole ? "model_result" : "model_result_raw"] = line.result;
  if (!found_wrong && !line.decoded.is_none()) object["model_result_decoded"] = json_form(line.decoded);
  object["possible_answer"] = entry.ground_truth;
  object["inference_log"] = "";
}

// Headers of all score files of a model folder, into its row.
void read_scores(const core::fs::path& folder, BoardRow& row) {
  for (const Category& category : env::bfcl::all_categories()) {
    const core::fs::path path = folder / category_file(category, "score");
    if (!core::fs::exists(path)) continue;
    const std::string text = core::read_file(path);
    try {
      const Value header = core::parse_json(std::string_view(text).substr(0, text.find('\n')));
      if (category.checker == Checker::format_sensitivity) row.format_sensitivity = header;
      row.categories[std::string(category.name)] = {header.at("accuracy").as_double(),
                                                    header.at("total_count").as_double()};
    } catch (const core::Error& error) {
      throw error.in(path.string());
    }
  }
}

}  // namespace

std::vector<CategoryLines> by_category(const std::vector<ResultLine>& lines, EntryLookup& entries,
                                       bool (*wanted)(const Category&)) {
  std::map<const Category*, std::vector<std::pair<const Entry*, const ResultLine*>>> found;
  for (const ResultLine& line : lines) {
    const Category* category = env::bfcl::category_of_id(line.id);
    if (category == nullptr || !line.judged || (wanted != nullptr && !wanted(*category))) continue;
    const Entry* entry = entries.find(*category, line.id);
    if (entry != nullptr) found[category].emplace_back(entry, &line);
  }
  std::vector<CategoryLines> sorted;
  for (auto& [category, items] : found) {
    std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    CategoryLines& scored = sorted.emplace_back(CategoryLines{category, {}});
    for (const auto& [entry, line] : items) scored.lines.push_back(line);
  }
  return sorted;
}

Dict score_header(const CategoryLines& scored) {
  Dict header = figures(scored.lines);
  if (scored.category->checker == Checker::format_sensitivity) add_format_figures(scored.lines, header);
  return header;
}

Dict failure_object(const ResultLine& line, const Entry& entry, const std::string& folder) {
  Dict object{{"id", line.id}, {"model_name", folder}, {"test_category", entry.category->name}, {"valid", false}};
  const Checker checker = entry.category->checker;
  if (checker == Checker::multi_turn || checker == Checker::agentic) {
    add_world(line, entry, object);
  } else {
    add_single_turn(line, entry, object);
  }
  return object;
}

std::string score_file_text(const CategoryLines& scored, EntryLookup& entries, const std::string& folder) {
  std::string text = core::dump_json(score_header(scored)) + "\n";
  for (const ResultLine* line : scored.lines) {
    if (line->valid) continue;
    const Entry* entry = entries.find(*scored.category, line->id);
    text += core::dump_json(failure_object(*line, *entry, folder)) + "\n";
  }
  return text;
}

void write_score_folder(const core::fs::path& dir, const std::string& folder, const std::vector<ResultLine>& lines,
                        EntryLookup& entries, const core::fs::path& models_json) {
  const core::fs::path own = dir / folder;
  RunCosts costs;
  for (const CategoryLines& scored : by_category(lines, entries)) {
    core::write_derived_file(own / category_file(*scored.category, "score"), score_file_text(scored, entries, folder));
    for (const ResultLine* line : scored.lines) costs.add(*line);
  }
  std::vector<core::fs::path> folders;
  for (const auto& item : core::fs::directory_iterator(dir)) {
    if (item.is_directory()) folders.push_back(item.path());
  }
  std::sort(folders.begin(), folders.end());
  std::vector<BoardRow> rows;
  for (const core::fs::path& model : folders) {
    BoardRow row;
    read_scores(model, row);
    if (row.categories.empty()) continue;
    row.model = find_model_facts(model.filename().string(), models_json);
    if (model == own) row.costs = costs;
    rows.push_back(std::move(row));
  }
  for (const CsvFile& file : score_tables(rows, count_entries_once(entries.dataset()))) {
    core::write_derived_file(dir / file.name, file.text);
  }
}

void write_result_folder(const core::fs::path& dir, const std::string& folder, const std::vector<ResultLine>& lines,
                         EntryLookup& entries) {
  for (const CategoryLines& scored : by_category(lines, entries)) {
    std::string text;
    for (const ResultLine* line : scored.lines) {
      text += core::dump_json(reference_line(*line), {.ensure_ascii = true}) + "\n";
    }
    core::write_derived_file(dir / folder / category_file(*scored.category, "result"), text);
  }
}

}  // namespace eval::board
