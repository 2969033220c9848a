// The checker of multi-turn entries: what counts, what does not, and results that are not what they should be.
#include "eval/multi_turn_checker.h"

#include <gtest/gtest.h>

#include "eval/judge.h"
#include "eval/multi_turn_episode.h"
#include "eval/runner.h"
#include "fixtures.h"
#include "multi_turn_fixtures.h"

namespace {

using core::Value;
using eval::check_multi_turn;
using eval::DecodeMode;
using eval::MultiTurnCheck;
using fixtures::file_entry;

MultiTurnCheck check(const env::bfcl::Entry& entry, const std::string& result) {
  return check_multi_turn(entry, DecodeMode::prompt, core::parse_json(result));
}

std::string verdict(const env::bfcl::Entry& entry, const std::string& result) {
  const MultiTurnCheck outcome = check(entry, result);
  return outcome.verdict.valid() ? "right" : outcome.verdict.failure->error_type;
}

const char* const kTwoTurns = R"j([["mkdir(dir_name='b')", "ls()"], ["cat(file_name='a.txt')"]])j";

TEST(MultiTurnChecker, TheTruthIsRight) {
  const env::bfcl::Entry entry = file_entry(kTwoTurns);
  EXPECT_EQ(verdict(entry, R"j([["[mkdir(dir_name='b'), ls()]", "Done."], ["[cat(file_name='a.txt')]"]])j"), "right");
  EXPECT_EQ(
      verdict(entry, R"j([["mkdir(dir_name='b')", "[ls()]", ""], ["cat(file_name='a.txt')", "It says hello."]])j"),
      "right")
      << "in steps as well";
}

TEST(MultiTurnChecker, ExtraCallsAreFreeUnlessTheyChangeTheState) {
  const env::bfcl::Entry entry = file_entry(kTwoTurns);
  EXPECT_EQ(verdict(entry, R"j([["[pwd(), mkdir(dir_name='b'), fly(), ls(), cd(folder='b'), cd(folder='..')]"],
                              ["[cat(file_name='a.txt'), wc(file_name='a.txt')]"]])j"),
            "right");
  const MultiTurnCheck touched = check(entry, R"j([["[mkdir(dir_name='b'), ls(), touch(file_name='c')]"],
                                                ["[cat(file_name='a.txt')]"]])j");
  ASSERT_FALSE(touched.verdict.valid());
  EXPECT_EQ(touched.verdict.failure->error_type, "multi_turn:instance_state_mismatch");
  EXPECT_EQ(touched.differing_class, "GorillaFileSystem");
  EXPECT_EQ(touched.differing_attributes, std::vector<std::string>{"root"});
  EXPECT_EQ(touched.turns.size(), 1U) << "turns behind the failed one are not executed";
}

TEST(MultiTurnChecker, ResultsMayComeEarlier) {
  const env::bfcl::Entry entry = file_entry(kTwoTurns);
  EXPECT_EQ(verdict(entry, R"j([["[mkdir(dir_name='b'), ls(), cat(file_name='a.txt')]"], ["[pwd()]"]])j"), "right");
  const MultiTurnCheck never = check(entry, R"j([["[mkdir(dir_name='b'), ls()]"], ["[pwd()]"]])j");
  ASSERT_FALSE(never.verdict.valid());
  EXPECT_EQ(never.verdict.failure->error_type, "multi_turn:execution_response_mismatch");
  EXPECT_EQ(never.missing_items, std::vector<std::string>{R"j({"file_content": "hello"})j"});
  // Two equal results of the truth need two of the model's.
  const env::bfcl::Entry twice = file_entry(R"j([["cat(file_name='a.txt')", "cat(file_name='a.txt')"]])j");
  EXPECT_EQ(verdict(twice, R"j([["[cat(file_name='a.txt')]"]])j"), "multi_turn:execution_response_mismatch");
  EXPECT_EQ(verdict(twice, R"j([["[cat(file_name='a.txt')]", "[cat(file_name='a.txt')]"]])j"), "right");
}

TEST(MultiTurnChecker, TurnsWithoutTruthAskNothingButCountLater) {
  const env::bfcl::Entry entry = file_entry(R"j([[], ["ls()"]])j");
  EXPECT_EQ(verdict(entry, R"j([["I need more."], ["[ls()]"]])j"), "right");
  EXPECT_EQ(verdict(entry, R"j([["[mkdir(dir_name='x')]"], ["[ls()]"]])j"), "multi_turn:instance_state_mismatch");
  EXPECT_EQ(verdict(entry, R"j([["[mkdir(dir_name='x')]"], ["[rmdir(dir_name='x'), ls()]"]])j"), "right");
}

TEST(MultiTurnChecker, SilenceFailsWhereCallsAreWanted) {
  const env::bfcl::Entry entry = file_entry(kTwoTurns);
  EXPECT_EQ(verdict(entry, R"j([["I made it."], ["[cat(file_name='a.txt')]"]])j"),
            "multi_turn:empty_turn_model_response");
  EXPECT_EQ(verdict(entry, R"j([[], []])j"), "multi_turn:empty_turn_model_response");
  EXPECT_EQ(verdict(entry, R"j([["[]"], [""]])j"), "multi_turn:empty_turn_model_response");
}

