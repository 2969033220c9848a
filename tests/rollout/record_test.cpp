// Recorded rollouts: what is written is read back, and what is no record is refused by name.
#include "rollout/record.h"

#include <gtest/gtest.h>

#include <cmath>

#include "chat/utf8_text.h"
#include "core/error.h"
#include "core/json.h"
#include "core/rng.h"
#include "rollout_fixtures.h"

namespace {

namespace fs = std::filesystem;
using core::Value;
using fixtures::OneRollout;
using fixtures::python_options;
using rollout::Ending;
using rollout::Rollout;
using rollout::RolloutRecord;

RolloutRecord recorded(OneRollout& one, const std::vector<std::string>& next_turns = {}) {
  const Value before = fixtures::small_world()->state();
  return rollout::make_record("r1", "scripted", one.play(python_options(), next_turns), one.tokenizer, before);
}

RolloutRecord read_back(const RolloutRecord& record) {
  return rollout::record_from_json(core::parse_json(core::dump_json(rollout::record_to_json(record))));
}

void expect_equal(const Rollout& left, const Rollout& right) {
  EXPECT_EQ(core::dump_json(chat::conversation_to_json(left.conversation)),
            core::dump_json(chat::conversation_to_json(right.conversation)));
  EXPECT_EQ(left.finished, right.finished);
  EXPECT_EQ(left.ending, right.ending);
  EXPECT_EQ(left.detail, right.detail);
  EXPECT_EQ(left.sampled_tokens, right.sampled_tokens);
  ASSERT_EQ(left.steps.size(), right.steps.size());
  for (size_t i = 0; i < left.steps.size(); ++i) {
    const rollout::RolloutStep& a = left.steps[i];
    const rollout::RolloutStep& b = right.steps[i];
    EXPECT_EQ(a.turn, b.turn);
    EXPECT_EQ(a.message, b.message);
    EXPECT_EQ(a.error, b.error);
    EXPECT_EQ(a.prompt_tokens, b.prompt_tokens);
    EXPECT_EQ(a.tokens, b.tokens);
    EXPECT_EQ(chat::format_python_calls(a.calls), chat::format_python_calls(b.calls));
    ASSERT_EQ(a.results.size(), b.results.size());
    for (size_t k = 0; k < a.results.size(); ++k) {
      EXPECT_EQ(a.results[k].text, b.results[k].text);
      EXPECT_EQ(a.results[k].ok, b.results[k].ok);
    }
  }
  ASSERT_EQ(left.ledgers.size(), right.ledgers.size());
  for (size_t i = 0; i < left.ledgers.size(); ++i) {
    ASSERT_EQ(left.ledgers[i].size(), right.ledgers[i].size());
    for (size_t k = 0; k < left.ledgers[i].size(); ++k) {
      const chat::LedgerToken& a = left.ledgers[i].tokens()[k];
      const chat::LedgerToken& b = right.ledgers[i].tokens()[k];
      EXPECT_TRUE(a.id == b.id && a.role == b.role && a.kind == b.kind && a.message == b.message &&
                  a.weight == b.weight && a.weight_version == b.weight_version)
          << k;
      EXPECT_TRUE(a.logp == b.logp || (std::isnan(a.logp) && std::isnan(b.logp))) << k;
    }
  }
}

TEST(Record, IsReadBackAsItWas) {
  OneRollout one({"[mkdir(dir_name='b'), fly(to=\"moon\")]", "Grüße! 🎈"}, "Done.");
  const RolloutRecord record = recorded(one, {"And now?"});
  EXPECT_EQ(record.rollout.ending, Ending::answer);
  const RolloutRecord again = read_back(record);
  expect_equal(record.rollout, again.rollout);
  EXPECT_EQ(again.id, "r1");
  EXPECT_EQ(again.model, "scripted");
  EXPECT_EQ(again.token_texts, record.token_texts);
  EXPECT_EQ(again.rollout.world, nullptr);
  EXPECT_TRUE(core::python_equal(again.before, record.before));
  EXPECT_TRUE(core::python_equal(again.after, record.after));
  EXPECT_FALSE(core::python_equal(again.before, again.after)) << "a folder was made";
  EXPECT_EQ(core::dump_json(rollout::record_to_json(again)), core::dump_json(rollout::record_to_json(record)));
}

TEST(Record, LinesAreConversationsToo) {
  OneRollout one({"[ls()]"});
  one.renderer = chat::make_renderer("qwen3");
  const Value line = rollout::record_to_json(recorded(one));
  const chat::Conversation conversation = chat::conversation_from_json(line);
  EXPECT_EQ(conversation.messages.size(), 4U);
  EXPECT_EQ(conversation.tools.size(), 2U);
}

TEST(Record, TokensHaveTheirTexts) {
  OneRollout one({"né 🎈"});
  const RolloutRecord record = recorded(one);
  ASSERT_EQ(record.token_texts.size(), 1U);
  std::string text;
  for (const std::string& each : record.token_texts[0]) {
    EXPECT_TRUE(chat::is_valid_utf8(each)) << "whole characters alone";
    text += each;
  }
  EXPECT_EQ(text, one.tokenizer.decode(record.rollout.ledgers[0].ids()));
  EXPECT_NE(text.find("né 🎈"), std::string::npos);
}

TEST(Record, EveryEndingIsKept) {
  for (const std::string_view name : rollout::kEndingNames) {
    RolloutRecord record;
    record.rollout.finished = true;
    record.rollout.ending = *rollout::parse_ending(name);
    EXPECT_EQ(read_back(record).rollout.ending, record.rollout.ending);
  }
  RolloutRecord cancelled;
  EXPECT_FALSE(read_back(cancelled).rollout.finished);
  for (int error = 0; error <= static_cast<int>(chat::CallError::unsupported_value); ++error) {
    RolloutRecord record;
    record.rollout.conversation.messages.push_back(fixtures::user("x"));
    record.rollout.steps.emplace_back().error = static_cast<chat::CallError>(error);
    EXPECT_EQ(static_cast<int>(read_back(record).rollout.steps.at(0).error), error);
  }
}

TEST(Record, AnythingThatWasSaidIsWrittenAsUtf8) {
  const fs::path path = fs::path(testing::TempDir()) / "record_utf8.jsonl";
  fs::remove(path);
  OneRollout one({std::string("\xff\xfe broken \xed\xa0\x80"), std::string("nul\0inside", 10)}, "\xc3");
  RolloutRecord record = recorded(one, {std::string("user \xff"), "more"});
  record.rollout.steps.at(0).calls.push_back({"f\xff", core::Dict{{"a\xfe", "\xfd"}}, {}, {}});
  record.rollout.steps.at(0).results.push_back({"\xfc result", {}, false});
  {
    rollout::RecordFile file(path);
    file.write(record);
    file.write(record);
  }
  rollout::RecordFile(path).write(record);  // a file of records grows
  const std::string text = core::read_file(path);
  EXPECT_TRUE(chat::is_valid_utf8(text));
  const std::vector<Value> lines = core::read_jsonl(path);
  ASSERT_EQ(lines.size(), 3U);
  const RolloutRecord again = rollout::record_from_json(lines[2]);
  EXPECT_EQ(again.rollout.steps.size(), record.rollout.steps.size());
  EXPECT_EQ(again.rollout.ledgers.at(0).ids(), record.rollout.ledgers.at(0).ids());
}

TEST(Record, OtherFilesStayAsTheyAre) {
  const fs::path path = fs::path(testing::TempDir()) / "notes.txt";
  for (const char* text : {"my notes, no line end", "{\"messages\": []}\n", "[1]\n{}"}) {
    core::write_file_atomic(path, text);
    EXPECT_THROW(rollout::RecordFile{path}, core::Error);
    EXPECT_EQ(core::read_file(path), text);
  }
  core::write_file_atomic(path, "");
  EXPECT_NO_THROW(rollout::RecordFile{path});
}

// The error of a record in which one value was replaced.
std::string trouble_of(const Value& line) {
  try {
    rollout::record_from_json(line);
    return "none";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::data);
    return error.what();
  }
}

