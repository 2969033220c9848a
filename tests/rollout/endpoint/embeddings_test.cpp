// A served text encoder against a server in this process.
#include "rollout/endpoint/embeddings.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "env/bfcl/worlds/service_failure.h"
#include "env/bfcl/worlds/world.h"
#include "tests/mock_endpoint.h"

namespace rollout::endpoint {
namespace {

using core::Value;
using env::bfcl::ServiceFailure;
using fixtures::MockAnswer;
using fixtures::MockEndpoint;
using fixtures::MockRequest;

// (3 · length, 4, 0) for a text of that length; the answers in the opposite order.
MockAnswer vectors(const MockRequest& request) {
  core::List data;
  const Value body = request.json();
  const core::List& input = body.at("input").as_list();
  for (size_t i = input.size(); i-- > 0;) {
    const auto length = static_cast<int64_t>(input[i].as_string().size());
    data.emplace_back(core::Dict{{"index", static_cast<int64_t>(i)}, {"embedding", core::List{3 * length, 4, 0}}});
  }
  MockAnswer answer;
  answer.body = core::dump_json(core::Dict{{"data", std::move(data)}});
  return answer;
}

EmbeddingsConfig config_of(const MockEndpoint& server) {
  EmbeddingsConfig config;
  config.url = server.url();
  config.model = "encoder";
  config.timeout_s = 2;
  config.backoff_s = 0.001;
  return config;
}

TEST(ServedEncoder, GivesVectorsOfLengthOneAndKeepsThem) {
  MockEndpoint server(vectors);
  EmbeddingsConfig config = config_of(server);
  config.batch_size = 2;
  config.dimensions = 3;
  const ServedEncoder encoder(config);
  const std::vector<std::string> texts = {"a", "bb", "a", "ccc"};
  const auto found = encoder.encode_all(texts);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0], (std::vector<float>{0.6F, 0.8F, 0}));
  EXPECT_EQ(found[2], found[0]);
  EXPECT_FLOAT_EQ(found[3][0], static_cast<float>(9 / std::sqrt(97.0)));
  EXPECT_EQ(server.asked(), 2U) << "three texts, two a request";
  EXPECT_EQ(server.requests()[0].path, "/v1/embeddings");
  EXPECT_EQ(server.requests()[0].body,
            R"({"model": "encoder", "input": ["a", "bb"], "encoding_format": "float", "dimensions": 3})");
  EXPECT_EQ(encoder.encode("bb"), found[1]);
  EXPECT_EQ(server.asked(), 2U);
  encoder.encode("");
  EXPECT_EQ(server.requests()[2].json().at("input"), Value(core::List{" "}));
  EXPECT_EQ(encoder.counts().texts, 4U);
}

TEST(ServedEncoder, ServesMemoriesAndTheirClones) {
  MockEndpoint server(vectors);
  env::bfcl::WorldOptions options;
  options.classes = {"MemoryAPI_vector"};
  options.process = std::make_shared<env::bfcl::ProcessState>();
  options.process->text_encoder = std::make_shared<ServedEncoder>(config_of(server));
  const Value empty = core::parse_json(R"({"next_id": 0, "store": {}})");
  const Value store = core::parse_json(R"({"next_id": 3, "store": {"2": "cccccc", "0": "a", "1": "bb"}})");
  options.initial_config["MemoryAPI_vector"] =
      core::Dict{{"snapshot", core::Dict{{"core_memory", store}, {"archival_memory", empty}}}};
  env::bfcl::World world(options);
  EXPECT_EQ(server.asked(), 1U) << "a snapshot in one request";
  env::bfcl::World clone = world;
  const std::string found = clone.execute("core_memory_retrieve(query='a', top_k=2)").text;
  EXPECT_EQ(found.substr(0, 31), R"({"result": [{"id": 0, "similari)");
  EXPECT_NE(found.find(R"("id": 1)"), std::string::npos);
  EXPECT_EQ(server.asked(), 1U) << "clones know what the first one learnt";
}

TEST(ServedEncoder, TriesAgainAndThenFailsTheEntry) {
  int asked = 0;
  MockEndpoint server([&](const MockRequest& request) {
    if (++asked == 2) return fixtures::error_answer(503, "busy");
    if (asked == 3) return fixtures::text_answer("no vectors");
    return asked < 5 ? vectors(request) : fixtures::error_answer(429, "too many");
  });
  EmbeddingsConfig config = config_of(server);
  config.retries = 2;
  const ServedEncoder encoder(config);
  encoder.encode("a");
  encoder.encode("b");
  EXPECT_EQ(asked, 4);
  EXPECT_THROW(encoder.encode("c"), ServiceFailure);
  EXPECT_EQ(asked, 7);
  EXPECT_EQ(encoder.counts().retries, 4U);
  encoder.encode("a");
  EXPECT_EQ(asked, 7);
}

TEST(ServedEncoder, EndsTheRunWhereNothingCanSucceed) {
  const auto exit_code = [](const std::function<MockAnswer(const MockRequest&)>& answer, int64_t dimensions = 0) {
    MockEndpoint server(answer);
    EmbeddingsConfig config = config_of(server);
    config.retries = 1;
    config.dimensions = dimensions;
    try {
      ServedEncoder(config).encode("a");
    } catch (const core::Error& error) {
      return error.exit_code();
    } catch (const ServiceFailure&) {
      return -1;
    }
    return 0;
  };
  EXPECT_EQ(exit_code([](const MockRequest&) { return fixtures::error_answer(401, "no key"); }), 4);
  EXPECT_EQ(exit_code([](const MockRequest&) { return fixtures::error_answer(404, "no model"); }), 4);
  EXPECT_EQ(exit_code([](const MockRequest&) { return fixtures::error_answer(500, "down"); }), 4) << "from the start";
  EXPECT_EQ(exit_code(vectors, 8), 4) << "other dimensions";
  const auto says = [](const std::string& body) {
    return [body](const MockRequest&) {
      MockAnswer answer;
      answer.body = body;
      return answer;
    };
  };
  for (const char* body :
       {"", "[]", R"({"data": []})", R"({"data": [{"embedding": []}]})", R"({"data": [{"embedding": ["x"]}]})",
        R"({"data": [{"index": 7, "embedding": [1]}]})", R"({"data": [{"embedding": [1e999]}]})"}) {
    EXPECT_EQ(exit_code(says(body)), -1) << body;
  }
  EXPECT_EQ(exit_code([](const MockRequest& request) {
              MockAnswer answer = vectors(request);
              answer.end = MockAnswer::End::half;
              return answer;
            }),
            4);
}

TEST(EmbeddingsConfig, IsChecked) {
  EmbeddingsConfig config;
  check_embeddings(config);  // none
  config.url = "http://localhost:8000";
  EXPECT_THROW(check_embeddings(config), core::Error);  // no model
  config.model = "m";
  check_embeddings(config);
  config.batch_size = 0;
  EXPECT_THROW(check_embeddings(config), core::Error);
  config.batch_size = 1;
  config.api_key_env = "FR_TEST_NO_SUCH_VARIABLE";
  EXPECT_THROW(ServedEncoder{config}, core::Error);
}

}  // namespace
}  // namespace rollout::endpoint
