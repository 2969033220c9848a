// Function documents as OpenAI tools. Equality with the benchmark itself is proven by the oracle
// (eval/oracle/prompt_cases.h).
#include "chat/openai_tools.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/json.h"

namespace {

// The properties of one function with these, as tool.
std::string properties(const std::string& json) {
  const core::Value functions =
      core::parse_json(R"([{"name": "f", "parameters": {"type": "dict", "properties": )" + json + "}}]");
  const core::List tools = chat::openai_tools(functions.as_list());
  return core::dump_json(tools.at(0).at("function").at("parameters").at("properties"));
}

TEST(OpenAiTools, WrapsTheFunctionAndKeepsWhatItDoesNotKnow) {
  const core::Value functions = core::parse_json(
      R"([{"name": "a.b.c", "description": "D", "parameters": {"type": "dict", "properties": {}, "required": ["x"]},
           "response": {"type": "dict"}}])");
  EXPECT_EQ(core::dump_json(core::Value(chat::openai_tools(functions.as_list()))),
            R"([{"type": "function", "function": {"name": "a_b_c", "description": "D", "parameters": )"
            R"({"type": "object", "properties": {}, "required": ["x"]}, "response": {"type": "dict"}}}])");
}

TEST(OpenAiTools, TypesAreThoseOfJsonSchema) {
  EXPECT_EQ(properties(R"({"a": {"type": "Bigint"}, "b": {"type": "HashMap"}, "c": {"type": "any"}, "d": {}})"),
            R"({"a": {"type": "integer"}, "b": {"type": "object"}, "c": {"type": "string"}, "d": {"type": "string"}})");
  EXPECT_EQ(properties(R"({"a": {"type": "float", "description": "Size."}, "b": {"type": "double"}})"),
            R"({"a": {"type": "number", "description": "Size. This is a float type value.", "format": "float"}, )"
            R"("b": {"type": "number"}})");
}

TEST(OpenAiTools, InnerSchemasAreConvertedAsFarAsTheReferenceGoes) {
  EXPECT_EQ(properties(R"({"a": {"type": "dict", "properties": {"b": {"type": "tuple", "items": {"type": "dict",
                       "properties": {"c": {"type": "float", "description": "C."}}}}}}})"),
            R"({"a": {"type": "object", "properties": {"b": {"type": "array", "items": {"type": "object", )"
            R"("properties": {"c": {"type": "number", "description": "C. This is a float type value.", )"
            R"("format": "float"}}}}}}})");
  EXPECT_EQ(properties(R"({"a": {"type": "array", "items": {"type": "array", "items": {"type": "array",
                       "items": {"type": "dict"}}}}})"),
            R"({"a": {"type": "array", "items": {"type": "array", "items": {"type": "array", )"
            R"("items": {"type": "dict"}}}}})");
  EXPECT_EQ(properties(R"({"a": {"type": "string", "items": {"type": "dict"}}})"),
            R"({"a": {"type": "string", "items": {"type": "dict"}}})");
}

TEST(OpenAiTools, ADocumentThatIsNoneIsRefused) {
  EXPECT_THROW(chat::openai_tools({core::parse_json(R"({"name": "f"})")}), core::Error);
  EXPECT_THROW(chat::openai_tools({core::parse_json(R"({"parameters": {}})")}), core::Error);
  EXPECT_THROW(chat::openai_tools({"f"}), core::Error);
}

}  // namespace
