#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kHome = R"(
@ real_estate | real_estate, property, housing, realty
c We're {moving|relocating} {next year|soon}.
c I've {just |}got a new job {in another town|}.
x Is it better to rent or to buy?
x What makes a house a home?

# house_price predict
n house_price, property_value, home_value
d the price of a house
p city lex us_city | location, city, area | The {city|location}
p bedrooms int 1..6 | bedrooms, num_bedrooms, beds | {The number of|How many} bedrooms
p bathrooms int 1..4 | bathrooms, num_bathrooms, baths | {The number of|How many} bathrooms
p area int 600..4000/50 ft2;m2 | area, size, living_area, square_footage | The living area
w the price of a house in <city> with <bedrooms+bedroom>, <bathrooms+bathroom> and <area>
q How much is a <area> house with <bedrooms+bedroom> and <bathrooms+bathroom> in <city> worth?
b the price of a house

# apartments search
n apartments, rental_apartments, rentals, flats
d apartments {for rent |}in a city
p city lex us_city | city, location | The city
p bedrooms int 1..4 | bedrooms, num_bedrooms, rooms, min_bedrooms | {The number of|How many} bedrooms
p rent money 600..4000/50 | max_rent, budget, max_price | {The m|M}aximum rent per month
o pets bool =false | pets_allowed, pet_friendly, allows_pets | Whether pets {must be|are} allowed ~ {where|in which} pets are allowed ~ that {accept|allow} pets
o furnished bool =false | furnished, is_furnished | Whether {it must be|the apartment is} furnished ~ {that are|already} furnished
wx apartments in <city> with <bedrooms+bedroom> for {at most|up to|less than} <rent> {a|per} month
wx <bedrooms#>-bedroom apartments in <city> {under|below} <rent>
b apartments in a city

# property_tax calc
n property_tax, annual_property_tax
d the property tax {of|on} a {house|property}
p value money 80000..900000/5000 | property_value, home_value, assessed_value | The value of the property
p rate pct 0.5..3/0.1 | tax_rate, rate | The tax rate
w the property tax on a {home|house} {worth|valued at} <value> {at|with} a {tax |}rate of <rate>
b the property tax
= value*rate

# rent_yield calc
n rental_yield, gross_yield
d the rental yield of a property
p rent money 500..5000/50 | monthly_rent, rent, monthly_income | The rent per month
p price money 90000..800000/5000 | property_price, purchase_price, price | The price of the property
w the rental yield of a {property|flat} bought for <price> {with|that brings} a monthly rent of <rent>
b the rental yield
= rent*12/price

# viewing schedule
n viewing, house_viewing, property_visit
d a viewing of a property
p address lex street | address, property_address, location | The address
p date date | date, viewing_date, visit_date | The date
p time time | time, viewing_time, start_time | The time
o agent lex person | agent, agent_name, realtor | The agent ~ with {the agent |}<agent>
v schedule a viewing of <address> on <date> at <time>
v {arrange|book} a visit to <address> {for|on} <date> at <time>
b a viewing

# renovation predict
n renovation_cost, remodel_cost, renovation_price
d the cost of renovating a room
p room lex room | room, room_type, area_to_renovate | The room
p area int 6..60 m2;ft2 | area, room_size, size | The area of the room
p quality enum basic;standard;luxury | quality, finish_level, standard | The quality {of the work|}
w the cost of a <quality> renovation of a <area> <room>
q {What|How much} would it cost to renovate a <room> of <area> {in|with} <quality> quality?
b the cost of a renovation

@ shopping | shopping, store, ecommerce, shop, orders
c I need {a present|presents} for {my sister|a colleague}.
c My old one {broke|stopped working} {yesterday|last week}.
x Why do prices end in 99?
x How do I stop buying things I do not need?

# product_search search product
n products, items, product_catalog
d products {by name and price|in a shop}
p product lex product | query, product, product_name, keyword, search_term | The {product|thing} to look for
o max money 15..600/5 | max_price, price_limit, budget | {The m|M}aximum price ~ {under|below|for less than} <max>
o brand lex brand | brand, manufacturer, brand_name | The brand ~ {made |}by <brand> ~ from <brand>
o sort enum price=price;rating=rating;popularity=popularity;newest=newest first =popularity | sort_by, order_by, sort_order | How {the |}results are sorted ~ sorted by <sort>
o stock bool =false | in_stock, in_stock_only, available_only | Whether {to show only|only} products in stock{ are shown|} ~ {that are|} in stock
q Do you {sell|have} any <product>?
v {find|search for|look for} {a |}<product>
b products of a shop

# price_compare compare
n prices, product_prices, price_comparison
d {the |}prices of a product in {several|different} shops
p product lex product | product, product_name, item | The product
p stores lexs store x2..3 | stores, shops, retailers, store_list | The shops
ws the prices of {a |}<product> at <stores>
v compare {the |}prices {of|for} {a |}<product> {at|between} <stores>
b the prices of a product