TEST(Record, WhatIsNoneIsNamed) {
  OneRollout one({"[ls()]"});
  const Value good = rollout::record_to_json(recorded(one));
  EXPECT_EQ(trouble_of(good), "none");
  const auto with = [&](const std::string& key, const Value& value) {
    Value changed = good;
    changed.as_dict()[key] = value;
    return trouble_of(changed);
  };
  EXPECT_NE(with("record", "other").find("no recorded rollout"), std::string::npos);
  EXPECT_NE(with("version", 2).find("up to version 1"), std::string::npos);
  EXPECT_NE(with("ending", "tired").find("ending: 'tired'"), std::string::npos);
  EXPECT_NE(with("steps", core::List{core::Dict{{"turn", 0}}}).find("steps[0]: message: missing"), std::string::npos);
  EXPECT_NE(with("ledgers", core::List{1}).find("ledgers[0]: expected a list"), std::string::npos);
  EXPECT_NE(with("sampled_tokens", -1).find("sampled_tokens"), std::string::npos);
  Value step = good;
  step.as_dict()["steps"].as_list()[0].as_dict()["message"] = 99;
  EXPECT_NE(trouble_of(step).find("steps[0]: message: 99"), std::string::npos);
  Value short_text = good;
  short_text.as_dict()["ledgers"].as_list()[0].as_list()[0].as_dict()["text"].as_list().pop_back();
  EXPECT_NE(trouble_of(short_text).find("not of one length"), std::string::npos);
}

