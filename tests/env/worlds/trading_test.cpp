// TradingBot: its rules, what hostile arguments come to, and that copies are independent.
#include <gtest/gtest.h>

#include <string>

#include "core/python_text.h"
#include "env/bfcl/worlds/python_date.h"
#include "world_fixtures.h"

namespace {

using core::Dict;
using core::Value;
using env::bfcl::World;
using fixtures::run;

constexpr const char* kRaised = "Error during execution: ";

Dict scenario() {
  return {{"orders", core::parse_json(R"({"7": {"symbol": "AAPL", "price": 2.5, "status": "Pending"},
                                          "8": {"symbol": "TSLA", "price": 9.0, "status": "Completed"},
                                          "order_type": "Buy"})")},
          {"authenticated", true},
          {"market_status", "Open"},
          {"order_counter", 8},
          {"watch_list", core::List{"NVDA"}}};
}

Value attribute(const World& world, std::string_view name) {
  return world.simulator(0).state().at(name);
}

World trading(Dict given = scenario(), bool long_context = false) {
  return fixtures::world_of("TradingBot", std::move(given), long_context);
}

TEST(Trading, StartsFromTheDefaultState) {
  World world = trading({});
  EXPECT_EQ(run(world, "get_watchlist()"), "['Error: User not authenticated. Please log in to view the watchlist.']");
  EXPECT_EQ(run(world, "trading_login('u', 'p')", "trading_login('u', 'p')"), R"({"status": "Already logged in"})");
  EXPECT_EQ(run(world, "get_order_history()"), R"({"history": [12345, 12446]})");
  EXPECT_EQ(run(world, "withdraw_funds(1)"), R"({"error": "Market is closed. Transactions are not allowed."})");
  EXPECT_EQ(run(world, "trading_logout()", "trading_get_login_status()"), R"({"status": false})");
}

TEST(Trading, PlacesAndCancelsOrders) {
  World world = trading();
  // The counter points at an order that is there: it is replaced.
  EXPECT_EQ(run(world, "place_order('BUY', 'AAPL', 2, 3)"),
            R"({"order_id": 8, "order_type": "BUY", "status": "Pending", "price": 2.0, "amount": 3})");
  EXPECT_EQ(run(world, "get_order_details(8.0)"),
            R"({"id": 8, "order_type": "BUY", "symbol": "AAPL", "price": 2.0, "amount": 3, "status": "Open"})");
  EXPECT_EQ(run(world, "cancel_order(8)"), R"({"order_id": 8, "status": "Cancelled"})");
  EXPECT_EQ(attribute(world, "order_counter"), Value(9));
  EXPECT_EQ(run(world, "get_order_details('7')"),
            R"({"error": "Order with ID 7 not found.Here is the list of orders_id: )"
            R"([7, 8, 'order_type']"})");
  EXPECT_EQ(run(world, "get_order_details('order_type')"), "Buy");
  EXPECT_EQ(run(world, "cancel_order('order_type')"),
            std::string(kRaised) + "string indices must be integers, not 'str'");
}

TEST(Trading, BuysOnlyWhatTheAccountPays) {
  World world = trading();
  EXPECT_EQ(run(world, "place_order('Buy', 'AAPL', 100.5, 100)"),
            R"({"error": "Insufficient funds: required $10050.00 but only $10000.00 available."})");
  EXPECT_EQ(run(world, "place_order('Buy', 'AAPL', 100.5, 99.9)").substr(0, 12), R"({"order_id":)");
  EXPECT_EQ(run(world, "place_order('Sell', 'AAPL', 1e308, 1e308)").substr(0, 12), R"({"order_id":)");
  EXPECT_EQ(run(world, "place_order('Buy', 'AAPL', 1e999, 1)"),
            R"({"error": "Insufficient funds: required $inf but only $10000.00 available."})");
}

TEST(Trading, MovesMoney) {
  World world = trading();
  EXPECT_EQ(run(world, "fund_account(0.5)"), R"({"status": "Account funded successfully", "new_balance": 10000.5})");
  EXPECT_EQ(run(world, "withdraw_funds(20000)"), R"({"error": "Insufficient funds for withdrawal."})");
  EXPECT_EQ(run(world, "withdraw_funds(10000)"), R"({"status": "Withdrawal successful", "new_balance": 0.5})");
  const core::List history = attribute(world, "transaction_history").as_list();
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].at("type"), Value("deposit"));
  const std::string at = history[1].at("timestamp").as_string();
  EXPECT_TRUE(at >= "2024-09-01 10:30:00" && at <= "2024-09-02 10:30:00") << at;
  EXPECT_EQ(run(world, "get_transaction_history('2024-09-03')"), R"({"transaction_history": []})");
  EXPECT_EQ(run(world, "get_transaction_history(start_date='', end_date='2024-9-1')"),
            R"({"transaction_history": []})");
  EXPECT_EQ(run(world, "get_transaction_history(end_date='2024-02-30')"),
            std::string(kRaised) + "day is out of range for month");
}

TEST(Trading, WatchesStocks) {
  World world = trading();
  EXPECT_EQ(run(world, "add_to_watchlist('NOPE')"), R"({"watchlist": ["NVDA"]})");
  EXPECT_EQ(run(world, "add_to_watchlist('TSLA')"), R"({"watchlist": ["NVDA", "TSLA"]})");
  EXPECT_EQ(run(world, "remove_stock_from_watchlist('NVDA')", "get_watchlist()"), R"({"watchlist": ["TSLA"]})");
  EXPECT_EQ(run(world, "remove_stock_from_watchlist(['NVDA'])"),
            R"({"error": "Stock ['NVDA'] not found in watchlist."})");
  EXPECT_EQ(run(world, "filter_stocks_by_price(['AAPL', 'NOPE', 'ZETA'], 0, 100)"),
            R"({"filtered_stocks": ["NOPE", "ZETA"]})");
  EXPECT_EQ(run(world, "notify_price_change(('NVDA', 'AAPL', 'NOPE'), 0.3)"),
            R"({"notification": "Stocks NVDA have significant price changes."})");
}

