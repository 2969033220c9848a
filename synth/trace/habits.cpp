#include "synth/trace/habits.h"

#include <algorithm>
#include <array>

namespace synth {
namespace {

constexpr auto kHabits = std::to_array<Habit>({
    {"authenticate_travel", 0, 0, "access_token"},
    {"travel_get_login_status", 0, 0.02, {}},
    {"get_budget_fiscal_year", 0.1, 0.05, {}},
    {"list_all_airports", 0.3, 0.02, {}},
    {"get_all_credit_cards", 1, 0.1, {}},
    {"get_booking_history", 1, 0.3, {}},
    {"register_credit_card", 0.3, 0.25, {}},
    {"verify_traveler_information", 1, 0.4, {}},
    {"cancel_booking", 0, 0.3, {}},
    {"set_budget_limit", 0.2, 0.5, {}},
    {"pwd", 0, 0.02, {}},
    {"ls", 1, 0.1, {}},
    {"cd", 0.7, 0.1, {}},
    {"mkdir", 0.8, 0.6, {}},
    {"touch", 1, 0.4, {}},
    {"rm", 0, 0.5, {}},
    {"rmdir", 0, 0.3, {}},
    {"du", 0.1, 0.15, {}},
    {"mv", 0.3, 1, {}},
    {"cp", 0.5, 1, {}},
});

}  // namespace

const Habit& habit_of(std::string_view tool) {
  static constexpr Habit kNone;
  const auto found = std::ranges::find(kHabits, tool, &Habit::tool);
  return found == kHabits.end() ? kNone : *found;
}

}  // namespace synth