TEST(MultiTurnChecker, HostileResultsAreVerdicts) {
  const env::bfcl::Entry entry = file_entry(kTwoTurns);
  for (const char* result : {R"j("Error during inference: boom")j", "{}", "null", "3", "true"}) {
    EXPECT_EQ(verdict(entry, result), "multi_turn:inference_error") << result;
  }
  for (const char* result : {"[]", "[[]]", "[[], [], []]", R"j([["[ls()]"]])j"}) {
    EXPECT_EQ(verdict(entry, result), "multi_turn:force_terminated") << result;
  }
  EXPECT_EQ(verdict(entry, R"j(["[ls()]", "[ls()]"])j"), "multi_turn:empty_turn_model_response") << "letters, no calls";
  EXPECT_EQ(verdict(entry, "[3, null]"), eval::kReferenceRaises);
  // Steps that are no text, broken text, no calls, refused calls: executed or dropped, never fatal.
  EXPECT_EQ(
      verdict(entry, R"j([[null, 7, {"a": 1}, ["x"], "[mkdir(dir_name='b'), ls()]"], ["cat(file_name='a.txt')"]])j"),
      "right");
  const std::string junk = R"j("[mkdir(", "\u0000", "[[[[", "lambda: 0", "[ls().x]", "[**{}]", "[f(*a)]", "ls")j";
  EXPECT_EQ(verdict(entry, "[[" + junk + R"j(, "[mkdir(dir_name='b'), ls()]"], ["cat(file_name='a.txt')"]])j"),
            "right");
  EXPECT_EQ(verdict(entry, R"j([["[kill(pid=1), __import__(name='os'), exit(), mkdir(dir_name='b'), ls()]"],
                              ["[cat(file_name='a.txt')]"]])j"),
            "right");
}

TEST(MultiTurnChecker, ModelAndTruthDoNotShareAWorld) {
  const env::bfcl::Entry entry =
      file_entry(R"j([["echo(content='x', file_name='a.txt')"], ["cat(file_name='a.txt')"]])j");
  EXPECT_EQ(verdict(entry, R"j([["[pwd()]"], ["[cat(file_name='a.txt')]"]])j"), "multi_turn:instance_state_mismatch");
  // The name of an instance shows where a text holds `word(`; it differs from the truth's.
  const env::bfcl::Entry shown = file_entry(R"j([["echo(content='ls (now)', file_name='a.txt')"]])j");
  EXPECT_EQ(verdict(shown, R"j([["[echo(content='ls (now)', file_name='a.txt')]"]])j"),
            "multi_turn:instance_state_mismatch");
}

TEST(MultiTurnChecker, CyclesInTheFileSystemEnd) {
  const env::bfcl::Entry entry = file_entry(R"j([["mkdir(dir_name='b')", "cp(source='b', destination='b')"]])j");
  const MultiTurnCheck outcome = check(entry, R"j([["[mkdir(dir_name='b'), cp(source='b', destination='b')]"]])j");
  if (!outcome.verdict.valid()) {
    EXPECT_FALSE(outcome.verdict.failure->errors.empty());
  }
}

TEST(MultiTurnChecker, EntriesOfOtherWorldsAreRefused) {
  env::bfcl::Entry entry = file_entry(kTwoTurns);
  EXPECT_TRUE(eval::is_simulated(entry));
  entry.involved_classes.emplace_back("NoSuchAPI");
  EXPECT_FALSE(eval::is_simulated(entry));
  EXPECT_FALSE(eval::is_covered(entry));
  EXPECT_EQ(fixtures::thrown_by([&] { check(entry, "[[], []]"); }).exit_code(), 3);
  EXPECT_EQ(fixtures::thrown_by([&] { eval::judge(entry, DecodeMode::prompt, Value(core::List{})); }).exit_code(), 2);
}

TEST(MultiTurnChecker, AStateThatCannotBeBuiltIsAnError) {
  env::bfcl::Entry entry = file_entry(kTwoTurns);
  entry.initial_config["GorillaFileSystem"] = core::parse_json(R"j({"root": {"home": {"type": "directory"}}})j");
  EXPECT_EQ(fixtures::thrown_by([&] { check(entry, R"j([["[ls()]"], []])j"); }).exit_code(), 3);
}

TEST(MultiTurnJudge, AnOverflowFailsAndIsShown) {
  const env::bfcl::Entry entry = file_entry(kTwoTurns);
  eval::ResultLine line;
  line.id = entry.id;
  line.finish = "context";
  line.result = core::parse_json(R"j([["[mkdir(dir_name='b'), ls()]"]])j");
  eval::judge_line(entry, DecodeMode::prompt, line);
  EXPECT_FALSE(line.valid);
  EXPECT_EQ(line.error_type, eval::kContextExceeded);
  EXPECT_EQ(core::dump_json(line.decoded), R"j([[["mkdir(dir_name='b')", "ls()"]]])j");
}

}  // namespace
