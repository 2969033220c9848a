// TradingBot: login, the account's funds and its transactions.
#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/python_comparison.h"
#include "env/bfcl/worlds/python_date.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/trading_world.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

// The bot's clock stands still at this time of 2024-09-01.
constexpr int64_t kDay = 24 * 3600;
constexpr int64_t kNow = 10 * 3600 + 30 * 60;

Value status(std::string_view text) {
  return Dict{{"status", text}};
}

// A second within a day of the bot's now.
std::string draw_timestamp(PythonRandom& random) {
  const int64_t second = kNow + random.randint(0, kDay);
  const auto two = [](int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return core::format("2024-09-0{} {}:{}:{}", 1 + second / kDay, two(second % kDay / 3600), two(second % 3600 / 60),
                      two(second % 60));
}

DateTime midnight_of(const Value& date) {
  const DateReading reading = read_date(date);
  if (!reading.date) throw PythonError(reading.error);
  return {*reading.date};
}

}  // namespace

Value TradingWorld::get_current_time(const Arguments& /*arguments*/) {
  return Dict{{"current_time", "10:30 AM"}};
}

Value TradingWorld::get_account_info(const Arguments& /*arguments*/) {
  if (!is_logged_in()) return trading_error("User not authenticated. Please log in to view account information.");
  return account_info_;
}

Value TradingWorld::trading_login(const Arguments& /*arguments*/) {
  if (is_logged_in()) return status("Already logged in");
  authenticated_ = true;
  return status("Logged in successfully");
}

Value TradingWorld::trading_get_login_status(const Arguments& /*arguments*/) {
  return Dict{{"status", is_logged_in()}};
}

Value TradingWorld::trading_logout(const Arguments& /*arguments*/) {
  if (!is_logged_in()) return status("No user is currently logged in");
  authenticated_ = false;
  return status("Logged out successfully");
}

const Value& TradingWorld::balance() const {
  return python_lookup(*account_info_, "balance");
}

void TradingWorld::record_transaction(std::string_view type, const Value& amount) {
  transaction_history_.write().emplace_back(
      Dict{{"type", type}, {"amount", amount}, {"timestamp", draw_timestamp(random_)}});
}

Value TradingWorld::withdraw_funds(const Arguments& arguments) {
  const Value& amount = arguments[0];
  if (!is_logged_in()) return trading_error("User not authenticated. Please log in to make a transaction.");
  if (!is_text(market_status_, "Open")) return trading_error("Market is closed. Transactions are not allowed.");
  if (python_compare(amount, Order::less_equal, 0)) return trading_error("Transaction amount must be positive.");
  if (python_compare(amount, Order::greater, balance())) return trading_error("Insufficient funds for withdrawal.");
  account_info_.write()["balance"] = python_subtract_in_place(balance(), amount);
  record_transaction("withdrawal", amount);
  return Dict{{"status", "Withdrawal successful"}, {"new_balance", balance()}};
}

Value TradingWorld::fund_account(const Arguments& arguments) {
  const Value& amount = arguments[0];
  if (!is_logged_in()) return trading_error("User not authenticated. Please log in to fund the account.");
  if (python_compare(amount, Order::less_equal, 0)) return trading_error("Funding amount must be positive.");
  account_info_.write()["balance"] = python_add_in_place(balance(), amount);
  record_transaction("deposit", amount);
  return Dict{{"status", "Account funded successfully"}, {"new_balance", balance()}};
}

Value TradingWorld::get_transaction_history(const Arguments& arguments) {
  if (!is_logged_in()) {
    return core::List{trading_error("User not authenticated. Please log in to view transaction history.")};
  }
  const auto limit = [](const Value& date, const DateTime& fallback) {
    return core::python_truth(date) ? midnight_of(date) : fallback;
  };
  const DateTime start = limit(arguments[0], kFirstDateTime);
  const DateTime end = limit(arguments[1], kLastDateTime);
  core::List found;
  for (const Value& transaction : *transaction_history_) {
    const DateTimeReading at = read_date_time(python_subscript(transaction, "timestamp"));
    if (!at.date_time) throw PythonError(at.error);
    if (start <= *at.date_time && *at.date_time <= end) found.push_back(transaction);
  }
  if (long_context_) {
    const core::List& more = world_data("long_context", "TRANSACTION_HISTORY_EXTENSION").as_list();
    found.insert(found.end(), more.begin(), more.end());
  }
  Dict answer;
  answer["transaction_history"] = std::move(found);
  return answer;
}

}  // namespace env::bfcl
