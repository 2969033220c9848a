// What the handlers make of replies and of results, and what keeps one from asking a model.
#include "eval/handler.h"

#include <gtest/gtest.h>

#include "chat/renderer.h"
#include "env/bfcl/dataset.h"
#include "eval/agentic_checker.h"
#include "eval/decode.h"
#include "eval/eval_config.h"
#include "eval/reply_parts.h"
#include "eval/served_respondent.h"
#include "fixtures.h"

namespace {

using eval::DecodeMode;
using eval::Handler;
using eval::StoredReply;

const Handler& funreason_mt() {
  return eval::find_handler("funreason_mt");
}

StoredReply stored(const std::string& text, const Handler& handler = funreason_mt()) {
  rollout::Reply reply;
  reply.text = text;
  return eval::stored_reply(handler, reply);
}

TEST(Handlers, AreFoundByName) {
  for (const char* name : {"prompt", "qwen_fc", "openai_fc"}) {
    EXPECT_EQ(eval::decode_mode_name(eval::find_handler(name).decode), name);
  }
  EXPECT_EQ(funreason_mt().decode, DecodeMode::prompt);
  const core::Error error = fixtures::thrown_by([] { eval::find_handler("funreason"); });
  EXPECT_EQ(error.exit_code(), 2);
  EXPECT_NE(std::string(error.what()).find("`funreason`"), std::string::npos);
  EXPECT_NE(error.hint().find("funreason_mt"), std::string::npos) << error.hint();
}

TEST(OpenedThought, TheAnswerFollowsTheLastClosingTag) {
  const auto answer = [](const std::string& text) { return stored(text).result.as_string(); };
  EXPECT_EQ(answer("\nhm\n</think>\n\n[f(a=1)]"), "[f(a=1)]");
  EXPECT_EQ(answer("hm</think>[f(a=1)]"), "[f(a=1)]");
  EXPECT_EQ(answer("a</think>b</think>[g()]</think>\n\n\nDone.\n"), "Done.\n") << "line ends behind it stay";
  EXPECT_EQ(answer("</think>\n \n[f()]"), " \n[f()]") << "line ends alone are taken off";
  EXPECT_EQ(answer("a</think>[f(text='</think>\n')]"), "')]") << "even inside a string";
  EXPECT_EQ(answer("a</think>"), "");
  EXPECT_EQ(answer("a</think>\r\n[f()]"), "\r\n[f()]");
}

TEST(OpenedThought, TheThoughtIsKeptBeside) {
  EXPECT_EQ(stored("\nhm\n</think>\n\nx").reasoning, "hm");
  EXPECT_EQ(stored("a</think>b</think>x").reasoning, "a") << "before the first, as the reference stores it";
  EXPECT_EQ(stored("a<think>b</think>x").reasoning, "b");
  EXPECT_EQ(stored("</think>x").reasoning, "");
}

TEST(OpenedThought, AThoughtWithoutAnEndIsAFailureAndCallsNothing) {
  for (const char* text : {"[f(a=1)]", "", "<think>\nhm", "</ think>[f()]", "</think", "</THINK>[f()]"}) {
    const StoredReply reply = stored(text);
    EXPECT_EQ(reply.result.as_string(), eval::kUnclosedThought) << text;
    EXPECT_EQ(reply.reasoning, text) << "what was thought until then can be read";
  }
  EXPECT_EQ(stored("[f(a=1)]", eval::find_handler("prompt")).result.as_string(), "[f(a=1)]");
  EXPECT_FALSE(eval::decode_ast(DecodeMode::prompt, core::Value(eval::kUnclosedThought)).ok);
  EXPECT_FALSE(eval::decode_execute(DecodeMode::prompt, core::Value(eval::kUnclosedThought)).ok);
}

TEST(OpenedThought, TheWordsOfTheFailureAnswerNoQuestion) {
  const core::fs::path data = core::fs::path(FR_DEPS_DIR) / "bfcl/bfcl_eval/data";
  if (!core::fs::exists(data)) GTEST_SKIP() << "benchmark missing: run scripts/setup";
  const env::bfcl::Dataset dataset(data);
  const core::Value result(core::List{core::Value(core::List{eval::kUnclosedThought})});
  for (const char* category : {"memory_kv", "web_search_base"}) {
    for (const env::bfcl::Entry& entry : dataset.load(env::bfcl::find_category(category))) {
      EXPECT_FALSE(eval::check_agentic(entry.ground_truth, DecodeMode::prompt, result).verdict.valid()) << entry.id;
    }
  }
}

TEST(Handlers, PutResultsIntoTheHistory) {
  const eval::ExecutedCalls executed{{"cat(file_name='a')", "ls()"}, {"it's \"ü\"\n\\", "None"}, {{"f", {}, "id", {}}}};
  const auto history = [&](const Handler& handler) {
    std::vector<chat::Message> messages;
    eval::append_results(messages, handler.results, executed);
    core::List list;
    for (const chat::Message& message : messages) list.push_back(chat::message_to_json(message));
    return core::dump_json(list);
  };
  EXPECT_EQ(history(funreason_mt()), R"([{"role": "tool", "content": "['it\\'s \"ü\"\\n\\\\', 'None']"}])");
  EXPECT_EQ(history(eval::find_handler("prompt")),
            R"x([{"role": "tool", "content": "it's \"ü\"\n\\", "name": "cat(file_name='a')"}, )x"
            R"x({"role": "tool", "content": "None", "name": "ls()"}])x");
  const std::string by_user = history(eval::through_messages(eval::find_handler("prompt")));
  EXPECT_TRUE(by_user.starts_with(R"([{"role": "user", "content": "[{'role': 'tool', 'name': \"cat(file_name=)"))
      << by_user;
  EXPECT_EQ(history(eval::through_messages(eval::find_handler("openai_fc"))),
            R"([{"role": "tool", "content": "it's \"ü\"\n\\", "tool_call_id": "id"}])")
      << "as many as the model called";
}

TEST(OpenedThought, NeedsQwensTemplateAndItsTags) {
  const core::Error template_error =
      fixtures::thrown_by([] { eval::handler_renderer(*chat::make_renderer("smollm2"), funreason_mt()); });
  EXPECT_EQ(template_error.exit_code(), 2);
  EXPECT_NE(std::string(template_error.what()).find("funreason_mt asks in the chat template qwen3"), std::string::npos);
  const auto own = chat::make_renderer("qwen3");
  EXPECT_EQ(&eval::handler_renderer(*own, funreason_mt()), own.get());

  for (const std::vector<std::string>& tags : {std::vector<std::string>{}, std::vector<std::string>{"<think>"}}) {
    const chat::Tokenizer tokenizer = fixtures::byte_tokenizer({}, tags);
    const core::Error error = fixtures::thrown_by([&] { eval::require_vocabulary(funreason_mt(), tokenizer); });
    EXPECT_EQ(error.exit_code(), 3);
    EXPECT_NE(std::string(error.what()).find(tags.empty() ? "no <think>," : "no </think>,"), std::string::npos)
        << error.what();
    EXPECT_NO_THROW(eval::require_vocabulary(eval::find_handler("prompt"), tokenizer));
  }
  EXPECT_NO_THROW(eval::require_vocabulary(funreason_mt(), fixtures::byte_tokenizer({}, {"<think>", "</think>"})));
}

TEST(OpenedThought, EndsThePrompt) {
  chat::Conversation conversation;
  conversation.messages.emplace_back().content = "hi";
  const auto renderer = chat::make_renderer("qwen3");
  EXPECT_EQ(chat::rendered_text(renderer->render(
                conversation, {.add_generation_prompt = true, .thinking = eval::thinking_of(funreason_mt(), true)})),
            "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n<think>");
}

TEST(OpenedThought, SettingsThatContradictItAreRefused) {
  eval::EvalConfig config;
  config.decode = "funreason_mt";
  config.categories = {"format_sensitivity", "simple_python", "multi_turn_base", "memory_kv"};
  EXPECT_NO_THROW(eval::check_config(config));
  config.thinking = false;
  EXPECT_NE(std::string(fixtures::thrown_by([&] { eval::check_config(config); }).what()).find("thinking"),
            std::string::npos);
  config.results = {"somewhere"};
  EXPECT_NO_THROW(eval::check_config(config)) << "nobody is asked";
  config.results.clear();
  config.thinking = true;
  config.endpoint.url = "http://localhost:1/v1";
  config.endpoint.model = "served";
  const core::Error error = fixtures::thrown_by([&] { eval::check_config(config); });
  EXPECT_EQ(error.exit_code(), 2);
  EXPECT_EQ(std::string(error.what()), "decode: funreason_mt cannot be asked through endpoint.api=chat");
  EXPECT_NE(error.hint().find("endpoint.api=completions"), std::string::npos);
  config.endpoint.api = "completions";
  EXPECT_NO_THROW(eval::check_config(config));
}

TEST(Handlers, SettingsThatDoNotGoTogetherAreRefused) {
  const core::fs::path texts = core::fs::path(FR_DEPS_DIR) / "data/bfcl/prompts.json";
  if (!core::fs::exists(texts)) GTEST_SKIP() << texts << " missing: run scripts/setup";
  const chat::BfclPrompts prompts = chat::BfclPrompts::load(texts);
  eval::EvalConfig config;
  config.endpoint.model = "served";
  config.endpoint.url = "http://localhost:1/v1";
  const auto refused = [&](const std::string& what) {
    const core::Error error = fixtures::thrown_by([&] {
      eval::check_config(config);
      eval::ServedRespondent(config, prompts);
    });
    EXPECT_EQ(error.exit_code(), 2);
    EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << error.what();
  };
  config.decode = "qwen_fc";
  refused("decode: qwen_fc cannot be asked through endpoint.api=chat");
  config.endpoint.api = "completions";
  config.decode = "openai_fc";
  refused("decode: openai_fc cannot be asked through endpoint.api=completions");
  config.decode = "prompt";
  refused("completions needs the model's chat template");
  config.decode = "qwen_fc";
  config.renderer = "smollm2";
  refused("qwen_fc asks in the chat template qwen3, and the model's is smollm2");
  config.endpoint.url.clear();
  config.decode = "openai_fc";
  refused("openai_fc is for served models");
}

}  // namespace
