#include "env/bfcl/worlds/trading_world.h"

#include <algorithm>

#include "core/big_integer.h"
#include "core/error.h"
#include "env/bfcl/worlds/python_int.h"
#include "env/bfcl/worlds/scenario.h"
#include "env/bfcl/worlds/shared_equality.h"
#include "env/bfcl/worlds/trading_bot.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

// JSON has no ints as keys: an id that reads as one becomes one.
Value order_id(const Value& key) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool is_number = key.is_string() && !key.as_string().empty() && std::ranges::all_of(key.as_string(), is_digit);
  if (!is_number) return key;
  if (const std::optional<int64_t> small = small_int(key.as_string())) return *small;
  return core::BigInteger::from_text(key.as_string(), 10).to_value();
}

}  // namespace

const MethodTable<TradingWorld>& TradingWorld::table() {
  using W = TradingWorld;
  static const MethodTable<W> kTable({
      // in the order of the class body
      {"get_current_time", {}, &W::get_current_time},
      {"get_symbol_by_name", {"name"}, &W::get_symbol_by_name},
      {"get_stock_info", {"symbol"}, &W::get_stock_info},
      {"get_order_details", {"order_id"}, &W::get_order_details},
      {"cancel_order", {"order_id"}, &W::cancel_order},
      {"place_order", {"order_type", "symbol", "price", "amount"}, &W::place_order},
      {"withdraw_funds", {"amount"}, &W::withdraw_funds},
      {"get_account_info", {}, &W::get_account_info},
      {"trading_login", {"username", "password"}, &W::trading_login},
      {"trading_get_login_status", {}, &W::trading_get_login_status},
      {"trading_logout", {}, &W::trading_logout},
      {"fund_account", {"amount"}, &W::fund_account},
      {"remove_stock_from_watchlist", {"symbol"}, &W::remove_stock_from_watchlist},
      {"get_watchlist", {}, &W::get_watchlist},
      {"get_order_history", {}, &W::get_order_history},
      {"get_transaction_history", {{"start_date", Value()}, {"end_date", Value()}}, &W::get_transaction_history},
      {"get_available_stocks", {"sector"}, &W::get_available_stocks},
      {"filter_stocks_by_price", {"stocks", "min_price", "max_price"}, &W::filter_stocks_by_price},
      {"add_to_watchlist", {"stock"}, &W::add_to_watchlist},
      {"notify_price_change", {"stocks", "threshold"}, &W::notify_price_change},
  });
  return kTable;
}

void TradingWorld::load_scenario(const Dict& scenario, bool long_context) {
  static const Dict& kDefaults = world_data("trading", "default_state").as_dict();
  const Scenario read(class_name(), scenario, kDefaults);
  random_ = PythonRandom(read.seed());
  const Dict& known_orders = *read.dict("orders");
  Dict orders;
  orders.reserve(known_orders.size());
  for (const auto& [id, order] : known_orders) orders.set(order_id(id), order);
  orders_ = core::CopyOnWrite<Dict>(std::move(orders));
  account_info_ = read.dict("account_info");
  authenticated_ = read.value("authenticated");
  market_status_ = read.value("market_status");
  order_counter_ = read.value("order_counter");
  for (const auto& [symbol, stock] : *read.dict("stocks")) {
    if (!stock.is_dict()) throw core::data_error("TradingBot: stocks holds what is no dict");
  }
  stocks_ = read.dict("stocks");
  watch_list_ = read.list("watch_list");
  transaction_history_ = read.list("transaction_history");
  long_context_ = long_context;
}

Value TradingWorld::call(size_t method, const Arguments& arguments) {
  return table().call(*this, method, arguments);
}

Dict TradingWorld::state() const {
  return {{"orders", orders_},
          {"account_info", account_info_},
          {"authenticated", authenticated_},
          {"market_status", market_status_},
          {"order_counter", order_counter_},
          {"stocks", stocks_},
          {"watch_list", watch_list_},
          {"transaction_history", transaction_history_},
          {"long_context", long_context_}};
}

Dict TradingWorld::private_state() const {
  return {{"_random", Dict{{"seed", random_.seed()}, {"drawn", random_.drawn()}}}};
}

bool TradingWorld::equals(const Simulator& truth) const {
  const auto* other = dynamic_cast<const TradingWorld*>(&truth);
  return other != nullptr && long_context_ == other->long_context_ && authenticated_ == other->authenticated_ &&
         market_status_ == other->market_status_ && order_counter_ == other->order_counter_ &&
         same_content(orders_, other->orders_) && same_content(account_info_, other->account_info_) &&
         same_content(stocks_, other->stocks_) && same_content(watch_list_, other->watch_list_) &&
         same_content(transaction_history_, other->transaction_history_);
}

std::unique_ptr<Simulator> TradingWorld::clone() const {
  return std::make_unique<TradingWorld>(*this);
}

Value trading_error(std::string_view text) {
  return Dict{{"error", text}};
}

std::unique_ptr<Simulator> make_trading_bot() {
  return std::make_unique<TradingWorld>();
}

}  // namespace env::bfcl
