#include "synth/trace/inventor.h"

#include <algorithm>
#include <array>

#include "core/format.h"
#include "core/text.h"
#include "env/bfcl/worlds/travel_tables.h"
#include "synth/trace/names.h"

namespace synth {
namespace {

using core::Value;

struct Known {
  std::string_view param;
  std::string_view tool;  // empty: any
  double inclusion = 0.5;
};

constexpr auto kKnown = std::to_array<Known>({
    {"file_name", "touch", 1},    {"dir_name", "mkdir", 1},   {"content", "echo", 1},
    {"destination", "", 1},       {"pattern", "", 1},         {"lines", "", 0.8},
    {"path", "find", 0.12},       {"name", "find", 0.92},     {"mode", "wc", 0.6},
    {"human_readable", "", 0.7},  {"a", "ls", 0.25},          {"client_id", "", 1},
    {"client_secret", "", 1},     {"refresh_token", "", 1},   {"grant_type", "", 1},
    {"user_first_name", "", 1},   {"user_last_name", "", 1},  {"cardholder_name", "", 1},
    {"card_number", "", 1},       {"expiration_date", "", 1}, {"card_verification_number", "", 1},
    {"travel_date", "", 1},       {"travel_from", "", 1},     {"travel_to", "", 1},
    {"travel_class", "", 1},      {"location", "", 1},        {"budget_limit", "", 1},
    {"insurance_type", "", 1},    {"insurance_cost", "", 1},  {"message", "", 1},
    {"base_currency", "", 1},     {"target_currency", "", 1}, {"value", "", 1},
    {"date_of_birth", "", 1},     {"passport_number", "", 1}, {"lastModifiedAfter", "", 0.5},
    {"includeRemoved", "", 0.25},
});

const Known* find_known(std::string_view tool, std::string_view param) {
  const auto found = std::ranges::find_if(
      kKnown, [&](const Known& known) { return known.param == param && (known.tool.empty() || known.tool == tool); });
  return found == kKnown.end() ? nullptr : &*found;
}

constexpr auto kMessages = std::to_array<std::string_view>(
    {"Please confirm that my seat is by the window.", "My name is misspelt on the ticket, please correct it.",
     "I need a receipt with the company address for this trip.", "Can I bring a bicycle on this flight?",
     "Please add a vegetarian meal to this booking.", "I was charged twice for this flight, please check.",
     "Is it possible to move this trip by one day?", "I will travel with a guide dog, please note it.",
     "The confirmation mail never arrived, please send it again.", "Please add a wheelchair for the transfer.",
     "I would like to know the baggage allowance for this ticket.", "My company needs the fare split by tax and fees.",
     "Please put two pieces of checked luggage on this booking.", "I missed the connection and need a new one."});
constexpr auto kInsurance = std::to_array<std::string_view>(
    {"luggage and delay", "medical", "cancellation", "baggage", "basic", "family", "premium", "accident"});

template <size_t N>
Value pick_value(const std::array<std::string_view, N>& words, core::Rng& rng) {
  return words[rng.index(N)];
}

const Value* chosen_text(const core::Dict& chosen, std::string_view name) {
  const Value* value = chosen.find(name);
  return value != nullptr && value->is_string() ? value : nullptr;
}

std::vector<const StateValue*> values_of(const StateView& state, std::string_view source) {
  std::vector<const StateValue*> found;
  for (const StateValue& value : state.values()) {
    if (value.source.starts_with(source)) found.push_back(&value);
  }
  return found;
}

// A word of the text that somebody would search for.
std::optional<Value> search_word(const std::string& text, core::Rng& rng) {
  std::vector<std::string> words;
  for (const std::string& line : core::split(text, '\n')) {
    for (const std::string& part : core::split(line, line.find(',') == std::string::npos ? ' ' : ',')) {
      std::string_view word = core::trim(part);
      while (!word.empty() && std::string_view(".,:;#-=").find(word.back()) != std::string_view::npos) {
        word.remove_suffix(1);
      }
      if (word.size() >= 4 && word.size() <= 24) words.emplace_back(word);
    }
  }
  if (words.empty()) return std::nullopt;
  return Value(rng.pick(words));
}

std::string prose(core::Rng& rng) {
  std::string text = names::sentence(rng);
  for (int64_t more = rng.integer(0, 1); more > 0; --more) text += " " + names::sentence(rng);
  return text;
}

double round_amount(core::Rng& rng) {
  const double step = rng.chance(0.5) ? 50 : 10;
  return step * static_cast<double>(rng.integer(2, 60));
}

std::optional<double> budget_of(const StateView& state) {
  for (const StateValue* value : values_of(state, "budget_limit")) return value->value.as_double();
  return std::nullopt;
}

}  // namespace

Value naive_value(std::string_view type, core::Rng& rng) {
  if (type_family(type) == "number") return rng.integer(1, 900);
  if (type_family(type) == "truth") return rng.chance(0.5);
  return names::key("zq", 6, rng);
}

Inventor::Inventor(core::Rng rng) : rng_(rng) {}

bool Inventor::knows(std::string_view tool, std::string_view param) {
  return find_known(tool, param) != nullptr;
}

double Inventor::inclusion(std::string_view tool, std::string_view param) {
  const Known* known = find_known(tool, param);
  if (tool == "echo" && param == "file_name") return 0.97;
  if (tool == "retrieve_invoice") return param == "booking_id" ? 1 : 0.5;
  return known == nullptr ? 0.5 : known->inclusion;
}

std::optional<Value> Inventor::invent(const ArgumentPlace& place) {
  if (!knows(place.tool.name, place.param.name)) return std::nullopt;
  if (std::optional<Value> value = invent_for_files(place)) return value;
  if (std::optional<Value> value = invent_for_travel(place)) return value;
  return std::nullopt;
}

std::optional<Value> Inventor::invent_for_files(const ArgumentPlace& place) {
  const std::string& name = place.param.name;
  const auto files = values_of(place.state, "contents{}:file");
  if (name == "file_name") {
    if (!files.empty() && rng_.chance(0.5))
      return names::file_like(files[rng_.index(files.size())]->value.as_string(), rng_);
    return names::file(rng_);
  }
  if (name == "dir_name") return names::directory(rng_);
  if (name == "content") return prose(rng_);
  if (name == "destination") {
    const Value* source = chosen_text(place.chosen, "source");
    if (source == nullptr) return std::nullopt;
    if (source->as_string().find('.') == std::string::npos) return names::directory(rng_);
    return names::file_like(source->as_string(), rng_);
  }
  if (name == "pattern") {
    const Value* file = chosen_text(place.chosen, "file_name");
    if (file == nullptr) return std::nullopt;
    const std::vector<std::string> texts = place.state.texts_of(file->as_string());
    return texts.empty() ? std::nullopt : search_word(texts.front(), rng_);
  }
  if (name == "lines") return rng_.integer(1, 6);
  if (name == "path") return ".";
  if (name == "name") {
    const auto folders = values_of(place.state, "contents{}:directory");
    if (files.empty() || (!folders.empty() && rng_.chance(0.2))) {
      if (folders.empty()) return std::nullopt;
      return folders[rng_.index(folders.size())]->value;
    }
    const std::string& file = files[rng_.index(files.size())]->value.as_string();
    const double form = rng_.uniform();
    if (form < 0.65) return file;
    const size_t dot = file.rfind('.');
    if (form < 0.85 || dot == 0 || dot == std::string::npos) {
      return std::string(core::split(core::replace_all(core::replace_all(file, "-", "_"), ".", "_"), '_').front());
    }
    return file.substr(dot);
  }
  if (name == "mode") return std::string(1, "lwc"[rng_.index(3)]);
  if (name == "human_readable" || name == "a") return true;
  return std::nullopt;
}

bool Inventor::settle_route(const core::Dict& chosen) {
  const Value* from = chosen_text(chosen, "travel_from");
  const Value* to = chosen_text(chosen, "travel_to");
  const auto agrees = [&](std::string_view a, std::string_view b) {
    return (from == nullptr || from->as_string() == a) && (to == nullptr || to->as_string() == b);
  };
  if (!from_.empty() && agrees(from_, to_)) return true;
  std::vector<const env::bfcl::Route*> routes;
  for (const env::bfcl::Route& route : env::bfcl::travel_tables().routes) {
    if (agrees(route.from, route.to) && route.from != route.to) routes.push_back(&route);
  }
  if (routes.empty()) return false;
  const env::bfcl::Route& route = *rng_.pick(routes);
  from_ = route.from;
  to_ = route.to;
  return true;
}

std::optional<Value> Inventor::currency(const ArgumentPlace& place) {
  const bool is_base = place.param.name == "base_currency";
  const auto& rates = env::bfcl::travel_tables().exchange_rates;
  const Value* other = chosen_text(place.chosen, is_base ? "target_currency" : "base_currency");
  // Every rate is one of the dollar, so one of the two is the dollar.
  const bool amount_in_dollars = place.value_currency == "USD";
  const bool result_in_dollars = place.serves == "budget_limit" || place.serves == "insurance_cost";
  if (other == nullptr) {
    if (amount_in_dollars || result_in_dollars) return is_base == amount_in_dollars ? "USD" : rng_.pick(rates).to;
    return rng_.chance(0.5) ? "USD" : rng_.pick(rates).to;
  }
  if (other->as_string() != "USD") return "USD";
  return rng_.pick(rates).to;
}

std::optional<Value> Inventor::invent_for_travel(const ArgumentPlace& place) {
  const std::string& name = place.param.name;
  const StateView& state = place.state;
  if (name == "client_id") return names::key("client-", 5, rng_);
  if (name == "client_secret") return names::key("sec_", 10, rng_);
  if (name == "refresh_token") return names::key("rf", 9, rng_);
  if (name == "grant_type") return rng_.chance(0.7) ? "read_write" : rng_.chance(0.5) ? "write" : "read";
  if (name == "user_first_name" || name == "user_last_name" || name == "cardholder_name") {
    const auto known = values_of(state, name);
    if (!known.empty()) return known[rng_.index(known.size())]->value;
    const auto holders = values_of(state, "cardholder_name");
    const auto first = values_of(state, "user_first_name");
    const auto last = values_of(state, "user_last_name");
    if (name == "cardholder_name") {
      if (first.empty() || last.empty()) return names::first_name(rng_) + " " + names::last_name(rng_);
      return first[0]->value.as_string() + " " + last[0]->value.as_string();
    }
    if (holders.empty()) return name == "user_first_name" ? names::first_name(rng_) : names::last_name(rng_);
    const std::vector<std::string> parts = core::split(holders[0]->value.as_string(), ' ');
    return name == "user_first_name" ? parts.front() : parts.back();
  }
  if (name == "card_number") return names::digits(16, rng_);
  if (name == "expiration_date") return names::month_and_year(rng_);
  if (name == "card_verification_number") return rng_.integer(100, 999);
  if (name == "travel_date") {
    if (date_.empty()) date_ = names::future_date(rng_);
    return date_;
  }
  if (name == "travel_class") {
    const core::Dict& classes = env::bfcl::travel_tables().class_factors;
    constexpr std::array<double, 3> kShares = {0.5, 0.3, 0.2};
    if (travel_class_.empty()) {
      const size_t i = std::min(rng_.weighted(kShares), classes.size() - 1);
      travel_class_ = (classes.begin() + static_cast<ptrdiff_t>(i))->key.as_string();
    }
    return travel_class_;
  }
  if (name == "travel_from" || name == "travel_to") {
    if (!settle_route(place.chosen)) return std::nullopt;
    return name == "travel_from" ? from_ : to_;
  }
  if (name == "location") {
    const core::Dict& cities = env::bfcl::travel_tables().nearest_airports;
    const bool in_story = place.serves == "travel_from" || place.serves == "travel_to";
    if (in_story && !settle_route({})) return std::nullopt;
    std::vector<Value> fitting;
    for (const auto& [city, airport] : cities) {
      if (!in_story || airport == Value(place.serves == "travel_from" ? from_ : to_)) fitting.push_back(city);
    }
    if (fitting.empty()) return std::nullopt;
    return rng_.pick(fitting);
  }
  if (name == "budget_limit") return static_cast<double>(rng_.integer(6, 150) * 100);
  if (name == "insurance_type") return pick_value(kInsurance, rng_);
  if (name == "insurance_cost") {
    const double cost = static_cast<double>(rng_.integer(8, 90) * 5);
    const auto limit = budget_of(state);
    return limit && *limit < cost ? *limit / 2 : cost;
  }
  if (name == "message") return pick_value(kMessages, rng_);
  if (name == "base_currency" || name == "target_currency") return currency(place);
  if (name == "value") return round_amount(rng_);
  if (name == "date_of_birth") {
    return core::format("{}-0{}-{}{}", rng_.integer(1955, 2003), rng_.integer(1, 9), rng_.integer(1, 2),
                        rng_.integer(0, 8));
  }
  if (name == "passport_number") return "US" + names::digits(8, rng_);
  if (name == "lastModifiedAfter") return names::date(rng_) + "T0" + names::digits(1, rng_) + ":00:00";
  if (name == "includeRemoved") return "true";
  return std::nullopt;
}

bool Inventor::suits(const ArgumentPlace& place, const Value& value) {
  const std::string& name = place.param.name;
  if (name == "travel_from" || name == "travel_to") {
    core::Dict with = place.chosen;
    with.set(name, value);
    return settle_route(with);
  }
  if (name == "content") {
    const bool is_prose = value.is_string() && value.as_string().find_first_of(" ,\n") != std::string::npos;
    return is_prose && value.as_string().size() >= 8 && value.as_string().size() <= 400;
  }
  // A card is registered once.
  if (name == "card_number" || name == "card_verification_number" || name == "expiration_date") return false;
  if (name == "message") return value.is_string() && value.as_string().size() >= 20 && value.as_string().size() <= 240;
  if (value.is_number()) {
    const double amount = value.as_double();
    if (name == "budget_limit") return amount >= 100;
    if (name == "value") return amount >= 1;
    if (name == "insurance_cost") {
      const auto limit = budget_of(place.state);
      return amount >= 5 && amount <= 600 && (!limit || amount <= *limit);
    }
  }
  return true;
}

}  // namespace synth