TEST(Trading, RaisesForHostileArguments) {
  World world = trading();
  const auto raised = [&](const char* call) {
    const std::string text = run(world, call);
    return text.starts_with(kRaised) ? text.substr(std::string(kRaised).size()) : "not raised: " + text;
  };
  EXPECT_EQ(raised("fund_account('1')"), "'<=' not supported between instances of 'str' and 'int'");
  EXPECT_EQ(raised("get_stock_info([])"), "unhashable type: 'list'");
  EXPECT_EQ(raised("place_order(1, 'AAPL', 1, 1)"), "'int' object has no attribute 'lower'");
  EXPECT_EQ(raised("place_order('buy', 'AAPL', 1, 1e999)"), "cannot convert float infinity to integer");
  EXPECT_EQ(raised("place_order('buy', 'AAPL', 1, 1e999 - 1e999)"), "cannot convert float NaN to integer");
  EXPECT_EQ(raised("place_order('sell', 'AAPL', 10 ** 400, 1)"), "int too large to convert to float");
  EXPECT_EQ(raised("filter_stocks_by_price(['AAPL'], (1, 2), 3)"),
            "'>=' not supported between instances of 'float' and 'tuple'");
  EXPECT_EQ(raised("notify_price_change(1.5, 0)"), "'float' object is not iterable");
  EXPECT_EQ(raised("get_transaction_history(3)"), "strptime() argument 1 must be str, not int");
  // Nothing of all this has come to anything.
  World fresh = trading();
  EXPECT_TRUE(world.simulator(0).equals(fresh.simulator(0)));
}

TEST(Trading, LongContextAnswersAreLong) {
  World world = trading(scenario(), true);
  const std::string watched = run(world, "get_watchlist()");
  EXPECT_TRUE(watched.starts_with("['NVDA', '") && watched.ends_with("', Ellipsis]")) << watched.substr(0, 40);
  EXPECT_EQ(run(world, "filter_stocks_by_price(get_watchlist(), 1, 300)"), R"({"filtered_stocks": ["NVDA"]})");
  // An answer that holds `...` has no JSON.
  EXPECT_TRUE(run(world, "filter_stocks_by_price(get_watchlist(), 0, 0)").starts_with("{'filtered_stocks': ['"));
  const Value stock = world.execute("get_stock_info('NVDA')").value;
  EXPECT_EQ(stock.at("MA(5)").as_list().size(), 2000U);
  EXPECT_EQ(world.execute("get_transaction_history()").value.at("transaction_history").as_list().size(), 1000U);
  EXPECT_EQ(world.execute("get_available_stocks('Automobile')").value.at("stock_list").as_list().size(), 1003U);
  const Value order = world.execute("get_order_details(7)").value;
  EXPECT_EQ(order.at("metadata").as_dict().size(), 8U);
  for (const auto& [topic, text] : order.at("metadata").as_dict()) {
    EXPECT_EQ(text.as_string().find('{'), std::string::npos);
    EXPECT_NE(text.as_string().find("AAPL"), std::string::npos);
  }
  EXPECT_EQ(run(world, "get_order_details('order_type')"),
            std::string(kRaised) + "'str' object has no attribute 'copy'");
  EXPECT_EQ(attribute(world, "watch_list"), Value(core::List{"NVDA"}));  // none of it is kept
}

TEST(Trading, CopiesAreIndependent) {
  World world = trading();
  run(world, "fund_account(1)");
  World copy = world;
  EXPECT_TRUE(copy.simulator(0).equals(world.simulator(0)));
  const std::string before = world.simulator(0).state_repr();
  const std::string next = run(copy, "fund_account(2)", "cancel_order(7)", "add_to_watchlist('TSLA')",
                               "place_order('sell', 'AAPL', 1, 1)", "trading_logout()");
  EXPECT_EQ(world.simulator(0).state_repr(), before);
  EXPECT_FALSE(copy.simulator(0).equals(world.simulator(0)));
  EXPECT_EQ(run(world, "fund_account(2)", "cancel_order(7)", "add_to_watchlist('TSLA')",
                "place_order('sell', 'AAPL', 1, 1)", "trading_logout()"),
            next);
  EXPECT_EQ(world.simulator(0).state_repr(), copy.simulator(0).state_repr());  // timestamps too
}

TEST(PythonDate, ReadsTimes) {
  const auto read = [](const char* text) { return env::bfcl::read_date_time(text); };
  const auto at = read("2024-9-1  7:05:59").date_time;
  ASSERT_TRUE(at);
  EXPECT_TRUE((*at == env::bfcl::DateTime{{2024, 9, 1}, 7, 5, 59}));
  EXPECT_EQ(read("2024-09-01").error, "time data '2024-09-01' does not match format '%Y-%m-%d %H:%M:%S'");
  EXPECT_EQ(read("2024-09-01 24:00:00").error,
            "time data '2024-09-01 24:00:00' does not match format '%Y-%m-%d %H:%M:%S'");
  EXPECT_EQ(read("2024-09-01 23:59:60").error, "second must be in 0..59");
  EXPECT_EQ(read("2024-09-01 10:00:00.5").error, "unconverted data remains: .5");
}

}  // namespace
