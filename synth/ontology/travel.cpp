#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kTravel = R"(
@ travel | travel, flights, booking, trip_planner, hotel, tourism
c I'm {planning|organising} a {trip|vacation} {with my family|with friends|for next year|}.
c {We have|I have} a few days off {soon|next month}.
c My boss {is travelling|has to travel} {soon|for work}.
x How do jet engines work?
x What should I pack for a rainy week?
x Which side of the road do people drive on in Japan?

# flight_search search flight
n flights, flight, available_flights, airline_flights
d {available |}flights between two {cities|places} on a {given |}date
p from lex city | origin, from_city, departure_city, source | The {city|place} of departure
p to lex city | destination, to_city, arrival_city, to | The destination {city|}
p date date | date, departure_date, travel_date | {The d|D}ate of {departure|the flight}
o class enum economy;premium_economy;business;first=first class/first =economy | travel_class, cabin_class, seat_class | {The c|C}abin class ~ in <class>
o passengers int 2..8 =1 | passengers, num_passengers, adults | {The number of|How many} {passengers|travellers} ~ for <passengers+passenger>
o direct bool =false | direct_only, nonstop, direct | Whether to show {only direct|nonstop} flights{ only|} ~ {without stops|that are nonstop} ~ with no layover
wx flights from <from> to <to> on <date>
wx {available |}flights {leaving|departing} <from> for <to> on <date>
b flights between two cities

# flight_book book flight
n flight, flight_ticket, plane_ticket, airline_ticket
d a flight {ticket|seat} for a passenger
p from lex airport | origin, departure_airport, from_airport | {IATA c|The airport c}ode of {the |}departure
p to lex airport | destination, arrival_airport, to_airport | {IATA c|The airport c}ode of {the |}destination
p date date | date, flight_date, departure_date | {The d|D}ate of the flight
p name lex person | passenger_name, name, passenger, traveler | {The n|N}ame of the passenger
o seat enum window;aisle;middle | seat_preference, seat, preferred_seat | {The p|P}referred seat ~ with a <seat> seat
v book a flight from <from> to <to> on <date> for <name>
v {reserve|get} a {plane ticket|seat} for <name> from <from> to <to> on <date>
b the booking of a flight

# hotel_search search hotel
n hotels, hotel, accommodation, hotel_rooms
d hotels in a {city|location} {for given dates|}
p city lex us_city | city, location, destination | The city {where the hotel is|}
p checkin date | check_in, checkin_date, check_in_date, arrival_date | {The c|C}heck-in date
p nights int 1..14 | nights, num_nights, number_of_nights, duration | {The number of|How many} nights
o price int 60..400/10 | max_price, budget, max_price_per_night | {The m|M}aximum price per night in dollars ~ {under|below|for at most} $<price#> {a|per} night
o amenities enums pool;wifi;gym;parking;breakfast;spa x1..3 | amenities, facilities, features | {The a|A}menities {wanted|required} ~ with <amenities>
o stars int 2..5 | stars, min_rating, star_rating | {The m|M}inimum number of stars ~ with at least <stars+star>
wx hotels in <city> {from|starting} <checkin> for <nights+night>
wx a {place|hotel} to stay in <city> for <nights+night> from <checkin>
b hotels in a city

# hotel_book book hotel
n hotel_room, room, hotel, hotel_reservation
d a {hotel room|room in a hotel}
p hotel lex hotel | hotel_name, hotel, name | The {name of the |}hotel
p location lex city | location, city, hotel_location | The {city|location} of the hotel
p room enum single;double;suite;deluxe;family | room_type, room, type_of_room | The type of room
p start date | start_date, check_in, checkin_date, from_date | {The c|C}heck-in date
p nights int 1..12 | nights, num_nights, number_of_nights, stay_length | {The number of|How many} nights {to stay|}
o guests int 2..6 =1 | guests, num_guests, number_of_guests | {The number of|How many} guests ~ for <guests+guest>
v book a <room> room at {the |}<hotel> in <location> for <nights+night> {from|starting|starting on} <start>
v reserve a <room> room at {the |}<hotel>, <location>, {from|arriving} <start> for <nights+night>
b the booking of a hotel room

# distance look route
n distance, travel_distance, distance_between_cities, city_distance
d the distance between two {cities|places}
p from lex city | origin, start_location, city1, start | The {first city|starting point|start}
p to lex city | destination, end_location, city2, to, end | The {second city|end point|destination}
o unit enum km=kilometers/km;miles =km | unit, units, distance_unit | The unit {of|for} the distance ~ in <unit>
w the distance {from|between} <from> {to|and} <to>
q How far is {it from <from> to <to>|<from> from <to>}?
b the distance between two cities

# route plan route
n route, driving_route, directions, fastest_route
d a route {from one place to another|between two places}
p from lex us_city | start, origin, start_location, from_location | {The s|S}tart{ of the route|ing point}
p to lex us_city | end, destination, end_location, to_location | {The e|E}nd of the route
o mode enum driving;walking;cycling;transit=public transport =driving | mode, travel_mode, transport_mode | {The m|M}eans of transport ~ by <mode> ~ for <mode>
o avoid enums tolls=tolls/toll roads;highways;ferries x1..2 | avoid, avoid_features, avoidances | {Road features|Features} to avoid ~ avoiding <avoid> ~ that avoids <avoid>
w {the|a} {fastest |quickest |shortest |best |}route from <from> to <to>
v {plan|find} a route from <from> to <to>
b a route between two places

