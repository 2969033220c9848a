#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kLiving = R"(
@ cooking | cooking, recipes, kitchen, food, restaurant, nutrition
c {Friends|My parents} are coming {over|for dinner}.
c I'm {trying|learning} to cook.
x Why do onions make us cry?
x Who invented the pizza?
x How do I get rid of a burnt smell in the kitchen?

# recipe_search search recipe
n recipes, recipe, dishes, meal_ideas
d recipes {by|from} ingredients {and other criteria|}
p ingredients lexs ingredient x2..4 | ingredients, available_ingredients, ingredient_list | The ingredients {to use|at hand}
o diet enum vegan;vegetarian;gluten-free;keto;low-carb | diet, dietary_restriction, diet_type | {The diet|Dietary restriction} ~ that {are|is} <diet> ~ for a <diet> diet
o time int 10..90/5 min | max_time, cooking_time, max_minutes | {The l|L}ongest cooking time ~ {ready in|taking less than} <time>
o meal enum breakfast;lunch;dinner;dessert;snack | meal_type, meal, course | The kind of meal ~ for <meal>
wx recipes with <ingredients>
wx {dishes|meals} {I can make|made} with <ingredients>
b recipes with given ingredients

# recipe_get look recipe
n recipe, recipe_details, dish_recipe
d the recipe {of|for} a dish
p dish lex dish | dish, dish_name, recipe_name, name | The {name of the |}dish
p servings int 2..12 | servings, num_servings, portions, people | {The number of|How many} servings
o difficulty enum easy;medium;hard =medium | difficulty, level, skill_level | The {level of |}difficulty ~ {of|with} <difficulty> difficulty
w {a|the} recipe for <dish> for <servings+person>
w {a|the} <dish> recipe {that serves|serving} <servings#>
q How do I {make|cook} <dish> for <servings+person>?
b a recipe

# nutrition look
n nutrition_facts, nutritional_info, nutrition, food_nutrition
d nutritional {values|information} {of|for} a food
p food lex food | food, food_name, food_item, item | The {name of the |}food
p grams int 30..400/10 g | amount, quantity, grams, serving_size, weight | The {amount|quantity}
o nutrients enums calories;protein;fat;carbohydrates;fiber;sugar x1..3 | nutrients, nutrient_list, details | {Which nutrients|The nutrients} to return ~ {especially|including} <nutrients>
ws the {nutritional values|nutrition facts} of <grams> of <food>
w nutritional information for <grams> of <food>
b nutrition facts of a food

# restaurant_search search restaurant
n restaurants, restaurant, places_to_eat, nearby_restaurants
d restaurants {in|near} a {city|place}
p cuisine lex cuisine | cuisine, cuisine_type, food_type, type_of_food | The {kind|type} of {food|cuisine}
p city lex us_city | location, city, place | The {city|location}
o price enum cheap;moderate;expensive | price_range, price_level, budget | The price range ~ {in|within} a <price> price range ~ with <price> prices
o rating num 3..4.5/0.5 | min_rating, rating, minimum_rating | {The m|M}inimum rating ~ rated {at least|above} <rating>
o outdoor bool =false | outdoor_seating, has_outdoor_seating | Whether there must be seats outside ~ with outdoor seating ~ with {a terrace|tables outside}
wx <cuisine> restaurants in <city>
wx {good |}places {to eat|serving} <cuisine> food in <city>
b restaurants in a city

# restaurant_book book restaurant_booking
n table, restaurant_table, restaurant_reservation
d a table at a restaurant
p restaurant lex restaurant | restaurant, restaurant_name, name, venue | The {name of the |}restaurant
p people int 2..12 | party_size, people, num_people, guests, number_of_people | {The number of|How many} people
p date date | date, reservation_date, booking_date | The date {of the reservation|}
p time time | time, reservation_time, start_time | The time {of the reservation|}
o area enum indoor;outdoor;terrace;bar | seating, seating_area, area | The seating area ~ in the <area> area
v {book|reserve} a table for <people#> at <restaurant> on <date> at <time>
v {make|get} a reservation at <restaurant> for <people+person> on <date> at <time>
b a table at a restaurant