// Replaces, drops or doubles something somewhere inside.
void damage(core::Rng& rng, Value& value) {
  static const std::vector<Value> kOdd = {
      nullptr, true,     -1,           0,           1, 3.5, core::BigInt{"99999999999999999999999"}, "",
      "tool",  "answer", core::List{}, core::Dict{}};
  if (value.is_dict() && !value.as_dict().empty() && !rng.chance(0.1)) {
    core::Dict& dict = value.as_dict();
    auto item = dict.begin() + static_cast<std::ptrdiff_t>(rng.index(dict.size()));
    if (rng.chance(0.1)) {
      dict.erase(item->key.as_string());
    } else {
      damage(rng, item->value);
    }
  } else if (value.is_list() && !value.as_list().empty() && !rng.chance(0.1)) {
    core::List& list = value.as_list();
    const size_t at = rng.index(list.size());
    if (rng.chance(0.1)) {
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(at));
    } else {
      damage(rng, list[at]);
    }
  } else {
    value = rng.pick(kOdd);
  }
}

// Python has keys that JSON has not.
TEST(Record, ArgumentsWithoutAJsonFormAreKeptAsTheirRepr) {
  OneRollout one({"[fly(to={(1, 2): 3}, from_='x')]"});
  const RolloutRecord record = recorded(one);
  ASSERT_EQ(record.rollout.steps.at(0).calls.size(), 1U);
  const RolloutRecord again = read_back(record);
  const core::Dict& arguments = again.rollout.steps.at(0).calls.at(0).arguments;
  EXPECT_EQ(arguments.at("to").as_string(), "{(1, 2): 3}");
  EXPECT_EQ(arguments.at("from_").as_string(), "x");
}

TEST(Record, DamagedOnesAreReadOrRefused) {
  OneRollout one({"[mkdir(dir_name='b'), ls()]"});
  const Value good = rollout::record_to_json(recorded(one, {"More."}));
  core::Rng rng(5);
  size_t refused = 0;
  for (int i = 0; i < 2000; ++i) {
    Value line = good;
    for (size_t changes = 1 + rng.index(3); changes > 0; --changes) damage(rng, line);
    try {
      const RolloutRecord record = rollout::record_from_json(line);
      EXPECT_NO_THROW(rollout::record_to_json(record));
    } catch (const core::Error& error) {
      ASSERT_EQ(error.kind(), core::ErrorKind::data) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 500U);
  EXPECT_LT(refused, 2000U);
}

}  // namespace
