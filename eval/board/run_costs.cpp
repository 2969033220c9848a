#include "eval/board/run_costs.h"

#include <algorithm>

namespace eval::board {
namespace {

using core::Value;

// What renting eight H100 costs an hour (USD), and how many requests the benchmark assumes to run on them at once.
constexpr double kHourlyPrice = 23.92;
constexpr double kParallelRequests = 100;
constexpr double kSecondsAnHour = 3600;
constexpr double kTokensPriced = 1'000'000;
constexpr double kPercentile = 95;

void add_number(const Value& value, Numbers& into) {
  if ((value.is_number() || value.is_bool()) && core::python_truth(value)) into.push_back(value);
}

void add_field(const Value* field, Numbers& into) {
  if (field == nullptr) return;
  if (!field->is_list()) {
    add_number(*field, into);
    return;
  }
  const core::List& turns = field->as_list();
  if (!std::all_of(turns.begin(), turns.end(), [](const Value& turn) { return turn.is_list(); })) return;
  for (const Value& turn : turns) {
    for (const Value& step : turn.as_list()) add_number(step, into);
  }
}

double sum_of(const Numbers& numbers) {
  return python_sum(numbers).as_double();
}

}  // namespace

Value cost_of(const RunCosts& costs, const ModelFacts& model) {
  if (model.input_price && model.output_price) {
    if (costs.input_tokens.empty() || costs.output_tokens.empty()) return "N/A";
    return python_round2(sum_of(costs.input_tokens) * *model.input_price / kTokensPriced +
                         sum_of(costs.output_tokens) * *model.output_price / kTokensPriced);
  }
  if (costs.latencies.empty()) return "N/A";
  return python_round2(sum_of(costs.latencies) / kSecondsAnHour * kHourlyPrice / kParallelRequests);
}

void RunCosts::add(const Value* input, const Value* output, const Value* latency) {
  add_field(input, input_tokens);
  add_field(output, output_tokens);
  add_field(latency, latencies);
}

void RunCosts::add(const ResultLine& line) {
  add(&line.input_tokens, &line.output_tokens, &line.latency_s);
}

CostCells cost_cells(const RunCosts& costs, const ModelFacts& model) {
  CostCells cells;
  cells.cost = cost_of(costs, model);
  if (costs.latencies.empty()) return cells;
  cells.mean = python_round2(exact_mean(costs.latencies));
  if (costs.latencies.size() > 1) cells.deviation = python_round2(exact_deviation(costs.latencies));
  cells.percentile_95 = numpy_round2(percentile(costs.latencies, kPercentile));
  return cells;
}

}  // namespace eval::board
