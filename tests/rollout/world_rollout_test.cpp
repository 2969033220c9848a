// A policy in a world: every way to end, and what is left behind.
#include "rollout/world_rollout.h"

#include <gtest/gtest.h>

#include "rollout_fixtures.h"

namespace {

using fixtures::OneRollout;
using fixtures::python_options;
using rollout::Ending;
using rollout::Rollout;
using rollout::RolloutOptions;

std::string names(const Rollout& rollout) {
  return rollout.world->clone()->call({"ls", {}, ""}).text;
}

TEST(WorldRollout, AnAnswerEndsIt) {
  OneRollout one({"[mkdir(dir_name='b'), ls()]", "[ls(a=True)]"}, "There are two.");
  const Rollout rollout = one.play(python_options());
  EXPECT_EQ(rollout.ending, Ending::answer) << rollout.detail;
  EXPECT_TRUE(rollout.finished);
  ASSERT_EQ(rollout.steps.size(), 3U);
  EXPECT_EQ(rollout.steps[0].calls.size(), 2U);
  EXPECT_EQ(rollout.steps[0].results[0].text, "None");
  EXPECT_EQ(rollout.steps[0].results[1].text, R"({"current_directory_content": ["a.txt", "b"]})");
  EXPECT_TRUE(rollout.steps[2].calls.empty());
  EXPECT_EQ(rollout.steps[2].error, chat::CallError::no_call);
  EXPECT_EQ(names(rollout), R"({"current_directory_content": ["a.txt", "b"]})") << "the world is handed back as left";
  // user, reply, two results, reply, result, answer
  ASSERT_EQ(rollout.conversation.messages.size(), 7U);
  EXPECT_EQ(rollout.conversation.messages[2].role, chat::Role::tool);
  EXPECT_EQ(rollout.conversation.messages[2].name, "mkdir");
  EXPECT_EQ(rollout.conversation.messages[6].content, "There are two.");
  EXPECT_EQ(rollout.steps[1].message, 4U);
  EXPECT_GT(rollout.sampled_tokens, 40);
}

TEST(WorldRollout, HermesCallsToo) {
  OneRollout one({"I look.\n<tool_call>\n{\"name\": \"ls\", \"arguments\": {\"a\": true}}\n</tool_call>"});
  const Rollout rollout = one.play({});
  EXPECT_EQ(rollout.ending, Ending::answer);
  ASSERT_EQ(rollout.steps[0].results.size(), 1U);
  EXPECT_EQ(rollout.steps[0].results[0].text, R"({"current_directory_content": ["a.txt"]})");
}

// Marks of calls are special tokens in these families; Mistral's templates want calls and results with ids.
TEST(WorldRollout, CallsOfEveryFamilyToo) {
  for (const char* name : {"llama3", "mistral-v3", "mistral-tekken"}) {
    const chat::Tokenizer tokenizer =
        fixtures::byte_tokenizer({}, {"<|eot_id|>", "<|python_tag|>", "</s>", "[TOOL_CALLS]"});
    const auto renderer = chat::make_renderer(name);
    const chat::CallForm form = renderer->call_form();
    const std::string mark(form == chat::CallForm::llama3_json ? chat::call_mark(form) : "");
    const std::string good = mark + chat::format_calls(form, {{"ls", {{"a", true}}, {}, {}}, {"ls", {}, {}, {}}});
    const std::string bad = std::string(chat::call_mark(form)) + "[{";
    size_t next = 0;
    rollout::ScriptedPolicy policy(tokenizer, [&](std::string_view) {
      const std::string text = std::vector<std::string>{good, bad, good, "Done."}.at(next++);
      return rollout::ScriptedReply{text, tokenizer.encode(text), true};
    });
    RolloutOptions options;
    options.form = form;
    options.limits.malformed = 1;
    std::vector<rollout::RolloutTask> tasks;
    tasks.push_back(fixtures::task());
    tasks[0].conversation.tools = tasks[0].world->tools();
    const Rollout rollout =
        std::move(rollout::run_rollouts({policy, tokenizer, *renderer}, std::move(tasks), options).at(0));
    EXPECT_EQ(rollout.ending, Ending::answer) << name << ": " << rollout.detail;
    ASSERT_EQ(rollout.steps.size(), 4U) << name;
    EXPECT_EQ(rollout.steps[0].results.size(), 2U) << name;
    EXPECT_EQ(rollout.steps[1].error, chat::CallError::unclosed_tag) << name;
    EXPECT_EQ(rollout.steps[2].results.at(1).text, R"({"current_directory_content": ["a.txt"]})") << name;
  }
}

TEST(WorldRollout, FailedCallsAreObservations) {
  OneRollout one({"[fly(to='moon')]", "[mkdir()]", "[mkdir(dir_name=['x'])]", "[mkdir(dir_name='a.txt')]"});
  const Rollout rollout = one.play(python_options());
  EXPECT_EQ(rollout.ending, Ending::answer);
  ASSERT_EQ(rollout.steps.size(), 5U);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_FALSE(rollout.steps[i].results.at(0).ok) << i << ": " << rollout.steps[i].results[0].text;
  }
  EXPECT_EQ(rollout.steps[0].results[0].text, "Error during execution: name 'fly' is not defined");
  EXPECT_EQ(names(rollout), R"({"current_directory_content": ["a.txt"]})");
}

