// TravelAPI: fares, bookings and airports.
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/json.h"
#include "core/python_text.h"
#include "core/utf8.h"
#include "env/bfcl/worlds/python_date.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/travel_tables.h"
#include "env/bfcl/worlds/travel_world.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

constexpr std::string_view kNoRoute = "No available route for the given airports.";

// Is int(text) odd? `text` passed str.isdigit(), which also lets superscripts through; int() does not.
bool is_odd(std::string_view text) {
  int last = 0;
  for (size_t at = 0; at < text.size();) {
    last = u_charDigitValue(static_cast<UChar32>(core::next_code_point(text, at)));
    if (last < 0) throw PythonError("invalid literal for int() with base 10: " + core::python_repr_string(text));
  }
  return last % 2 == 1;
}

// str.isdigit()
bool is_digits(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const auto type = static_cast<UNumericType>(
        u_getIntPropertyValue(static_cast<UChar32>(core::next_code_point(text, at)), UCHAR_NUMERIC_TYPE));
    if (type != U_NT_DECIMAL && type != U_NT_DIGIT) return false;
  }
  return !text.empty();
}

// Days are dear by a factor of 2 where the digits of the date sum up to an even number. The reference sums over
// whatever it can iterate, so a list of texts is a date too.
int64_t date_factor(const Value& date) {
  bool odd = false;
  const auto add = [&odd](const Value& item) {
    if (!item.is_string()) {
      throw PythonError(core::format("'{}' object has no attribute 'isdigit'", item.type_name()));
    }
    if (is_digits(item.as_string()) && is_odd(item.as_string())) odd = !odd;
  };
  if (date.is_string()) {
    const std::string& text = date.as_string();
    for (size_t at = 0; at < text.size();) {
      if (static_cast<unsigned char>(text[at]) < 0x80) {
        const char c = text[at++];
        if (c >= '0' && c <= '9' && c % 2 == 1) odd = !odd;
        continue;
      }
      const size_t start = at;
      core::next_code_point(text, at);
      add(text.substr(start, at - start));
    }
  } else if (date.is_list()) {
    std::ranges::for_each(date.as_list(), add);
  } else if (date.is_tuple()) {
    std::ranges::for_each(date.as_tuple().items, add);
  } else if (date.is_dict()) {
    for (const auto& [key, value] : date.as_dict()) add(key);
  } else if (date.is_bytes()) {
    if (!date.as_bytes().data.empty()) add(0);  // bytes iterate as ints
  } else {
    throw PythonError(core::format("'{}' object is not iterable", date.type_name()));
  }
  return odd ? 1 : 2;
}

double fare(const Route& route, int64_t factor) {
  return static_cast<double>(route.base_cost * factor);
}

core::List fares_of_all_routes(int64_t factor) {
  core::List fares;
  for (const Route& route : travel_tables().routes) fares.emplace_back(fare(route, factor));
  return fares;
}

// The answer of a long context: the fares of all routes. Nothing but the factor tells two answers apart.
Value all_fares(int64_t factor) {
  static const std::map<int64_t, Value> kAnswers = [] {
    std::map<int64_t, Value> answers;
    for (const auto& [name, class_factor] : travel_tables().class_factors) {
      for (const int64_t date : {1, 2}) {
        const int64_t each = class_factor.as_int() * date;
        answers[each] = Dict{{"travel_cost_list", fares_of_all_routes(each)}};
        core::keep_json(answers[each]);
      }
    }
    return answers;
  }();
  return kAnswers.at(factor);
}

}  // namespace

Value TravelWorld::get_flight_cost(const Arguments& arguments) {
  const TravelTables& tables = travel_tables();
  require_hashable(arguments[0]);
  require_hashable(arguments[1]);
  const Route* route = tables.find_route(arguments[0], arguments[1]);
  if (route == nullptr) throw PythonError(std::string(kNoRoute));
  const Value* class_factor = arguments[3].is_string() ? tables.class_factors.find(arguments[3]) : nullptr;
  if (class_factor == nullptr) throw PythonError("Invalid travel class. Options are: economy, business, first.");
  const int64_t factor = class_factor->as_int() * date_factor(arguments[2]);
  if (long_context_) return all_fares(factor);
  return Dict{{"travel_cost_list", core::List{fare(*route, factor)}}};
}

