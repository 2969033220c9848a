#include "synth/chain/plan_words.h"

#include <array>
#include <utility>

namespace synth::chain {
namespace {

constexpr Plan kPlans[] = {
    {"pwd", "{check|look up} the path of the current directory"},
    {"ls", "list {the current directory|what the current directory holds}[a:, hidden entries included]"},
    {"cd", "{go to|change to|step into} <folder>"},
    {"mkdir", "create the directory <dir_name>"},
    {"touch", "create the file <file_name>"},
    {"echo", "[file_name:write the text <content> to <file_name>|print the text <content>]"},
    {"cat", "{read|display|open} <file_name>"},
    {"find",
     "search [path:<path>|the current directory and everything below it] for [name:items with <name> in the name|all "
     "items]"},
    {"wc", "count the [mode:{<mode>|<mode>}|lines] of <file_name>"},
    {"sort", "{sort the lines of <file_name>|get <file_name> sorted line by line}"},
    {"grep", "search <file_name> for <pattern>"},
    {"du", "measure the disk usage here[human_readable:, in readable units]"},
    {"tail", "{read|show} the [lines:last <lines> line(s)|end] of <file_name>"},
    {"diff", "compare <file_name1> with <file_name2>"},
    {"mv", "move <source> to <destination>"},
    {"rm", "remove <file_name>"},
    {"rmdir", "remove the directory <dir_name>"},
    {"cp", "copy <source> to <destination>"},
    {"authenticate_travel", "{sign in|authenticate} with the given credentials"},
    {"travel_get_login_status", "check the login status"},
    {"get_budget_fiscal_year", "look up the fiscal year of the budget"},
    {"register_credit_card", "register the card <card_number>"},
    {"get_flight_cost",
     "{get|look up} the fare from <travel_from> to <travel_to> on <travel_date> in <travel_class> class"},
    {"get_credit_card_balance", "{check|look up} the balance of card <card_id>"},
    {"book_flight", "book the <travel_class> class flight from <travel_from> to <travel_to> on <travel_date>"},
    {"retrieve_invoice", "retrieve the invoice of booking <booking_id>"},
    {"get_booking_history", "{list|go through} the bookings on the account"},
    {"list_all_airports", "list the airports"},
    {"cancel_booking", "cancel booking <booking_id>"},
    {"compute_exchange_rate", "convert <value> <base_currency> to <target_currency>"},
    {"verify_traveler_information", "verify the details of <first_name> <last_name>"},
    {"set_budget_limit", "set the budget limit to <budget_limit>"},
    {"get_nearest_airport_by_city", "look up the airport {closest to|nearest to} <location>"},
    {"purchase_insurance", "buy the <insurance_type> insurance for booking <booking_id>"},
    {"contact_customer_support", "pass the message about booking <booking_id> to customer support"},
    {"get_all_credit_cards", "{list|look at} the credit cards on file"},
};

}  // namespace

std::span<const Plan> plans() {
  return kPlans;
}

std::string_view thing_name(std::string_view noun) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kNames = {{
      {"file", "the file name"},
      {"folder", "the folder"},
      {"place", "the destination"},
      {"name", "the name"},
      {"item", "the name"},
      {"text", "the text"},
      {"booking", "the booking ID"},
      {"card", "the card ID"},
      {"token", "the access token"},
      {"insurance", "the insurance ID"},
      {"airport", "the airport code"},
      {"amount", "the amount"},
      {"date", "the date"},
      {"class", "the travel class"},
  }};
  for (const auto& [key, name] : kNames) {
    if (key == noun) return name;
  }
  return "the value";
}

}  // namespace synth::chain
