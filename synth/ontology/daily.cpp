#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kDaily = R"(
@ calendar | calendar, scheduler, reminders, planner, time_utils
c My week is {very |}full.
c I keep forgetting things.
x Why does February have 28 days?
x Who decided that a week has seven days?

# event schedule
n event, calendar_event, meeting, appointment
d {an event|a meeting} in the calendar
p title lex event_name | title, event_name, name, summary | The {title|name} of the event
p date date | date, event_date, day | The date
p time time | time, start_time, start | The time {when it starts|of the start}
o minutes int 15..180/15 min =60 | duration, duration_minutes, length | How long it lasts ~ for <minutes> ~ lasting <minutes>
o people lexs person x1..3 | participants, attendees, invitees, guests | The {people to invite|participants} ~ with <people>
o place lex room | location, room, place | The place ~ in the <place>
v {schedule|add|set up} {a|my} <title> {on|for} <date> at <time>
v put {a|my} <title> {in|into} {my|the} calendar {for|on} <date> at <time>
b an event in the calendar

# reminder make
n reminder, task_reminder, alert
d a reminder
p task lex task | task, title, text, message, reminder_text | What to {remember|be reminded of}
p date date | date, due_date, remind_date | The date
p time time | time, remind_at, due_time | The time
o repeat enum daily=every day;weekly=every week;monthly=every month;never=only once =never | repeat, recurrence, frequency | How often it repeats ~ , {repeating|repeated} <repeat>
v remind me to <task> on <date> at <time>
v {set|create} a reminder to <task> {for|on} <date> at <time>
b a reminder

# alarm control
n alarm, wake_up_alarm, alarm_clock
d an alarm
p time time | time, alarm_time, wake_time | The time
o days enums Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday x1..3 | days, weekdays, repeat_days | The days on which it repeats ~ on <days> ~ every <days>
o sound enum birds;bells;radio;waves | sound, ringtone, tone | The sound ~ with {the |}<sound> {sound|tone}
v set an alarm for <time>
v wake me up at <time>
b an alarm

# date_diff calc
n days_between, date_difference, days_between_dates
d the number of days between two dates
p start date | start_date, date1, from_date | The first date
p end date >start | end_date, date2, to_date | The second date
o business bool =false | business_days, workdays_only, business_days_only | Whether to count {only |}working days{ only|} ~ counting {only |}working days
w the number of days {between|from} <start> {and|to} <end>
q How many days {are there |}{between|from} <start> {and|to|until} <end>?
b the days between two dates

# weekday look
n weekday, day_of_week
d the day of the week of a date
p date date | date, day, input_date | The date
o language lex language =English | language, locale | The language of the {name|result} ~ in <language>
w the day of the week {of|for} <date>
q {What|Which} day of the week {is|was} <date>?
b the day of the week

# timezone convert
n timezone, time_zone, local_time
d a time from one time zone to another
p time time | time, time_value, source_time | The time
p from lex timezone | from_timezone, source_timezone, from_zone | The time zone {to convert from|of the time}
p to lex timezone | to_timezone, target_timezone, to_zone | The time zone to convert to
v convert <time> {from |}<from> to <to>
q What is <time> <from> in <to>?
b the conversion of a time

# timer control
n timer, countdown, countdown_timer
d a timer
p minutes int 1..120 min;s;h | duration, length, time | How long {the timer runs|it runs}
o label enum pasta;laundry;break;workout;tea | label, name, timer_name | The name of the timer ~ {named|called} '<label>' ~ for {the |}<label>
v {set|start} a timer {for|of} <minutes>
b a timer

# todo log
n task, todo_item, to_do
d a task {on|in} the to-do list
p task lex task | task, title, item, description | The task
p due date | due_date, deadline, due | When it {must be done|is due}
o priority enum low;medium;high =medium | priority, importance, priority_level | The priority ~ with <priority> priority
o tags enums home;work;family;errands x1..2 | tags, labels, categories | {Tags|Labels} ~ {and tag it|tagged} with <tags>
v add '<task>' to my to-do list, due <due>
v {add|note} {the|a} task '<task>' {due|for} <due>
b a task

@ units | unit_converter, converter, conversion, measurement, units
c I'm {baking|building something} from an American {book|plan}.
x Why does America not use the metric system?
x Who defined the meter?

# length convert length
n length, distance, length_units
d a length from one unit to another
p value num 0.5..900/0.5 | value, length, amount, number | The {value|length} {to convert|}
p from enum meters;feet;inches;centimeters;yards | from_unit, source_unit, unit_from | The unit {of the value|to convert from}
p to enum kilometers;miles;millimeters;nautical_miles=nautical miles | to_unit, target_unit, unit_to, to | The unit to convert to
o decimals int 1..6 =2 | decimals, precision, round_to | {The n|N}umber of decimal places ~ {rounded to|with} <decimals+decimal place>
v convert <value#> <from> {to|into} <to>
q How many <to> are <value#> <from>?
b the conversion of a length