Value TravelWorld::book_flight(const Arguments& arguments) {
  const Value& card_id = arguments[1];
  const Value& date = arguments[2];
  const Value& from = arguments[3];
  const Value& to = arguments[4];
  const Value& travel_class = arguments[5];
  const auto refuse = [](std::string_view text) { return travel_error("booking_status", text); };
  const TravelTables& tables = travel_tables();
  if (const auto trouble = token_trouble(arguments[0])) return refuse(*trouble);

  const Value* card = cards_.find(card_id);
  if (card == nullptr) return refuse("Card not registered");
  if (card->find("balance") == nullptr) return refuse("Balance not found");
  const Value balance = cards_.balance(card_id);

  const auto is_airport = [&tables](const Value& code) {
    return std::ranges::find(tables.airports, code) != tables.airports.end();
  };
  if (!is_airport(from)) return refuse("Invalid departure airport code: " + core::python_str(from));
  if (!is_airport(to)) return refuse("Invalid destination airport code: " + core::python_str(to));
  if (!read_date(date).date) return refuse("Invalid date format. Use YYYY-MM-DD.");
  const Value* class_factor = python_find(tables.class_factors, travel_class);
  if (class_factor == nullptr) {
    // Python prints a set, in an order that changes with its hash seed; this is the one of seed 0.
    return refuse("Invalid travel class. Must be one of {'first', 'business', 'economy'}");
  }
  const Route* route = tables.find_route(from, to);
  if (route == nullptr) return refuse(kNoRoute);
  const double cost = fare(*route, class_factor->as_int() * date_factor(date));
  if (python_less(balance, cost)) return refuse("Insufficient funds");
  if (!account_.budget_limit.is_none() && python_less(balance, account_.budget_limit)) {
    return refuse("Balance is less than budget limit");
  }

  cards_.set_balance(card_id, python_subtract_in_place(balance, cost));
  const std::string booking_id = draw_id(1000000, 9999999);
  const std::string transaction_id = draw_id(10000000, 99999999);
  bookings_.write().set(booking_id, Dict{{"card_id", card_id},
                                         {"travel_date", date},
                                         {"travel_from", from},
                                         {"travel_to", to},
                                         {"travel_class", travel_class},
                                         {"travel_cost", cost},
                                         {"transaction_id", transaction_id}});
  return Dict{{"booking_id", booking_id},
              {"transaction_id", transaction_id},
              {"booking_status", true},
              {"booking_history", long_context_ ? Value(bookings_) : Value(Dict())}};
}

Value TravelWorld::retrieve_invoice(const Arguments& arguments) {
  const Value& id = arguments[1];  // insurance_id is never looked at
  if (const auto trouble = token_trouble(arguments[0])) return travel_error(*trouble);
  const Value* booking = python_find(*bookings_, id);
  if (booking == nullptr) return travel_error("Booking not found");
  constexpr std::array<std::string_view, 6> kFields = {"travel_date",  "travel_from", "travel_to",
                                                       "travel_class", "travel_cost", "transaction_id"};
  Dict invoice;
  invoice.reserve(kFields.size() + 1);
  invoice["booking_id"] = id;
  for (const std::string_view field : kFields) invoice.set(field, python_subscript(*booking, field));
  return Dict{{"invoice", std::move(invoice)}};
}

Value TravelWorld::get_booking_history(const Arguments& arguments) {
  if (const auto trouble = token_trouble(arguments[0])) return travel_error(*trouble);
  return Dict{{"booking_history", bookings_}};
}

Value TravelWorld::cancel_booking(const Arguments& arguments) {
  const Value& id = arguments[1];
  const auto refuse = [](std::string_view text) { return travel_error("cancel_status", text); };
  if (const auto trouble = token_trouble(arguments[0])) return refuse(*trouble);
  const Value* booking = python_find(*bookings_, id);
  if (booking == nullptr) return refuse("Booking not found");
  const Value& card_id = python_subscript(*booking, "card_id");
  const Value& cost = python_subscript(*booking, "travel_cost");
  cards_.set_balance(card_id, python_add_in_place(cards_.balance(card_id), cost));
  bookings_.write().erase(id.as_string());
  return Dict{{"cancel_status", true}};
}

Value TravelWorld::list_all_airports(const Arguments& /*arguments*/) {
  return travel_tables().airports;
}

Value TravelWorld::get_nearest_airport_by_city(const Arguments& arguments) {
  const Value* airport = python_find(travel_tables().nearest_airports, arguments[0]);
  return Dict{{"nearest_airport", airport == nullptr ? Value("Unknown") : *airport}};
}

}  // namespace env::bfcl
