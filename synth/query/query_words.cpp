#include "synth/query/query_words.h"

namespace synth::query {
namespace {

constexpr std::string_view kFilePersonas[] = {
    "I'm {finally |}tidying up {my work folders|years of clutter|after a long project}.",
    "{My manager|My team lead|The client} {wants|needs} this {before lunch|by the end of the day|sorted out today}.",
    "I'm {a teacher|an editor|a research assistant|a bookkeeper|a junior developer} and {short on time|new to this "
    "system}.",
    "{We hand the project over|The audit starts|The review is} {tomorrow|next week|on Monday}.",
    "I'm getting {my thesis|the quarterly report|our grant application|the lab notes} ready.",
    "{A colleague|Somebody from accounting|My co-author} asked me about this {this morning|yesterday|just now}.",
    "I'm on {the train|my phone|a slow connection} and can't do this by hand.",
    "{Spring cleaning|Housekeeping} on {my|the shared} drive today.",
    "I just got back from {holiday|parental leave|a conference} and things {are a mess|look unfamiliar}.",
    "{I keep|We keep} {losing track of|mixing up} our documents{| lately}.",
    "I'm {preparing|writing} the handover for {my successor|the new intern|the night shift}.",
    "{The backup runs|The server goes down} {tonight|at six|in an hour}, so I'd like this done first.",
};
constexpr std::string_view kTravelPersonas[] = {
    "I'm {planning|putting together} {a family visit|a business trip|a long weekend|our anniversary trip}.",
    "{My sister gets married|My conference starts|Our trade fair opens} {soon|next season|this year}.",
    "I {travel|fly} {for work|every other month|a lot}, so this {has to be|should be} quick.",
    "I'm the office {assistant|manager} and {arrange|handle} all our travel.",
    "{My plans|Our plans|Things} {changed|have shifted} {again|since last week|overnight}.",
    "I'm {keeping an eye on|trying to stay within} {my spending|the travel budget} this year.",
    "{My husband|My wife|My business partner} {asked|reminded} me to {sort this out|look into this}.",
    "It's {my first|been a while since my last} {long trip|flight}{, so bear with me|}.",
    "I'm about to board {a train|a ferry} and only have {a minute|my phone}.",
    "I {run|work for} a small {agency|consultancy|theatre company} and we {tour|travel} a lot.",
    "{Finance wants|Our accountant wants|My boss wants} {the figures|everything settled} {by Friday|this week|before "
    "the month ends}.",
    "I'm {retired|a student|between jobs} and {finally|at last} have time to travel.",
};
constexpr std::string_view kFileDistractors[] = {
    "{The old printer is acting up again, by the way|Never mind the coffee stains on the scans}.",
    "{I'll take care of the {calendar|newsletter|photos} myself|Leave the {calendar|newsletter|photos} aside for now}.",
    "The {meeting|call} about it {is|was moved to} {at three|Thursday|half past ten}, but that's another matter.",
    "{Version control|The cloud sync|The wiki} is a topic for {another day|next week}.",
    "{We once|I} had {forty|a dozen|twenty} copies of everything, so I'm careful now.",
    "{Nobody else|Only my colleague} {works|is} on this {drive|machine} {today|right now}.",
};
constexpr std::string_view kTravelDistractors[] = {
    "{The hotel|The rental car} {is already taken care of|can wait|is on the company}.",
    "{I prefer|I'd love} a window seat, but {I'll see to that at the gate|that's not important now}.",
    "My luggage {is light this time|will be carry-on only}.",
    "{Last year|Last time} the {weather|traffic} nearly ruined {it all|the trip}, but that's another story.",
    "{Visas are|Lunch is|The taxi is} a topic for {another day|later}.",
    "{My passport renewal|The loyalty programme} {can wait|is another matter}.",
};
constexpr std::string_view kCourtesies[] = {
    "Thanks!",           "Thank you!", "Thanks a lot.",    "Many thanks.",       "That would be a great help.",
    "Much appreciated.", "No rush.",   "I appreciate it.", "Thanks in advance.", "You'd save my day.",
};
// Plain orders are the most common way to ask a program.
constexpr std::string_view kRequests[] = {
    "[C].",
    "[C].",
    "[C].",
    "[C].",
    "[C].",
    "[C], please.",
    "Please [c].",
    "Please [c].",
    "Can you [c]?",
    "Can you [c]?",
    "Could you [c]?",
    "Could you [c]?",
    "Could you please [c]?",
    "Would you [c]?",
    "I need you to [c].",
    "I need you to [c].",
    "I'd like you to [c].",
    "I want you to [c].",
    "Go ahead and [c].",
    "I was hoping you could [c].",
    "It would be great if you could [c].",
    "Do me a favor and [c].",
    "Could I get you to [c]?",
    "I need some help: [c], please.",
};
constexpr std::string_view kQuestions[] = {
    "[C]?",
    "[C]?",
    "[C]?",
    "[C]?",
    "Quick question: [c]?",
    "I was wondering, [c]?",
    "Remind me, [c]?",
    "Tell me, [c]?",
    "One thing I need to know: [c]?",
    "So, [c]?",
    "Can you check for me: [c]?",
    "First things first: [c]?",
};
constexpr std::string_view kNextRequests[] = {
    "Then [c].",
    "Then [c].",
    "After that, [c].",
    "After that, [c].",
    "Also, [c].",
    "Once that's done, [c].",
    "And please [c].",
    "I'd also like you to [c].",
    "Next, [c].",
    "When you're through with that, [c].",
    "While you're at it, [c].",
    "Apart from that, [c].",
    "On top of that, [c].",
    "Finally, [c].",
    "[C] as well.",
    "And could you [c]?",
    "With that settled, [c].",
};
constexpr std::string_view kNextQuestions[] = {
    "And [c]?",
    "And [c]?",
    "Also, [c]?",
    "After that: [c]?",
    "I'd also like to know: [c]?",
    "Then tell me: [c]?",
    "Once that's done, [c]?",
    "One more thing: [c]?",
    "And while you're there, [c]?",
    "And then, [c]?",
};

}  // namespace

std::span<const std::string_view> personas(bool travel) {
  if (travel) return kTravelPersonas;
  return kFilePersonas;
}
std::span<const std::string_view> distractors(bool travel) {
  if (travel) return kTravelDistractors;
  return kFileDistractors;
}
std::span<const std::string_view> courtesies() {
  return kCourtesies;
}
std::span<const std::string_view> request_frames() {
  return kRequests;
}
std::span<const std::string_view> question_frames() {
  return kQuestions;
}
std::span<const std::string_view> next_request_frames() {
  return kNextRequests;
}
std::span<const std::string_view> next_question_frames() {
  return kNextQuestions;
}

}  // namespace synth::query
