// TravelAPI: login, credit cards and the budget.
#include "core/python_text.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/travel_world.h"

namespace env::bfcl {

using core::Dict;
using core::Value;

Value TravelWorld::authenticate_travel(const Arguments& arguments) {
  const Value& grant_type = arguments[3];
  constexpr int kLifetime = 2;  // never counted down
  account_.token_expires_in = kLifetime;
  account_.access_token = draw_id(100000, 999999);
  account_.token_type = "Bearer";
  account_.token_scope = grant_type;
  account_.user_first_name = arguments[4];
  account_.user_last_name = arguments[5];
  return Dict{{"expires_in", kLifetime},
              {"access_token", account_.access_token},
              {"token_type", "Bearer"},
              {"scope", grant_type}};
}

Value TravelWorld::travel_get_login_status(const Arguments& /*arguments*/) {
  const Value& expires = account_.token_expires_in;
  return Dict{{"status", !expires.is_none() && !(expires == Value(0))}};
}

Value TravelWorld::get_budget_fiscal_year(const Arguments& /*arguments*/) {
  return Dict{{"budget_fiscal_year", "2018"}};
}

Value TravelWorld::register_credit_card(const Arguments& arguments) {
  const Value& number = arguments[1];
  if (account_.token_expires_in.is_none()) return travel_error("Token not initialized");
  if (const auto trouble = token_trouble(arguments[0])) return travel_error(*trouble);
  // The reference looks the number up among the card ids.
  if (cards_.find(number) != nullptr) return travel_error("Card already registered");
  const std::string id = draw_id(100000000000, 999999999999);
  cards_.add(id, {{"card_number", number},
                  {"expiration_date", arguments[2]},
                  {"cardholder_name", arguments[3]},
                  {"card_verification_number", arguments[4]},
                  {"balance", random_.randint(10000, 99999)}});
  return Dict{{"card_id", id}};
}

Value TravelWorld::get_credit_card_balance(const Arguments& arguments) {
  const Value& id = arguments[1];
  if (const auto trouble = token_trouble(arguments[0])) return travel_error(*trouble);
  if (cards_.find(id) == nullptr) {
    core::List ids;
    for (const auto& [known, card] : cards_.all()) ids.push_back(known);
    return travel_error("Card not registered. Here are a list of card_id's: " + core::python_repr(ids));
  }
  return Dict{{"card_balance", cards_.balance(id)}};
}

Value TravelWorld::get_all_credit_cards(const Arguments& /*arguments*/) {
  return Dict{{"credit_card_list", cards_.all()}};
}

Value TravelWorld::set_budget_limit(const Arguments& arguments) {
  if (const auto trouble = token_trouble(arguments[0])) return travel_error(*trouble);
  account_.budget_limit = python_to_float(arguments[1]);
  return Dict{{"budget_limit", account_.budget_limit}};
}

}  // namespace env::bfcl
