// The effects of a travel service's tools.
#include "synth/query/effect.h"

namespace synth::query {
namespace {

using enum EffectKind;

constexpr Effect kTravelEffects[] = {
    {"authenticate_travel", "sign_in", login,
     "{log me in to|sign me in to|get me into} {the travel system|my travel account|the travel service} with "
     "<grant_type> access. {My|The} client ID is <client_id>, the {client |}secret is <client_secret>, the refresh "
     "token is "
     "<refresh_token>, and {the account is in the name of|my name is|the user is} <user_first_name> <user_last_name>",
     "", "", "signs in to the travel account",
     "{You are signed in|The sign-in worked}; the session has <=scope> access"},
    {"travel_get_login_status", "show_login", look,
     "{check|tell me|find out} whether {I'm still logged in|my travel session is still open|I'm signed in to the "
     "travel system}",
     "{am I still logged in to the travel system|is my travel session still open|am I signed in for travel at the "
     "moment}",
     "", "reports whether the user is signed in",
     "[=status:{You are logged in|The session is open}|{You are not logged in|There is no open session}]"},
    {"get_budget_fiscal_year", "show_fiscal_year", look,
     "{tell me|look up|find out} the fiscal year {my travel budget runs under|of the travel budget}"
     "[lastModifiedAfter:, counting only years changed after <lastModifiedAfter>]"
     "[includeRemoved:, with removed years set to <includeRemoved>]",
     "{which fiscal year does the travel budget belong to|what's the budget's fiscal year}"
     "[lastModifiedAfter:, counting only years changed after <lastModifiedAfter>]"
     "[includeRemoved:, with removed years set to <includeRemoved>]",
     "", "reports the fiscal year of the budget", "The budget's fiscal year is <=budget_fiscal_year>"},
    {"register_credit_card", "add_card", act,
     "{add|register|save} {my|a} {credit card|new card} with {the number|number} "
     "<card_number>[expiration_date:, "
     "expiring <expiration_date>|], in the name of <cardholder_name>[card_verification_number:, security code "
     "<card_verification_number>|]",
     "", "{the new card|the card just added}", "puts a credit card on file",
     "{The card is registered|Your card is on file} under the ID <=card_id>"},
    {"get_flight_cost", "quote_fare", look,
     "{check|work out|look up|tell me} {what|how much} a [travel_class:<travel_class> {class |}|]{ticket|seat} from "
     "<travel_from> to <travel_to>[travel_date: on <travel_date>|] {costs|would cost|would set me back}",
     "{how much is|what's the price of|what would I pay for} a [travel_class:<travel_class> {class "
     "|}|]{ticket|flight|seat} from "
     "<travel_from> to <travel_to>[travel_date: on <travel_date>|]",
     "{the price of|the fare for} a <travel_class> {class |}{ticket|flight} from <travel_from> to <travel_to> on "
     "<travel_date>",
     "quotes the fare of a flight", "{The fare comes to|That flight costs|The price is} <=travel_cost_list> dollars"},
    {"get_credit_card_balance", "show_balance", look,
     "{check|look up|tell me} {the balance of|how much is left on} <card_id>",
     "{how much money is on|what's the balance of|how much do I have left on} <card_id>",
     "{the balance of|the amount left on} <card_id>", "reports the balance of a card",
     "{The balance of the card is <=card_balance> dollars|The card has <=card_balance> dollars on it|"
     "There are <=card_balance> dollars left on the card}"},
    {"book_flight", "book_seat", act,
     "{book|reserve|get} {me |}a [travel_class:<travel_class> {class |}|]{seat|flight|ticket} from <travel_from> to "
     "<travel_to>[travel_date: {on|for} <travel_date>|]"
     "{, paid with| and charge it to| and put it on} <card_id>",
     "", "{that flight|the new booking}", "books a flight",
     "{Your flight is booked|The booking went through|The seat is reserved}: booking <=booking_id>, transaction "
     "<=transaction_id>"},
    {"retrieve_invoice", "show_invoice", look,
     "{get|pull up|send me|show me} the {invoice|bill|receipt} for <booking_id>[insurance_id: and the insurance "
     "<insurance_id>]",
     "{what does the {invoice|bill} for <booking_id> say|can I see the {invoice|receipt} for <booking_id>}"
     "[insurance_id:, insurance <insurance_id> included]",
     "the invoice of <booking_id>", "shows the invoice of a booking",
     "{Here is the invoice|The invoice reads}: <=invoice>"},
    {"get_booking_history", "list_bookings", look,
     "{show me|list|pull up} {all my|all of my|my past and present} {bookings|reservations}",
     "{which bookings do I have|what have I booked so far|what trips are on my account}", "my bookings",
     "lists the bookings",
     "[=booking_history:{Your bookings|On your account}: <=booking_history>|You have no bookings]"},
    {"list_all_airports", "list_airports", look,
     "{show me|list|give me} {every airport|all the airports} {you|the system} can {offer|handle|book from}",
     "which airports {are available|can I choose from|do you serve}", "the airports on offer", "lists the airports",
     "{The airports are|You can choose from} <=>"},
    {"cancel_booking", "cancel_trip", act, "cancel <booking_id>", "", "", "cancels a booking",
     "{The booking is cancelled|I cancelled the booking}, and its cost went back to the card"},
    {"compute_exchange_rate", "convert_money", look,
     "{convert|change} [said value:<value> <base_currency>|<value> from <base_currency>] "
     "[target_currency:{to|into} <target_currency>|into another currency]",
     "[said value:{how much is|what is} <value> <base_currency> in|what do I get if I change <value> from "
     "<base_currency> to] [target_currency:<target_currency>|another currency]",
     "[said value:{the equivalent of <value> <base_currency>|whatever <value> <base_currency> comes to}|the equivalent "
     "of "
     "<value>, given in <base_currency>,] in <target_currency>",
     "converts an amount of money", "{<value> <base_currency> is|That comes to} <=exchanged_value> <target_currency>"},
    {"verify_traveler_information", "verify_papers", look,
     "{check that|make sure|verify that} my traveler information {checks out|is fine}: <first_name> "
     "<last_name>[date_of_birth:, born <date_of_birth>|][passport_number:, passport <passport_number>|]",
     "{are my papers in order|do my traveler details check out}: <first_name> <last_name>[date_of_birth:, born "
     "<date_of_birth>|][passport_number:, passport number <passport_number>|]",
     "", "verifies a traveler's information",
     "[=verification_status:{The traveler information checks out|Your details are verified}|"
     "The details could not be verified: <=verification_failure>]"},
    {"set_budget_limit", "limit_budget", act,
     "{cap my {travel budget|travel spending} at|limit my {travel budget|travel spending} to|set my travel budget to} "
     "<budget_limit>",
     "", "", "sets the budget limit", "{Your budget limit is now|I set the budget limit to} <=budget_limit> dollars"},
    {"get_nearest_airport_by_city", "airport_near", look,
     "{tell me|look up|find out} which airport is {closest to|nearest to} <location>",
     "{which airport is closest to <location>|what's the nearest airport to <location>|where would I fly from near "
     "<location>}",
     "<location>", "finds the airport of a city",
     "{The nearest airport is|The airport for <location> is} <=nearest_airport>"},
    {"purchase_insurance", "buy_insurance", act,
     "{buy {me |}|take out |get {me |}|add }a [insurance_type:<insurance_type> |]insurance policy {for|costing} "
     "<insurance_cost> {on|for} <booking_id>{, paid with| and charge it to| and put it on} <card_id>",
     "", "that insurance", "insures a trip", "{The trip is insured|The insurance is bought}: policy <=insurance_id>"},
    {"contact_customer_support", "write_support", act,
     "{tell|write to|message} customer support about <booking_id>, {saying|in these words}: <message>", "", "",
     "passes a message to customer support",
     "{Customer support answered|The reply from support}: <=customer_support_message>"},
    {"get_all_credit_cards", "list_cards", look,
     "{show me|list} {all the|the} credit cards {on file|I have registered|in my account}",
     "which credit cards {do I have on file|are registered|are in my account}", "my cards", "lists the credit cards",
     "[=credit_card_list:{On file|Your cards}: <=credit_card_list>|There is no card on file]"},
};

}  // namespace

std::span<const Effect> travel_effects() {
  return kTravelEffects;
}

}  // namespace synth::query
