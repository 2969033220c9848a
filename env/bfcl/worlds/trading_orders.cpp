// TradingBot: orders.
#include <cmath>

#include "core/format.h"
#include "core/python_text.h"
#include "core/text.h"
#include "env/bfcl/worlds/python_comparison.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/trading_world.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

core::List ids_of(const Dict& orders) {
  core::List ids;
  ids.reserve(orders.size());
  for (const auto& [id, order] : orders) ids.push_back(id);
  return ids;
}

// int(value) of a number.
Value whole(const Value& value) {
  if (!value.is_float()) return value;
  const double real = value.as_double();
  if (std::isnan(real)) throw PythonError("cannot convert float NaN to integer");
  if (std::isinf(real)) throw PythonError("cannot convert float infinity to integer");
  return std::trunc(real);  // only ever multiplied with a float, which would make one of the int
}

// "buy" in any case; no letter beyond ASCII has one of these in lower case.
bool is_buy(const Value& order_type) {
  return !order_type.is_bytes() && core::to_lower_ascii(text_with(order_type, "lower")) == "buy";
}

// f"{amount:.2f}"
std::string dollars(const Value& amount) {
  return core::fixed(python_to_float(amount), 2);
}

}  // namespace

Value TradingWorld::get_order_details(const Arguments& arguments) {
  const Value& id = arguments[0];
  const Value* order = python_find(*orders_, id);
  if (order == nullptr) {
    return trading_error(core::format("Order with ID {} not found.Here is the list of orders_id: {}",
                                      core::python_str(id), core::python_repr(ids_of(*orders_))));
  }
  if (!long_context_) return *order;
  if (!order->is_dict()) {
    throw PythonError(core::format("'{}' object has no attribute 'copy'", order->type_name()));
  }
  Dict detailed = order->as_dict();
  const std::string symbol = core::python_str(python_subscript(*order, "symbol"));
  static const Dict& kTopics = world_data("long_context", "ORDER_DETAIL_EXTENSION").as_dict();
  Dict metadata;
  metadata.reserve(kTopics.size());
  for (const auto& [topic, text] : kTopics) {
    metadata.set(topic, core::replace_all(text.as_string(), "{symbol}", symbol));
  }
  detailed.set("metadata", std::move(metadata));
  return detailed;
}

Value TradingWorld::cancel_order(const Arguments& arguments) {
  const Value& id = arguments[0];
  const Value* order = python_find(*orders_, id);
  if (order == nullptr) return trading_error(core::format("Order with ID {} not found.", core::python_str(id)));
  if (is_text(python_subscript(*order, "status"), "Completed")) {
    return trading_error(core::format("Can't cancel order {}. Order is already completed.", core::python_str(id)));
  }
  Dict cancelled = order->as_dict();
  cancelled.set("status", "Cancelled");
  orders_.write().set(id, std::move(cancelled));
  return Dict{{"order_id", id}, {"status", "Cancelled"}};
}

Value TradingWorld::place_order(const Arguments& arguments) {
  const Value& type = arguments[0];
  const Value& symbol = arguments[1];
  const Value& price = arguments[2];
  const Value& amount = arguments[3];
  if (!is_logged_in()) return trading_error("User not authenticated. Please log in to place an order.");
  if (python_find(*stocks_, symbol) == nullptr) {
    return trading_error("Invalid stock symbol: " + core::python_str(symbol));
  }
  if (python_compare(price, Order::less_equal, 0) || python_compare(amount, Order::less_equal, 0)) {
    return trading_error("Price and amount must be positive values.");
  }
  if (is_buy(type)) {
    const Value cost = python_multiply(python_to_float(price), whole(amount));
    const Value* known = account_info_->find("balance");
    const Value funds = known == nullptr ? Value(0) : *known;
    if (python_compare(cost, Order::greater, funds)) {
      return trading_error(
          core::format("Insufficient funds: required ${} but only ${} available.", dollars(cost), dollars(funds)));
    }
  }
  const double paid = python_to_float(price);
  const Value id = order_counter_;
  orders_.write().set(id, Dict{{"id", id},
                               {"order_type", type},
                               {"symbol", symbol},
                               {"price", paid},
                               {"amount", amount},
                               {"status", "Open"}});
  order_counter_ = python_add_in_place(order_counter_, 1);
  // It is stored as open; only this answer says that it is still to be executed.
  return Dict{{"order_id", id}, {"order_type", type}, {"status", "Pending"}, {"price", paid}, {"amount", amount}};
}

Value TradingWorld::get_order_history(const Arguments& /*arguments*/) {
  if (!is_logged_in()) {
    return core::List{trading_error("User not authenticated. Please log in to view order history.")};
  }
  return Dict{{"history", ids_of(*orders_)}};
}

}  // namespace env::bfcl
