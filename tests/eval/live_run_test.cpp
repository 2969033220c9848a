// Agentic runs whose worlds ask services: the live web, recorded and played back, and a text encoder that fails.
#include <gtest/gtest.h>

#include "core/error.h"
#include "eval/run_facts.h"
#include "eval/runner.h"
#include "fixtures.h"
#include "played_run_fixture.h"
#include "rollout/scripted_policy.h"
#include "tests/mock_endpoint.h"

namespace {

using fixtures::MockAnswer;
using fixtures::MockEndpoint;
using fixtures::MockRequest;
using rollout::ScriptedReply;
namespace fs = std::filesystem;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

class LiveRunTest : public fixtures::PlayedRunTest {
 protected:
  void SetUp() override {
    PlayedRunTest::SetUp();
    config_.max_new_tokens = 256;
  }
};

TEST_F(LiveRunTest, ARecordedScoreIsPlayedBack) {
  int searched = 0;
  MockEndpoint server([&](const MockRequest& request) {
    MockAnswer answer;
    if (has(request.path, "/search?")) {
      ++searched;
      answer.body =
          R"({"organic_results": [{"title": "T", "link": ")" + config_.web_search.url + R"(/page", "snippet": "s"}]})";
    } else {
      answer.headers = {"Content-Type: text/html"};
      answer.body = "<p>Dear <b>leaves</b></p>";
    }
    return answer;
  });
  config_.categories = {"web_search_base:1"};
  config_.web_search.url = server.url();
  config_.web_search.allow_private = true;
  config_.web_record = (dir_ / "live.jsonl").string();
  const std::string search = "[search_engine_query(keywords='tea')]";
  const std::string read = "[fetch_url_content(url='" + server.url() + "/page', mode='markdown')]";
  const auto reply = [&](std::string_view prompt) -> ScriptedReply {
    if (!has(prompt, search)) return {search, {}, true};
    if (!has(prompt, read)) return {read, {}, true};
    return {has(prompt, "Dear **leaves**") ? "Leaves." : "Nothing.", {}, true};
  };
  rollout::ScriptedPolicy live(tokenizer_, reply);
  run(live);
  EXPECT_EQ(searched, 1);
  const eval::RunFacts facts = *eval::read_run_facts(config_.run_dir);
  const core::Value& web = facts.services.at("web");
  EXPECT_EQ(web.at("live"), core::Value(true));
  EXPECT_EQ(web.at("searches"), core::Value(1));
  EXPECT_EQ(web.at("pages"), core::Value(1));
  EXPECT_TRUE(has(facts.identity.at("web").as_string(), "live"));
  const core::Value said = results("results.jsonl").lines.front().result;
  EXPECT_TRUE(has(core::dump_json(said), "Leaves.")) << core::dump_json(said);

  const size_t asked = server.asked();
  config_.web = config_.web_record;
  config_.web_record.clear();
  config_.web_search.url.clear();
  rollout::ScriptedPolicy again(tokenizer_, reply);
  EXPECT_TRUE(has(fixtures::thrown_by([&] { run(again); }).what(), "web")) << "other answers, the same run folder";
  config_.run_dir = (dir_ / "played").string();
  run(again);
  EXPECT_EQ(server.asked(), asked);
  EXPECT_EQ(results("results.jsonl").lines.front().result, said);
  EXPECT_TRUE(eval::read_run_facts(config_.run_dir)->services.empty());
}

TEST_F(LiveRunTest, AnEncoderThatFailsFailsItsEntries) {
  bool down = false;
  MockEndpoint server([&](const MockRequest& request) {
    if (down) return fixtures::error_answer(400, "no such text");
    core::List data;
    const core::Value body = request.json();
    for (size_t i = 0; i < body.at("input").as_list().size(); ++i) {
      data.emplace_back(core::Dict{{"embedding", core::List{1, 2}}});
    }
    MockAnswer answer;
    answer.body = core::dump_json(core::Dict{{"data", std::move(data)}});
    return answer;
  });
  config_.categories = {"memory_vector:1"};
  config_.embeddings.url = server.url();
  config_.embeddings.model = "encoder";
  const auto reply = [&](std::string_view prompt) -> ScriptedReply {
    if (has(prompt, "For your final answer to the user")) {
      const std::string call = "[core_memory_retrieve(query='new words')]";
      return {has(prompt, call) ? "Found." : call, {}, true};
    }
    const std::string call = "[core_memory_add(text='One line.')]";
    return {has(prompt, call) ? "Noted." : call, {}, true};
  };
  rollout::ScriptedPolicy policy(tokenizer_, [&](std::string_view prompt) {
    down = has(prompt, "For your final answer to the user");
    return reply(prompt);
  });
  const eval::EvalOutcome outcome = run(policy);
  EXPECT_EQ(outcome.scores.find("memory_vector")->error_types.at("inference:endpoint_failed"), 1U);
  EXPECT_TRUE(has(core::dump_json(results("results.jsonl").lines.front().result), "no such text"));
  EXPECT_EQ(outcome.facts.services.at("embeddings").at("texts"), core::Value(1));

  rollout::ScriptedPolicy again(tokenizer_, reply);
  down = false;
  const eval::EvalOutcome second = run(again);  // the same command asks it again
  EXPECT_EQ(second.scores.find("memory_vector")->error_types.count("inference:endpoint_failed"), 0U);
  EXPECT_EQ(results("results.jsonl").lines.size(), 1U);
}

TEST_F(LiveRunTest, ItsSettingsAreChecked) {
  const auto refused = [&](const std::function<void(eval::EvalConfig&)>& change, const std::string& what) {
    eval::EvalConfig bad = config_;
    change(bad);
    const core::Error error = fixtures::thrown_by([&] { eval::check_config(bad); });
    EXPECT_EQ(error.exit_code(), 2);
    EXPECT_TRUE(has(error.what(), what)) << error.what();
  };
  refused([](eval::EvalConfig& c) { c.web_record = "x"; }, "web_record");
  refused([](eval::EvalConfig& c) { c.web_search.url = "serpapi.com"; }, "web_search.url");
  refused(
      [](eval::EvalConfig& c) {
        c.web_search.url = "https://serpapi.com";
        c.web = "x";
      },
      "web: ");
  refused([](eval::EvalConfig& c) { c.embeddings.url = "http://localhost"; }, "embeddings.model");
}

}  // namespace