# convert_cooking convert
n cooking_units, kitchen_measure, ingredient_measure
d kitchen measures{ of an ingredient|}
p amount num 0.5..8/0.5 | amount, quantity, value | The {amount|quantity} {to convert|}
p from enum cups;tablespoons;teaspoons;ounces | from_unit, source_unit | The unit {to convert from|of the amount}
p to enum grams;milliliters;liters | to_unit, target_unit, to | The unit to convert to
p ingredient lex ingredient | ingredient, ingredient_name, item | The ingredient
v convert <amount#> <from> of <ingredient> {to|into} <to>
q How many <to> {are|is} <amount#> <from> of <ingredient>?
b the conversion of kitchen measures

# meal_plan plan
n meal_plan, weekly_menu, diet_plan
d a meal plan
p days int 2..14 | days, num_days, duration | {The number of|How many} days
p calories int 1200..3200/50 | calories, daily_calories, calorie_target, calories_per_day | The calories per day
o diet enum vegan;vegetarian;mediterranean;keto;paleo | diet, diet_type | The diet ~ for a <diet> diet ~ that is <diet>
o exclude lexs ingredient x1..3 | exclude, allergies, excluded_ingredients, avoid | {Ingredients|What} to avoid ~ without <exclude> ~ {excluding|avoiding} <exclude>
v {create|make} a <days#>-day meal plan {with|of} <calories#> calories {a|per} day
v plan my meals for <days+day> with <calories#> calories {a|per} day
b a meal plan

# order_food order
n food, meal, food_delivery, takeaway
d food from a restaurant
p restaurant lex restaurant | restaurant, restaurant_name, from_restaurant | The restaurant
p dish lex dish | dish, item, food_item, menu_item | The dish {to order|}
p count int 1..6 | quantity, count, amount | {The number of|How many} portions
o address lex street | address, delivery_address, deliver_to | {The a|A}ddress for the delivery ~ {delivered|to be delivered} to <address>
v order <count+portion> of <dish> from <restaurant>
v get <count+serving> of <dish> from <restaurant>
b an order of food

@ health | health, medical, fitness, healthcare, wellness, nutrition_tracker
c My doctor {asked me to keep an eye on|is worried about} my health.
c I {have started|started} a new {training|fitness} plan.
x Why do we need sleep?
x Is coffee good or bad for you?
x How do vaccines work?

