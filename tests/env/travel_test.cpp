#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "core/python_text.h"
#include "core/rng.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/travel_api.h"

namespace {

using core::Dict;
using core::List;
using core::Value;
using env::bfcl::make_travel_api;
using env::bfcl::Method;
using env::bfcl::PythonError;
using env::bfcl::Simulator;

constexpr const char* kToken = "251675";            // the first one that the default seed gives
constexpr const char* kExtra = "1234567812345678";  // a card of the long context

size_t number_of(const Simulator& world, std::string_view name) {
  const auto& methods = world.methods();
  return static_cast<size_t>(std::ranges::find(methods, name, &Method::name) - methods.begin());
}

// The result's repr; defaults fill what is left out. "raised: …" for an exception.
std::string call(Simulator& world, std::string_view name, List arguments = {}) {
  const size_t method = number_of(world, name);
  const auto& parameters = world.methods().at(method).parameters;
  for (size_t i = arguments.size(); i < parameters.size(); ++i)
    arguments.push_back(parameters[i].default_value.value());
  try {
    return core::python_repr(world.call(method, arguments));
  } catch (const PythonError& error) {
    return "raised: " + error.text;
  }
}

Value attribute(const Simulator& world, std::string_view name) {
  return world.state().at(name);
}

double balance(const Simulator& world, std::string_view card) {
  return attribute(world, "credit_card_list").at(card).at("balance").as_double();
}

Dict scenario(Value card_balance = 20000.0) {
  return {{"credit_card_list", Dict{{"main", Dict{{"card_number", "4111"}, {"balance", std::move(card_balance)}}}}}};
}

class Travel : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(std::filesystem::path(FR_DEPS_DIR) / "data/bfcl/worlds.json")) {
      GTEST_SKIP() << "worlds.json is missing: run scripts/setup";
    }
    world = logged_in(scenario(), false);
  }
  static std::unique_ptr<Simulator> logged_in(const Dict& initial, bool long_context,
                                              std::shared_ptr<env::bfcl::ProcessState> process = nullptr) {
    auto made = process ? make_travel_api(std::move(process)) : make_travel_api();
    made->load_scenario(initial, long_context);
    call(*made, "authenticate_travel", {"c", "s", "r", "read_write", "Ann", "Ng"});
    return made;
  }
  std::string book(const List& arguments) { return call(*world, "book_flight", arguments); }

  std::unique_ptr<Simulator> world;
};

