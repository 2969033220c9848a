#include "eval/board/tables.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "chat/bfcl_prompt.h"
#include "core/format.h"
#include "core/python_text.h"
#include "core/text.h"
#include "eval/board/averages.h"

namespace eval::board {
namespace {

using core::Value;

// A text is printed as it is. A number is a share, printed in per cent, unless the column is one of figures.
struct Cell {
  Value value;
  bool figure = false;
};

Cell figure(Value value) {
  return {std::move(value), true};
}

using Cells = std::vector<Cell>;

constexpr const char* kMissing = "N/A";
constexpr double kMissingRank = -1;  // behind every accuracy

struct Table {
  std::string name;
  std::string header;      // with the rank's
  size_t sort_column = 0;  // of the cells, which have no rank yet
  std::vector<Cells> rows = {};
};

std::string cell_text(const Cell& cell) {
  if (cell.value.is_string()) return cell.value.as_string();
  if (cell.figure) return core::python_str(cell.value);
  return core::fixed(100 * cell.value.as_double(), 2) + "%";
}

double sort_value(const Cell& cell) {
  return cell.value.is_string() ? kMissingRank : cell.value.as_double();
}

CsvFile print(Table table) {
  std::stable_sort(table.rows.begin(), table.rows.end(), [&](const Cells& a, const Cells& b) {
    return sort_value(a[table.sort_column]) > sort_value(b[table.sort_column]);
  });
  std::string text = std::move(table.header);
  for (size_t i = 0; i < table.rows.size(); ++i) {
    text += core::format("\n{}", i + 1);
    for (const Cell& cell : table.rows[i]) text += "," + cell_text(cell);
  }
  return {std::move(table.name), std::move(text)};
}

Table non_live_table() {
  return {"data_non_live.csv",
          "Rank,Model,Non-Live Overall Acc,AST Summary,Simple AST,Python Simple AST,Java Simple AST,"
          "JavaScript Simple AST,Multiple AST,Parallel AST,Parallel Multiple AST,Irrelevance Detection",
          1};
}

Table live_table() {
  return {"data_live.csv",
          "Rank,Model,Live Overall Acc,AST Summary,Python Simple AST,Python Multiple AST,Python Parallel AST,"
          "Python Parallel Multiple AST,Irrelevance Detection,Relevance Detection",
          1};
}

Table multi_turn_table() {
  return {"data_multi_turn.csv", "Rank,Model,Multi Turn Overall Acc,Base,Miss Func,Miss Param,Long Context", 1};
}

Table agentic_table() {
  return {"data_agentic.csv",
          "Rank,Model,Agentic Overall Acc,Web Search Summary,Web Search Base,Web Search No Snippet,Memory Summary,"
          "Memory KV,Memory Vector,Memory Recursive Summarization",
          1};
}

Table format_table() {
  Table table{"data_format_sensitivity.csv",
              "Rank,Model,Format Sensitivity Max Delta,Format Sensitivity Standard Deviation", 1};
  for (const chat::PromptFormat& format : chat::format_sensitivity_formats()) {
    table.header += ",Config " + format.config();
  }
  return table;
}

Table overall_table() {
  return {"data_overall.csv",
          "Rank,Overall Acc,Model,Model Link,Total Cost ($),Latency Mean (s),Latency Standard Deviation (s),"
          "Latency 95th Percentile (s),Non-Live AST Acc,Non-Live Simple AST,Non-Live Multiple AST,"
          "Non-Live Parallel AST,Non-Live Parallel Multiple AST,Live Acc,Live Simple AST,Live Multiple AST,"
          "Live Parallel AST,Live Parallel Multiple AST,Multi Turn Acc,Multi Turn Base,Multi Turn Miss Func,"
          "Multi Turn Miss Param,Multi Turn Long Context,Web Search Acc,Web Search Base,Web Search No Snippet,"
          "Memory Acc,Memory KV,Memory Vector,Memory Recursive Summarization,Relevance Detection,"
          "Irrelevance Detection,Format Sensitivity Max Delta,Format Sensitivity Standard Deviation,Organization,"
          "License",
          0};
}

// What the tables print of one model.
class Row {
 public:
  Row(const BoardRow& row, const EntryCount& entry_count) : row_(row), entry_count_(entry_count) {
    averages_ = averages_of([this](std::string_view category) { return part(category); });
  }

  Cells non_live() const {
    return {name(),
            always(averages_.non_live),
            cell(averages_.non_live),
            cell(averages_.non_live_simple),
            of("simple_python"),
            of("simple_java"),
            of("simple_javascript"),
            of("multiple"),
            of("parallel"),
            of("parallel_multiple"),
            of("irrelevance")};
  }