TEST(WorldRollout, MalformedCallsEndIt) {
  OneRollout one({"[ls()]", "[mkdir(dir_name='b'"});
  const Rollout rollout = one.play(python_options());
  EXPECT_EQ(rollout.ending, Ending::malformed);
  EXPECT_TRUE(rollout.finished);
  EXPECT_NE(rollout.detail.find("Python"), std::string::npos) << rollout.detail;
  EXPECT_EQ(rollout.steps.back().error, chat::CallError::invalid_python);
  EXPECT_EQ(rollout.ledgers.at(0).size(), one.tokenizer.encode(one.policy.prompts[1]).size() + 20)
      << "the broken reply is in the ledger: 19 bytes and the end of the turn";

  OneRollout hermes({"<tool_call>\n{\"name\": }\n</tool_call>"});
  EXPECT_EQ(hermes.play({}).ending, Ending::malformed);
  OneRollout open({"<tool_call>\n{\"name\": \"ls\""});
  EXPECT_EQ(open.play({}).ending, Ending::malformed);
}

TEST(WorldRollout, MalformedCallsMayBeAnsweredOnce) {
  RolloutOptions options = python_options();
  options.limits.malformed = 1;
  OneRollout mended({"[ls(1)]", "[ls(a=True)]"});
  const Rollout good = mended.play(options);
  EXPECT_EQ(good.ending, Ending::answer);
  EXPECT_EQ(good.conversation.messages[2].role, chat::Role::tool);
  EXPECT_NE(good.conversation.messages[2].content.find("without a name"), std::string::npos);
  OneRollout stubborn({"[ls(1)]", "[ls(1)]"});
  EXPECT_EQ(stubborn.play(options).ending, Ending::malformed);
  EXPECT_EQ(stubborn.policy.prompts.size(), 2U);
}

TEST(WorldRollout, APolicyThatNeverStopsCallingHitsTheToolLimit) {
  RolloutOptions options = python_options();
  options.limits.steps = 5;
  OneRollout one({}, "[ls()]");
  const Rollout rollout = one.play(options);
  EXPECT_EQ(rollout.ending, Ending::tool_limit);
  EXPECT_NE(rollout.detail.find("5 replies with calls in turn 1"), std::string::npos) << rollout.detail;
  EXPECT_EQ(rollout.steps.size(), 5U);
  EXPECT_EQ(one.policy.prompts.size(), 5U);
}

TEST(WorldRollout, TooManyCallsInOneReplyAreNotExecuted) {
  RolloutOptions options = python_options();
  options.limits.calls = 3;
  OneRollout one({"[mkdir(dir_name='b'), mkdir(dir_name='c'), mkdir(dir_name='d'), mkdir(dir_name='e')]"});
  const Rollout rollout = one.play(options);
  EXPECT_EQ(rollout.ending, Ending::tool_limit);
  EXPECT_NE(rollout.detail.find("4 calls"), std::string::npos) << rollout.detail;
  EXPECT_EQ(names(rollout), R"({"current_directory_content": ["a.txt"]})");
}

TEST(WorldRollout, APolicyThatNeverStopsTalkingIsCut) {
  RolloutOptions options = python_options();
  options.episode.params.max_new_tokens = 50;
  OneRollout one([](std::string_view) { return rollout::ScriptedReply{"and so on ", {}, false}; });
  const Rollout rollout = one.play(options);
  EXPECT_EQ(rollout.ending, Ending::limit);
  EXPECT_EQ(rollout.sampled_tokens, 50);
  EXPECT_NE(rollout.detail.find("50 tokens"), std::string::npos) << rollout.detail;
  EXPECT_EQ(rollout.ledgers.at(0).total_weight(), 50);
}

TEST(WorldRollout, TokensOfAllRepliesHaveALimit) {
  RolloutOptions options = python_options();
  options.limits.tokens = 20;
  OneRollout one({}, "[ls()]");  // six bytes and the end of the turn
  const Rollout rollout = one.play(options);
  EXPECT_EQ(rollout.ending, Ending::limit);
  EXPECT_EQ(rollout.sampled_tokens, 20) << "the third reply was cut";
  EXPECT_EQ(rollout.steps.size(), 3U);

  options.limits.tokens = 14;
  OneRollout exact({}, "[ls()]");
  EXPECT_EQ(exact.play(options).ending, Ending::limit);
  EXPECT_EQ(exact.policy.prompts.size(), 2U) << "no reply of no tokens is asked for";
}