# cart_add update
n cart, shopping_cart, basket, cart_items
d the shopping cart by adding a product
p product lex product | product, item, product_name, item_name | The product {to add|}
p count int 1..9 | quantity, count, amount, qty | {The number of|How many} pieces
o color lex color | color, colour, item_color | The colour ~ in <color>
o size enum S;M;L;XL | size, item_size | The size ~ in size <size>
v add <count#> {pieces|units} of <product> to {my|the} {shopping |}cart
v put <count#> x <product> {in|into} my {basket|cart}
b the shopping cart

# order_track track
n order, order_status, order_tracking
d {the status of |}an order
p order id ORD-##### | order_id, order_number, order, order_no | The {number|ID} of the order
o email lex email | email, customer_email | The e-mail address of the customer ~ {for|under} {the {email|e-mail} |}<email>
w the status of {my |}order {number |}<order>
q Where is my order <order>?
q When will {my |}order <order> arrive?
b the status of an order

# discount calc
n discount, discounted_price, sale_price
d the price after a discount
p price money 10..900/5 | price, original_price, list_price | The {original|full} price
p rate pct 5..70/5 | discount, discount_rate, discount_percentage | The discount
o tax pct 3..20/0.5 =0 | tax_rate, sales_tax, tax | The sales tax ~ {with|plus} <tax> {sales |}tax
w the price of {a <price> item|an item that costs <price>} {after|with} a <rate> discount
q How much {do I pay|is it} with <rate> off a price of <price>?
b the price after a discount
= price*(1-rate)*(1+tax)

# return send
n return_request, refund_request, product_return
d a request to return a product
p order id ##@-####### | order_id, order_number | The order
p product lex product | product, item, item_name | The product
p reason enum damaged;wrong size;changed mind=changed my mind;late delivery=it came too late | reason, return_reason | The reason
q I want to return the <product> from order <order>, reason: <reason>. {Can you|Could you} {send|submit} the request?
v {submit|send} a return request for the <product> {of|from|in} order <order> with the reason '<reason>'
b a return of a product

# reviews look
n product_reviews, reviews, customer_reviews
d {customer |}reviews of a product
p product lex product | product, product_name, item | The product
p brand lex brand | brand, manufacturer, make | The brand
o stars int 1..5 | min_stars, rating, min_rating | {The m|M}inimum number of stars ~ with at least <stars+star>
o count int 3..50 =10 | limit, count, max_reviews | {The number of|How many} reviews ~ , <count#> {at most|reviews at most}
ws {the |}{customer |}reviews {of|for} the <product> {by|from} <brand>
b reviews of a product

# clothing recommend
n outfit, clothes, clothing_items
d clothes for {an occasion|the weather}
p occasion enum wedding;job interview;party;hike;business meeting | occasion, event, event_type | The occasion
p season enum spring;summer;autumn;winter | season, time_of_year | The season
o color lex color | color, preferred_color, main_color | The {preferred |}colour ~ {preferably |}in <color>
o budget money 50..800/10 | budget, max_budget, max_price | The budget ~ for {at most|up to} <budget>
v {recommend|suggest} {an outfit|clothes} for a <occasion> in <season>
q What should I wear to a <occasion> in <season>?
b clothes for an occasion

@ logistics | logistics, shipping, delivery, warehouse, freight
c We run a small {shop|factory}.
c A customer is waiting {for us|impatiently}.
x Who invented the shipping container?
x Why are there so many delivery vans?

# shipping_cost calc
n shipping_cost, delivery_cost, shipping_rate
d the cost of shipping a {parcel|package}
p weight num 0.5..40/0.5 kg;lb | weight, package_weight, parcel_weight | The weight {of the {parcel|package}|}
p from lex city | origin, from_city, ship_from | The {city|place} of the sender
p to lex city | destination, to_city, ship_to | The {city|place} of the {receiver|recipient}
o speed enum standard;express;overnight =standard | service, shipping_speed, method, delivery_type | The kind of {delivery|service} ~ {with|by} <speed> {delivery|shipping}
w the {cost of shipping|shipping cost {of|for}} a <weight> {parcel|package} from <from> to <to>
q How much does it cost to {ship|send} <weight> from <from> to <to>?
b the cost of shipping

# parcel_track track
n package, parcel, shipment, tracking_info
d {a|the position of a} {parcel|shipment}
p number id 1Z@@##### | tracking_number, tracking_id, tracking_code | The tracking number
p carrier lex carrier | carrier, courier, shipping_company | The {carrier|company}
v track {the |my |}{parcel|package|shipment} <number> {sent |}with <carrier>
q Where is {the|my} <carrier> {parcel|package} with {the |}{tracking |}number <number>?
b the position of a parcel

