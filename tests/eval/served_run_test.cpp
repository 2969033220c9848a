// Runs with a model behind a mock server: requests, verdicts, failures, resume, order of the results.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/rng.h"
#include "eval/handler.h"
#include "eval/multi_turn_episode.h"
#include "eval/rescore.h"
#include "eval/runner.h"
#include "eval/served_respondent.h"
#include "fixtures.h"
#include "multi_turn_fixtures.h"
#include "tests/mock_endpoint.h"

namespace {

using env::bfcl::Entry;
using eval::DecodeMode;
using eval::EvalConfig;
using eval::EvalOutcome;
using eval::Handler;
using fixtures::MockAnswer;
using fixtures::MockEndpoint;
using fixtures::MockRequest;
namespace fs = std::filesystem;

const fs::path kServedData = fs::path(FR_DEPS_DIR) / "bfcl/bfcl_eval/data";
const fs::path kServedPrompts = fs::path(FR_DEPS_DIR) / "data/bfcl/prompts.json";

core::Dict tool_call(const std::string& name, const std::string& arguments, const std::string& id) {
  return {{"id", id}, {"type", "function"}, {"function", core::Dict{{"name", name}, {"arguments", arguments}}}};
}

class ServedRunTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kServedPrompts) || !fs::exists(kServedData)) GTEST_SKIP() << "benchmark missing: run scripts/setup";
    prompts_ = std::make_unique<chat::BfclPrompts>(chat::BfclPrompts::load(kServedPrompts));
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    data_ = fixtures::small_benchmark("served-data-" + name);
    config_.run_dir = (fixtures::fresh_dir("served-" + name) / "run").string();
    config_.categories = {"irrelevance", "simple_python"};
    config_.endpoint.model = "served";
    config_.endpoint.backoff_s = 0.001;
    config_.endpoint.concurrency = 4;
  }

  EvalOutcome run(const MockEndpoint& server) {
    config_.endpoint.url = server.url();
    eval::check_config(config_);
    const env::bfcl::Dataset dataset(data_);
    eval::ServedRespondent respondent(config_, *prompts_);
    return eval::run_eval(config_, {*prompts_, dataset}, respondent);
  }
  std::string lines() const { return fixtures::read_text(results_file()); }
  fs::path results_file() const { return fs::path(config_.run_dir) / "results.jsonl"; }
  eval::ResultFile results() const { return eval::read_results(results_file()); }
  // Without the time that each reply took.
  std::vector<std::string> comparable() const {
    std::vector<std::string> all;
    for (eval::ResultLine line : results().lines) {
      line.latency_s = 0;
      all.push_back(eval::result_json(line));
    }
    return all;
  }

  fs::path data_;
  EvalConfig config_;
  std::unique_ptr<chat::BfclPrompts> prompts_;
};

// "Area of square number 3 please" -> 3; 0 for anything else.
int square_of(const std::string& user) {
  const size_t at = user.find("number ");
  return at == std::string::npos ? 0 : user[at + 7] - '0';
}
std::string user_of(const MockRequest& request) {
  return request.json().at("messages").as_list().back().at("content").as_string();
}

MockAnswer right_answer(const MockRequest& request) {
  const int square = square_of(user_of(request));
  return fixtures::text_answer(square == 0 ? "I cannot sing." : core::format("[square_area(side={})]", square));
}

TEST_F(ServedRunTest, FollowingTheTruthGetsEveryEntryRightInAnyTiming) {
  std::vector<std::vector<std::string>> runs;
  for (const int64_t concurrency : {1, 7}) {
    core::Rng rng(static_cast<uint64_t>(concurrency));
    MockEndpoint server([&](const MockRequest& request) {
      MockAnswer answer = right_answer(request);
      answer.delay_s = rng.uniform(0, 0.01);
      return answer;
    });
    config_.endpoint.concurrency = concurrency;
    config_.run_dir += "-again";
    const EvalOutcome outcome = run(server);
    EXPECT_EQ(outcome.scores.find("simple_python")->correct, 6U);
    EXPECT_EQ(outcome.scores.find("irrelevance")->correct, 3U);
    EXPECT_EQ(outcome.facts.input_tokens, 9 * 7);
    EXPECT_EQ(outcome.facts.output_tokens, 9 * 3);
    EXPECT_EQ(outcome.facts.model, "served");
    EXPECT_LE(server.most_open(), concurrency);
    runs.push_back(comparable());
    const eval::ResultLine line = *results().find("simple_python_0");
    EXPECT_GT(line.latency_s.as_double(), 0);
    EXPECT_EQ(line.input_tokens.as_int(), 7);
    const core::Value body = server.requests().at(0).json();
    EXPECT_EQ(body.find("tools"), nullptr);
    EXPECT_EQ(body.at("messages").as_list().size(), 2U);
    EXPECT_NE(body.at("messages").as_list().at(0).at("content").as_string().find("in Python 3 syntax."),
              std::string::npos);
  }
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_NE(runs[0].at(0).find("irrelevance_0"), std::string::npos);
  EXPECT_NE(runs[0].at(8).find("simple_python_5"), std::string::npos);
}