  Cells live() const {
    return {name(),
            always(averages_.live),
            cell(averages_.live),
            of("live_simple"),
            of("live_multiple"),
            of("live_parallel"),
            of("live_parallel_multiple"),
            of("live_irrelevance"),
            of("live_relevance")};
  }

  Cells multi_turn() const {
    return {name(),
            always(averages_.multi_turn),
            of("multi_turn_base"),
            of("multi_turn_miss_func"),
            of("multi_turn_miss_param"),
            of("multi_turn_long_context")};
  }

  Cells agentic() const {
    return {name(),
            always(averages_.agentic),
            cell(averages_.web_search),
            of("web_search_base"),
            of("web_search_no_snippet"),
            cell(averages_.memory),
            of("memory_kv"),
            of("memory_vector"),
            of("memory_rec_sum")};
  }

  Cells formats() const {
    Cells cells = {name(), figure(format_fact("accuracy_max_delta")), figure(format_fact("accuracy_std"))};
    for (const chat::PromptFormat& format : chat::format_sensitivity_formats()) {
      const Value* facts = row_.format_sensitivity.find(format.config());
      const Value* accuracy = facts == nullptr ? nullptr : facts->find("accuracy");
      cells.push_back({accuracy == nullptr ? Value(kMissing) : *accuracy});
    }
    return cells;
  }

  Cells overall() const {
    const CostCells costs = cost_cells(row_.costs, row_.model);
    return {always(averages_.overall),
            name(),
            {row_.model.url},
            figure(costs.cost),
            figure(costs.mean),
            figure(costs.deviation),
            figure(costs.percentile_95),
            cell(averages_.non_live),
            cell(averages_.non_live_simple),
            of("multiple"),
            of("parallel"),
            of("parallel_multiple"),
            always(averages_.live),
            of("live_simple"),
            of("live_multiple"),
            of("live_parallel"),
            of("live_parallel_multiple"),
            always(averages_.multi_turn),
            of("multi_turn_base"),
            of("multi_turn_miss_func"),
            of("multi_turn_miss_param"),
            of("multi_turn_long_context"),
            cell(averages_.web_search),
            of("web_search_base"),
            of("web_search_no_snippet"),
            cell(averages_.memory),
            of("memory_kv"),
            of("memory_vector"),
            of("memory_rec_sum"),
            cell(averages_.relevance),
            cell(averages_.irrelevance),
            figure(format_fact("accuracy_max_delta")),
            figure(format_fact("accuracy_std")),
            {row_.model.org},
            {row_.model.license}};
  }

 private:
  Part part(std::string_view category) const {
    const auto found = row_.categories.find(category);
    if (found == row_.categories.end()) return {0, entry_count_(category), true};
    return {found->second.accuracy, found->second.entries, false};
  }

  Cell name() const { return {row_.model.display_name}; }
  Cell of(std::string_view category) const { return cell(part(category)); }
  static Cell cell(const Part& part) { return {part.missing ? Value(kMissing) : Value(part.accuracy)}; }
  // Averages over groups count what is missing as 0.
  static Cell always(const Part& part) { return {part.accuracy}; }

  Value format_fact(std::string_view key) const {
    const Value* fact = row_.format_sensitivity.find(key);
    return fact == nullptr ? Value(kMissing) : *fact;
  }

  const BoardRow& row_;
  const EntryCount& entry_count_;
  Averages averages_;
};

}  // namespace

EntryCount count_entries_once(const env::bfcl::Dataset& dataset) {
  return [dataset, counts = std::make_shared<std::map<const env::bfcl::Category*, double>>()](std::string_view name) {
    const env::bfcl::Category& category = env::bfcl::find_category(name);
    const auto [place, fresh] = counts->emplace(&category, 0);
    if (fresh && core::fs::exists(dataset.question_file(category))) {
      place->second = static_cast<double>(dataset.count(category));
    }
    return place->second;
  };
}

std::vector<CsvFile> score_tables(const std::vector<BoardRow>& rows, const EntryCount& entry_count) {
  using CellsOf = Cells (Row::*)() const;
  std::vector<std::pair<Table, CellsOf>> tables = {
      {non_live_table(), &Row::non_live}, {live_table(), &Row::live},      {multi_turn_table(), &Row::multi_turn},
      {agentic_table(), &Row::agentic},   {format_table(), &Row::formats}, {overall_table(), &Row::overall}};
  for (const BoardRow& row : rows) {
    const Row printed(row, entry_count);
    for (auto& [table, cells_of] : tables) table.rows.push_back((printed.*cells_of)());
  }
  std::vector<CsvFile> files;
  for (auto& [table, cells_of] : tables) files.push_back(print(std::move(table)));
  return files;
}

}  // namespace eval::board
