// Phase III on traces executed by hand: what the reasoner finds without seeing them, what the critic says, what the
// thoughts tell.
#include <gtest/gtest.h>

#include <set>

#include "synth/chain/guided_chain.h"
#include "synth/chain/thoughts.h"
#include "synth/chain/validate.h"
#include "synth/query/query_check.h"
#include "synth/query/telling.h"
#include "synth/query/writer.h"
#include "tests/synth/hand_trace.h"

namespace synth::chain {
namespace {

using test::file_world;
using test::trace_of;
using test::travel_world;

struct Solved {
  query::Folded folded;
  std::string request;
  Chain chain;
};

// Phases II and III for one trace.
Solved solve(const Trace& trace, const query::Memory& memory = {}, uint64_t seed = 1, const Trace* compare = nullptr,
             double references = 0.5) {
  Solved out;
  std::string why;
  auto folded = query::fold(trace, memory, {.reference_share = references}, core::Rng(seed), why);
  EXPECT_TRUE(folded.has_value()) << why;
  if (!folded) return out;
  out.folded = *folded;
  out.request = query::write_query(folded->tool, {}, core::Rng(seed, 2));
  EXPECT_EQ(query::check_query(out.request, *folded, trace, memory), "") << out.request;
  const auto understanding = understand(folded->tool, out.request);
  EXPECT_TRUE(understanding.has_value()) << out.request;
  if (!understanding) return out;
  const auto& tools = trace.before->tools();
  const ToolKnowledge knowledge = knowledge_by_rule(tools);
  out.chain = guided_chain({*understanding, tools, knowledge, memory, folded->equivalence},
                           compare == nullptr ? trace : *compare, core::Rng(seed, 3));
  return out;
}

std::vector<std::string> names_of(const std::vector<Step>& steps) {
  std::vector<std::string> names;
  for (const Step& step : steps) names.push_back(step.call.name);
  return names;
}

TEST(Chain, FindsWhatAFileRequestTakes) {
  const auto world = file_world();
  const Trace trace = trace_of(*world, "[cd(folder='drafts_2027'), cp(source='plan.txt', destination='plan_old.txt')]");
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Solved solved = solve(trace, {}, seed);
    ASSERT_EQ(solved.chain.failure, "") << solved.request;
    EXPECT_EQ(names_of(solved.chain.steps), (std::vector<std::string>{"cd", "cp"})) << solved.request;
    EXPECT_TRUE(identical(solved.chain.after->state(), trace.after->state()));
    EXPECT_EQ(solved.request.find("cd"), std::string::npos) << solved.request;
  }
}

TEST(Chain, LooksUpWhatTheRequestOnlyDescribes) {
  const auto world = travel_world();
  const Trace trace = trace_of(*world,
                               "[get_nearest_airport_by_city(location='Rivermist'), "
                               "get_nearest_airport_by_city(location='Stonebrook'), get_all_credit_cards()]");
  ASSERT_TRUE(trace.calls[0].result.ok && trace.calls[1].result.ok);
  const std::string from = trace.calls[0].result.value.get_string("nearest_airport");
  const std::string to = trace.calls[1].result.value.get_string("nearest_airport");
  const Trace whole = trace_of(
      *world,
      "[get_nearest_airport_by_city(location='Rivermist'), get_nearest_airport_by_city(location='Stonebrook'), "
      "get_flight_cost(travel_from='" +
          from + "', travel_to='" + to + "', travel_date='2027-08-09', travel_class='economy')]");
  ASSERT_TRUE(whole.calls[2].result.ok) << whole.calls[2].result.text;
  std::set<std::string> requests;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Solved solved = solve(whole, {}, seed);
    ASSERT_EQ(solved.chain.failure, "") << solved.request;
    EXPECT_EQ(solved.chain.steps.size(), 3U);
    EXPECT_EQ(solved.request.find(from), std::string::npos) << "the airport code is not the user's to know";
    requests.insert(solved.request);
  }
  EXPECT_GT(requests.size(), 10U) << "requests are all alike";
}

TEST(Chain, TheCriticNamesCategoryAndPlaceAndNoValue) {
  const auto world = travel_world();
  const Trace earlier = trace_of(*world, "[cancel_booking(access_token='tk8fm2xq', booking_id='bk_220431')]");
  ASSERT_TRUE(earlier.calls[0].result.ok) << earlier.calls[0].result.text;
  const Trace first = trace_of(*world,
                               "[get_credit_card_balance(access_token='tk8fm2xq', card_id='card_51877'), "
                               "get_credit_card_balance(access_token='tk8fm2xq', card_id='cc-7hk2m9')]");
  query::Memory memory;
  memory.add_text("My token is tk8fm2xq, the cards card_51877 and cc-7hk2m9.");
  for (const TracedCall& traced : first.calls) memory.add(traced.call, traced.result);
  memory.next_round();
  // "That card" is the one before the last: the likeliest reading is wrong, and the critic's word leads to the next
  // one.
  const Trace second =
      trace_of(*first.after, "[get_credit_card_balance(access_token='tk8fm2xq', card_id='card_51877')]", {first});
  bool repaired = false;
  for (uint64_t seed = 0; seed < 400 && !repaired; ++seed) {
    std::string why;
    const auto folded = query::fold(second, memory, {.reference_share = 1.0}, core::Rng(seed), why);
    ASSERT_TRUE(folded) << why;
    const std::string request = query::write_query(folded->tool, {}, core::Rng(seed, 2));
    if (request.find("card_51877") != std::string::npos) continue;
    const Solved solved = solve(second, memory, seed, nullptr, 1.0);
    ASSERT_EQ(solved.chain.failure, "") << solved.request;
    EXPECT_EQ(solved.chain.attempts, 2) << solved.request;
    ASSERT_EQ(solved.chain.feedback.size(), 1U);
    EXPECT_EQ(solved.chain.feedback[0].text(), "wrong literal at call 1, argument card_id");
    repaired = true;
  }
  EXPECT_TRUE(repaired) << "no request referred to the earlier card";
}

