// How tokens are to be drawn: what requests ask for reaches the policy, and what cannot be is named.
#include <gtest/gtest.h>

#include "tests/serve/expect_error.h"
#include "tests/serve/served.h"

namespace serve {
namespace {

using core::Dict;
using core::List;
using core::Value;
using fixtures::expect_error;
using fixtures::Heard;
using fixtures::Served;

TEST(Sampling, SamplingIsAsAskedFor) {
  const Served served("Yes.");
  const Dict asked{{"temperature", 0.5},
                   {"top_p", 0.75},
                   {"top_k", 9},
                   {"min_p", 0.125},
                   {"presence_penalty", -2},
                   {"frequency_penalty", 1.5},
                   {"repetition_penalty", 1.25},
                   {"logit_bias", Dict{{"0", -100}, {"65", 2.5}}}};
  ASSERT_EQ(served.chat(asked).status, 200) << served.chat(asked).body;
  ASSERT_EQ(served.completion(asked).status, 200);
  ASSERT_EQ(served.policy.params.size(), 2U);
  for (const model::SamplingParams& params : served.policy.params) {
    EXPECT_EQ(params.temperature, 0.5F);
    EXPECT_EQ(params.top_p, 0.75F);
    EXPECT_EQ(params.top_k, 9);
    EXPECT_EQ(params.min_p, 0.125F);
    EXPECT_EQ(params.presence_penalty, -2);
    EXPECT_EQ(params.frequency_penalty, 1.5F);
    EXPECT_EQ(params.repetition_penalty, 1.25F);
    ASSERT_EQ(params.logit_bias.size(), 2U);
    EXPECT_EQ(params.logit_bias[0].id, 0);
    EXPECT_EQ(params.logit_bias[0].bias, -100);
    EXPECT_EQ(params.logit_bias[1].id, 65);
    EXPECT_EQ(params.logit_bias[1].bias, 2.5F);
  }
  // Left out or null: nothing is changed.
  served.chat({{"min_p", nullptr}, {"logit_bias", nullptr}, {"repetition_penalty", nullptr}, {"top_k", -1}});
  const model::SamplingParams& plain = served.policy.params.back();
  EXPECT_EQ(plain.min_p, 0);
  EXPECT_EQ(plain.top_k, 0);
  EXPECT_EQ(plain.presence_penalty, 0);
  EXPECT_EQ(plain.frequency_penalty, 0);
  EXPECT_EQ(plain.repetition_penalty, 1);
  EXPECT_TRUE(plain.logit_bias.empty());
}

TEST(Sampling, SamplingThatCannotBeIsNamed) {
  const Served served("Yes.");
  const auto refuses = [&](const std::string& field, const Value& value, const std::string& code,
                           const std::string& part, const std::string& param) {
    const Heard heard = served.chat({{field, value}});
    expect_error(heard, 400, code, part);
    EXPECT_EQ(heard.json().at("error").get_string("param"), param);
  };
  const auto out_of_range = [&](const std::string& field, const Value& value, const std::string& range) {
    refuses(field, value, "invalid_value", field + ": must be from " + range, field);
  };
  out_of_range("presence_penalty", 2.1, "-2 to 2");
  out_of_range("frequency_penalty", -2.1, "-2 to 2");
  out_of_range("repetition_penalty", 0, "0.01 to 100");
  out_of_range("repetition_penalty", 1e39, "0.01 to 100");
  out_of_range("min_p", -0.1, "0 to 1");
  out_of_range("min_p", 1.1, "0 to 1");
  out_of_range("top_k", -2, "-1 to ");
  out_of_range("frequency_penalty", core::BigInt{"99999999999999999999"}, "-2 to 2");
  refuses("min_p", "0.1", "invalid_type", "min_p: expected a number", "min_p");
  refuses("presence_penalty", true, "invalid_type", "presence_penalty: expected a number", "presence_penalty");
  refuses("logit_bias", List{5}, "invalid_type", "logit_bias: expected an object", "logit_bias");
  refuses("logit_bias", Dict{{"5", 100.5}}, "invalid_value", "logit_bias.5: must be from -100 to 100", "logit_bias.5");
  refuses("logit_bias", Dict{{"5", "much"}}, "invalid_type", "logit_bias.5: expected a number", "logit_bias.5");
  const std::string vocab = std::to_string(fixtures::byte_tokenizer().vocab_size());
  const std::vector<std::string> no_ids = {"",
                                           " 5",
                                           "05",
                                           "+5",
                                           "-1",
                                           "5.0",
                                           "5 ",
                                           "yes",
                                           "0x5",
                                           vocab,
                                           "99999999999999999999",
                                           std::string(5000, '1'),
                                           std::string("5\0", 2)};
  for (const std::string& id : no_ids) {
    refuses("logit_bias", Dict{{id, 1}}, "invalid_value", "no token id; ids are whole numbers from 0 to", "logit_bias");
  }
  Dict many;
  for (int i = 0; i < 1025; ++i) many[std::to_string(i)] = 1;
  refuses("logit_bias", many, "invalid_value", "at most 1024", "logit_bias");
  EXPECT_TRUE(served.policy.params.empty()) << "none was generated for";
  EXPECT_EQ(served.chat({{"logit_bias", Dict{{std::to_string(std::stoi(vocab) - 1), 100}}}}).status, 200);
}

}  // namespace
}  // namespace serve
