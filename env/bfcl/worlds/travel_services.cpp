// TravelAPI: insurance, customer support, currencies and the traveller's papers.
#include "core/python_text.h"
#include "env/bfcl/worlds/python_date.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/travel_tables.h"
#include "env/bfcl/worlds/travel_world.h"

namespace env::bfcl {

using core::Dict;
using core::Value;

Value TravelWorld::purchase_insurance(const Arguments& arguments) {
  const Value& cost = arguments[3];
  const Value& card_id = arguments[4];
  const auto refuse = [](std::string_view text) { return travel_error("insurance_status", text); };
  if (const auto trouble = token_trouble(arguments[0])) return refuse(*trouble);
  const Value& limit = account_.budget_limit;
  if (!limit.is_none() && python_less(limit, cost)) return refuse("Exceeded budget limit");
  if (python_find(*bookings_, arguments[2]) == nullptr) return refuse("Booking not found");
  if (cards_.find(card_id) == nullptr) return refuse("Credit card not registered");
  // No look at the funds: the balance may fall below zero.
  cards_.set_balance(card_id, python_subtract_in_place(cards_.balance(card_id), cost));
  return Dict{{"insurance_id", draw_id(100000000, 999999999)}, {"insurance_status", true}};
}

Value TravelWorld::contact_customer_support(const Arguments& arguments) {
  if (python_find(*bookings_, arguments[0]) == nullptr) return travel_error("Booking not found");
  return Dict{{"customer_support_message",
               "Thank you for contacting customer support. Your message has been received and we will get back to you "
               "shortly."}};
}

Value TravelWorld::compute_exchange_rate(const Arguments& arguments) {
  const Value& base = arguments[0];
  const Value& target = arguments[1];
  const Value& value = arguments[2];
  for (const ExchangeRate& row : travel_tables().exchange_rates) {
    if (is_text(base, row.from) && is_text(target, row.to)) {
      return Dict{{"exchanged_value", python_to_float(python_multiply(value, row.rate))}};
    }
    if (is_text(base, row.to) && is_text(target, row.from)) {  // only this way is rounded
      const Value quotient = python_divide(value, row.rate);
      if (!quotient.is_float()) throw PythonError("type complex doesn't define __round__ method");
      return Dict{{"exchanged_value", python_round(quotient.as_double(), 2)}};
    }
  }
  throw PythonError("No available exchange rate for the given currencies.");
}

Value TravelWorld::verify_traveler_information(const Arguments& arguments) {
  const Value& first = arguments[0];
  const Value& last = arguments[1];
  const Value& passport = arguments[3];
  const auto refuse = [](std::string text) {
    return Dict{{"verification_status", false}, {"verification_failure", std::move(text)}};
  };
  if (!(account_.user_first_name == first) || !(account_.user_last_name == last)) {
    const auto full = [](const Value& a, const Value& b) { return core::python_str(a) + " " + core::python_str(b); };
    return refuse("Cannot book flight information for another user.Expected " +
                  full(account_.user_first_name, account_.user_last_name) + ", got " + full(first, last));
  }
  const DateReading birth = read_date(arguments[2]);
  if (!birth.date) return refuse("Invalid date of birth format. Please use YYYY-MM-DD.");
  if (years_between(*birth.date, today()) < 18) return refuse("Traveler must be at least 18 years old.");
  if (passport.is_bytes()) throw PythonError("startswith first arg must be bytes or a tuple of bytes, not str");
  if (!passport.is_string()) {
    throw PythonError(core::format("'{}' object has no attribute 'startswith'", passport.type_name()));
  }
  if (!passport.as_string().starts_with("US")) return refuse("Passport must be issued by the United States.");
  return Dict{{"verification_status", true}};
}

}  // namespace env::bfcl
