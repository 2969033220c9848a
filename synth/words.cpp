#include "synth/words.h"

#include "core/error.h"
#include "core/text.h"

namespace synth {
namespace {

constexpr Unit kUnits[] = {
    {"unit", "", "unit", "units"},
    {"mm", "mm", "millimeter", "millimeters"},
    {"cm", "cm", "centimeter", "centimeters"},
    {"m", "m", "meter", "meters"},
    {"km", "km", "kilometer", "kilometers"},
    {"in", "", "inch", "inches"},
    {"ft", "ft", "foot", "feet"},
    {"yd", "", "yard", "yards"},
    {"mi", "", "mile", "miles"},
    {"nm", "nm", "nanometer", "nanometers"},
    {"ly", "", "light year", "light years"},
    {"au", "AU", "astronomical unit", "astronomical units"},
    {"g", "g", "gram", "grams"},
    {"kg", "kg", "kilogram", "kilograms"},
    {"mg", "mg", "milligram", "milligrams"},
    {"t", "t", "tonne", "tonnes"},
    {"lb", "lbs", "pound", "pounds"},
    {"oz", "oz", "ounce", "ounces"},
    {"s", "s", "second", "seconds"},
    {"ms", "ms", "millisecond", "milliseconds"},
    {"min", "min", "minute", "minutes"},
    {"h", "h", "hour", "hours"},
    {"d", "", "day", "days"},
    {"wk", "", "week", "weeks"},
    {"mo", "", "month", "months"},
    {"yr", "", "year", "years"},
    {"mps", "m/s", "meter per second", "meters per second"},
    {"kmh", "km/h", "kilometer per hour", "kilometers per hour"},
    {"mph", "mph", "mile per hour", "miles per hour"},
    {"mps2", "m/s^2", "meter per second squared", "meters per second squared"},
    {"N", "N", "newton", "newtons"},
    {"J", "J", "joule", "joules"},
    {"kJ", "kJ", "kilojoule", "kilojoules"},
    {"W", "W", "watt", "watts"},
    {"kW", "kW", "kilowatt", "kilowatts"},
    {"kWh", "kWh", "kilowatt hour", "kilowatt hours"},
    {"V", "V", "volt", "volts"},
    {"A", "A", "ampere", "amperes"},
    {"ohm", "ohm", "ohm", "ohms"},
    {"C", "C", "coulomb", "coulombs"},
    {"F", "F", "farad", "farads"},
    {"T", "T", "tesla", "teslas"},
    {"Hz", "Hz", "hertz", "hertz"},
    {"kHz", "kHz", "kilohertz", "kilohertz"},
    {"Pa", "Pa", "pascal", "pascals"},
    {"kPa", "kPa", "kilopascal", "kilopascals"},
    {"bar", "bar", "bar", "bars"},
    {"atm", "atm", "atmosphere", "atmospheres"},
    {"K", "K", "kelvin", "kelvin"},
    {"celsius", "°C", "degree Celsius", "degrees Celsius"},
    {"fahrenheit", "°F", "degree Fahrenheit", "degrees Fahrenheit"},
    {"deg", "°", "degree", "degrees"},
    {"rad", "rad", "radian", "radians"},
    {"mol", "mol", "mole", "moles"},
    {"molar", "M", "mole per liter", "moles per liter"},
    {"l", "L", "liter", "liters"},
    {"ml", "ml", "milliliter", "milliliters"},
    {"gal", "", "gallon", "gallons"},
    {"m2", "m²", "square meter", "square meters"},
    {"ft2", "sq ft", "square foot", "square feet"},
    {"km2", "km²", "square kilometer", "square kilometers"},
    {"ha", "ha", "hectare", "hectares"},
    {"acre", "", "acre", "acres"},
    {"m3", "m³", "cubic meter", "cubic meters"},
    {"cm3", "cm³", "cubic centimeter", "cubic centimeters"},
    {"gcm3", "g/cm³", "gram per cubic centimeter", "grams per cubic centimeter"},
    {"kgm3", "kg/m³", "kilogram per cubic meter", "kilograms per cubic meter"},
    {"kcal", "kcal", "kilocalorie", "kilocalories"},
    {"bpm", "bpm", "beat per minute", "beats per minute"},
    {"usd", "", "dollar", "dollars"},
    {"MB", "MB", "megabyte", "megabytes"},
    {"GB", "GB", "gigabyte", "gigabytes"},
    {"Mbps", "Mbps", "megabit per second", "megabits per second"},
    {"dB", "dB", "decibel", "decibels"},
    {"px", "px", "pixel", "pixels"},
    {"bp", "bp", "base pair", "base pairs"},
    {"mpg", "mpg", "mile per gallon", "miles per gallon"},
    {"lkm", "L/100km", "liter per 100 kilometers", "liters per 100 kilometers"},
    {"pct", "%", "percent", "percent"},
};

constexpr Conversion kConversions[] = {{"min", "h", 60}, {"s", "min", 60}, {"m", "km", 1000}, {"g", "kg", 1000},
                                       {"cm", "m", 100}, {"d", "wk", 7},   {"mo", "yr", 12},  {"W", "kW", 1000}};

const std::vector<VerbClass>& verb_classes() {
  static const std::vector<VerbClass> kClasses = {
      {"calc",
       {"calculate", "calculate", "calculate", "compute", "compute", "calc", "get", "find", "determine"},
       {"Calculate", "Calculate", "Calculate", "Compute", "Determine", "Find"},
       {"calculate", "calculate", "calculate", "compute", "find", "determine", "work out", "figure out"}},
      {"look",
       {"get", "get", "get", "find", "fetch", "retrieve", "lookup"},
       {"Retrieve", "Get", "Find", "Fetch", "Look up", "Provide"},
       {"find", "get", "find", "get", "look up", "retrieve", "fetch"}},
      {"search",
       {"find", "search", "find", "search", "locate", "get", "list"},
       {"Find", "Search for", "Locate", "Look for", "List"},
       {"find", "find", "search for", "look for", "list"}},
      {"make",
       {"create", "generate", "create", "make", "build"},
       {"Create", "Generate", "Produce"},
       {"create", "generate", "make", "produce"}},
      {"book", {"book", "reserve", "book", "make"}, {"Book", "Reserve"}, {"book", "reserve"}},
      {"convert",
       {"convert", "convert", "transform", "change"},
       {"Convert", "Convert", "Transform"},
       {"convert", "change", "turn"}},
      {"predict",
       {"predict", "estimate", "forecast", "project"},
       {"Predict", "Estimate", "Forecast", "Project"},
       {"predict", "estimate", "forecast", "project"}},
      {"analyze",
       {"analyze", "analyse", "evaluate", "assess", "analyze"},
       {"Analyze", "Evaluate", "Assess", "Perform an analysis of"},
       {"analyze", "evaluate", "assess"}},
      {"compare", {"compare"}, {"Compare"}, {"compare"}},
      {"check", {"check", "verify", "get", "check"}, {"Check", "Verify", "Determine"}, {"check", "verify", "find out"}},
      {"update", {"update", "modify", "change", "edit", "set"}, {"Update", "Modify", "Change"}, {"update", "change"}},
      {"cancel", {"cancel", "remove", "delete"}, {"Cancel", "Delete", "Remove"}, {"cancel", "remove", "delete"}},
      {"send", {"send", "send", "post", "submit"}, {"Send", "Submit", "Deliver"}, {"send"}},
      {"play", {"play", "start", "stream"}, {"Play", "Start"}, {"play", "start"}},
      {"plan", {"plan", "create", "make", "generate"}, {"Plan", "Create", "Generate"}, {"plan", "create", "make"}},
      {"count", {"count", "get", "calculate"}, {"Count", "Calculate", "Get"}, {"count", "find"}},
      {"solve", {"solve", "solve", "find", "calculate"}, {"Solve", "Find"}, {"solve", "find"}},
      {"track", {"track", "get", "monitor", "check"}, {"Track", "Monitor", "Get"}, {"track", "check"}},
      {"control", {"set", "control", "adjust", "change"}, {"Set", "Adjust", "Control"}, {"set", "adjust"}},
      {"recommend",
       {"recommend", "suggest", "get", "find"},
       {"Recommend", "Suggest", "Provide"},
       {"recommend", "suggest"}},
      {"translate", {"translate"}, {"Translate"}, {"translate"}},
      {"order", {"order", "place", "buy", "purchase"}, {"Order", "Place an order for", "Purchase"}, {"order", "buy"}},
      {"schedule", {"schedule", "create", "set", "add"}, {"Schedule", "Create", "Set up"}, {"schedule", "set up"}},
      {"log", {"log", "record", "add", "track"}, {"Log", "Record"}, {"log", "record"}},
  };
  return kClasses;
}

constexpr std::string_view kSmall[] = {"zero",     "one",     "two",     "three",     "four",     "five",    "six",
                                       "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
                                       "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::string_view kTens[] = {"",      "",      "twenty",  "thirty", "forty",
                                      "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};

std::string below_hundred(int64_t number) {
  if (number < 20) return std::string(kSmall[number]);
  std::string out(kTens[number / 10]);
  if (number % 10 != 0) (out += '-') += kSmall[number % 10];
  return out;
}

}  // namespace

const Unit& find_unit(std::string_view key) {
  for (const Unit& unit : kUnits) {
    if (unit.key == key) return unit;
  }
  throw core::Error(core::ErrorKind::internal, core::format("no unit '{}'", key));
}

std::span<const Unit> all_units() {
  return kUnits;
}

std::span<const Conversion> conversions() {
  return kConversions;
}

const VerbClass& find_verb_class(std::string_view key) {
  for (const VerbClass& one : verb_classes()) {
    if (one.key == key) return one;
  }
  throw core::Error(core::ErrorKind::internal, core::format("no verb class '{}'", key));
}

std::string third_person(std::string_view verb_phrase) {
  const size_t space = verb_phrase.find(' ');
  std::string verb(verb_phrase.substr(0, space));
  const bool consonant_y = verb.ends_with("y") && verb.size() > 1 &&
                           std::string_view("aeiou").find(verb[verb.size() - 2]) == std::string_view::npos;
  if (consonant_y) verb.replace(verb.size() - 1, 1, "ie");
  verb += verb.ends_with("ch") || verb.ends_with("sh") || verb.ends_with("s") ? "es" : "s";
  if (space != std::string_view::npos) verb += verb_phrase.substr(space);
  return verb;
}

std::optional<std::string> number_to_words(int64_t number) {
  if (number < 0 || number > 9999) return std::nullopt;
  std::string out;
  if (number >= 1000) out = below_hundred(number / 1000) + " thousand";
  const int64_t hundreds = number % 1000 / 100;
  if (hundreds > 0) out += (out.empty() ? "" : " ") + below_hundred(hundreds) + " hundred";
  const int64_t rest = number % 100;
  if (rest > 0 || number == 0) out += (out.empty() ? "" : " ") + below_hundred(rest);
  return out;
}

std::string_view month_name(int month) {
  FR_CHECK(month >= 1 && month <= 12, "month {}", month);
  return kMonths[month - 1];
}

std::string ordinal(int day) {
  std::string out = std::to_string(day);
  const bool teen = day % 100 >= 11 && day % 100 <= 13;
  if (!teen && day % 10 == 1) return out + "st";
  if (!teen && day % 10 == 2) return out + "nd";
  if (!teen && day % 10 == 3) return out + "rd";
  return out + "th";
}

}  // namespace synth