TEST_F(Travel, AmountsThatAreSequencesAreRepeatedUpToALimit) {
  EXPECT_EQ(call(*world, "compute_exchange_rate", {"USD", "RMB", "1"}), "{'exchanged_value': 1111111.0}");
  EXPECT_EQ(call(*world, "compute_exchange_rate", {"USD", "JPY", List{0}}),
            "raised: float() argument must be a string or a real number, not 'list'");
  EXPECT_EQ(call(*world, "compute_exchange_rate", {"USD", "JPY", List(100'000)}), "raised: ");
}

TEST_F(Travel, LogsIn) {
  auto fresh = make_travel_api();
  fresh->load_scenario({}, false);
  EXPECT_EQ(call(*fresh, "travel_get_login_status"), "{'status': False}");
  EXPECT_EQ(call(*fresh, "authenticate_travel", {"c", "s", "r", "read", "Ann", "Ng"}),
            "{'expires_in': 2, 'access_token': '251675', 'token_type': 'Bearer', 'scope': 'read'}");
  EXPECT_EQ(call(*fresh, "travel_get_login_status"), "{'status': True}");
  EXPECT_EQ(core::python_repr(fresh->state()),
            "{'credit_card_list': {}, 'booking_record': {}, 'access_token': '251675', 'token_type': 'Bearer', "
            "'token_expires_in': 2, 'token_scope': 'read', 'user_first_name': 'Ann', 'user_last_name': 'Ng', "
            "'budget_limit': None, 'long_context': False}");
}

TEST_F(Travel, EveryGuardedMethodChecksTheToken) {
  Dict expired = scenario();
  expired.set("token_expires_in", 0);
  auto late = make_travel_api();
  late->load_scenario(expired, false);
  for (const Method& method : world->methods()) {
    if (method.parameters.empty() || method.parameters.front().name != "access_token") continue;
    const List arguments(method.parameters.size(), "x");
    EXPECT_NE(call(*world, method.name, arguments).find("'error': 'Invalid access token'"), std::string::npos);
    EXPECT_NE(call(*late, method.name, arguments).find("'error': 'Token expired'"), std::string::npos);
  }
  auto fresh = make_travel_api();
  fresh->load_scenario({}, false);
  const List card = {Value(), "4111", "12/2028", "Ann Lee", 123};
  EXPECT_EQ(call(*fresh, "register_credit_card", card), "{'error': 'Token not initialized'}");
}

TEST_F(Travel, RegistersCards) {
  const List card = {kToken, "4111", "12/2028", "Ann Lee", 123};
  EXPECT_EQ(call(*world, "register_credit_card", card), "{'card_id': '391310425148'}");
  EXPECT_EQ(call(*world, "get_credit_card_balance", {kToken, "391310425148"}), "{'card_balance': 58617}");
  EXPECT_EQ(call(*world, "register_credit_card", {kToken, "main", "", "", 1}), "{'error': 'Card already registered'}");
  EXPECT_EQ(call(*world, "get_credit_card_balance", {kToken, "x"}),
            "{'error': \"Card not registered. Here are a list of card_id's: ['main', '391310425148']\"}");
  EXPECT_EQ(call(*world, "register_credit_card", {kToken, List{}, "", "", 1}), "raised: unhashable type: 'list'");
}

TEST_F(Travel, PricesFlights) {
  EXPECT_EQ(call(*world, "get_flight_cost", {"SFO", "LAX", "2024-11-15", "economy"}), "{'travel_cost_list': [400.0]}");
  EXPECT_EQ(call(*world, "get_flight_cost", {"SFO", "LAX", "2024-11-16", "first"}), "{'travel_cost_list': [1000.0]}");
  EXPECT_EQ(call(*world, "get_flight_cost", {"LAX", "CDG", "2024-11-16", "first"}),
            "raised: No available route for the given airports.");
  EXPECT_EQ(call(*world, "get_flight_cost", {"SFO", "LAX", "2024-11-16", "royal"}),
            "raised: Invalid travel class. Options are: economy, business, first.");
  EXPECT_EQ(call(*world, "get_flight_cost", {"SFO", "LAX", List{"1", 2}, "first"}),
            "raised: 'int' object has no attribute 'isdigit'");
  EXPECT_EQ(call(*world, "get_flight_cost", {"SFO", "LAX", 5, "first"}), "raised: 'int' object is not iterable");
  auto wide = logged_in({}, true);
  const Value all = wide->call(number_of(*wide, "get_flight_cost"), List{"SFO", "LAX", "2024-11-15", "economy"});
  EXPECT_EQ(all.at("travel_cost_list").as_list().size(), 153U);
}

TEST_F(Travel, RefusesBookingsInOrder) {
  const auto refusal = [](std::string_view text) {
    return "{'booking_status': False, 'error': " + core::python_repr(Value(text)) + "}";
  };
  EXPECT_EQ(book({kToken, "x", "?", "?", "?", "?"}), refusal("Card not registered"));
  EXPECT_EQ(book({kToken, "main", "?", "PVG", "?", "?"}), refusal("Invalid departure airport code: PVG"));
  EXPECT_EQ(book({kToken, "main", "?", "SFO", Value(), "?"}), refusal("Invalid destination airport code: None"));
  EXPECT_EQ(book({kToken, "main", "2024-02-30", "SFO", "LAX", "?"}), refusal("Invalid date format. Use YYYY-MM-DD."));
  EXPECT_EQ(book({kToken, "main", "2024-2-3", "SFO", "SFO", "first"}),
            refusal("No available route for the given airports."));
  EXPECT_EQ(book({kToken, "main", "2024-2-3", "SFO", "LAX", "?"})
                .find("{'booking_status': False, 'error': \"Invalid travel class."),
            0U);
  EXPECT_EQ(book({kToken, "main", 5, "SFO", "LAX", "first"}), "raised: strptime() argument 1 must be str, not int");
  call(*world, "set_budget_limit", {kToken, 30000});
  EXPECT_EQ(book({kToken, "main", "2024-2-3", "SFO", "LAX", "first"}), refusal("Balance is less than budget limit"));
  world = logged_in(scenario(10), false);
  EXPECT_EQ(book({kToken, "main", "2024-2-3", "SFO", "LAX", "first"}), refusal("Insufficient funds"));
}

TEST_F(Travel, BooksAndCancels) {
  EXPECT_EQ(call(*world, "register_credit_card", {kToken, "4111", "12/2028", "Ann Lee", 123}),
            "{'card_id': '391310425148'}");
  EXPECT_EQ(book({kToken, "391310425148", "2024-11-15", "SFO", "LAX", "economy"}),
            "{'booking_id': '4191922', 'transaction_id': '56121276', 'booking_status': True, 'booking_history': {}}");
  EXPECT_EQ(call(*world, "retrieve_invoice", {kToken, "4191922"}),
            "{'invoice': {'booking_id': '4191922', 'travel_date': '2024-11-15', 'travel_from': 'SFO', "
            "'travel_to': 'LAX', 'travel_class': 'economy', 'travel_cost': 400.0, 'transaction_id': '56121276'}}");
  EXPECT_EQ(balance(*world, "391310425148"), 58217.0);
  EXPECT_EQ(call(*world, "cancel_booking", {kToken, "4191922"}), "{'cancel_status': True}");
  EXPECT_EQ(call(*world, "cancel_booking", {kToken, "4191922"}),
            "{'cancel_status': False, 'error': 'Booking not found'}");
  EXPECT_EQ(call(*world, "get_booking_history", {kToken}), "{'booking_history': {}}");
  EXPECT_EQ(call(*world, "retrieve_invoice", {kToken}), "{'error': 'Booking not found'}");
}

// Whatever is booked and cancelled in whatever order: balance plus open bookings is what there was at first.
TEST_F(Travel, KeepsTheMoney) {
  core::Rng rng(7);
  const List airports = world->call(number_of(*world, "list_all_airports"), {}).as_list();
  const std::vector<std::string> classes = {"economy", "business", "first"};
  size_t booked = 0;
  for (int round = 0; round < 2000; ++round) {
    const Value open = attribute(*world, "booking_record");
    if (!open.as_dict().empty() && rng.chance(0.3)) {
      const auto at = static_cast<std::ptrdiff_t>(rng.index(open.as_dict().size()));
      call(*world, "cancel_booking", {kToken, (open.as_dict().begin() + at)->key});
    } else {
      const std::string date = "2024-1-" + std::to_string(rng.integer(1, 31));
      booked += book({kToken, "main", date, rng.pick(airports), rng.pick(airports), rng.pick(classes)}).find("True") !=
                std::string::npos;
    }
    double sum = balance(*world, "main");
    const core::Value records = attribute(*world, "booking_record");
    for (const auto& [id, record] : records.as_dict()) sum += record.at("travel_cost").as_double();
    ASSERT_EQ(sum, 20000.0);
  }
  EXPECT_GT(booked, 100U);
  const core::Value records = attribute(*world, "booking_record");
  for (const auto& [id, record] : records.as_dict()) {
    call(*world, "cancel_booking", {kToken, id});
  }
  EXPECT_EQ(balance(*world, "main"), 20000.0);
}

TEST_F(Travel, InsuresWithoutALookAtTheFunds) {
  world = logged_in({{"credit_card_list", Dict{{"main", Dict{{"balance", 10}}}, {"bare", Dict()}}},
                     {"booking_record", Dict{{"b", Dict()}}}},
                    false);
  const auto insure = [&](Value id, Value cost, Value card) {
    return call(*world, "purchase_insurance", {kToken, "basic", std::move(id), std::move(cost), std::move(card)});
  };
  EXPECT_EQ(insure("x", 5, "main"), "{'insurance_status': False, 'error': 'Booking not found'}");
  EXPECT_EQ(insure("b", 5, "x"), "{'insurance_status': False, 'error': 'Credit card not registered'}");
  EXPECT_EQ(insure("b", 5, "bare"), "raised: 'balance'");
  EXPECT_EQ(insure("b", "5", "main"), "raised: unsupported operand type(s) for -=: 'int' and 'str'");
  EXPECT_NE(insure("b", 25, "main").find("'insurance_status': True"), std::string::npos);
  EXPECT_EQ(balance(*world, "main"), -15);
  EXPECT_EQ(call(*world, "set_budget_limit", {kToken, "1_0"}), "{'budget_limit': 10.0}");
  EXPECT_EQ(insure("b", 10.5, "main"), "{'insurance_status': False, 'error': 'Exceeded budget limit'}");
  EXPECT_EQ(insure("b", "x", "main"), "raised: '<' not supported between instances of 'float' and 'str'");
  EXPECT_EQ(call(*world, "cancel_booking", {kToken, "b"}), "raised: 'card_id'");
  EXPECT_EQ(call(*world, "contact_customer_support", {"x", "hello"}), "{'error': 'Booking not found'}");
}

TEST_F(Travel, ExchangesMoney) {
  const auto exchange = [&](const char* base, const char* target, Value value) {
    return call(*world, "compute_exchange_rate", {base, target, std::move(value)});
  };
  EXPECT_EQ(exchange("USD", "EUR", 33.335), "{'exchanged_value': 26.668000000000003}");
  EXPECT_EQ(exchange("RMB", "USD", 10), "{'exchanged_value': 1.43}");
  EXPECT_EQ(exchange("USD", "RMB", "1"), "{'exchanged_value': 1111111.0}");
  EXPECT_EQ(exchange("USD", "USD", 1), "raised: No available exchange rate for the given currencies.");
  EXPECT_EQ(exchange("EUR", "USD", "10"), "raised: unsupported operand type(s) for /: 'str' and 'float'");
}

TEST_F(Travel, ChecksTravelers) {
  const auto verify = [&](Value first, Value birth, Value passport) {
    return call(*world, "verify_traveler_information", {std::move(first), "Ng", std::move(birth), std::move(passport)});
  };
  const auto refusal = [](const std::string& text) {
    return "{'verification_status': False, 'verification_failure': '" + text + "'}";
  };
  EXPECT_EQ(verify("Bo", "1990-01-01", "US1"),
            refusal("Cannot book flight information for another user.Expected Ann Ng, got Bo Ng"));
  EXPECT_EQ(verify("Ann", "1990/01/01", "US1"), refusal("Invalid date of birth format. Please use YYYY-MM-DD."));
  EXPECT_EQ(verify("Ann", "9000-01-01", "US1"), refusal("Traveler must be at least 18 years old."));
  EXPECT_EQ(verify("Ann", "1990-01-01", "us1"), refusal("Passport must be issued by the United States."));
  EXPECT_EQ(verify("Ann", "1990-01-01", "US1"), "{'verification_status': True}");
  EXPECT_EQ(verify("Ann", "1990-01-01", 5), "raised: 'int' object has no attribute 'startswith'");
  EXPECT_EQ(call(*world, "get_nearest_airport_by_city", {"Rome"}), "{'nearest_airport': 'CIA'}");
  EXPECT_EQ(call(*world, "get_nearest_airport_by_city", {"Oslo"}), "{'nearest_airport': 'Unknown'}");
}

TEST_F(Travel, ClonesAreIndependentAndDrawAlike) {
  world = logged_in(scenario(), true);
  const std::unique_ptr<Simulator> before = world->clone();
  const std::unique_ptr<Simulator> twin = world->clone();
  for (const char* card : {"main", kExtra}) {
    const List arguments = {kToken, card, "2024-11-15", "SFO", "LAX", "economy"};
    EXPECT_EQ(call(*world, "book_flight", arguments), call(*twin, "book_flight", arguments));
    EXPECT_EQ(balance(*world, card), balance(*before, card) - 400);
  }
  EXPECT_TRUE(world->equals(*twin));
  EXPECT_FALSE(world->equals(*before));
  EXPECT_EQ(core::python_repr(world->state()), core::python_repr(twin->state()));
  EXPECT_EQ(core::python_repr(world->private_state()), core::python_repr(twin->private_state()));
  EXPECT_NE(core::python_repr(world->private_state()), core::python_repr(before->private_state()));
}

TEST_F(Travel, InstancesOfAProcessShareTheExtensionCards) {
  const auto process = std::make_shared<env::bfcl::ProcessState>();
  const auto model = logged_in(scenario(), true, process);
  const auto truth = logged_in(scenario(), true, process);
  const auto stranger = logged_in(scenario(), true);
  const auto clone = truth->clone();
  call(*model, "purchase_insurance", {kToken, "basic", "booking_901", 100, kExtra});
  EXPECT_EQ(balance(*model, kExtra), 4900);
  EXPECT_EQ(balance(*truth, kExtra), 4900);
  EXPECT_EQ(balance(*stranger, kExtra), 5000);
  EXPECT_EQ(balance(*clone, kExtra), 5000);
  EXPECT_TRUE(model->equals(*truth));
  EXPECT_FALSE(model->equals(*stranger));
  call(*model, "purchase_insurance", {kToken, "basic", "booking_901", 100, "main"});
  EXPECT_FALSE(model->equals(*truth));
}

TEST_F(Travel, TakesAnyTypeOfArgument) {
  const List hostile = {Value(),
                        true,
                        0,
                        -1.5,
                        core::BigInt{"1" + std::string(400, '9')},
                        "",
                        "x",
                        "٣²",
                        List{1, "a"},
                        Dict{{"a", 1}},
                        core::Tuple{{1, List{}}},
                        core::Bytes{"US"},
                        core::Complex{1, 2}};
  const List good = {kToken, "main", "SFO", "LAX", "2024-11-15", "first", "USD", "EUR", "Ann", "Ng", "1990-01-01"};
  core::Rng rng(11);
  for (const bool long_context : {false, true}) {
    for (int round = 0; round < 3000; ++round) {
      if (round % 50 == 0) world = logged_in(scenario(), long_context);
      const size_t method = rng.index(world->methods().size());
      List arguments;
      for (size_t i = 0; i < world->methods()[method].parameters.size(); ++i) {
        arguments.push_back(i == 0 && rng.chance(0.7) ? Value(kToken) : rng.pick(rng.chance(0.5) ? hostile : good));
      }
      EXPECT_FALSE(call(*world, world->methods()[method].name, arguments).empty());
    }
  }
}

}  // namespace