TEST(WorldRollout, TurnsAreAnsweredOneByOne) {
  OneRollout one({"Hello.", "[ls()]", "One file."});
  const Rollout rollout = one.play(python_options(), {"What is here?", "Thanks."});
  EXPECT_EQ(rollout.ending, Ending::answer);
  ASSERT_EQ(rollout.steps.size(), 4U);
  EXPECT_EQ(rollout.steps[0].turn, 0U);
  EXPECT_EQ(rollout.steps[1].turn, 1U);
  EXPECT_EQ(rollout.steps[3].turn, 2U);

  RolloutOptions options = python_options();
  options.limits.turns = 2;
  OneRollout cut({"Hello.", "[ls()]", "One file."});
  const Rollout limited = cut.play(options, {"What is here?", "Thanks."});
  EXPECT_EQ(limited.ending, Ending::limit);
  EXPECT_NE(limited.detail.find("2 of 3 turns"), std::string::npos) << limited.detail;
}

TEST(WorldRollout, StepsAreCountedByTurn) {
  RolloutOptions options = python_options();
  options.limits.steps = 3;
  OneRollout one({"[ls()]", "[ls()]", "So.", "[ls()]", "[ls()]", "So."});
  EXPECT_EQ(one.play(options, {"Again."}).ending, Ending::answer);
}

TEST(WorldRollout, AFullContextEndsIt) {
  OneRollout overflow({}, "[ls()]");
  overflow.policy.context = 400;
  const Rollout full = overflow.play(python_options());
  EXPECT_EQ(full.ending, Ending::context);
  EXPECT_TRUE(full.finished);
  EXPECT_GE(full.steps.size(), 1U);

  OneRollout cut([](std::string_view) { return rollout::ScriptedReply{"and so on ", {}, false}; });
  cut.policy.context = 300;
  RolloutOptions options = python_options();
  options.episode.params.max_new_tokens = 1000;
  const Rollout half = cut.play(options);
  EXPECT_EQ(half.ending, Ending::context);
  EXPECT_EQ(half.ledgers.at(0).size(), 300U);

  OneRollout none({}, "[ls()]");
  none.policy.context = 10;
  const Rollout nothing = none.play(python_options());
  EXPECT_EQ(nothing.ending, Ending::context);
  EXPECT_NE(nothing.detail.find("does not fit"), std::string::npos);
  EXPECT_TRUE(nothing.ledgers.empty()) << "a prompt without a reply teaches nothing";
}

TEST(WorldRollout, CancelledOnesSaySoAndKeepWhatWasPlayed) {
  OneRollout one({}, "[ls()]");
  RolloutOptions options = python_options();
  options.callbacks.cancelled = [&] { return one.policy.prompts.size() >= 3; };
  const Rollout rollout = one.play(options);
  EXPECT_FALSE(rollout.finished);
  EXPECT_EQ(rollout.steps.size(), 3U);
  ASSERT_EQ(rollout.ledgers.size(), 1U);
  EXPECT_EQ(rollout.ledgers[0].total_weight(), 3 * 7);
}

TEST(WorldRollout, ManyAtOnceAreAsEachAlone) {
  const auto answer = [](std::string_view prompt) {
    const size_t results = static_cast<size_t>(std::count(prompt.begin(), prompt.end(), '{'));
    return rollout::ScriptedReply{results % 2 == 0 ? "[ls()]" : "Done.", {}, true};
  };
  OneRollout alone(answer);
  const Rollout single = alone.play(python_options(), {"More."});

  OneRollout many(answer);
  std::vector<rollout::RolloutTask> tasks;
  for (uint64_t seed = 0; seed < 8; ++seed) tasks.push_back(fixtures::task({"More."}, seed));
  std::vector<size_t> done;
  RolloutOptions options = python_options();
  options.callbacks.on_done = [&](size_t i) { done.push_back(i); };
  const std::vector<Rollout> rollouts =
      rollout::run_rollouts({many.policy, many.tokenizer, *many.renderer}, std::move(tasks), options);
  ASSERT_EQ(rollouts.size(), 8U);
  for (const Rollout& rollout : rollouts) {
    EXPECT_EQ(rollout.ledgers.at(0).ids(), single.ledgers.at(0).ids());
    EXPECT_EQ(rollout.ending, single.ending);
  }
  EXPECT_EQ(done, (std::vector<size_t>{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(many.policy.batches, single.steps.size()) << "one batch a round";
}

TEST(WorldRollout, EndingsHaveNames) {
  EXPECT_EQ(rollout::ending_name(Ending::answer), "answer");
  EXPECT_EQ(rollout::ending_name(Ending::time_limit), "time_limit");
  EXPECT_EQ(rollout::ending_name(Ending::tool_limit), "tool_limit");
  EXPECT_EQ(rollout::ending_name(Ending::endpoint), "endpoint");
  for (const std::string_view name : rollout::kEndingNames) {
    EXPECT_EQ(rollout::ending_name(rollout::parse_ending(name).value()), name);
  }
  EXPECT_FALSE(rollout::parse_ending("steps").has_value());
}

}  // namespace