# inventory check
n inventory, stock_level, stock, warehouse_stock
d how many pieces of a product are in a warehouse
p product lex product | product, item, product_name, sku | The product
p warehouse lex warehouse | warehouse, location, warehouse_name | The warehouse
o reserved bool =false | include_reserved, count_reserved | Whether to count reserved pieces ~ {including|counting} reserved {pieces|items}
w the {stock|inventory} of <product> {in|at} the <warehouse>
q How {many|much} <product> {do we have|is left} {in|at} the <warehouse>?
b the stock of a product

# pickup schedule
n pickup, parcel_pickup, courier_pickup
d a pick-up of {parcels|packages}
p carrier lex carrier | carrier, courier, company | The carrier
p address lex street | address, pickup_address, location | The address
p date date | date, pickup_date | The date
p count int 1..12 | num_packages, packages, count, parcel_count | {The number of|How many} {parcels|packages}
v schedule a <carrier> pickup of <count+package> at <address> {on|for} <date>
v have <carrier> {pick up|collect} <count+package> {at|from} <address> on <date>
b a pick-up of parcels

# route_opt plan
n delivery_route, delivery_tour, stops_order
d a delivery route with several stops
p start lex warehouse | start, depot, start_location | The {place where the route starts|start}
p stops lexs city x2..4 | stops, destinations, delivery_points | The stops
o vehicle enum van;truck;cargo_bike=cargo bike =van | vehicle, vehicle_type | The vehicle ~ {with|using} a <vehicle>
v plan a {delivery |}route from the <start> {to|with stops in} <stops>
b a delivery route

@ energy | energy, power, environment, sustainability, utilities
c Our {electricity|heating} bill {went up|is too high}.
c We {want to|would like to} live {greener|more sustainably}.
x What is the cleanest source of energy?
x When will oil run out?

# carbon calc
n carbon_footprint, co2_emissions, trip_emissions
d the {carbon footprint|CO2 emissions} of a {trip|journey}
p distance int 10..3000/10 km;mi | distance, trip_distance, distance_traveled | The distance
p vehicle enum car;bus;train;plane;motorcycle | vehicle_type, mode, transport, vehicle | The means of transport
o passengers int 2..6 =1 | passengers, num_passengers, people | {The number of|How many} passengers ~ {with|for} <passengers+passenger>
w the {carbon footprint|CO2 emissions} of {a <distance> trip|a trip of <distance>|travelling <distance>} by <vehicle>
q How much CO2 does a <distance> {trip|journey} by <vehicle> {cause|produce}?
b the emissions of a trip

# electricity_cost calc
n electricity_cost, energy_cost, running_cost
d the cost of {running|using} {a device|an appliance}
p watts int 20..3000/10 W | power, wattage, power_watts | The power of the {device|appliance}
p hours num 0.5..24/0.5 h | hours_per_day, hours, daily_hours, usage_hours | The time it runs {each|per} day
p price num 0.08..0.45/0.01 | price_per_kwh, electricity_price, rate, kwh_price | The price {of|for} a kWh in dollars
o days int 7..365 d =30 | days, num_days, period_days | {The number of|How many} days ~ {over|for} <days>
w the cost of running {an appliance|a heater|a device} of <watts> for <hours> {a|per} day at <price#> dollars per kWh
b the cost of electricity
= watts/1000*hours*price*days

# solar calc
n solar_output, solar_energy, solar_panel_output
d the energy {that|} solar panels produce
p area num 2..60/0.5 m2 | panel_area, area, surface | The area of the panels
p efficiency pct 12..24 | efficiency, panel_efficiency | The efficiency of the panels
p hours num 2..9/0.5 h | sun_hours, hours, daily_sun_hours | The hours of sun per day
w the {output|energy} of <area> of solar panels with {an efficiency of <efficiency>|<efficiency> efficiency} {in|and} <hours> of sun{ a day|}
b the output of solar panels
= area*efficiency*hours

# plant_info look
n power_plant_info, plant_capacity, plant_output
d the {capacity|output} of a power plant
p plant lex power_plant | plant, plant_name, power_plant, name | The power plant
p year year 2005..2024 | year, data_year | The year
w the {capacity|output} of the <plant> in <year>
q How much {power|electricity} did the <plant> {produce|deliver} in <year>?
b the output of a power plant

# mix look
n energy_mix, electricity_sources, renewable_share
d the share of {an energy source|a source} in a country's electricity
p country lex country | country, nation, region | The country
p source lex energy_source | source, energy_source, energy_type | The {energy |}source
p year year 2000..2024 | year, data_year | The year
w the share of <source> {power|energy} in <country> in <year>
q How much of {its|the} electricity did <country> get from <source> in <year>?
b the share of an energy source

