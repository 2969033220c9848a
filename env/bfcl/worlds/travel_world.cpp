#include "env/bfcl/worlds/travel_world.h"

#include <utility>

#include "core/error.h"
#include "env/bfcl/worlds/shared_equality.h"
#include "env/bfcl/worlds/travel_api.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

constexpr int64_t kTravelSeed = 141053;

core::CopyOnWrite<Dict> dict_or_empty(const Dict& scenario, std::string_view key) {
  const Value* found = scenario.find(key);
  if (found == nullptr) return {};
  if (!found->is_dict()) throw core::data_error(core::format("TravelAPI: {} is no dict", key));
  for (const auto& [id, record] : found->as_dict()) {
    if (!id.is_string()) throw core::data_error(core::format("TravelAPI: {} has an id that is no text", key));
  }
  return found->shared_dict();
}

Value value_or_none(const Dict& scenario, std::string_view key) {
  const Value* found = scenario.find(key);
  return found == nullptr ? Value() : *found;
}

int64_t seed_of(const Dict& scenario) {
  const Value* found = scenario.find("random_seed");
  if (found == nullptr) return kTravelSeed;
  if (found->type() != Value::Type::integer) throw core::data_error("TravelAPI: random_seed is no int of 64 bits");
  return found->as_int();
}

}  // namespace

const MethodTable<TravelWorld>& TravelWorld::table() {
  using W = TravelWorld;
  static const MethodTable<W> kTable({
      // in the order of the class body
      {"authenticate_travel",
       {"client_id", "client_secret", "refresh_token", "grant_type", "user_first_name", "user_last_name"},
       &W::authenticate_travel},
      {"travel_get_login_status", {}, &W::travel_get_login_status},
      {"get_budget_fiscal_year",
       {{"lastModifiedAfter", Value()}, {"includeRemoved", Value()}},
       &W::get_budget_fiscal_year},
      {"register_credit_card",
       {"access_token", "card_number", "expiration_date", "cardholder_name", "card_verification_number"},
       &W::register_credit_card},
      {"get_flight_cost", {"travel_from", "travel_to", "travel_date", "travel_class"}, &W::get_flight_cost},
      {"get_credit_card_balance", {"access_token", "card_id"}, &W::get_credit_card_balance},
      {"book_flight",
       {"access_token", "card_id", "travel_date", "travel_from", "travel_to", "travel_class"},
       &W::book_flight},
      {"retrieve_invoice", {"access_token", {"booking_id", Value()}, {"insurance_id", Value()}}, &W::retrieve_invoice},
      {"get_booking_history", {"access_token"}, &W::get_booking_history},
      {"list_all_airports", {}, &W::list_all_airports},
      {"cancel_booking", {"access_token", "booking_id"}, &W::cancel_booking},
      {"compute_exchange_rate", {"base_currency", "target_currency", "value"}, &W::compute_exchange_rate},
      {"verify_traveler_information",
       {"first_name", "last_name", "date_of_birth", "passport_number"},
       &W::verify_traveler_information},
      {"set_budget_limit", {"access_token", "budget_limit"}, &W::set_budget_limit},
      {"get_nearest_airport_by_city", {"location"}, &W::get_nearest_airport_by_city},
      {"purchase_insurance",
       {"access_token", "insurance_type", "booking_id", "insurance_cost", "card_id"},
       &W::purchase_insurance},
      {"contact_customer_support", {"booking_id", "message"}, &W::contact_customer_support},
      {"get_all_credit_cards", {}, &W::get_all_credit_cards},
  });
  return kTable;
}

void TravelWorld::load_scenario(const Dict& scenario, bool long_context) {
  random_ = PythonRandom(seed_of(scenario));
  long_context_ = long_context;
  cards_ = TravelCards(dict_or_empty(scenario, "credit_card_list"), long_context ? process_ : nullptr);
  account_ = {value_or_none(scenario, "access_token"),     value_or_none(scenario, "token_type"),
              value_or_none(scenario, "token_expires_in"), value_or_none(scenario, "token_scope"),
              value_or_none(scenario, "user_first_name"),  value_or_none(scenario, "user_last_name"),
              value_or_none(scenario, "budget_limit")};
  bookings_ = dict_or_empty(scenario, "booking_record");
  if (!long_context) return;
  // Records are only ever removed whole, so unlike the cards they need not be one for the whole process.
  static const core::CopyOnWrite<Dict> kExtension =
      world_data("long_context", "BOOKING_RECORD_EXTENSION").shared_dict();
  if (bookings_->empty()) {
    bookings_ = kExtension;
    return;
  }
  for (const auto& [id, record] : *kExtension) {
    if (bookings_->find(id) == nullptr) bookings_.write().set(id, record);
  }
}

Value TravelWorld::call(size_t method, const Arguments& arguments) {
  return table().call(*this, method, arguments);
}

Dict TravelWorld::state() const {
  return {{"credit_card_list", cards_.all()},
          {"booking_record", bookings_},
          {"access_token", account_.access_token},
          {"token_type", account_.token_type},
          {"token_expires_in", account_.token_expires_in},
          {"token_scope", account_.token_scope},
          {"user_first_name", account_.user_first_name},
          {"user_last_name", account_.user_last_name},
          {"budget_limit", account_.budget_limit},
          {"long_context", long_context_}};
}

Dict TravelWorld::private_state() const {
  return {{"_random", Dict{{"seed", random_.seed()}, {"drawn", random_.drawn()}}}};
}

bool TravelWorld::equals(const Simulator& truth) const {
  const auto* other = dynamic_cast<const TravelWorld*>(&truth);
  if (other == nullptr || long_context_ != other->long_context_) return false;
  const Account& a = account_;
  const Account& b = other->account_;
  const bool same_account = a.access_token == b.access_token && a.token_type == b.token_type &&
                            a.token_expires_in == b.token_expires_in && a.token_scope == b.token_scope &&
                            a.user_first_name == b.user_first_name && a.user_last_name == b.user_last_name &&
                            a.budget_limit == b.budget_limit;
  if (!same_account || !cards_.equals(other->cards_)) return false;
  return same_content(bookings_, other->bookings_);
}

std::unique_ptr<Simulator> TravelWorld::clone() const {
  auto copy = std::make_unique<TravelWorld>(*this);
  copy->process_ = std::make_shared<ProcessState>(*process_);
  copy->cards_ = cards_.clone(copy->process_);
  return copy;
}

std::optional<std::string> TravelWorld::token_trouble(const Value& token) const {
  if (account_.token_expires_in == Value(0)) return "Token expired";
  if (!(token == account_.access_token)) return "Invalid access token";
  return std::nullopt;
}

Value travel_error(std::string_view text) {
  return Dict{{"error", text}};
}

Value travel_error(std::string_view status, std::string_view text) {
  return Dict{{status, false}, {"error", text}};
}

std::unique_ptr<Simulator> make_travel_api() {
  return make_travel_api(std::make_shared<ProcessState>());
}

std::unique_ptr<Simulator> make_travel_api(std::shared_ptr<ProcessState> process) {
  FR_CHECK(process != nullptr, "no process");
  return std::make_unique<TravelWorld>(std::move(process));
}

}  // namespace env::bfcl
