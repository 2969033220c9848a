// TradingBot: stocks and the watch list.
#include <algorithm>

#include "core/format.h"
#include "core/json.h"
#include "core/python_text.h"
#include "core/text.h"
#include "env/bfcl/worlds/python_comparison.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_iteration.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/trading_world.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::List;
using core::Value;

// The list that long-context watch lists end in. One of its items is Python's constant `...`.
List read_watch_list_extension() {
  List symbols = world_data("long_context", "WATCH_LIST_EXTENSION").as_list();
  for (Value& symbol : symbols) {
    if (symbol.get_string("python") == "Ellipsis") symbol = core::Object{"Ellipsis", "ellipsis"};
  }
  return symbols;
}

const List& watch_list_extension() {
  static const List kSymbols = read_watch_list_extension();
  return kSymbols;
}

// The answer for every sector, without and with what a long context adds.
Dict stock_lists(bool long_context) {
  Dict answers;
  for (const auto& [sector, known] : world_data("trading", "sectors").as_dict()) {
    List symbols = known.as_list();
    if (long_context) {
      const bool technology = is_text(sector, "Technology");
      const List& more =
          world_data("long_context", technology ? "TECHNOLOGY_EXTENSION" : "AUTOMOBILE_EXTENSION").as_list();
      symbols.insert(symbols.end(), more.begin(), more.end());
    }
    Value answer = Dict{{"stock_list", std::move(symbols)}};
    core::keep_json(answer);
    answers.set(sector, std::move(answer));
  }
  return answers;
}

bool contains(const List& list, const Value& item) {
  return std::ranges::find(list, item) != list.end();
}

Value magnitude(const Value& number) {
  return python_compare(number, Order::less, 0) ? python_multiply(number, -1) : number;
}

}  // namespace

Value TradingWorld::get_symbol_by_name(const Arguments& arguments) {
  static const Dict& kSymbols = world_data("trading", "symbols").as_dict();
  const Value* symbol = python_find(kSymbols, arguments[0]);
  return Dict{{"symbol", symbol == nullptr ? Value("Stock not found") : *symbol}};
}

Value TradingWorld::get_stock_info(const Arguments& arguments) {
  const Value& symbol = arguments[0];
  const Value* stock = python_find(*stocks_, symbol);
  if (stock == nullptr) {
    return trading_error(core::format("Stock with symbol '{}' not found.", core::python_str(symbol)));
  }
  if (!long_context_) return *stock;
  static const Value& kAverages5 = world_data("long_context", "MA_5_EXTENSION");
  static const Value& kAverages20 = world_data("long_context", "MA_20_EXTENSION");
  Dict detailed = stock->as_dict();
  detailed.set("MA(5)", kAverages5);
  detailed.set("MA(20)", kAverages20);
  return detailed;
}

Value TradingWorld::remove_stock_from_watchlist(const Arguments& arguments) {
  const Value& symbol = arguments[0];
  if (!is_logged_in()) return trading_error("User not authenticated. Please log in to modify the watchlist.");
  const std::string name = core::python_str(symbol);
  if (!contains(*watch_list_, symbol)) return trading_error(core::format("Stock {} not found in watchlist.", name));
  List& watched = watch_list_.write();
  watched.erase(std::ranges::find(watched, symbol));
  return Dict{{"status", core::format("Stock {} removed from watchlist successfully.", name)}};
}

Value TradingWorld::watch_list_answer() const {
  return Dict{{"watchlist", watch_list_}};
}

Value TradingWorld::get_watchlist(const Arguments& /*arguments*/) {
  if (!is_logged_in()) return List{"Error: User not authenticated. Please log in to view the watchlist."};
  if (!long_context_) return watch_list_answer();
  static const std::string kExtensionRepr = core::python_repr(watch_list_extension());
  const List& more = watch_list_extension();
  List watched;
  watched.reserve(watch_list_->size() + more.size());
  watched.insert(watched.end(), watch_list_->begin(), watch_list_->end());
  watched.insert(watched.end(), more.begin(), more.end());
  // The long end is not printed again: its text goes behind that of the list.
  std::string text = core::python_repr(watch_list_);
  text.pop_back();
  if (!watch_list_->empty()) text += ", ";
  text += std::string_view(kExtensionRepr).substr(1);
  core::CopyOnWrite<List> answer(std::move(watched));
  answer.keep_text(core::TextForm::repr, std::move(text));
  return answer;
}

Value TradingWorld::add_to_watchlist(const Arguments& arguments) {
  const Value& stock = arguments[0];
  // Unknown symbols are passed over in silence; whoever is not logged in may add.
  if (!contains(*watch_list_, stock) && python_find(*stocks_, stock) != nullptr) watch_list_.write().push_back(stock);
  return watch_list_answer();
}

Value TradingWorld::get_available_stocks(const Arguments& arguments) {
  static const Dict kShort = stock_lists(false);
  static const Dict kLong = stock_lists(true);
  const Value* found = python_find(long_context_ ? kLong : kShort, arguments[0]);
  return found == nullptr ? Dict{{"stock_list", List()}} : *found;
}

Value TradingWorld::filter_stocks_by_price(const Arguments& arguments) {
  List found;
  for_each_item(arguments[0], [&](const Value& symbol) {
    const Value* stock = python_find(*stocks_, symbol);
    const Value* known = stock == nullptr ? nullptr : stock->find("price");
    const Value price = known == nullptr ? Value(0) : *known;  // unknown stocks cost nothing
    if (python_compare(price, Order::greater_equal, arguments[1]) &&
        python_compare(price, Order::less_equal, arguments[2])) {
      found.push_back(symbol);
    }
  });
  Dict answer;
  answer["filtered_stocks"] = std::move(found);
  return answer;
}

Value TradingWorld::notify_price_change(const Arguments& arguments) {
  std::vector<std::string> changed;
  for_each_item(arguments[0], [&](const Value& symbol) {
    const Value* stock = python_find(*stocks_, symbol);
    if (stock == nullptr) return;
    const Value change = magnitude(python_subscript(*stock, "percent_change"));
    if (python_compare(change, Order::greater_equal, arguments[1])) changed.push_back(core::python_str(symbol));
  });
  if (changed.empty()) return Dict{{"notification", "No significant price changes in the selected stocks."}};
  return Dict{{"notification", core::format("Stocks {} have significant price changes.", core::join(changed, ", "))}};
}

}  // namespace env::bfcl
