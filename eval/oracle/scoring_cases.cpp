#include "eval/oracle/scoring_cases.h"

#include <algorithm>

#include "core/error.h"
#include "eval/oracle/result_texts.h"

namespace eval::oracle {
namespace {

using board::BoardRow;

// The row of a model, which the first run of it makes.
BoardRow& row_of(const std::string& name, const core::Value& models, std::vector<BoardRow>& rows) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const BoardRow& row) { return row.model.name == name; });
  if (found != rows.end()) return *found;
  BoardRow row;
  row.model = board::model_facts_from_json(name, models.at(name));
  return rows.emplace_back(std::move(row));
}

std::vector<BoardRow> rows_of(const core::Value& line) {
  std::vector<BoardRow> rows;
  for (const core::Value& run : line.at("runs").as_list()) {
    BoardRow& row = row_of(run.at("model").as_string(), line.at("models"), rows);
    if (const core::Value* header = run.find("header")) {
      row.format_sensitivity = *header;
      continue;
    }
    const double total = run.at("total").as_double();
    row.categories[run.at("category").as_string()] = {run.at("correct").as_double() / total, total};
    for (const core::Value& result : run.at("rows").as_list()) {
      row.costs.add(result.find("input_token_count"), result.find("output_token_count"), result.find("latency"));
    }
  }
  return rows;
}

}  // namespace

std::string table_difference(const std::vector<board::CsvFile>& found, const core::Value& expected) {
  for (const auto& [name, text] : expected.as_dict()) {
    const auto file = std::find_if(found.begin(), found.end(), [&wanted = name](const board::CsvFile& table) {
      return table.name == wanted.as_string();
    });
    if (file == found.end()) return name.as_string() + " is missing";
    if (file->text != text.as_string()) {
      return core::format("{}: {}", file->name, text_difference(file->text, text.as_string()));
    }
  }
  return found.size() == expected.as_dict().size() ? "" : core::format("{} tables", found.size());
}

Outcome ScoringCases::run(const core::Value& line) const {
  const std::vector<BoardRow> rows = rows_of(line);
  if (line.find("crash") != nullptr) {
    // One latency alone has no deviation, of which the reference dies.
    const bool lone =
        std::any_of(rows.begin(), rows.end(), [](const BoardRow& row) { return row.costs.latencies.size() == 1; });
    return lone ? Outcome{} : Outcome{Outcome::Kind::failed, "the reference dies, this program does not"};
  }
  const std::string difference = table_difference(board::score_tables(rows, entry_count_), line.at("csv"));
  return difference.empty() ? Outcome{} : Outcome{Outcome::Kind::failed, difference};
}

}  // namespace eval::oracle
