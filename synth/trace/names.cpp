#include "synth/trace/names.h"

#include <array>
#include <span>

#include "core/format.h"

namespace synth::names {
namespace {

using Words = std::span<const std::string_view>;

constexpr auto kFirst = std::to_array<std::string_view>(
    {"Amara",  "Bastien", "Chiara", "Dmitri",  "Elif",  "Farid",  "Greta",   "Hugo",  "Ines",    "Jonas",
     "Kavya",  "Lorenzo", "Maren",  "Nadia",   "Oskar", "Priya",  "Quentin", "Rosa",  "Soren",   "Tamsin",
     "Ulrich", "Vera",    "Wanda",  "Ximena",  "Yusuf", "Zofia",  "Callum",  "Deepa", "Esteban", "Freya",
     "Gwen",   "Hiroshi", "Imani",  "Joaquin", "Kenji", "Leila",  "Mateo",   "Noor",  "Odette",  "Pavel",
     "Ramona", "Stefan",  "Tariq",  "Una",     "Viggo", "Winnie", "Anneke",  "Bruno", "Carmen",  "Dalia"});
constexpr auto kLast = std::to_array<std::string_view>(
    {"Abernathy", "Bergstrom", "Castellano", "Delacroix", "Eriksen",   "Fontaine", "Galloway", "Hashimoto",
     "Ivanova",   "Jankowski", "Kessler",    "Lindqvist", "Moreau",    "Nakagawa", "Okafor",   "Petrov",
     "Quigley",   "Rasmussen", "Santoro",    "Takeda",    "Underhill", "Vasquez",  "Whitlock", "Xavier",
     "Yamamoto",  "Zielinski", "Achterberg", "Bianchi",   "Cormier",   "Dragomir", "Esposito", "Falk",
     "Grimaldi",  "Halvorsen", "Iyer",       "Jimenez",   "Kowalczyk", "Laurent",  "Mbeki",    "Novak"});
constexpr auto kTopic = std::to_array<std::string_view>(
    {"harbor",   "solar",     "pottery",    "orchard", "glacier",   "bakery",     "tunnel",   "beehive",     "theatre",
     "ferry",    "quarry",    "wetland",    "library", "rowing",    "textile",    "kiln",     "observatory", "vineyard",
     "tram",     "museum",    "greenhouse", "choir",   "drone",     "battery",    "aquarium", "printing",    "cycling",
     "festival", "warehouse", "clinic",     "kitchen", "garden",    "lighthouse", "radio",    "bridge",      "ceramics",
     "falcon",   "marathon",  "saltmarsh",  "turbine", "reservoir", "atlas",      "lantern",  "compost",     "cobalt",
     "meadow",   "otter",     "pavilion",   "sawmill", "telescope"});
constexpr auto kFolderNoun = std::to_array<std::string_view>(
    {"survey",   "recordings", "invoices", "minutes",  "sketches", "permits", "logbook",    "inventory", "fieldwork",
     "planning", "contracts",  "releases", "drawings", "samples",  "exports", "handover",   "estimates", "interviews",
     "material", "schedule",   "backlog",  "prints",   "receipts", "audit",   "prototypes", "letters",   "maps",
     "pending",  "finished",   "2025",     "2027",     "spring",   "autumn",  "team",       "intake",    "review"});
constexpr auto kFileNoun = std::to_array<std::string_view>(
    {"minutes",    "readings",     "inventory", "checklist", "ledger",       "roster",    "outline",   "estimate",
     "itinerary",  "feedback",     "incident",  "visitors",  "measurements", "suppliers", "timetable", "agenda",
     "glossary",   "handbook",     "invoice",   "orders",    "contacts",     "changes",   "sensors",   "quotes",
     "tasks",      "observations", "costs",     "recipe",    "interview",    "settings",  "shipments", "maintenance",
     "attendance", "samples",      "proposal",  "digest"});
constexpr auto kEnding =
    std::to_array<std::string_view>({".txt", ".txt", ".txt", ".csv", ".md", ".log", ".md", ".cfg", ".txt", ".tsv"});

constexpr auto kSubject = std::to_array<std::string_view>(
    {"The {} crew", "Our {} supplier", "The {} committee", "{} from the {} desk", "The new {} volunteer",
     "The {} contractor", "The {} inspector", "{} at the {} office"});
constexpr auto kVerb = std::to_array<std::string_view>({"confirmed", "moved", "asked about", "approved", "postponed",
                                                        "finished", "reported a problem with", "sent back", "repaired",
                                                        "counted", "signed off", "requested"});
constexpr auto kObject = std::to_array<std::string_view>(
    {"the spare parts", "the second delivery", "the safety briefing", "the rental agreement", "the damaged panel",
     "the visitor passes", "the weekly figures", "the paint order", "the fire doors", "the evening shift",
     "the water samples", "the loading dock", "the quarterly invoice", "the cable drums", "the training day",
     "the storage room", "the first draft", "the insurance papers"});
constexpr auto kWhen = std::to_array<std::string_view>(
    {"on Monday", "before noon", "until further notice", "on {}", "after the meeting", "for {} euros", "twice",
     "by phone", "on Thursday", "with {} units left", "without comment", "at the north gate"});

std::string pick(Words words, core::Rng& rng) {
  return std::string(words[rng.index(words.size())]);
}

std::string capitalised(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string day_of(int64_t year, core::Rng& rng) {
  const int64_t month = rng.integer(1, 12);
  const int64_t day = rng.integer(1, 28);
  return core::format("{}-{}{}-{}{}", year, month < 10 ? "0" : "", month, day < 10 ? "0" : "", day);
}

std::string joined(const std::string& a, const std::string& b, core::Rng& rng) {
  switch (rng.index(4)) {
    case 0:
      return a + "-" + b;
    case 1:
      return capitalised(a) + capitalised(b);
    default:
      return a + "_" + b;
  }
}

}  // namespace

std::string first_name(core::Rng& rng) {
  return pick(kFirst, rng);
}

std::string last_name(core::Rng& rng) {
  return pick(kLast, rng);
}

std::string topic(core::Rng& rng) {
  return pick(kTopic, rng);
}

std::string directory(core::Rng& rng) {
  const std::string about = topic(rng);
  const size_t form = rng.index(5);
  if (form == 0) return about + std::to_string(rng.chance(0.5) ? 2025 : 2027);
  return joined(about, pick(kFolderNoun, rng), rng);
}

std::string file(core::Rng& rng) {
  return file_like(topic(rng) + pick(kEnding, rng), rng);
}

std::string file_like(std::string_view other, core::Rng& rng) {
  const size_t dot = other.rfind('.');
  const std::string ending(dot == std::string_view::npos || dot == 0 ? ".txt" : other.substr(dot));
  std::string about(other.substr(0, std::min(other.find_first_of("_-."), other.size())));
  if (about.empty()) about = topic(rng);
  std::string stem = joined(about, pick(kFileNoun, rng), rng);
  if (rng.chance(0.25)) {
    stem += core::format("_{}", rng.chance(0.5)
                                    ? pick(std::to_array<std::string_view>({"v2", "v3", "new", "old", "copy"}), rng)
                                    : core::format("w{}", rng.integer(1, 52)));
  }
  return stem + ending;
}

std::string date(core::Rng& rng) {
  return day_of(rng.chance(0.5) ? 2025 : 2027, rng);
}

std::string future_date(core::Rng& rng) {
  return day_of(rng.chance(0.8) ? 2027 : 2028, rng);
}

std::string month_and_year(core::Rng& rng) {
  const int64_t month = rng.integer(1, 12);
  return core::format("{}{}/{}", month < 10 ? "0" : "", month, rng.integer(2027, 2033));
}

std::string digits(size_t count, core::Rng& rng) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += static_cast<char>('0' + rng.integer(i == 0 ? 1 : 0, 9));
  return text;
}

std::string key(std::string_view prefix, size_t length, core::Rng& rng) {
  constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
  std::string text(prefix);
  for (size_t i = 0; i < length; ++i) text += kLetters[rng.index(kLetters.size())];
  return text;
}

std::string sentence(core::Rng& rng) {
  const std::string subject = pick(kSubject, rng);
  const bool named = subject.starts_with('{');
  std::string text = named ? core::format(subject, first_name(rng), topic(rng)) : core::format(subject, topic(rng));
  text += " " + pick(kVerb, rng) + " " + pick(kObject, rng) + " ";
  const std::string when = pick(kWhen, rng);
  if (when.starts_with("on {")) return text + core::format(when, date(rng)) + ".";
  if (when.find('{') != std::string::npos) return text + core::format(when, rng.integer(12, 940)) + ".";
  return text + when + ".";
}

}  // namespace synth::names
