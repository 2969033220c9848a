// MathAPI: what takes a list of numbers. Sums run from left to right, as CPython 3.11's do.
#include <cmath>
#include <optional>

#include "chat/python/arithmetic.h"
#include "chat/python/builtins.h"
#include "core/format.h"
#include "env/bfcl/worlds/math_world.h"
#include "env/bfcl/worlds/python_comparison.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_iteration.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using chat::python::numeric_operator;
using chat::python::Op;
using core::List;
using core::Value;

// The items that the methods go over; none where Python raises a TypeError.
std::optional<List> numbers_of(const Value& numbers) {
  List items;
  try {
    for_each_item(numbers, [&items](const Value& item) { items.push_back(item); });
  } catch (const PythonError&) {
    return std::nullopt;
  }
  return items;
}

// sum(items); none where Python raises a TypeError.
std::optional<Value> sum(const List& items) {
  Value total = 0;
  for (const Value& item : items) {
    if (!is_numeric(item)) return std::nullopt;
    total = numeric_operator(Op::add, total, item);
  }
  return total;
}

Value mean_of(const Value& total, const List& items) {
  return numeric_operator(Op::div, total, static_cast<int64_t>(items.size()));
}

Value not_numbers() {
  return math_error("All elements in the list must be numbers");
}

Value of_nothing(std::string_view what) {
  return math_error(core::format("Cannot {} of an empty list", what));
}

// min() or max(): the first of equal ones.
Value extreme(const Value& numbers, Order wins) {
  const std::optional<List> items = numbers_of(numbers);
  if (!items) return not_numbers();
  const Value* best = nullptr;
  try {
    for (const Value& item : *items) {
      if (best == nullptr || python_compare(item, wins, *best)) best = &item;
    }
  } catch (const PythonError&) {  // a TypeError: nothing else comes of comparing
    return not_numbers();
  }
  return math_result(*best);
}

}  // namespace

Value MathWorld::mean(const Arguments& arguments) {
  if (!core::python_truth(arguments[0])) return of_nothing("calculate mean");
  const std::optional<List> items = numbers_of(arguments[0]);
  const std::optional<Value> total = items ? sum(*items) : std::nullopt;
  return total ? math_result(mean_of(*total, *items)) : not_numbers();
}

Value MathWorld::standard_deviation(const Arguments& arguments) {
  if (!core::python_truth(arguments[0])) return of_nothing("calculate standard deviation");
  const std::optional<List> items = numbers_of(arguments[0]);
  const std::optional<Value> total = items ? sum(*items) : std::nullopt;
  if (!total) return not_numbers();
  const Value mean = mean_of(*total, *items);
  List squares;
  for (const Value& item : *items) {
    squares.push_back(numeric_operator(Op::pow, numeric_operator(Op::sub, item, mean), 2));
  }
  const Value variance = mean_of(*sum(squares), squares);
  if (variance.is_complex()) return not_numbers();
  return math_result(std::sqrt(variance.as_double()));
}

Value MathWorld::min_value(const Arguments& arguments) {
  if (!core::python_truth(arguments[0])) return of_nothing("find minimum");
  return extreme(arguments[0], Order::less);
}

Value MathWorld::max_value(const Arguments& arguments) {
  if (!core::python_truth(arguments[0])) return of_nothing("find maximum");
  return extreme(arguments[0], Order::greater);
}

Value MathWorld::sum_values(const Arguments& arguments) {
  if (!core::python_truth(arguments[0])) return of_nothing("calculate sum");
  const std::optional<List> items = numbers_of(arguments[0]);
  const std::optional<Value> total = items ? sum(*items) : std::nullopt;
  return total ? math_result(*total) : not_numbers();
}

}  // namespace env::bfcl