# appliance control
n appliance, device, smart_appliance
d a household appliance
p appliance lex appliance | appliance, device, device_name, appliance_name | The appliance
p state enum on;off;standby | state, status, power_state, action | The state
o room lex room | room, location | The room ~ in the <room>
o time time | time, at_time, start_time | When to {do it|switch} ~ at <time>
v {turn|switch} the <appliance> <state>
v {turn|switch} <state> the <appliance>
b a household appliance

# thermostat control
n thermostat, room_temperature, temperature, heating
d the {thermostat|temperature} in a room
p room lex room | room, zone, room_name, location | The room
p temp int 15..26 celsius | temperature, target_temperature, temp, degrees | The {target |}temperature
o mode enum heat=heating;cool=cooling;auto=automatic =auto | mode, thermostat_mode | The mode ~ in <mode> mode
o hours int 1..12 h | duration, duration_hours, hours | How long {to keep it|} ~ for <hours>
v set the {temperature|thermostat} in the <room> to <temp>
v {make it|bring the temperature to} <temp> in the <room>
b the temperature of a room

# lights control
n lights, room_lights, lamp, smart_light
d the lights {in|of} a room
p room lex room | room, location, area | The room
p brightness int 5..100/5 pct | brightness, level, dim_level | The brightness
o color lex color =white | color, light_color | The colour ~ in <color> ~ and make {them|it} <color>
v {dim|set} the lights in the <room> to <brightness>
v set the <room> {lights|lamp} to {a brightness of |}<brightness>
b the lights of a room

@ agriculture | agriculture, farming, garden, farm, plants
c I {have|run} a small farm.
c It has not rained for weeks.
x Why are bees dying?
x Who invented the plough?

# yield predict
n crop_yield, harvest, yield
d the yield of a crop
p crop lex crop | crop, crop_type, crop_name, plant | The crop
p area int 2..400 ha;acre | area, field_size, farm_size | The area {of the field|}
p soil lex soil | soil_type, soil | The {type of |}soil
o rain int 200..1200/10 mm | rainfall, annual_rainfall, rain | The rainfall {in|over} the season ~ {with|after} <rain> of rain
w the {yield|harvest} of <crop> {on|from} <area> of <soil> soil
q How much <crop> can I harvest {on|from} <area> with <soil> soil?
b the yield of a crop

# planting look
n planting_time, planting_date, sowing_time
d the best time to plant {something|a crop}
p plant lex plant | plant, crop, plant_name | The plant
p state lex us_state | location, state, region | The {place|state}
o indoor bool =false | indoor, start_indoors | Whether {to start|it is started} indoors ~ {if I start|when started} indoors
w the best time to plant <plant> in <state>
q When should I plant <plant> in <state>?
b the time of planting

# fertilizer recommend
n fertilizer, fertilizer_amount, fertilizer_plan
d a fertilizer for a crop
p crop lex crop | crop, crop_type, plant | The crop
p soil lex soil | soil_type, soil | The {type of |}soil
o organic bool =false | organic_only, organic | Whether it must be organic ~ that is organic
o stage enum seedling;flowering;fruiting | growth_stage, stage | The stage of growth ~ in the <stage> stage
v {recommend|suggest} a fertilizer for <crop> on <soil> soil
q Which fertilizer {is best|should I use} for <crop> {growing |}{in|on} <soil> soil?
b a fertilizer for a crop

# irrigation calc
n irrigation_amount, water_requirement, irrigation_need
d the {amount of |}water a field needs
p crop lex crop | crop, crop_type | The crop
p area num 0.5..60/0.5 ha | area, field_area, hectares | The area {of the field|}
p days int 2..30 d | days, period, num_days | The period
w the {amount of |}water {needed|required} {for|to irrigate} <area> of <crop> {for|over} <days>
q How much water does {a field of |}<area> of <crop> need {for|in} <days>?
b the water a field needs

# soil analyze
n soil, soil_sample, soil_quality
d a soil sample
p id id S-#### | sample_id, sample, sample_number | The {number|ID} of the sample
p tests enums ph=pH;nitrogen;phosphorus;moisture;organic matter x1..3 | tests, parameters, measurements | What to measure
v analyze soil sample <id> for <tests>
v test {the |}{soil |}sample <id> for <tests>
b a soil sample

# livestock calc
n feed_amount, livestock_feed, daily_feed
d the feed animals need
p animals int 3..300 | num_animals, herd_size, animal_count | {The number of|How many} animals
p weight int 20..700/10 kg | average_weight, animal_weight, weight | The weight of an animal
p days int 1..60 d | days, num_days, duration | The number of days
w the feed {needed|required} for <animals+animal> weighing <weight> {each |}{for|over} <days>
b the feed for animals
= animals*weight*0.025*days
)";

}  // namespace synth