# bmi calc
n bmi, body_mass_index, bmi_value
d the body mass index (BMI) of a person
p weight num 45..130/0.5 kg;lb | weight, body_weight, weight_value | The weight of the person
p height int 150..205 cm | height, body_height, person_height | The height of the person
o unit enum metric;imperial =metric | unit_system, units, system | The system of units ~ {in|using} <unit> units
w the {BMI|body mass index} of {a person|someone} {who weighs|weighing} <weight> and is <height> tall
w the {BMI|body mass index} for a {weight of|body weight of} <weight> and a height of <height>
q What is my BMI if I weigh <weight> and {am|I'm} <height> tall?
b the body mass index
= weight/(height/100)^2

# bmr calc
n bmr, basal_metabolic_rate, daily_calorie_needs, calorie_needs
d the {basal metabolic rate|daily calorie need} of a person
p weight int 45..120 kg | weight, body_weight | {The w|W}eight of the person
p height int 150..200 cm | height, body_height | {The h|H}eight of the person
p age int 18..85 yr | age, person_age | {The a|A}ge of the person
p gender enum male=man/male;female=woman/female | gender, sex | {The g|G}ender of the person
o activity enum sedentary;light=lightly active;moderate=moderately active;active=very active =moderate | activity_level, activity | {The l|L}evel of activity ~ who is <activity>
w the {basal metabolic rate|daily calorie need} of a <age#>-year-old <gender> {weighing|of} <weight> and {measuring |}<height>
b the daily calorie need
= 10*weight+6.25*height-5*age

# calories_burned calc
n calories_burned, burned_calories, exercise_calories
d the calories burned {during|by} {an exercise|an activity}
p activity lex exercise | activity, exercise, activity_type, sport | The {activity|exercise}
p minutes int 10..180/5 min | duration, minutes, duration_minutes, time | The duration
p weight int 45..120 kg | weight, body_weight, weight_kg | {The w|W}eight of the person
o intensity enum low;moderate;high =moderate | intensity, intensity_level | The intensity ~ at {a |}<intensity> intensity
ws the calories burned by <activity> for <minutes> {at a weight of|with a weight of} <weight>
q How many calories {do|would} I burn {in|during} <minutes> of <activity> if I weigh <weight>?
b the calories burned

# heart calc
n target_heart_rate, heart_rate_zone, training_heart_rate
d the target heart rate {for|during} training
p age int 18..80 yr | age, person_age | The age
p intensity pct 50..90/5 | intensity, exercise_intensity, effort | The intensity of the training
o resting int 45..80 bpm =65 | resting_heart_rate, resting_rate | {The r|R}esting heart rate ~ with a resting heart rate of <resting>
w the target heart rate for a <age#>-year-old {person |}{training|exercising} at <intensity> {intensity|effort}
b the target heart rate
= (220-age)*intensity

# appointment book
n doctor_appointment, appointment, medical_appointment
d an appointment with a doctor
p doctor lex person | doctor, doctor_name, physician | The {name of the |}doctor
p date date | date, appointment_date | The date
p time time | time, appointment_time | The time
o reason lex symptom | reason, symptom, complaint | The reason {for|of} the visit ~ because of <reason> ~ about my <reason>
v book an appointment with Dr. <doctor> on <date> at <time>
v schedule {a visit to|an appointment with} <doctor> {for|on} <date> at <time>
b a doctor's appointment

# drug_info look
n drug_info, medication_info, medicine_details
d information about a {drug|medicine}
p drug lex drug | drug, drug_name, medication, medicine | The {name of the |}{drug|medicine}
p info enums dosage;side_effects=side effects;interactions;price;warnings x1..3 | info, information, details, fields | {Which information|What} to return
ws the <info> of <drug>
q What are the <info> of <drug>?
b information about a medicine

# interaction check
n drug_interaction, drug_interactions, medication_interaction
d whether {two|several} medicines interact
p drugs lexs drug x2..3 | drugs, medications, drug_list, medicines | The {names of the |}medicines
v check {if|whether} <drugs> {interact|can be taken together}
q {Can I take|Is it safe to take} <drugs> together?
b interactions of medicines

# symptom check
n symptoms, symptom_checker, possible_conditions
d which conditions fit {some|a list of} symptoms
p symptoms lexs symptom x2..3 | symptoms, symptom_list | The symptoms
p age int 4..88 | age, patient_age | The age of the patient
o gender enum male=man/boy;female=woman/girl | gender, sex | The gender of the patient ~ . The patient is a <gender>
q What could {be wrong with|cause} <symptoms> in a <age#>-year-old?
v check {the symptoms |}<symptoms> {of|in} a <age#>-year-old patient
b conditions for symptoms

# sleep log
n sleep, sleep_record, sleep_hours
d hours of sleep
p hours num 4..10/0.5 h | hours, sleep_hours, duration | {How long|The number of hours} the person slept
p date date | date, day, night_of | The date
o quality enum poor;fair;good;excellent | quality, sleep_quality | How well the person slept ~ with <quality> quality ~ and {note|add} that the quality was <quality>
v {log|record} <hours> of sleep {for|on} <date>
b a sleep record

# workout plan
n workout_plan, training_plan, exercise_plan
d a workout plan
p goal enum lose_weight=lose weight;build_muscle=build muscle;improve_endurance=improve endurance;flexibility=gain flexibility | goal, fitness_goal, target | The goal {of the plan|}
p days int 2..6 | days_per_week, sessions_per_week, frequency | {How many days|Days} {a|per} week
o level enum beginner;intermediate;advanced =beginner | level, fitness_level, experience | The {fitness |}level ~ for a <level> ~ at a <level> level
o equipment enums dumbbells;barbell;resistance_bands=resistance bands;kettlebell x1..2 | equipment, available_equipment | The equipment at hand ~ using <equipment>
v {create|make} a workout plan to <goal> with <days#> {days|sessions} {a|per} week
q I want to <goal> and can train <days#> days a week. {Can you make|Could you create} a {workout |training |}plan?
b a workout plan

# water calc
n water_intake, daily_water_intake, hydration
d the recommended {daily |}water intake
p weight int 45..120 kg | weight, body_weight | {The b|B}ody weight
p minutes int 10..120/5 min | exercise_minutes, exercise_duration, activity_time | {The m|M}inutes of exercise {a|per} day
w the recommended water intake {for|of} {a person|someone} weighing <weight> who exercises <minutes> {a|per} day
b the recommended water intake
= weight*0.033+minutes/30*0.35
)";

}  // namespace synth