TEST_F(ServedRunTest, FunctionCallingSendsTools) {
  MockEndpoint server([](const MockRequest& request) {
    const int square = square_of(user_of(request));
    if (square == 0) return fixtures::chat_answer({{"content", "No."}, {"tool_calls", core::List{}}});
    const std::string side = square == 6 ? "{side: 6" : "{\"side\": " + std::to_string(square) + "}";
    return fixtures::chat_answer(
        {{"content", nullptr}, {"tool_calls", core::List{tool_call("square_area", side, "x")}}}, "tool_calls");
  });
  config_.decode = "openai_fc";
  const EvalOutcome outcome = run(server);
  EXPECT_EQ(outcome.scores.find("simple_python")->correct, 5U) << "arguments that are no JSON are the model's fault";
  EXPECT_EQ(outcome.scores.find("irrelevance")->correct, 3U);
  EXPECT_EQ(core::dump_json(results().find("simple_python_1")->result), R"([{"square_area": "{\"side\": 2}"}])");
  const core::Value body = server.requests().at(0).json();
  EXPECT_EQ(body.at("messages").as_list().size(), 1U) << "no system prompt";
  EXPECT_EQ(core::dump_json(body.at("tools")),
            R"([{"type": "function", "function": {"name": "square_area", "description": "Area. Note that the provided )"
            R"(function is in Python 3 syntax.", "parameters": {"type": "object", "properties": {"side": )"
            R"({"type": "integer", "description": "Side."}}, "required": ["side"]}}}])");
}

TEST_F(ServedRunTest, FailuresAreCountedAndAskedAgain) {
  bool works = false;
  MockEndpoint server([&](const MockRequest& request) -> MockAnswer {
    const std::string user = user_of(request);
    if (!works && user.find("song 1") != std::string::npos) return fixtures::error_answer(400, "no");
    if (!works && square_of(user) == 2) return {.body = "garbage"};
    if (square_of(user) == 3) return fixtures::error_answer(400, "maximum context length exceeded");
    return right_answer(request);
  });
  config_.endpoint.retries = 1;
  const EvalOutcome first = run(server);
  EXPECT_FALSE(first.interrupted);
  EXPECT_EQ(first.scores.find("irrelevance")->error_types.at(eval::kEndpointFailed), 1U) << "no reply is no refusal";
  EXPECT_EQ(first.scores.find("simple_python")->error_types.at(eval::kEndpointFailed), 1U);
  EXPECT_EQ(first.scores.find("simple_python")->error_types.at(eval::kContextExceeded), 1U);
  EXPECT_EQ(first.scores.find("simple_python")->correct, 4U);
  EXPECT_EQ(results().find("irrelevance_1")->result.as_string(), "Error during inference: HTTP 400: no");
  // Scoring the file alone says the same.
  const env::bfcl::Dataset dataset(data_);
  const eval::RescoreOutcome again = eval::rescore(results_file(), DecodeMode::prompt, dataset);
  EXPECT_EQ(again.scores.find("irrelevance")->correct, 2U);

  works = true;
  const size_t asked = server.asked();
  const EvalOutcome second = run(server);
  EXPECT_EQ(second.resumed, 7U) << "what did not fit into the context will not fit the next time";
  EXPECT_EQ(server.asked() - asked, 2U);
  EXPECT_EQ(second.scores.find("simple_python")->correct, 5U);
  EXPECT_EQ(second.scores.find("irrelevance")->correct, 3U);
  EXPECT_EQ(fixtures::count_lines(results_file()), 9U) << "one line an entry";
  EXPECT_EQ(results().repeated, 0U);
}

TEST_F(ServedRunTest, AKilledRunContinuesAndEndsAsIfItHadNotBeenKilled) {
  MockEndpoint server(right_answer);
  run(server);
  const std::vector<std::string> whole = comparable();
  std::string text = lines();
  size_t end = 0;
  for (int i = 0; i < 4; ++i) end = text.find('\n', end) + 1;
  fixtures::write_text(results_file(), text.substr(0, end + 30));  // four lines, and a torn one
  const size_t asked = server.asked();
  EXPECT_EQ(run(server).resumed, 4U);
  EXPECT_EQ(server.asked() - asked, 5U);
  EXPECT_EQ(comparable(), whole);

  config_.endpoint.model = "another";
  EXPECT_EQ(fixtures::thrown_by([&] { run(server); }).exit_code(), 2);
}

