// The class behind travel_api.h. Methods by topic: travel_account.cpp (login, cards, budget), travel_flights.cpp
// (fares, bookings), travel_services.cpp (insurance, currencies, checks).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/copy_on_write.h"
#include "env/bfcl/worlds/method_table.h"
#include "env/bfcl/worlds/python_random.h"
#include "env/bfcl/worlds/travel_cards.h"

namespace env::bfcl {

class TravelWorld final : public Simulator {
 public:
  explicit TravelWorld(std::shared_ptr<ProcessState> process) : process_(std::move(process)) {}

  std::string_view class_name() const override { return "TravelAPI"; }
  const std::vector<Method>& methods() const override { return table().methods(); }
  // Besides the interface's: core::Error(data) where cards or bookings are no dicts by text ids, or the seed is no int.
  void load_scenario(const core::Dict& scenario, bool long_context) override;
  core::Value call(size_t method, const Arguments& arguments) override;
  core::Dict state() const override;
  core::Dict private_state() const override;
  bool equals(const Simulator& truth) const override;
  std::unique_ptr<Simulator> clone() const override;

 private:
  static const MethodTable<TravelWorld>& table();

  core::Value authenticate_travel(const Arguments& arguments);
  core::Value travel_get_login_status(const Arguments& arguments);
  core::Value get_budget_fiscal_year(const Arguments& arguments);
  core::Value register_credit_card(const Arguments& arguments);
  core::Value get_credit_card_balance(const Arguments& arguments);
  core::Value get_all_credit_cards(const Arguments& arguments);
  core::Value set_budget_limit(const Arguments& arguments);

  core::Value get_flight_cost(const Arguments& arguments);
  core::Value book_flight(const Arguments& arguments);
  core::Value retrieve_invoice(const Arguments& arguments);
  core::Value get_booking_history(const Arguments& arguments);
  core::Value list_all_airports(const Arguments& arguments);
  core::Value cancel_booking(const Arguments& arguments);
  core::Value get_nearest_airport_by_city(const Arguments& arguments);

  core::Value compute_exchange_rate(const Arguments& arguments);
  core::Value verify_traveler_information(const Arguments& arguments);
  core::Value purchase_insurance(const Arguments& arguments);
  core::Value contact_customer_support(const Arguments& arguments);

  // "Token expired", "Invalid access token", or none where the token is good.
  std::optional<std::string> token_trouble(const core::Value& token) const;
  std::string draw_id(int64_t low, int64_t high) { return std::to_string(random_.randint(low, high)); }

  // Public attributes by their Python names. Scenarios and callers put any type into them.
  struct Account {
    core::Value access_token;
    core::Value token_type;
    core::Value token_expires_in;
    core::Value token_scope;
    core::Value user_first_name;
    core::Value user_last_name;
    core::Value budget_limit;
  };

  std::shared_ptr<ProcessState> process_;
  PythonRandom random_{0};
  TravelCards cards_;
  core::CopyOnWrite<core::Dict> bookings_;
  Account account_;
  bool long_context_ = false;
};

// {"error": text}, with `status` ("booking_status", …) set to False before it where given.
core::Value travel_error(std::string_view text);
core::Value travel_error(std::string_view status, std::string_view text);

}  // namespace env::bfcl
