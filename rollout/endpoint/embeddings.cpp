#include "rollout/endpoint/embeddings.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "core/log.h"
#include "env/bfcl/worlds/service_failure.h"
#include "rollout/endpoint/backoff.h"
#include "rollout/endpoint/endpoint_config.h"
#include "rollout/endpoint/wire.h"
#include "rollout/http_call.h"

namespace rollout::endpoint {
namespace {

using core::Value;

constexpr const char* kHint =
    "check embeddings.url, embeddings.model and embeddings.api_key_env; the same command continues";

EmbeddingsConfig checked(EmbeddingsConfig config) {
  check_embeddings(config);
  return config;
}

// Throws core::Error(data) for what is no vector.
std::vector<float> read_vector(const Value& numbers) {
  std::vector<double> exact;
  for (const Value& number : numbers.as_list()) exact.push_back(number.as_double());
  double squares = 0;
  for (const double x : exact) squares += x * x;
  if (exact.empty() || !std::isfinite(squares)) throw core::data_error("a vector without a length");
  const double length = std::sqrt(squares);
  std::vector<float> vector;
  for (const double x : exact) vector.push_back(static_cast<float>(length > 0 ? x / length : x));
  return vector;
}

}  // namespace

void check_embeddings(const EmbeddingsConfig& config) {
  const auto require = [](bool condition, std::string_view text, std::string hint = {}) {
    if (!condition) throw core::usage_error(std::string(text), std::move(hint));
  };
  if (!config.is_served()) return;
  check_service_url("embeddings", config.url, "http://localhost:8000/v1");
  require(!config.model.empty(), "embeddings.model: must name the model as the server knows it",
          core::format("{} lists what is served", service_url(config.url, "/models")));
  require(config.dimensions >= 0 && config.dimensions <= 65536, "embeddings.dimensions: must be 0 to 65536");
  require(config.batch_size > 0 && config.batch_size <= 2048, "embeddings.batch_size: must be 1 to 2048");
  require(config.timeout_s > 0 && config.timeout_s <= 1e6, "embeddings.timeout_s: must be above 0, and at most 1e6");
  require(config.connect_timeout_s > 0 && config.connect_timeout_s <= 1e6,
          "embeddings.connect_timeout_s: must be above 0, and at most 1e6");
  require(config.retries >= 0, "embeddings.retries: must not be negative");
  require(config.backoff_s >= 0, "embeddings.backoff_s: must not be negative");
  require(config.max_answer_mb > 0 && config.max_answer_mb <= 4096, "embeddings.max_answer_mb: must be 1 to 4096");
}

ServedEncoder::ServedEncoder(EmbeddingsConfig config)
    : config_(checked(std::move(config))),
      url_(service_url(config_.url, "/embeddings")),
      headers_(request_headers(read_key("embeddings", config_.api_key_env))),
      http_({.timeout_s = config_.timeout_s,
             .connect_timeout_s = config_.connect_timeout_s,
             .body_bytes = static_cast<size_t>(config_.max_answer_mb) << 20U,
             .ca_file = config_.ca_file}),
      dimension_(static_cast<size_t>(config_.dimensions)) {}

std::vector<float> ServedEncoder::encode(std::string_view text) const {
  const std::string own(text);
  return encode_all({&own, 1}).front();
}

std::vector<std::vector<float>> ServedEncoder::encode_all(std::span<const std::string> texts) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  learn(texts);
  std::vector<std::vector<float>> vectors;
  for (const std::string& text : texts) vectors.push_back(known_.at(text));
  return vectors;
}

EmbeddingCounts ServedEncoder::counts() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return counts_;
}

void ServedEncoder::learn(std::span<const std::string> texts) const {
  std::vector<std::string> unknown;
  for (const std::string& text : texts) {
    if (!known_.contains(text) && std::ranges::find(unknown, text) == unknown.end()) unknown.push_back(text);
  }
  const auto batch = static_cast<size_t>(config_.batch_size);
  for (size_t first = 0; first < unknown.size(); first += batch) {
    const std::span<const std::string> part =
        std::span(unknown).subspan(first, std::min(batch, unknown.size() - first));
    std::vector<std::vector<float>> vectors = ask(part);
    for (size_t i = 0; i < part.size(); ++i) known_.emplace(part[i], std::move(vectors[i]));
    counts_.texts += part.size();
  }
}

std::vector<std::vector<float>> ServedEncoder::ask(std::span<const std::string> texts) const {
  core::List input;
  for (const std::string& text : texts) input.emplace_back(text.empty() ? " " : text);
  core::Dict body{{"model", config_.model}, {"input", std::move(input)}, {"encoding_format", "float"}};
  if (config_.dimensions > 0) body["dimensions"] = config_.dimensions;
  const core::HttpRequest request{.url = url_, .headers = headers_, .body = core::dump_json(std::move(body))};
  const core::Rng stream = core::Rng(0).fork("embeddings").fork(counts_.requests);
  for (int64_t attempt = 1;; ++attempt) {
    ++counts_.requests;
    const core::HttpAnswer answer = call_http(http_, request);
    std::string trouble;
    if (const std::optional<Received> refused = refusal(answer)) {
      trouble = refused->trouble;
      if (refused->fate == Received::Fate::hopeless) throw core::environment_error(url_ + ": " + trouble, kHint);
      if (refused->fate != Received::Fate::retry) throw env::bfcl::ServiceFailure("embeddings: " + trouble);
      if (known_.empty() && attempt > config_.retries) {  // nothing was ever encoded
        throw core::environment_error(url_ + ": " + trouble, kHint);
      }
    } else {
      try {
        return read_vectors(answer.body, texts.size());
      } catch (const core::Error& error) {
        if (error.kind() != core::ErrorKind::data) throw;
        trouble = core::format("the answer has no embeddings: {}", error.what());
      }
    }
    if (attempt > config_.retries) throw env::bfcl::ServiceFailure("embeddings: " + trouble);
    if (attempt == 1) core::log_warning("{}: {}; trying again, {} times at most", url_, trouble, config_.retries);
    ++counts_.retries;
    pause_for(backoff_seconds(config_.backoff_s, attempt, answer.retry_after_s, stream));
  }
}

std::vector<std::vector<float>> ServedEncoder::read_vectors(const std::string& body, size_t texts) const {
  const Value json = core::parse_json(body);
  const core::List& data = json.at("data").as_list();
  if (data.size() != texts) throw core::data_error(core::format("{} for {} texts", data.size(), texts));
  std::vector<std::vector<float>> vectors(texts);
  for (size_t i = 0; i < texts; ++i) {
    const int64_t place = data[i].get_int("index", static_cast<int64_t>(i));
    if (place < 0 || static_cast<size_t>(place) >= texts || !vectors[static_cast<size_t>(place)].empty()) {
      throw core::data_error(core::format("index {} of {} texts", place, texts));
    }
    std::vector<float> vector = read_vector(data[i].at("embedding"));
    if (dimension_ == 0) dimension_ = vector.size();
    if (vector.size() != dimension_) {
      throw core::environment_error(
          core::format("{}: a vector of {} dimensions, where {} are expected", url_, vector.size(), dimension_),
          "leave embeddings.dimensions out, or set what the model has");
    }
    vectors[static_cast<size_t>(place)] = std::move(vector);
  }
  return vectors;
}

}  // namespace rollout::endpoint
