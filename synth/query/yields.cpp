#include "synth/query/yields.h"

#include <algorithm>
#include <cctype>

#include "synth/query/effect.h"

namespace synth::query {
namespace {

constexpr Yield kYields[] = {
    {"get_nearest_airport_by_city", "nearest_airport", "airport"},
    {"list_all_airports", "", "airport"},
    {"retrieve_invoice", "invoice", "airport"},
    {"retrieve_invoice", "invoice", "date"},
    {"retrieve_invoice", "invoice", "class"},
    {"retrieve_invoice", "invoice", "amount"},
    {"authenticate_travel", "access_token", "token"},
    {"get_all_credit_cards", "credit_card_list", "card"},
    {"register_credit_card", "card_id", "card"},
    {"get_booking_history", "booking_history", "booking"},
    {"book_flight", "booking_id", "booking"},
    {"purchase_insurance", "insurance_id", "insurance"},
    {"compute_exchange_rate", "exchanged_value", "amount"},
    {"get_flight_cost", "travel_cost_list", "amount"},
    {"get_credit_card_balance", "card_balance", "amount"},
    {"ls", "current_directory_content", "file"},
    {"ls", "current_directory_content", "folder"},
    {"ls", "current_directory_content", "place"},
    {"ls", "current_directory_content", "name"},
    {"find", "matches", "file"},
    {"find", "matches", "folder"},
    {"find", "matches", "place"},
    {"cat", "file_content", "text"},
    {"sort", "sorted_content", "text"},
    {"tail", "last_lines", "text"},
    {"grep", "matching_lines", "text"},
    {"diff", "diff_lines", "text"},
    {"du", "disk_usage", "text"},
    {"wc", "count", "text"},
    {"wc", "count", "amount"},
    {"pwd", "current_working_directory", "text"},
};

}  // namespace

std::span<const Yield> yields() {
  return kYields;
}

bool can_yield(std::string_view producer, std::string_view noun) {
  return std::ranges::any_of(kYields, [&](const Yield& one) { return one.producer == producer && one.noun == noun; });
}

bool has_ending(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot > 0 && name.size() - dot <= 5;
}

bool is_plausible(std::string_view tool, std::string_view parameter, const core::Value& value) {
  const std::string_view noun = noun_of(parameter);
  const bool is_name = noun == "file" || noun == "folder" || noun == "place" || noun == "name";
  if (!is_name || !value.is_string()) return true;
  const std::string& name = value.as_string();
  const bool plain = std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-./").find(c) != std::string_view::npos;
  });
  if (!plain || name.empty() || name.size() > 60) return false;
  if (tool == "touch") return has_ending(name);
  if (tool == "mkdir") return !has_ending(name);
  return true;
}

}  // namespace synth::query
