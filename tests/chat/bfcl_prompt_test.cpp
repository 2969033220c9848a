// Prompts of BFCL. Equality with the benchmark itself is proven by the oracle (eval/oracle/prompt_cases.h); here: the
// pieces on their own, from a small made-up file of texts, so that these tests need no set-up.
#include "chat/bfcl_prompt.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/error.h"
#include "core/json.h"

namespace {

constexpr std::string_view kTexts = R"({
  "DEFAULT_SYSTEM_PROMPT_FORMAT": "ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=plaintext&style=classic",
  "OUTPUT_FORMAT_MAPPING": {"python": "[P]", "json": "[J{]"}, "PARAM_TYPE_MAPPING": {"python": "", "json": "T"},
  "PROMPT_STYLE_TEMPLATES": {"classic": {"persona": "A.", "task": "B.", "tool_call_no_tag": "no {output_format} {param_types} end",
    "tool_call_with_tag": "<T>{output_format}</T> {param_types}{{}}", "multiturn_behavior": "M", "available_tools": "in {format}\n{functions}\n"}},
  "PROMPT_TEMPLATE_MAPPING": {"plaintext": "{persona}{task}|{tool_call_format}|{multiturn_behavior}|{available_tools}",
    "markdown": "# {persona}{task}{tool_call_format}{multiturn_behavior}{available_tools}"},
  "MEMORY_AGENT_SETTINGS": {"student": "You tutor."},
  "MEMORY_BACKEND_INSTRUCTION_UNIFIED": "{scenario_setting} One: {memory_content}",
  "MEMORY_BACKEND_INSTRUCTION_CORE_ARCHIVAL": "{scenario_setting} Two: {memory_content}",
  "LANGUAGE_HINTS": {"python": " Py.", "java": " Ja.", "javascript": " Js."},
  "PARAMETER_HINTS": {"java": {"any": " any.", "type": " is {}.", "items": " of {}."},
    "javascript": {"any": " any.", "type": " is {}.", "items": " of {}.", "properties": " has {}"}}})";

core::fs::path write_texts(std::string_view content, std::string_view name) {
  const core::fs::path path = core::fs::path(testing::TempDir()) / name;
  core::write_file_atomic(path, content);
  return path;
}

chat::BfclPrompts prompts() {
  return chat::BfclPrompts::load(write_texts(kTexts, "fr_prompts.json"));
}

core::Value functions(std::string_view json) {
  return core::parse_json(json);
}

TEST(BfclPrompt, FillsTheTexts) {
  const core::Value none = core::List{};
  EXPECT_EQ(prompts().system_prompt(none), "A.B.|no [P]  end|M|in json\n[]\n");
  EXPECT_EQ(
      prompts().system_prompt(none, {.returns = chat::ReturnFormat::json, .tool_call_tag = true, .markdown = true}),
      "# A.B.<T>[J{]</T> T{}Min json\n[]\n");
}

TEST(BfclPrompt, TellsAModelOfItsMemory) {
  EXPECT_EQ(prompts().memory_instruction("student", false, "{memory_content} is {}"),
            "You tutor. Two: {memory_content} is {}");
  EXPECT_EQ(prompts().memory_instruction("student", true, ""), "You tutor. One: ");
  EXPECT_THROW(prompts().memory_instruction("pilot", true, ""), core::Error);
}

TEST(BfclPrompt, PrintsJsonDocsAsPythonDoes) {
  const core::Value docs =
      functions(R"([{"name": "f", "description": "ü", "parameters": {"properties": {}, "required": []}}])");
  EXPECT_EQ(chat::format_function_docs(docs, chat::DocFormat::json),
            "[\n    {\n        \"name\": \"f\",\n        \"description\": \"\\u00fc\",\n        \"parameters\": {\n"
            "            \"properties\": {},\n            \"required\": []\n        }\n    }\n]");
}

TEST(BfclPrompt, SystemMessageOfTheTurnFollowsThePrompt) {
  const core::Value none = core::List{};
  chat::Message system;
  system.role = chat::Role::system;
  system.content = "old";
  chat::Message user;
  user.content = "q";
  const auto with = chat::bfcl_conversation(prompts(), none, {system, user});
  ASSERT_EQ(with.messages.size(), 2U);
  EXPECT_EQ(with.messages[0].content, prompts().system_prompt(none) + "\n\nold");
  const auto without = chat::bfcl_conversation(prompts(), none, {user, system});
  ASSERT_EQ(without.messages.size(), 3U);
  EXPECT_EQ(without.messages[0].content, prompts().system_prompt(none));
  EXPECT_EQ(without.messages[2].content, "old");
}

TEST(BfclPrompt, FormatsAreTheBenchmarks26) {
  const auto formats = chat::format_sensitivity_formats();
  ASSERT_EQ(formats.size(), 26U);
  std::set<std::string> seen;
  for (const chat::PromptFormat& format : formats) {
    seen.insert(format.config());
    EXPECT_EQ(chat::PromptFormat::parse(format.config()).config(), format.config());
  }
  EXPECT_EQ(seen.size(), 26U);
  EXPECT_EQ(chat::PromptFormat{}.config(), prompts().text("DEFAULT_SYSTEM_PROMPT_FORMAT"));
  EXPECT_EQ(formats.front().config(),
            "ret_fmt=python&tool_call_tag=True&func_doc_fmt=python&prompt_fmt=plaintext&style=classic");
  EXPECT_EQ(formats.back().config(),
            "ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=plaintext&style=experimental");
  for (const std::string_view bad :
       {"", "ret_fmt=python", "ret_fmt=perl&tool_call_tag=True&func_doc_fmt=python&prompt_fmt=plaintext&style=classic",
        "ret_fmt=python&tool_call_tag=true&func_doc_fmt=python&prompt_fmt=plaintext&style=classic",
        "ret_fmt=python&tool_call_tag=True&func_doc_fmt=python&prompt_fmt=plaintext&style=classic&x=1"}) {
    EXPECT_THROW(chat::PromptFormat::parse(bad), core::Error) << bad;
  }
}

