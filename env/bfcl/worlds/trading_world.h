// The class behind trading_bot.h. Methods by topic: trading_account.cpp (login, funds, transactions),
// trading_orders.cpp (orders), trading_stocks.cpp (stocks, watch list).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/copy_on_write.h"
#include "env/bfcl/worlds/method_table.h"
#include "env/bfcl/worlds/python_random.h"

namespace env::bfcl {

class TradingWorld final : public Simulator {
 public:
  std::string_view class_name() const override { return "TradingBot"; }
  const std::vector<Method>& methods() const override { return table().methods(); }
  // Besides the interface's: core::Error(data) where orders, account, stocks, watch list or transactions are of another
  // type than the default state's, or the seed is no int.
  void load_scenario(const core::Dict& scenario, bool long_context) override;
  core::Value call(size_t method, const Arguments& arguments) override;
  core::Dict state() const override;
  core::Dict private_state() const override;
  bool equals(const Simulator& truth) const override;
  std::unique_ptr<Simulator> clone() const override;

 private:
  static const MethodTable<TradingWorld>& table();

  core::Value get_current_time(const Arguments& arguments);
  core::Value get_account_info(const Arguments& arguments);
  core::Value trading_login(const Arguments& arguments);
  core::Value trading_get_login_status(const Arguments& arguments);
  core::Value trading_logout(const Arguments& arguments);
  core::Value withdraw_funds(const Arguments& arguments);
  core::Value fund_account(const Arguments& arguments);
  core::Value get_transaction_history(const Arguments& arguments);

  core::Value get_order_details(const Arguments& arguments);
  core::Value cancel_order(const Arguments& arguments);
  core::Value place_order(const Arguments& arguments);
  core::Value get_order_history(const Arguments& arguments);

  core::Value get_symbol_by_name(const Arguments& arguments);
  core::Value get_stock_info(const Arguments& arguments);
  core::Value remove_stock_from_watchlist(const Arguments& arguments);
  core::Value get_watchlist(const Arguments& arguments);
  core::Value get_available_stocks(const Arguments& arguments);
  core::Value filter_stocks_by_price(const Arguments& arguments);
  core::Value add_to_watchlist(const Arguments& arguments);
  core::Value notify_price_change(const Arguments& arguments);

  bool is_logged_in() const { return core::python_truth(authenticated_); }
  // What `{"watchlist": …}` answers.
  core::Value watch_list_answer() const;
  void record_transaction(std::string_view type, const core::Value& amount);
  // Of the account: KeyError where it has none.
  const core::Value& balance() const;

  PythonRandom random_{0};
  // Public attributes by their Python names. Callers and scenarios put any type into the single values.
  core::CopyOnWrite<core::Dict> orders_;
  core::CopyOnWrite<core::Dict> account_info_;
  core::Value authenticated_;
  core::Value market_status_;
  core::Value order_counter_;
  core::CopyOnWrite<core::Dict> stocks_;
  core::CopyOnWrite<core::List> watch_list_;
  core::CopyOnWrite<core::List> transaction_history_;
  bool long_context_ = false;
};

// {"error": text}
core::Value trading_error(std::string_view text);

}  // namespace env::bfcl