# attractions search
n attractions, tourist_attractions, places_to_visit, sights
d {popular |tourist |}attractions in a {city|place}
p city lex city | city, location, place | The city {to visit|}
p count int 2..12 | limit, count, num_results, max_results, top_n | {The number of|How many} {attractions|results} to return
o category enum museums;parks;beaches;nightlife;monuments;shopping | category, type, interest | The {kind of attraction|category} ~ focusing on <category> ~ in the category <category>
wx <count#> {tourist attractions|places to visit|sights} in <city>
wx the top <count#> {things to see|attractions} in <city>
b tourist attractions

# car_rental book
n rental_car, car_rental, car, vehicle
d a rental car
p city lex us_city | city, pickup_location, location, pickup_city | {The city where the car is picked up|Pick-up city}
p start date | pickup_date, start_date, from_date | {The p|P}ick-up date
p days int 2..14 | days, rental_days, duration, num_days | {The number of|How many} days
p type enum compact;SUV;convertible;minivan;economy;luxury | car_type, vehicle_type, car_class | The type of car
o insurance bool =false | insurance, include_insurance, with_insurance | Whether to {add|include} insurance ~ {with|including} insurance ~ with full insurance cover
v rent a <type> car in <city> from <start> for <days+day>
v book a <type> rental car in <city> for <days+day> {starting|from} <start>
b a rental car

# visa check
n visa_requirements, visa, entry_requirements
d whether a traveller needs a visa
p nationality lex country | nationality, citizenship, passport_country, home_country | {The c|C}ountry of the traveller's passport
p destination lex country | destination, destination_country, country_to_visit | The country to visit
o purpose enum tourism;business;study;transit =tourism | purpose, trip_purpose, visit_reason | {The p|P}urpose of the trip ~ for <purpose>
o days int 5..90 | stay_days, length_of_stay, days | {The l|L}ength of the stay in days ~ for <days+day>
v check {if|whether} a citizen of <nationality> needs a visa for <destination>
ws the visa requirements for {travelling|going} from <nationality> to <destination>
q Does someone with a passport from <nationality> need a visa {for|to enter} <destination>?
b visa requirements

# train search
n trains, train_tickets, train_connections, train_schedule
d train connections between two {cities|stations}
p from lex city | from_station, origin, departure_station | {The s|S}tation of departure
p to lex city | to_station, destination, arrival_station | The destination station
p date date | date, travel_date, journey_date | {The d|D}ate of {travel|the journey}
p time time | time, departure_time, earliest_departure | {The e|E}arliest departure time
wx trains from <from> to <to> on <date> {after|leaving after} <time>
wx train connections {from|between} <from> {to|and} <to> on <date> {after|from} <time>
b train connections

# flight_status check
n flight_status, flight_info, flight_tracker
d the status of a flight
p flight id @@### | flight_number, flight, flight_id, flight_no | The flight number
o date date =today | date, flight_date | {The d|D}ate of the flight ~ on <date>
w the status of flight <flight>
q Is flight <flight> on time?
q Has flight <flight> {landed|departed} yet?
b the status of a flight

# itinerary plan
n itinerary, trip, travel_plan, vacation
d {an itinerary|a travel plan} for a trip
p destination lex city | destination, city, location | {The d|D}estination of the trip
p days int 2..14 | days, duration, num_days, trip_length | {The number of days|Length of the trip in days}
p budget money 300..6000/100 | budget, max_budget, total_budget | {The b|B}udget {for|of} the trip
o interests enums history;food;nature;art;shopping;nightlife x1..3 | interests, preferences, themes | What the travellers are interested in ~ focused on <interests> ~ . {We are|I'm} interested in <interests>
v plan a <days#>-day trip to <destination> {with|on} a budget of <budget>
v {create|make} an itinerary for <days+day> in <destination> with a {maximum |}budget of <budget>
b a travel itinerary

# mountain look
n mountain_info, mountain_height, peak_elevation
d the height of a mountain
p mountain lex mountain | mountain, name, mountain_name, peak | The {name of the |}mountain
o unit enum meters;feet =meters | unit, units | The unit {of|for} the height ~ in <unit>
w the {height|elevation} of <mountain>
q How {high|tall} is <mountain>?
b the height of a mountain

# national_park look
n park_info, national_park_details, park_information
d information about a national park
p park lex national_park | park_name, park, name | The {name of the |}{national |}park
p details enums opening_hours=opening hours;entry_fee=entry fee;trails;campsites;wildlife;area x1..3 | details, information, fields | What to {return|look up}
ws the <details> of <park>
ws details about <details> {in|at|for} <park>
b information about a national park

# landmark look
n landmark_info, landmark_details, monument_information
d details of a landmark
p landmark lex landmark | landmark, name, landmark_name, monument | The {name of the |}landmark
o detail enum opening_hours=opening hours;ticket_price=ticket price;history;architect | detail, info_type, aspect | The detail wanted ~ , especially the <detail>
w information about {the |}<landmark>
q What can you tell me about {the |}<landmark>?
b information about a landmark
)";

}  // namespace synth