TEST(BfclPrompt, LanguageHints) {
  const chat::BfclPrompts p = prompts();
  const core::Value f = core::parse_json(R"({"name": "f", "description": "D.", "parameters": {"properties": {
      "a": {"type": "any", "description": "A"}, "l": {"type": "ArrayList", "description": "L", "items": {"type": "long"}},
      "d": {"type": "dict", "description": "O", "properties": {"ü": {"type": "array"}}},
      "r": {"type": "array", "description": "R", "items": {"type": "String"}}}}})");
  const core::Value python = p.apply_language_hint(f, chat::DocLanguage::python);
  EXPECT_EQ(python.at("description").as_string(), "D. Py.");
  EXPECT_TRUE(identical(python.at("parameters"), f.at("parameters")));
  EXPECT_EQ(
      core::dump_json(p.apply_language_hint(f, chat::DocLanguage::java).at("parameters").at("properties")),
      R"({"a": {"type": "string", "description": "A any."}, "l": {"type": "string", "description": "L is ArrayList. of long."}, )"
      R"("d": {"type": "string", "description": "O is dict.", "properties": {"ü": {"type": "array"}}}, )"
      R"("r": {"type": "string", "description": "R is array.", "items": {"type": "String"}}})");
  EXPECT_EQ(core::dump_json(p.apply_language_hint(f, chat::DocLanguage::javascript).at("parameters").at("properties")),
            R"({"a": {"type": "string", "description": "A any."}, )"
            R"("l": {"type": "string", "description": "L is ArrayList.", "items": {"type": "long"}}, )"
            R"("d": {"type": "string", "description": "O is dict. has {\"\\u00fc\": {\"type\": \"array\"}}"}, )"
            R"("r": {"type": "string", "description": "R is array. of String."}})");
  EXPECT_THROW(p.apply_language_hint(core::parse_json(R"({"name": "f"})"), chat::DocLanguage::python), core::Error);
}

TEST(BfclPrompt, ToolsBecomeBenchmarkDocuments) {
  const auto tool =
      chat::ToolSpec::from_json(core::parse_json(R"({"type": "function", "function": {"name": "f", "parameters":
      {"type": "object", "properties": {"type": {"type": "number"}, "o": {"type": "object", "properties": {"n": {"type": "integer"}}},
      "a": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "number"}}}}}}})"));
  EXPECT_EQ(core::dump_json(chat::bfcl_function(tool)),
            R"({"name": "f", "parameters": {"type": "dict", "properties": {"type": {"type": "float"}, )"
            R"("o": {"type": "dict", "properties": {"n": {"type": "integer"}}}, "a": {"type": "array", "items": )"
            R"({"type": "dict", "additionalProperties": {"type": "float"}}}}}, "description": ""})");
}

TEST(BfclPrompt, TrainingFormHasToolsInTheSystemMessageAndCallsInTheContent) {
  const chat::Conversation c =
      chat::conversation_from_json(core::parse_json(R"({"tools": [{"name": "f", "description": "d",
      "parameters": {"type": "object", "properties": {}}}], "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "q"},
      {"role": "assistant", "content": null, "tool_calls": [{"name": "f", "arguments": {"a": 1, "b": "x"}}, {"name": "g.h"}]}]})"));
  const chat::Conversation p = chat::in_prompt_form(prompts(), c);
  EXPECT_TRUE(p.tools.empty());
  ASSERT_EQ(p.messages.size(), 3U);
  EXPECT_TRUE(p.messages[2].tool_calls.empty());
  EXPECT_EQ(p.messages[2].content, "[f(a=1, b='x'), g.h()]");
  EXPECT_NE(p.messages[0].content.find("\"description\": \"d Py.\""), std::string::npos);
  EXPECT_NE(p.messages[0].content.find("\"type\": \"dict\""), std::string::npos);
  EXPECT_TRUE(p.messages[0].content.ends_with("\n\n\ns")) << p.messages[0].content;
}

TEST(BfclPrompt, BrokenTextFilesAreNamed) {
  EXPECT_THROW(chat::BfclPrompts::load("/nonexistent/prompts.json"), core::Error);
  for (const std::string_view content : {"", "{", "[]", "{}", R"({"OUTPUT_FORMAT_MAPPING": {}})"}) {
    try {
      chat::BfclPrompts::load(write_texts(content, "fr_bad_prompts.json"));
      ADD_FAILURE() << content;
    } catch (const core::Error& error) {
      EXPECT_NE(std::string(error.what()).find("fr_bad_prompts.json"), std::string::npos) << error.what();
    }
  }
  const core::Value none = core::List{};
  EXPECT_THROW(prompts().system_prompt(none, {.experimental = true}), core::Error);
  EXPECT_THROW(prompts().system_prompt(none, {.returns = chat::ReturnFormat::verbose_xml}), core::Error);
}

TEST(BfclPrompt, TheConvertedTextsAreComplete) {
  const core::fs::path path = core::fs::path(FR_DEPS_DIR) / "data" / "bfcl" / "prompts.json";
  if (!core::fs::exists(path)) GTEST_SKIP() << path << " is missing: run scripts/setup";
  const chat::BfclPrompts p = chat::BfclPrompts::load(path);
  const core::Value none = core::List{};
  for (const chat::PromptFormat& format : chat::format_sensitivity_formats())
    EXPECT_GT(p.system_prompt(none, format).size(), 700U) << format.config();
}

}  // namespace