TEST_F(ServedRunTest, AWrongKeyEndsTheRunAndKeepsItsLines) {
  size_t answered = 0;
  MockEndpoint server([&](const MockRequest& request) {
    return ++answered <= 4 ? right_answer(request) : fixtures::error_answer(401, "key expired");
  });
  config_.endpoint.concurrency = 1;
  const core::Error error = fixtures::thrown_by([&] { run(server); });
  EXPECT_EQ(error.exit_code(), 4);
  EXPECT_NE(std::string(error.what()).find("401: key expired"), std::string::npos);
  EXPECT_EQ(fixtures::count_lines(results_file()), 4U);
  answered = 0;
  EXPECT_EQ(fixtures::thrown_by([&] { run(server); }).exit_code(), 4);
  EXPECT_EQ(fixtures::count_lines(results_file()), 8U);
}

// Conversations with a server that calls what the truth calls, one step a turn, then says that it is done.
class ServedConversationTest : public ServedRunTest {
 protected:
  void SetUp() override {
    ServedRunTest::SetUp();
    data_ = kServedData;
    config_.categories = {"multi_turn_base:6", "multi_turn_miss_func:6", "multi_turn_miss_param:4"};
  }

  static std::string key(const core::Value& body) {
    if (const core::Value* prompt = body.find("prompt")) return prompt->as_string();
    const core::Value* tools = body.find("tools");
    return core::dump_json(body.at("messages")) + (tools == nullptr ? "" : core::dump_json(*tools));
  }

  std::string key(const chat::Conversation& conversation, const Handler& handler) const {
    if (config_.endpoint.is_chat()) {
      return key(core::parse_json(rollout::endpoint::RequestForm(config_.endpoint, {}).chat_body(conversation)));
    }
    const auto own = chat::make_renderer("qwen3");
    return chat::rendered_text(
        eval::handler_renderer(*own, handler)
            .render(conversation, {.add_generation_prompt = true, .thinking = eval::thinking_of(handler, true)}));
  }

  MockAnswer said(const core::Value& turn, const Handler& handler) const {
    const std::string text = fixtures::truth_reply(turn);
    if (handler.decode == DecodeMode::prompt) return spoken(text, handler);
    if (handler.decode == DecodeMode::qwen_fc) return fixtures::completion_answer(fixtures::qwen_calls(text));
    core::List calls;
    const eval::Decoded decoded = eval::decode_ast(DecodeMode::prompt, core::Value(text));
    for (const core::Value& call : decoded.value.as_list()) {
      const core::DictItem& item = *call.as_dict().begin();
      calls.emplace_back(
          tool_call(item.key.as_string(), core::dump_json(item.value), core::format("id-{}", calls.size())));
    }
    return fixtures::chat_answer({{"content", nullptr}, {"tool_calls", calls}}, "tool_calls");
  }
  MockAnswer done(const Handler& handler) const { return spoken("Done.", handler); }
  MockAnswer spoken(const std::string& text, const Handler& handler) const {
    if (handler.opens_thought) return fixtures::completion_answer("\nThe user wants this.\n</think>\n\n" + text);
    return config_.endpoint.is_chat() ? fixtures::text_answer(text) : fixtures::completion_answer(text);
  }

  // What the server says to each request, and the entries that it follows.
  struct Script {
    std::map<std::string, MockAnswer> answers;
    std::set<std::string> entries;
  };
  Script truth_script(const Handler& handler) const {
    Script script;
    const env::bfcl::Dataset dataset(kServedData);
    for (const eval::CategorySample& sample : eval::parse_categories(config_.categories)) {
      for (const Entry& entry : env::bfcl::fixed_sample(dataset.load(*sample.category), sample.count)) {
        if (!fixtures::can_be_said(entry)) continue;
        script.entries.insert(entry.id);
        std::vector<MockAnswer> answers;
        for (const core::Value& turn : entry.ground_truth.as_list()) {
          if (!turn.as_list().empty()) answers.push_back(said(turn, handler));
          answers.push_back(done(handler));
        }
        eval::MultiTurnEpisode episode(entry, eval::multi_turn_script(entry, dataset, *prompts_, handler.decode),
                                       *prompts_, {.handler = handler});
        for (const MockAnswer& answer : answers) {
          script.answers[key(episode.conversation(), handler)] = answer;
          core::HttpAnswer received;
          received.status = 200;
          received.body = answer.body;
          episode.take_reply(rollout::endpoint::read_answer(received).reply);
        }
      }
    }
    return script;
  }