# weight convert
n weight, mass, weight_units
d a weight from one unit to another
p value num 0.5..500/0.5 | value, weight, amount | The {value|weight} {to convert|}
p from enum kilograms;grams;tonnes | from_unit, source_unit | The unit {to convert from|of the value}
p to enum pounds;ounces;stones | to_unit, target_unit, to | The unit to convert to
v convert <value#> <from> {to|into} <to>
q How {much|many <to>} is <value#> <from>{ in <to>|}?
b the conversion of a weight

# temperature convert
n temperature, temperature_units, degrees
d a temperature from one scale to another
p value int -30..400 | value, temperature, degrees, temp | The temperature {to convert|}
p from enum Celsius;Fahrenheit | from_unit, from_scale, source_unit | The scale {to convert from|of the temperature}
p to enum Kelvin;Rankine | to_unit, to_scale, target_unit | The scale to convert to
v convert <value#> degrees <from> to <to>
q {What is|How much is} <value#> degrees <from> in <to>?
b the conversion of a temperature

# volume convert
n volume, liquid_volume, volume_units
d a volume from one unit to another
p value num 0.5..200/0.5 | value, volume, amount, quantity | The {value|volume}
p from enum liters;milliliters;cubic_meters=cubic meters | from_unit, source_unit | The unit of the value
p to enum gallons;pints;quarts;cups | to_unit, target_unit, to | The unit to convert to
v convert <value#> <from> {to|into} <to>
q How many <to> are <value#> <from>?
b the conversion of a volume

# speed convert
n speed, velocity_units, speed_units
d a speed from one unit to another
p value int 5..900 | value, speed, amount | The speed
p from enum km/h;m/s | from_unit, source_unit, unit_from | The unit of the speed
p to enum mph;knots;ft/s | to_unit, target_unit, unit_to | The unit to convert to
v convert <value#> <from> {to|into} <to>
q What is <value#> <from> in <to>?
b the conversion of a speed

# storage convert
n data_size, file_size, storage_units
d an amount of data from one unit to another
p value int 1..5000 | value, size, amount | The amount of data
p from enum megabytes;gigabytes;kilobytes | from_unit, source_unit | The unit of the amount
p to enum terabytes;bits;bytes | to_unit, target_unit, to | The unit to convert to
o binary bool =false | binary, use_binary, base_1024 | Whether a kilobyte has 1024 bytes ~ {using|with} 1024 bytes {per|to the} kilobyte
v convert <value#> <from> {to|into} <to>
q How many <to> are <value#> <from>?
b the conversion of data sizes

@ vehicles | vehicle, car, driving, automotive, traffic
c I {just |}bought a {used|new} car.
c The {garage|mechanic} {is closed|did not answer}.
x Who built the first car?
x Are electric cars really better?

# fuel calc
n fuel_cost, trip_fuel_cost, gas_cost
d the cost of fuel for a trip
p distance int 20..2500/10 km;mi | distance, trip_distance, trip_length | The distance
p usage num 4..14/0.5 lkm | fuel_consumption, consumption, fuel_efficiency | The {fuel |}consumption
p price num 0.9..2.4/0.1 | fuel_price, price_per_liter, price | The price of {a liter|one liter} in dollars
w the {cost of fuel|fuel cost} for {a trip of <distance>|a <distance> trip|driving <distance>} {with|at} <usage> and {a price of |}<price#> dollars per liter
b the cost of fuel
= distance/100*usage*price

# car_search search
n used_cars, cars, vehicle_listings
d {used |}cars for sale
p model lex car | model, car, make_and_model, car_model | The model
p city lex us_city | location, city, near | The {place|city}
o price money 3000..45000/500 | max_price, budget, price_limit | {The m|M}aximum price ~ {under|below|for at most} <price>
o miles int 10000..150000/5000 | max_mileage, mileage, max_miles | {The m|M}aximum mileage ~ with less than <miles#> miles
o year year 2008..2023 | min_year, year, from_year | {The e|E}arliest year {of construction|} ~ from <year> or {later|newer}
wx {a |used |}<model> {cars |}for sale in <city>
b used cars

# stopping calc
n stopping_distance, braking_distance
d the stopping distance of a {car|vehicle}
p speed int 20..160/5 kmh;mph | speed, vehicle_speed, initial_speed | The speed
p friction num 0.2..0.9/0.1 | friction, friction_coefficient, road_friction | The friction of the road
o reaction num 0.5..2.5/0.1 s =1 | reaction_time, driver_reaction_time | The reaction time of the driver ~ {with|and} a reaction time of <reaction>
w the {stopping|braking} distance of a car {driving|going} <speed> on a road with a friction {coefficient |}of <friction>
b the stopping distance
= speed^2/(254*friction)

