#include "synth/trace/habits.h"

#include <algorithm>
#include <array>

namespace synth {
namespace {

constexpr auto kHabits = std::to_array<Habit>({
    {"authenticate_travel", 0, 0, 0, "access_token"},
    {"travel_get_login_status", 0, 0.02},
    {"get_budget_fiscal_year", 0.1, 0.05},
    {"list_all_airports", 0.3, 0.02},
    {"get_all_credit_cards", 1, 0.1},
    {"get_booking_history", 1, 0.3},
    {"register_credit_card", 0.3, 0.25, 0},
    {"verify_traveler_information", 1, 0.4, 0},
    {"cancel_booking", 0, 0.3, 0.25, {}, "booking_id"},
    {"set_budget_limit", 0.2, 0.5, 0},
    {"book_flight", 1, 1, 0},
    {"purchase_insurance", 1, 1, 0},
    {"contact_customer_support", 1, 1, 0.1},
    {"pwd", 0, 0.02},
    {"ls", 1, 0.1},
    {"find", 1, 0.15},
    {"cd", 0.7, 0.3},
    {"mkdir", 0.8, 0.6},
    {"touch", 1, 0.4},
    {"rm", 0, 0.4, 0.4, {}, "file_name"},
    {"rmdir", 0, 0.2, 0.25, {}, "dir_name"},
    {"du", 0.1, 0.15},
    {"mv", 0.3, 1, 0.4, {}, "source"},
    {"cp", 0.5, 1, 0.4, {}, "source"},
    {"echo", 1, 1, 0.1},
});

struct Flow {
  std::string_view producer;
  std::string_view consumer;  // empty: any
  std::string_view argument;  // empty: any
  double weight;
};

// Results that become arguments; what is not here is ordinary. The first that fits counts.
constexpr auto kValues = std::to_array<Flow>({
    {"ls", "find", "", 0},
    {"list_all_airports", "", "", 0.08},
    {"get_booking_history", "book_flight", "travel_date", 0},
    {"retrieve_invoice", "book_flight", "travel_date", 0},
    {"retrieve_invoice", "book_flight", "", 0.3},
    {"get_booking_history", "purchase_insurance", "insurance_cost", 0.05},
    {"retrieve_invoice", "purchase_insurance", "insurance_cost", 0.05},
    {"get_flight_cost", "purchase_insurance", "insurance_cost", 0.05},
    {"get_all_credit_cards", "purchase_insurance", "insurance_cost", 0},
    {"get_all_credit_cards", "set_budget_limit", "", 0.2},
    {"get_all_credit_cards", "register_credit_card", "", 0.1},
    {"get_credit_card_balance", "set_budget_limit", "", 0.4},
});

// Changes that make something possible; what is not here nobody does for the sake of the other.
constexpr auto kStates = std::to_array<Flow>({
    {"cd", "", "", 1},
    {"authenticate_travel", "", "", 1},
    {"touch", "echo", "file_name", 2},
    {"mkdir", "cd", "folder", 0.7},
    {"mkdir", "mv", "destination", 1},
    {"mkdir", "cp", "destination", 1},
    {"cp", "echo", "file_name", 0.5},
    {"cp", "cd", "folder", 0.2},
    {"mv", "cat", "file_name", 0.3},
    {"mv", "grep", "file_name", 0.3},
    {"mv", "tail", "file_name", 0.3},
    {"mv", "sort", "file_name", 0.3},
    {"mv", "wc", "file_name", 0.3},
    {"mv", "diff", "", 0.3},
    {"set_budget_limit", "", "", 0.5},
    {"cancel_booking", "book_flight", "", 0.3},
});

template <size_t N>
const Flow* find_flow(const std::array<Flow, N>& flows, std::string_view producer, std::string_view consumer,
                      std::string_view argument) {
  const auto found = std::ranges::find_if(flows, [&](const Flow& flow) {
    return flow.producer == producer && (flow.consumer.empty() || flow.consumer == consumer) &&
           (flow.argument.empty() || flow.argument == argument);
  });
  return found == flows.end() ? nullptr : &*found;
}

}  // namespace

const Habit& habit_of(std::string_view tool) {
  static constexpr Habit kNone;
  const auto found = std::ranges::find(kHabits, tool, &Habit::tool);
  return found == kHabits.end() ? kNone : *found;
}

double flow_habit(std::string_view producer, std::string_view consumer, std::string_view argument, bool is_state_flow) {
  const Flow* flow = is_state_flow ? find_flow(kStates, producer, consumer, argument)
                                   : find_flow(kValues, producer, consumer, argument);
  if (flow != nullptr) return flow->weight;
  return is_state_flow ? 0 : 1;
}

}  // namespace synth