  // Runs them and gives back the requests in the order in which they came.
  std::vector<MockRequest> follow_the_truth() {
    const Handler& named = eval::find_handler(config_.decode);
    const Handler handler = config_.endpoint.is_chat() ? eval::through_messages(named) : named;
    const Script script = truth_script(handler);
    MockEndpoint server([&](const MockRequest& request) {
      const auto found = script.answers.find(key(request.json()));
      return found == script.answers.end() ? done(handler) : found->second;
    });
    run(server);
    EXPECT_GT(script.entries.size(), 10U);
    for (const eval::ResultLine& line : results().lines) {
      if (script.entries.contains(line.id)) {
        EXPECT_TRUE(line.valid) << line.id << " " << core::dump_json(line.error);
      }
    }
    return server.requests();
  }
};

TEST_F(ServedConversationTest, ByMessages) {
  bool results_seen = false;
  for (const MockRequest& request : follow_the_truth()) {
    const core::Value body = request.json();
    for (const core::Value& message : body.at("messages").as_list()) {
      EXPECT_NE(message.at("role").as_string(), "tool") << "results are a message of the user's";
      results_seen = results_seen || message.at("content").as_string().starts_with("[{'role': 'tool', 'name': '");
    }
  }
  EXPECT_TRUE(results_seen);
}

TEST_F(ServedConversationTest, ByTools) {
  config_.decode = "openai_fc";
  std::set<size_t> tool_counts;
  bool announced = false;
  for (const MockRequest& request : follow_the_truth()) {
    const core::Value body = request.json();
    tool_counts.insert(body.at("tools").as_list().size());
    const core::List& messages = body.at("messages").as_list();
    const core::Value& last = messages.back();
    if (last.at("role").as_string() == "tool") {
      EXPECT_TRUE(last.at("tool_call_id").as_string().starts_with("id-"));
    }
    for (const core::Value& message : messages) {
      if (message.at("role").as_string() == "assistant") {
        EXPECT_EQ(message.find("reasoning_content"), nullptr);
      }
    }
    announced = announced || last.at("content") == core::Value(prompts_->text("DEFAULT_USER_PROMPT_FOR_ADDITIONAL_"
                                                                              "FUNCTION_FC"));
  }
  EXPECT_TRUE(announced);
  EXPECT_GT(tool_counts.size(), 1U);
}

TEST_F(ServedConversationTest, ByRenderedPromptsOfQwen) {
  config_.endpoint.api = "completions";
  config_.decode = "qwen_fc";
  for (const MockRequest& request : follow_the_truth()) {
    EXPECT_EQ(request.path, "/v1/completions");
    const std::string prompt = request.json().at("prompt").as_string();
    EXPECT_TRUE(prompt.starts_with("<|im_start|>system\n# Tools\n\n")) << prompt.substr(0, 80);
    EXPECT_TRUE(prompt.ends_with("<|im_start|>assistant\n"));
  }
}

TEST_F(ServedConversationTest, ByPromptsThatOpenAThought) {
  config_.endpoint.api = "completions";
  config_.decode = "funreason_mt";
  config_.endpoint.max_tokens = 20000;
  config_.top_p = 0.7;
  for (const MockRequest& request : follow_the_truth()) {
    const core::Value body = request.json();
    const std::string prompt = body.at("prompt").as_string();
    EXPECT_TRUE(prompt.ends_with("<|im_start|>assistant\n<think>"));
    EXPECT_EQ(prompt.find("The user wants this."), std::string::npos);
    EXPECT_EQ(body.at("max_tokens").as_int(), 20000);
    EXPECT_EQ(body.at("top_p").as_double(), 0.7);
  }
}

TEST_F(ServedConversationTest, AFailureInTheMiddleIsTheEntrysOwn) {
  config_.categories = {"multi_turn_base:6"};
  config_.endpoint.retries = 0;
  std::set<std::string> seen;
  MockEndpoint server([&](const MockRequest& request) {
    if (request.json().at("messages").as_list().size() > 3) return fixtures::error_answer(500, "boom");
    return fixtures::text_answer("Done.");
  });
  const EvalOutcome outcome = run(server);
  EXPECT_EQ(outcome.scores.find("multi_turn_base")->total, 6U);
  for (const eval::ResultLine& line : results().lines) {
    if (line.finish != eval::kEndpointFinish) continue;
    seen.insert(line.id);
    EXPECT_EQ(line.error_type, eval::kEndpointFailed);
    EXPECT_EQ(line.result.as_string(), "Error during inference: HTTP 500: boom");
    EXPECT_GT(eval::token_sum(line.input_tokens), 0) << "what was paid for is counted";
  }
  EXPECT_GT(seen.size(), 3U);
}

}  // namespace