# parking search
n parking, parking_spots, parking_lots
d parking {spots|places} near a {place|address}
p address lex street | address, location, near, destination | The {address|place}
p city lex us_city | city, town | The city
p hours int 1..12 | hours, duration_hours, duration | {How long|The number of hours}
o type enum garage;street;covered | parking_type, type | The kind of parking ~ in a <type> {area|place}
wx parking {near|close to} <address> in <city> for <hours+hour>
wx a {place|spot} to park {near|around} <address>, <city>, for <hours+hour>
b parking spots

# charging search
n charging_stations, ev_chargers, charge_points
d charging stations for electric cars
p city lex city | city, location, near | The {city|place}
p power int 11..350 kW | min_power, power, charging_power, min_kw | {The m|M}inimum power
o free bool =false | available_now, only_available, free_now | Whether it must be free now ~ that {is|are} free {right |}now
o radius int 1..30 km =5 | radius, max_distance, distance | The radius of the search ~ within <radius>
wx charging stations in <city> with at least <power>
wx {fast |}chargers {of|with} {at least |}<power> in <city>
b charging stations

# maintenance schedule
n car_service, maintenance, vehicle_maintenance
d a service {for|of} a car
p car lex car | car, vehicle, model, car_model | The car
p service enum oil change;brake inspection;tire rotation;annual inspection | service, service_type, maintenance_type | The {kind of |}service
p date date | date, service_date, appointment_date | The date
o mileage int 5000..180000/5000 | mileage, odometer, current_mileage | The mileage ~ at <mileage#> miles
v schedule a <service> for {my|the} <car> on <date>
v book my <car> in for a <service> {on|for} <date>
b a car service

# traffic check
n traffic, traffic_conditions, traffic_status
d the traffic {between|from} two {cities|places}{ at a time|}
p from lex us_city | start, origin, from_location | The start
p to lex us_city | end, destination, to_location | The end
p time time | time, departure_time, at_time | The time
w the traffic from <from> to <to> at <time>
q How {bad|heavy} is the traffic {from|between} <from> {to|and} <to> at <time>?
b the traffic between two places

# plate look
n vehicle_registration, plate_info, registered_vehicle
d the {registration|vehicle} of a license plate
p plate id @@@-#### | license_plate, plate, plate_number, registration | The license plate
p state lex us_state | state, issuing_state | The state
w the vehicle {with the|registered under} {license |}plate <plate> {from|in} <state>
v look up the {license |}plate <plate> {from|in} <state>
b the vehicle of a license plate

@ communication | messaging, phone, contacts, chat, notifications
c I'm running late.
c My phone is {broken|at home}.
x How does a phone know where I am?
x Who sent the first text message?

# sms send
n message, text_message, sms, chat_message
d a {text |}message to a person
p to lex person | recipient, to, contact, receiver, contact_name | The {recipient|person}
p text lex message | message, text, body, content | The text
o time time | send_at, time, scheduled_time | When to send it ~ at <time>
v {send|text|message} <to> '<text>'
v send {a|the} message '<text>' to <to>
v tell <to> '<text>'
b a message

# call schedule
n phone_call, call, video_call
d a call with a person
p who lex person | contact, person, participant | The person
p date date | date, call_date | The date
p time time | time, call_time | The time
o video bool =false | video, video_call, is_video | Whether it is a video call ~ {with|using} video ~ as a video call
v schedule a call with <who> {on|for} <date> at <time>
v set up a {phone |}call with <who> on <date> at <time>
b a call

# contact log
n contact, new_contact, address_book_entry
d a contact in the address book
p name lex person | name, full_name, contact_name | The name
p phone id 555-01## | phone, phone_number, mobile | The phone number
o email lex email | email, email_address | The e-mail address ~ {with|and} {the |}{email|e-mail} <email>
o group enum family;friends;work | group, category, label | The group ~ in the group <group> ~ as part of <group>
v {add|save} <name> with {the |}{phone |}number <phone>{ to my contacts|}
v add the number <phone> of <name> to my {contacts|address book}
b a contact

# news look
n news, news_headlines, top_headlines, latest_news
d {the |}{latest |}news about a topic
p topic lex topic | topic, query, keyword, subject | The topic
p country lex country | country, region, location | The country
o count int 3..25 =10 | limit, count, num_articles, max_results | {The number of|How many} articles ~ , {at most|only} <count+article>
o since date | from_date, since, start_date | The earliest date ~ since <since>
o language lex language =English | language, lang | The language ~ in <language>
ws the {latest |top |}news {about|on} <topic> {in|from} <country>
q What is {new|happening} with <topic> in <country>?
b the news
)";

}  // namespace synth
