// What an agent says in the end, against accepted answers.
#include "eval/agentic_checker.h"

#include <gtest/gtest.h>

#include "core/json.h"

namespace {

using eval::DecodeMode;

std::string verdict(const std::string& result_json, const std::string& answers_json = R"(["Bob Smith"])",
                    DecodeMode mode = DecodeMode::prompt) {
  const eval::AgenticCheck check =
      eval::check_agentic(core::parse_json(answers_json), mode, core::parse_json(result_json));
  return check.verdict.valid() ? "valid" : check.verdict.failure->error_type;
}

TEST(Agentic, TheLastMessageDecides) {
  EXPECT_EQ(verdict(R"([["It is bob smith."]])"), "valid");
  EXPECT_EQ(verdict(R"([["Bob Smith", "[f(x=1)]"]])"), "valid") << "calls are no messages";
  EXPECT_EQ(verdict(R"([["Bob Smith", "someone else"]])"), "agentic:answer_not_found");
  EXPECT_EQ(verdict(R"([["Bob Smith", ""]])"), "agentic:no_last_message") << "an empty text takes its place";
  EXPECT_EQ(verdict(R"([["[f(x=1)]"]])"), "agentic:no_last_message");
  EXPECT_EQ(verdict("[[]]"), "agentic:no_last_message");
  EXPECT_EQ(verdict(R"([["Bob Smith"], ["Bob Smith"]])"), "agentic:inference_error");
  EXPECT_EQ(verdict("[]"), "agentic:inference_error");
  EXPECT_EQ(verdict(R"("Bob Smith")"), "agentic:inference_error");
  const std::string call = R"("<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>")";
  EXPECT_EQ(verdict("[[" + call + R"(, "Bob Smith", )" + call + "]]", R"(["Bob Smith"])", DecodeMode::qwen_fc),
            "valid");
}

TEST(Agentic, OddShapes) {
  EXPECT_EQ(verdict(R"(["Bob Smith"])"), "agentic:answer_not_found") << "a text is gone through letter by letter";
  EXPECT_EQ(verdict(R"(["ü"])", R"(["ü"])"), "valid");
  EXPECT_EQ(verdict(R"([[["Bob Smith", "x"]]])", R"(["Bob Smith"])", DecodeMode::qwen_fc), "valid")
      << "of a list the first counts";
  EXPECT_EQ(verdict("[[17]]", R"(["17"])"), "valid");
  EXPECT_EQ(verdict("[null]"), eval::kReferenceRaises);
  EXPECT_EQ(verdict(R"([["x"]])", "[17]"), eval::kReferenceRaises);
}

TEST(Agentic, StandardForm) {
  EXPECT_EQ(eval::standardise_answer("It's A-B_c, (d) 1.5^2*x/y"), "it\"s abc d 152xy");
  EXPECT_EQ(eval::standardise_answer("ÄÖ Σ\tΑΣ"), "äö σ\tας");
  const eval::AgenticCheck check =
      eval::check_agentic(core::parse_json(R"(["A.B"])"), DecodeMode::prompt, core::parse_json(R"([["It's C."]])"));
  EXPECT_EQ(core::dump_json(check.verdict.failure->errors.back()),
            R"({"model_response": "It's C.", "possible_answers": ["A.B"], "standardized_model_response": "it\"s c", )"
            R"("standardized_possible_answers": ["ab"]})");
}

TEST(Agentic, WordBoundaries) {
  EXPECT_TRUE(eval::holds_as_words("a bob b", "bob"));
  EXPECT_TRUE(eval::holds_as_words("bobs bob", "bob")) << "a later place";
  EXPECT_FALSE(eval::holds_as_words("bobs", "bob"));
  EXPECT_FALSE(eval::holds_as_words("ébob", "bob")) << "letters of any script are word characters";
  EXPECT_TRUE(eval::holds_as_words("“bob”", "bob"));
  EXPECT_FALSE(eval::holds_as_words("costs $5 now", "$5")) << "a boundary before `$` needs a word character there";
  EXPECT_TRUE(eval::holds_as_words("us$5", "$5"));
  EXPECT_FALSE(eval::holds_as_words("100% sure", "100%"));
  EXPECT_TRUE(eval::holds_as_words("aa", "aa"));
  EXPECT_FALSE(eval::holds_as_words("aaa", "aa"));
  EXPECT_TRUE(eval::holds_as_words("x", "")) << "an empty answer is at every boundary";
  EXPECT_FALSE(eval::holds_as_words("", ""));
  EXPECT_FALSE(eval::holds_as_words("!", ""));
}

}  // namespace
