// Phase II: what disappears into an advanced tool, what the request says, what the checks refuse.
#include <gtest/gtest.h>

#include "synth/query/held_back.h"
#include "synth/query/query_check.h"
#include "synth/query/surface.h"
#include "synth/query/writer.h"
#include "synth/query/yields.h"
#include "tests/synth/hand_trace.h"

namespace synth::query {
namespace {

using test::file_world;
using test::trace_of;
using test::travel_world;

Folded fold_of(const Trace& trace, const FoldOptions& options = {}, const Memory& memory = {}) {
  std::string why;
  auto folded = fold(trace, memory, options, core::Rng(4), why);
  EXPECT_TRUE(folded) << why;
  return folded.value_or(Folded{});
}

TEST(Fold, HidesWhatOnlyServesAndKeepsWhatIsAskedFor) {
  const auto world = travel_world();
  const Trace trace = trace_of(
      *world, "[get_all_credit_cards(), get_credit_card_balance(access_token='tk8fm2xq', card_id='cc-7hk2m9')]");
  const Folded folded = fold_of(trace);
  EXPECT_EQ(folded.hidden, std::vector<size_t>{0});
  ASSERT_EQ(folded.tool.wishes.size(), 1U);
  EXPECT_EQ(folded.tool.wishes[0].effect, "show_balance");
  for (const AdvancedInput& input : folded.tool.inputs) EXPECT_NE(input.value, core::Value("cc-7hk2m9"));
  EXPECT_EQ(folded.tool.name.find("get_"), std::string::npos) << folded.tool.name;
  EXPECT_NE(folded.equivalence.find("\n- "), std::string::npos);

  const Folded plain = fold_of(trace, {.hide = false});
  EXPECT_TRUE(plain.hidden.empty());
  EXPECT_EQ(plain.tool.wishes.size(), 2U);
}

TEST(Fold, RefusesValuesThatNobodyWouldGive) {
  EXPECT_FALSE(is_plausible("touch", "file_name", core::Value("one line\nanother")));
  EXPECT_FALSE(is_plausible("touch", "file_name", core::Value("Kiln2027")));
  EXPECT_FALSE(is_plausible("mkdir", "dir_name", core::Value("plan.txt")));
  EXPECT_TRUE(is_plausible("mkdir", "dir_name", core::Value("Kiln2027")));
  EXPECT_TRUE(is_plausible("echo", "content", core::Value("one line\nanother")));
  const auto world = file_world();
  std::string why;
  const Trace trace = trace_of(*world, "[mv(source='empty_shelf', destination='shelf.txt')]");
  ASSERT_TRUE(trace.calls[0].result.ok);
  EXPECT_FALSE(fold(trace, {}, {}, core::Rng(1), why));
  EXPECT_EQ(why, "values that nobody would give");
}

TEST(Query, SaysEveryInputInManyWays) {
  const auto world = travel_world();
  const Trace trace = trace_of(*world,
                               "[book_flight(access_token='tk8fm2xq', card_id='cc-7hk2m9', travel_date='2027-05-06', "
                               "travel_from='SFO', travel_to='LAX', travel_class='business')]");
  ASSERT_TRUE(trace.calls[0].result.ok) << trace.calls[0].result.text;
  std::set<std::string> requests;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Folded folded = fold_of(trace);
    const std::string request = write_query(folded.tool, {}, core::Rng(seed));
    EXPECT_EQ(check_query(request, folded, trace, {}), "") << request;
    EXPECT_EQ(request.find_first_of("{}<>[]|"), std::string::npos) << request;
    requests.insert(request);
  }
  EXPECT_GT(requests.size(), 60U);
}

TEST(Query, ChecksRefuseWhatTheyAreFor) {
  const auto world = travel_world();
  const Trace trace = trace_of(
      *world, "[get_all_credit_cards(), get_credit_card_balance(access_token='tk8fm2xq', card_id='cc-7hk2m9')]");
  const Folded folded = fold_of(trace);
  const std::string good = write_query(folded.tool, {}, core::Rng(3));
  EXPECT_EQ(check_query(good, folded, trace, {}), "");
  EXPECT_EQ(check_query("What is left on my card?", folded, trace, {}), "literal not recoverable");
  EXPECT_EQ(check_query(good + " Use get_all_credit_cards.", folded, trace, {}), "hidden tool named");
  EXPECT_EQ(check_query(good + " I mean cc-7hk2m9.", folded, trace, {}), "droppable call");
}

TEST(Query, FoldersThatTakeSomethingInAreNoNewNames) {
  const auto world = file_world();
  const Trace into = trace_of(*world, "[mv(source='harbor.csv', destination='empty_shelf')]");
  const Trace renamed = trace_of(*world, "[mv(source='harbor.csv', destination='pier.csv')]");
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const std::string first = write_query(fold_of(into).tool, {}, core::Rng(seed));
    EXPECT_EQ(first.find("ename"), std::string::npos) << first;
    EXPECT_EQ(first.find("end up as"), std::string::npos) << first;
    const std::string second = write_query(fold_of(renamed).tool, {}, core::Rng(seed));
    EXPECT_EQ(second.find(" into "), std::string::npos) << second;
  }
}

TEST(HeldBack, TheValueIsOpenInTheRequestAndSuppliedAfterwards) {
  const auto world = travel_world();
  const Trace trace = trace_of(
      *world,
      "[get_flight_cost(travel_from='SFO', travel_to='LAX', travel_date='2027-05-06', travel_class='business')]");
  const Folded folded = fold_of(trace);
  const std::vector<HeldBack> choices = can_hold_back(folded.tool, {});
  ASSERT_GE(choices.size(), 2U);
  for (const HeldBack& held : choices) {
    const AdvancedInput& input = folded.tool.inputs[held.input];
    const AdvancedTool open = with_held_back(folded.tool, held);
    for (uint64_t seed = 0; seed < 50; ++seed) {
      core::Rng rng(seed);
      const std::string request = write_query(open, {}, core::Rng(seed));
      EXPECT_FALSE(says(request, input.value, input.parameter)) << request;
      EXPECT_EQ(request.find_first_of("{}<>[]|"), std::string::npos) << request;
      EXPECT_TRUE(ask_for(folded.tool, held, rng).ends_with('?'));
      EXPECT_TRUE(says(supply(folded.tool, held, rng), input.value, input.parameter));
    }
  }
  Memory memory;
  memory.add_text("Business class on May 6, 2027, as always: business.");
  EXPECT_TRUE(can_hold_back(folded.tool, memory).empty()) << "what was said cannot be held back";
}

TEST(Surface, DatesInTextsAreNotReworded) {
  core::Rng rng(1);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(say(core::Value("2027-05-06"), "pattern", rng).find("May"), std::string::npos);
  EXPECT_TRUE(says("on May 6, 2027", core::Value("2027-05-06"), "travel_date"));
  EXPECT_FALSE(says("on May 6, 2027", core::Value("2027-05-06"), "pattern"));
}

}  // namespace
}  // namespace synth::query
