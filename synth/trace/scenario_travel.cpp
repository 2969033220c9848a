// Random travel accounts. Records have the fields that the world itself writes, so every tool can read them.
#include "env/bfcl/worlds/travel_tables.h"
#include "synth/trace/names.h"
#include "synth/trace/scenario.h"

namespace synth {
namespace {

using core::Dict;

double cents(double amount) {
  return static_cast<double>(static_cast<int64_t>(amount * 100)) / 100;
}

Dict draw_card(const std::string& holder, core::Rng& rng) {
  return {{"card_number", names::digits(16, rng)},
          {"expiration_date", names::month_and_year(rng)},
          {"cardholder_name", holder},
          {"card_verification_number", rng.integer(100, 999)},
          {"balance", cents(rng.chance(0.1) ? rng.uniform(40, 400) : rng.uniform(1500, 48000))}};
}

Dict draw_booking(const std::string& card_id, core::Rng& rng) {
  const env::bfcl::TravelTables& tables = env::bfcl::travel_tables();
  const env::bfcl::Route& route = tables.routes[rng.index(tables.routes.size())];
  const auto& travel_class = *(tables.class_factors.begin() + static_cast<ptrdiff_t>(rng.index(3)));
  const int64_t factor = travel_class.value.as_int() * (rng.chance(0.5) ? 2 : 1);
  return {{"card_id", card_id},
          {"travel_date", names::future_date(rng)},
          {"travel_from", route.from},
          {"travel_to", route.to},
          {"travel_class", travel_class.key},
          {"travel_cost", static_cast<double>(route.base_cost * factor)},
          {"transaction_id", names::digits(8, rng)}};
}

std::string card_id(core::Rng& rng) {
  switch (rng.index(3)) {
    case 0:
      return names::digits(12, rng);
    case 1:
      return "card_" + names::digits(5, rng);
    default:
      return names::key("cc-", 6, rng);
  }
}

}  // namespace

Dict draw_travel_account(core::Rng& rng) {
  const std::string first = names::first_name(rng);
  const std::string last = names::last_name(rng);
  Dict cards;
  std::vector<std::string> ids;
  for (int64_t n = rng.chance(0.12) ? 0 : rng.integer(1, 3); n > 0; --n) {
    ids.push_back(card_id(rng));
    cards.set(ids.back(), draw_card(first + " " + last, rng));
  }
  Dict bookings;
  for (int64_t n = ids.empty() || rng.chance(0.3) ? 0 : rng.integer(1, 3); n > 0; --n) {
    bookings.set(rng.chance(0.5) ? names::digits(7, rng) : "bk_" + names::digits(6, rng),
                 draw_booking(rng.pick(ids), rng));
  }
  // The ids that the world draws: with the default seed they would be the benchmark's.
  Dict account = {{"credit_card_list", std::move(cards)},
                  {"booking_record", std::move(bookings)},
                  {"random_seed", rng.integer(1'000'000, 2'000'000'000)}};
  if (rng.chance(0.65)) {
    account["access_token"] = names::key("tk", 12, rng);
    account["token_type"] = "Bearer";
    account["token_expires_in"] = rng.integer(600, 7200);
    account["token_scope"] = rng.chance(0.7) ? "read_write" : "write";
    account["user_first_name"] = first;
    account["user_last_name"] = last;
  }
  if (rng.chance(0.6)) account["budget_limit"] = static_cast<double>(rng.integer(6, 180) * 100);
  return account;
}

}  // namespace synth
