#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kNature = R"(
@ weather | weather, forecast, climate, weather_api, meteo
c {I|We} want to go hiking.
c I'm {deciding|wondering} what to wear.
c We are {planning|having} an outdoor {party|wedding}.
x Why is the sky blue?
x How do hurricanes get their names?
x What causes lightning?

# weather_now look
n weather, current_weather, weather_conditions
d the {current |}weather {in|for} a {city|location}
p city lex city | city, location, place, city_name | The {name of the |}{city|location}{ to get the weather for|}
o unit enum celsius=Celsius;fahrenheit=Fahrenheit =celsius | unit, units, temperature_unit | The {unit of|} temperature{ unit|} ~ in <unit> ~ in degrees <unit>
w the {current |}weather in <city>
w the {current |}weather {like |conditions |}{in|for} <city> {right now|today|}
q {How is the weather|What's it like outside} in <city>{ today| right now|}?
b the current weather

# forecast look
n weather_forecast, forecast, temperature_forecast
d the weather forecast {for|of} a {city|location} {over the next days|for several days}
p city lex us_city | location, city, place | {The l|L}ocation {of the forecast|}
p days int 2..14 | days, num_days, forecast_days, number_of_days | {The number of|How many} days {to forecast|ahead}
o unit enum celsius=Celsius;fahrenheit=Fahrenheit =celsius | unit, temp_unit, units | {The t|T}emperature unit ~ in <unit>
o details enums temperature;humidity;wind;precipitation;uv_index=UV index x1..3 | details, include, fields | {Which values|What} to include{ in the forecast|} ~ with <details> ~ including <details>
w the {weather |}forecast for <city> for the next <days+day>
w the weather in <city> {over|for} the {next|coming} <days+day>
q What will the weather be like in <city> {over|during|in} the next <days+day>?
b the weather forecast

# rainfall look
n rainfall, precipitation, rainfall_data
d the {amount of |}rainfall {in|of} a place {in a year|for a month}
p city lex city | city, location, region | The {city|location}
p month enum January;February;March;April;May;June;July;August;September;October;November;December | month, month_name | The month
p year year 1995..2024 | year, yr | The year
w the {rainfall|amount of rain|precipitation} in <city> in <month> <year>
q How much rain fell in <city> in <month> <year>?
b the rainfall of a place

# air_quality look
n air_quality, air_quality_index, aqi, pollution_level
d the air quality {in|of} a {city|location}
p city lex city | city, location, city_name | The {city|location} {of interest|}
o date date =today | date, day | {The d|D}ate ~ on <date> ~ for <date>
o pollutant enum PM2.5;PM10;ozone;NO2 | pollutant, pollutant_type | The pollutant {of interest|} ~ for <pollutant>
w the air quality {index |}in <city>
q How {clean|polluted} is the air in <city>?
b the air quality

# sunrise look
n sunrise_sunset, sun_times, daylight_hours
d {sunrise and sunset times|the times of sunrise and sunset} {for|in} a city
p city lex city | city, location | The city
p date date | date, day | The date
ws the sunrise and sunset times in <city> on <date>
q When does the sun rise and set in <city> on <date>?
b sunrise and sunset times

# tide look
n tide_times, tides, tide_schedule
d the tide times at a coast
p sea lex ocean | sea, ocean, location, body_of_water | The sea or ocean
p date date | date, day | The date
ws the tide times {for|in} the <sea> on <date>
b tide times

# earthquake search
n earthquakes, recent_earthquakes, seismic_activity
d {recent |}earthquakes in a {country|region}
p country lex country | country, region, location | The {country|region}
p magnitude num 2.5..7/0.5 | min_magnitude, magnitude, minimum_magnitude | {The m|M}inimum magnitude
o days int 2..60 =7 | days, period_days, past_days | {The number of|How many} {past |}days to {look at|search} ~ in the {past|last} <days+day>
wx earthquakes in <country> {with a magnitude of at least|above magnitude|stronger than} <magnitude>
b earthquakes in a region

@ biology | biology, genetics, ecology, bio, wildlife
c I'm {writing|working on} a biology {paper|report}.
c Our class is studying {living things|cells|evolution}.
x Why do cats purr?
x How did life on Earth begin?
x Why do leaves change colour in autumn?

# gene_info look
n gene_info, gene_details, gene_function
d information about a gene
p gene lex gene | gene, gene_name, gene_symbol | The {name|symbol} of the gene
o species enum human;mouse;zebrafish;fruit_fly =human | species, organism | The {species|organism} ~ in {the |}<species>
w {information about|the function of|details of} the {gene <gene>|<gene> gene}
q What {does the <gene> gene do|is the function of the <gene> gene}?
b information about a gene

# dna_make make
n dna_sequence, random_dna, nucleotide_sequence
d a random DNA sequence
p length int 20..500/10 bp | length, sequence_length, num_bases, size | {The l|L}ength of the sequence
o gc pct 30..70/5 | gc_content, gc_fraction | {The s|S}hare of G and C ~ with {a GC content of <gc>|<gc> GC content}
v {generate|create} a {random |}DNA sequence of <length>
v make a DNA sequence that is <length> long
b a random DNA sequence

# population_growth predict
n population_growth, population_size, future_population
d the size of a population after some time
p initial int 100..90000/100 | initial_population, current_population, starting_size, n0 | {The i|I}nitial {size of the population|population}
p rate pct 1..25/0.5 | growth_rate, rate, annual_growth_rate | {The g|G}rowth rate per year
p years int 2..40 | years, time, num_years | {The number of|How many} years
w the {population|number of animals} after <years+year> {if it starts|starting} at <initial> and grows {by|at} <rate> {a|per} year
v predict the population of a {species|colony|herd} of <initial> {animals |}in <years+year> with a growth rate of <rate>
b the growth of a population
= initial*(1+rate)^years

# species_info look
n animal_info, species_details, animal_facts
d {facts|information} about an animal{ species|}
p animal lex animal | animal, species, animal_name, species_name | The {name of the |}{animal|species}
p details enums habitat;diet;lifespan;conservation_status=conservation status;weight x1..3 | details, facts, fields, information | {The facts|What} to return
ws the <details> of the <animal>
q What can you tell me about the <details> of the <animal>?
b information about an animal

# cell_count calc
n cell_density, cells_per_ml, cell_concentration
d the number of cells per millilitre in a sample
p count int 20..800 | cell_count, cells, counted_cells | {The n|N}umber of cells counted
p dilution int 2..50 | dilution_factor, dilution | {The d|D}ilution factor
p volume num 0.1..5/0.1 ml | volume, sample_volume | {The v|V}olume counted
w the cell density of a sample with <count#> counted cells, a dilution factor of <dilution#> and a volume of <volume>
b the cell density of a sample
= count*dilution/volume

# protein_info look
n protein_info, protein_structure, protein_data
d the {structure|properties} of a protein
p protein lex protein | protein, protein_name, name | The {name of the |}protein
o format enum pdb=PDB;fasta=FASTA;json=JSON =pdb | format, output_format, file_format | {The f|F}ormat of the result ~ in <format> format
w the structure of {the protein |}<protein>
q What does the protein <protein> look like?
b the structure of a protein

# hardy calc
n genotype_frequency, allele_genotype_frequency, hardy_weinberg
d the frequency of a genotype {under Hardy-Weinberg equilibrium|from an allele frequency}
p allele num 0.05..0.95/0.05 | allele_frequency, p, dominant_allele_frequency | {The f|F}requency of the dominant allele
p genotype enum AA;Aa;aa | genotype, genotype_name, target_genotype | The genotype {of interest|}
w the frequency of {the |}<genotype> {genotype |}{if|when|given that} the dominant allele has a frequency of <allele>
b a genotype frequency
= allele^2

# bird_find search
n birds, bird_species, bird_sightings
d {bird species|birds} {by|with given} colour and habitat
p color lex color | color, plumage_color, main_color | The {main |}colour of the bird
p habitat enum forest;wetland;grassland;coast;garden;mountain | habitat, environment, found_in | The habitat
o size enum small;medium;large | size, bird_size | The size of the bird ~ of <size> size
wx <color> birds {that live|living} in the {habitat |}<habitat>
wx birds with <color> feathers {from|in} a <habitat> habitat
b birds of a habitat

@ chemistry | chemistry, chem, lab_tools, periodic_table, reactions
c I'm {preparing|setting up} a chemistry experiment.
c For my chemistry {lab report|class}:
x Who invented the periodic table?
x Why is water wet?
x Is it dangerous to mix bleach and vinegar?

# molar_mass calc
n molar_mass, molecular_weight, molecular_mass
d the {molar mass|molecular weight} of a compound
p formula lex formula | formula, compound, chemical_formula | The {chemical |}formula of the compound
o unit enum g/mol;kg/mol =g/mol | unit, units | The unit {of|for} the result ~ in <unit>
w the {molar mass|molecular weight} of <formula>
b the molar mass of a compound

# molarity calc
n molarity, solution_molarity, molar_concentration
d the molarity of a solution
p moles num 0.1..6/0.1 mol | moles, moles_of_solute, solute_moles, n | {The a|A}mount of solute
p volume num 0.2..9/0.1 l | volume, solution_volume, volume_liters | {The v|V}olume of the solution
w the {molarity|molar concentration} of {a solution|} {with|containing} <moles> of {solute|salt|sugar} in <volume>{ of {water|solution}|}
b the molarity of a solution
= moles/volume

# ph calc
n ph, ph_value, solution_ph
d the pH of a solution from its hydrogen ion concentration
p concentration num 0.001..0.9/0.001 molar | concentration, hydrogen_ion_concentration, h_concentration | {The h|H}ydrogen ion concentration
w the pH of a solution with {a hydrogen ion concentration|an H+ concentration} of <concentration>
b the pH of a solution
= -log10(concentration)

# element_info look
n element_info, element_properties, element_details
d properties of a chemical element
p element lex element | element, element_name, name | The {name of the |}element
p property enum atomic_number=atomic number;melting_point=melting point;boiling_point=boiling point;density;electronegativity | property, property_name, attribute | The property {wanted|to look up}
w the <property> of <element>
q What's the <property> of {the element |}<element>?
b a property of an element

# dilution calc
n dilution_volume, dilution, final_volume
d the volume to which a stock solution must be diluted
p c1 num 1..12/0.5 molar | initial_concentration, c1, stock_concentration | {The c|C}oncentration of the stock solution
p v1 int 5..400 ml | initial_volume, v1, stock_volume | {The v|V}olume of the stock solution
p c2 num 0.05..0.9/0.05 molar | final_concentration, c2, target_concentration | {The d|D}esired concentration
w the final volume {needed|required} to dilute <v1> of a <c1> {stock |}solution to <c2>
b a dilution
= c1*v1/c2

# balance solve
n chemical_equation, equation_balance, reaction_balance
d a chemical equation by balancing it
p reactants lexs formula x2..2 | reactants, inputs, left_side | The {formulas of the |}reactants
p products lexs formula x1..2 | products, outputs, right_side | The {formulas of the |}products
v balance the {reaction|chemical equation} {of|with reactants} <reactants> {giving|and products} <products>
b the balancing of an equation

# boiling look
n boiling_point, compound_boiling_point
d the boiling point of a {substance|compound}
p compound lex compound | compound, substance, name, chemical | The {name of the |}{compound|substance}
o pressure num 0.2..5/0.1 atm =1 | pressure, ambient_pressure | The pressure ~ at {a pressure of |}<pressure>
o unit enum celsius=Celsius;kelvin=kelvin;fahrenheit=Fahrenheit =celsius | unit, temperature_unit | The {temperature |}unit ~ in <unit>
w the boiling point of <compound>
q At what temperature does <compound> boil?
b the boiling point of a compound

@ astronomy | astronomy, space, planetarium, sky
c I {just |}bought {my first|a new} telescope.
c I'm {giving|preparing} a talk about space.
x Is there life on other planets?
x What happened before the Big Bang?
x Who was the first astronomer?

# planet_distance look
n planet_distance, distance_between_planets, planetary_distance
d the distance between two planets
p a lex planet | planet1, from_planet, origin, first_planet | The first planet
p b lex planet | planet2, to_planet, target, second_planet | The second planet
o unit enum km=kilometers/km;au=astronomical units/AU;miles =km | unit, units | The unit {of|for} the distance ~ in <unit>
w the distance {between|from} <a> {and|to} <b>
q How far {away |}is <a> from <b>?
b the distance between two planets

# planet_weight calc
n weight_on_planet, planet_weight
d {how much a person weighs|the weight of a person} on another planet
p weight int 40..120 kg | earth_weight, weight, weight_on_earth, mass | {The w|W}eight on Earth
p planet lex planet | planet, planet_name, target_planet | The planet
w the weight of {a person|someone} of <weight> on <planet>
q How much would I weigh on <planet> if I weigh <weight> {on Earth|here}?
b the weight on another planet

# star_info look
n star_info, star_details, star_data
d {information|data} about a star
p star lex star | star, star_name, name | The {name of the |}star
p property enums distance;mass;temperature;luminosity;age x1..3 | properties, details, attributes | The properties {wanted|to return}
ws the <property> of {the star |}<star>
b information about a star

# moon_phase look
n moon_phase, lunar_phase
d the phase of the moon {on a date|}
p date date | date, day | The date
o location lex city | location, city, observer_location | {The p|P}lace of the observer ~ {seen from|in|over} <location>
w the {phase of the moon|moon phase} on <date>
q What will the moon look like on <date>?
b the phase of the moon

# constellation check
n constellation_visibility, visible_constellation, sky_visibility
d {when|whether} a constellation is visible
p constellation lex constellation | constellation, name, constellation_name | The constellation
p city lex city | location, city, place | {The p|P}lace of the observer
p month enum January;March;May;July;September;November | month, month_name | The month
v check {if|whether} {the constellation |}<constellation> {is visible|can be seen} from <city> in <month>
q Can I see <constellation> from <city> in <month>?
b the visibility of a constellation

# orbit calc
n orbital_period, orbit_period
d the orbital period of a {satellite|planet} around its star
p axis num 0.3..40/0.1 au | semi_major_axis, axis, distance, orbit_radius | {The s|S}emi-major axis of the orbit
o mass num 0.5..9/0.5 =1 | star_mass, mass, central_mass | {The m|M}ass of the star in solar masses ~ around a star of <mass#> solar masses
w the orbital period of a planet with a semi-major axis of <axis>
w the orbital period for an orbit {at|with a radius of} <axis>
b the orbital period
= sqrt(axis^3/mass)

# mission look
n mission_info, space_mission, mission_details
d information about a space mission
p mission lex space_mission | mission, mission_name, name | The {name of the |}mission
o detail enum launch_date=launch date;crew;objective;duration;cost | detail, info, field | The detail wanted ~ , especially its <detail>
w information about the <mission> mission
q What was the {goal|purpose} of the <mission> mission?
b information about a space mission
)";

}  // namespace synth