TEST(Chain, GivesUpOnATraceThatTheRequestDoesNotMean) {
  const auto world = file_world();
  const Trace trace = trace_of(*world, "[cd(folder='drafts_2027'), wc(file_name='plan.txt', mode='c')]");
  const Trace other = trace_of(*world, "[cd(folder='drafts_2027'), wc(file_name='plan.txt', mode='w')]");
  const Solved solved = solve(trace, {}, 5, &other);
  EXPECT_TRUE(solved.chain.steps.empty());
  EXPECT_EQ(solved.chain.failure, "wrong literal");
  EXPECT_LE(solved.chain.attempts, kMaxAttempts);
  for (const Feedback& feedback : solved.chain.feedback) {
    EXPECT_EQ(feedback.text().find("'w'"), std::string::npos);
    EXPECT_EQ(feedback.text().find("words"), std::string::npos);
  }
}

TEST(Validate, AcceptsOrderWithinDependenciesAndDefaults) {
  const auto world = file_world();
  const Trace trace =
      trace_of(*world, "[cd(folder='drafts_2027'), tail(file_name='plan.txt', lines=10), cat(file_name='notes.md')]");
  const auto steps_of = [&](const char* calls, env::Environment& in) {
    std::vector<Step> steps;
    for (const chat::ToolCall& call : chat::parse_python_calls(calls).calls) {
      Step step;
      step.call = call;
      step.result = in.call(call);
      steps.push_back(std::move(step));
    }
    return steps;
  };
  const auto valid = [&](const char* calls) {
    const auto in = world->clone();
    const auto steps = steps_of(calls, *in);
    return validate(steps, trace, *in);
  };
  EXPECT_TRUE(valid("[cd(folder='drafts_2027'), cat(file_name='notes.md'), tail(file_name='plan.txt')]"));
  EXPECT_FALSE(valid("[cd(folder='drafts_2027'), cat(file_name='notes.md')]"));
  EXPECT_FALSE(valid("[cat(file_name='notes.md'), cd(folder='drafts_2027'), tail(file_name='plan.txt')]"));
  EXPECT_FALSE(valid("[cd(folder='drafts_2027'), cat(file_name='plan.txt'), tail(file_name='plan.txt')]"));

  const auto in = world->clone();
  const auto missing = steps_of("[cat(file_name='notes.md')]", *in);
  EXPECT_FALSE(criticise(missing, trace).text().empty());
}

TEST(Thoughts, SayWhereArgumentsComeFromAndNothingOfHints) {
  const auto world = travel_world();
  const Trace trace = trace_of(
      *world, "[get_all_credit_cards(), get_credit_card_balance(access_token='tk8fm2xq', card_id='cc-7hk2m9')]");
  bool sourced = false;
  std::set<std::string> texts;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const Solved solved = solve(trace, {}, seed);
    ASSERT_EQ(solved.chain.failure, "") << solved.request;
    core::Rng rng(seed);
    std::string all;
    for (const Batch& batch : batches(solved.chain.steps, false))
      all += think(solved.chain.steps, batch, {}, rng) + "\n";
    all += think_closing(solved.chain.steps, rng);
    EXPECT_EQ(leak(all), "") << all;
    EXPECT_EQ(all.find('{'), std::string::npos) << all;
    EXPECT_EQ(all.find('<'), std::string::npos) << all;
    sourced = sourced || all.find("get_all_credit_cards") != std::string::npos;
    texts.insert(all);
  }
  EXPECT_TRUE(sourced);
  EXPECT_GT(texts.size(), 50U);
}

TEST(Thoughts, TheLeakCheckKnowsItsWords) {
  EXPECT_EQ(leak("The hint says so."), "hint");
  EXPECT_EQ(leak("Several hints point there."), "hint");
  EXPECT_EQ(leak("A trip through the hinterland."), "");
  EXPECT_EQ(leak("As in the ground truth, I call ls."), "ground truth");
  EXPECT_EQ(leak("My previous attempt failed."), "previous attempt");
  EXPECT_EQ(leak("The advanced tool would do it."), "advanced tool");
  EXPECT_EQ(leak("The trace shows a cd."), "trace");
  EXPECT_EQ(leak("I trace the booking back."), "");
}

TEST(Telling, ReportsWhatTheResultsHold) {
  const auto world = file_world();
  const Trace trace = trace_of(
      *world, "[wc(file_name='harbor.csv', mode='w'), cat(file_name='harbor.csv'), rm(file_name='harbor.csv')]");
  std::vector<query::Outcome> outcomes;
  for (const TracedCall& traced : trace.calls) outcomes.push_back({&traced.call, &traced.result});
  core::Rng rng(1);
  const std::string text = query::tell_all(outcomes, rng);
  EXPECT_NE(text.find("3 words"), std::string::npos) << text;
  EXPECT_NE(text.find("north,12"), std::string::npos) << text;
  EXPECT_NE(text.find("'harbor.csv'"), std::string::npos) << text;
  EXPECT_EQ(text.find('{'), std::string::npos) << text;
}

}  // namespace
}  // namespace synth::chain
