#include "synth/trajectory/unserved.h"

#include <algorithm>
#include <span>

#include "core/format.h"
#include "core/text.h"
#include "synth/grammar.h"
#include "synth/query/writer.h"
#include "synth/trace/names.h"

namespace synth {
namespace {

// Slots: <person>, <topic>, <file>, <folder>, <city>, <other>, <n>, <date>.
struct Bank {
  std::string_view request;
  std::string_view wanted;
};

constexpr Bank kAnywhere[] = {
    {"{What's|What will} the weather {like|be like} in <city> {tomorrow|this weekend|next week}?",
     "look up the weather"},
    {"{Will it rain|Do I need an umbrella} in <city> on Friday?", "look up the weather"},
    {"{Can you translate|Translate} {our|the} <topic> {leaflet|announcement} into {Finnish|Greek|Swahili|Basque}{| for "
     "me}?",
     "translate texts"},
    {"{Play|Put on} some {calm piano music|jazz|folk songs} {for|while I work for} <n> minutes.", "play music"},
    {"{Order|Get me} {a pizza|two bowls of ramen|a bunch of flowers} {for|to be delivered to} <person> {at seven|by "
     "noon|this evening}.",
     "order deliveries"},
    {"{Set|Start} a timer for <n> minutes{, please|}.", "set timers"},
    {"{Remind me|I need a reminder} to call <person> {tomorrow morning|on Thursday|in two hours}.", "set reminders"},
    {"{Call|Ring} <person> and {say|tell them} I'm running <n> minutes late.", "make phone calls"},
    {"{What's|Give me} the {share price|stock quote} of {the ferry company|our <topic> supplier} {today|right now}.",
     "look up share prices"},
    {"{Who won|What was the score of} the {rowing final|handball match} {last night|on Sunday}?",
     "look up sports results"},
    {"{Draw|Design|Make} {a logo|a poster} for {our|the} <topic> {festival|club|day}.", "draw pictures"},
    {"{Turn|Switch} {off|on} the {heating|lights} in {the|my} {study|kitchen|office}.", "control devices in the house"},
    {"{How many calories|How much protein} {are|is} in <n> grams of {lentils|almonds|tofu}?",
     "look up nutrition facts"},
    {"{Recommend|Suggest} a {novel|film|podcast} about a <topic> team{, please|}.", "recommend books or films"},
    {"{Post|Share} on my feed that {our|the} <topic> {fair|workshop} starts on <date>.",
     "post messages on social media"},
    {"{Schedule|Set up} a video meeting with <person> {next Tuesday|on <date>} at {ten|half past two}.",
     "schedule meetings"},
    {"{Send|Write} <person> an e-mail {saying|to say} that the <topic> {visit|delivery} is {off|confirmed}.",
     "send e-mails"},
    {"{Find|Look for} a {plumber|tax adviser|dentist} near <city>{ with good reviews|}.", "look up local businesses"},
};
constexpr Bank kFiles[] = {
    {"{Zip|Compress|Pack} {the folder|everything in} '<folder>' into {an archive|one archive file}.",
     "pack folders into archives"},
    {"{Encrypt|Put a password on} '<file>'{, please|}.", "encrypt files"},
    {"{Print|Send to the printer} {<n>|two} copies of '<file>'.", "print files"},
    {"{Upload|Copy} '<file>' to {my cloud drive|the web server|our website}.", "upload files"},
    {"{E-mail|Mail|Send} '<file>' to <person>{ right away|}.", "send files to people"},
    {"{Make|Set} '<file>' {read-only|unreadable for others|executable}.", "change permissions"},
    {"{Convert|Turn|Export} '<file>' {to|into} {a PDF|an image|a spreadsheet}.", "convert files to other formats"},
    {"{Restore|Bring back|Recover} the version of '<file>' from {last week|yesterday|before the update}.",
     "restore older versions of files"},
    {"Who {last changed|was the last to edit} '<file>'{ and when|}?", "tell who changed a file"},
    {"{Schedule|Set up} a {nightly|weekly} backup of '<folder>'.", "schedule backups"},
    {"{Download|Fetch} the {latest|newest} <topic> {price list|forms} from the {supplier's website|internet}.",
     "download files from the internet"},
    {"{Fix|Correct} the spelling {mistakes|errors} in '<file>'.", "correct spelling"},
};
constexpr Bank kTravel[] = {
    {"{Book|Reserve|Find} {me |}a {hotel|hotel room|guest house} in <city> for <n> nights.", "book hotels"},
    {"{Rent|Hire|Get} {me |}a {car|camper van|scooter} in <city> {for the weekend|from <date>}.", "rent cars"},
    {"{Check me in|Do the online check-in} for my {next |}flight{ to <city>|}.", "check in for flights"},
    {"{Pick|Get|Choose} me {seat <n>A|a window seat|an aisle seat} on {that|my} flight.", "choose seats"},
    {"{Add|Book} {an extra suitcase|a second checked bag|a bicycle} to my flight.", "add baggage"},
    {"{Do I need|Can you get me} a visa for {a trip to|} <city>?", "deal with visas"},
    {"{Book|Get} {me |}a train ticket from <city> to <other> {on <date>|for Sunday}.", "book trains"},
    {"{Is|Tell me whether} my flight to <city> {is |}{delayed|on time}{ today|}?", "look up delays"},
    {"{Order|Request} a {vegan|kosher|gluten-free} meal for {my|the} flight.", "order meals on board"},
    {"{Find|Recommend} {a good restaurant|a museum} {near the airport|close to the old town} in <city>.",
     "recommend places to visit"},
    {"{Which|What} {gate|terminal} does {my|the} flight {leave from|depart from}?", "look up gates"},
    {"{Book|Order} {me |}a taxi to {the airport|the station} {for six in the morning|on <date>}.", "order taxis"},
};

constexpr std::string_view kCities[] = {"Lisbon", "Trieste", "Bergen", "Valencia", "Ghent",   "Krakow",
                                        "Izmir",  "Porto",   "Aarhus", "Turku",    "Bologna", "Quito",
                                        "Hobart", "Gdansk",  "Leeds",  "Tartu"};

bool has(const std::vector<std::string>& classes, std::string_view name) {
  return std::ranges::find(classes, name) != classes.end();
}

}  // namespace

Unserved draw_unserved(const std::vector<std::string>& classes, core::Rng& rng) {
  std::vector<std::span<const Bank>> banks = {kAnywhere};
  std::vector<double> weights = {0.4};
  // What one world does is out of reach in the other, and what comes close to a world is the harder lesson.
  const bool files = has(classes, "GorillaFileSystem");
  const bool travel = has(classes, "TravelAPI");
  banks.emplace_back(kFiles);
  weights.push_back(files ? 0.5 : 0.05);
  banks.emplace_back(kTravel);
  weights.push_back(travel ? 0.5 : 0.1);
  const std::span<const Bank> bank = banks[rng.weighted(weights)];
  const Bank& chosen = bank[rng.index(bank.size())];
  Unserved out{expand(chosen.request, rng), std::string(chosen.wanted)};
  const auto fill = [&](std::string_view slot, const std::string& value) {
    out.request = core::replace_all(std::move(out.request), slot, value);
  };
  const size_t city = rng.index(std::size(kCities));
  fill("<person>", names::first_name(rng));
  fill("<topic>", names::topic(rng));
  fill("<file>", names::file(rng));
  fill("<folder>", names::directory(rng));
  fill("<city>", std::string(kCities[city]));
  fill("<other>", std::string(kCities[(city + 1 + rng.index(std::size(kCities) - 1)) % std::size(kCities)]));
  fill("<n>", std::to_string(rng.integer(2, 9) * (rng.chance(0.5) ? 1 : 5)));
  fill("<date>", names::date(rng));
  out.request = query::polished(out.request);
  return out;
}

std::string about_tools(const std::vector<std::string>& classes) {
  const bool files = has(classes, "GorillaFileSystem");
  const bool travel = has(classes, "TravelAPI");
  if (files && travel) return "files, folders and flights";
  return files ? "files and folders" : "flights, bookings and cards";
}

std::string decline(const Unserved& asked, const std::vector<std::string>& classes, core::Rng& rng) {
  const std::string text = expand(
      "{I'm sorry, but|I'm afraid|Sorry, but} {none of the tools I have can <wanted>|I have no tool to <wanted>|I "
      "can't <wanted> "
      "with the tools I have}{.|. What I have is for <about>.|; my tools are about <about>.}",
      rng);
  return core::replace_all(core::replace_all(text, "<wanted>", asked.wanted), "<about>", about_tools(classes));
}

std::string think_decline(const Unserved& asked, const std::vector<std::string>& classes, core::Rng& rng) {
  const std::string text = expand(
      "{The user wants me to <wanted>|This asks me to <wanted>|To answer this I would have to <wanted>}. {The tools on "
      "offer are about "
      "<about>, and none of them does that|I go through the tools: they all deal with <about>, and none fits|No "
      "function on the list "
      "can do that; they are for <about>}. {So I make no call and say so|Calling one of them anyway would be wrong, so "
      "I point "
      "it out|I should say that instead of calling something else}.",
      rng);
  return core::replace_all(core::replace_all(text, "<wanted>", asked.wanted), "<about>", about_tools(classes));
}

}  // namespace synth
