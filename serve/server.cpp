#include "serve/server.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <utility>

#include "core/environment.h"
#include "core/error.h"
#include "core/log.h"
#include "serve/answer.h"
#include "serve/api_error.h"
#include "serve/gate.h"
#include "serve/http_server.h"
#include "serve/workers.h"

namespace serve {
namespace {

constexpr size_t kWorkers = 2;
// What a request gets on top of its time, to hand its end over.
constexpr double kAnswerGraceS = 60;

std::string model_name(const ServeConfig& config) {
  if (!config.name.empty()) return config.name;
  std::filesystem::path path = config.model;
  if (!path.has_filename()) path = path.parent_path();
  return path.extension() == ".gguf" ? path.stem().string() : path.filename().string();
}

std::string read_key(const ServeConfig& config) {
  if (config.api_key_env.empty()) return {};
  if (std::string key = core::environment_text(config.api_key_env); !key.empty()) return key;
  throw core::usage_error(core::format("api_key_env names {}, which is not set", config.api_key_env),
                          core::format("export {}=… or leave api_key_env empty", config.api_key_env));
}

// A request for more choices than the queue holds would never find room, however often it is tried.
LimitsConfig request_limits(LimitsConfig limits) {
  limits.choices = std::min(limits.choices, limits.queue);
  return limits;
}

HttpSettings http_settings(const ServeConfig& config) {
  HttpSettings settings;
  settings.host = config.host;
  settings.port = static_cast<int>(config.port);
  settings.header_bytes = static_cast<size_t>(config.limits.header_kb) << 10;
  settings.body_bytes = static_cast<size_t>(config.limits.body_kb) << 10;
  settings.bodies_bytes = static_cast<size_t>(config.limits.bodies_mb) << 20;
  settings.connections = static_cast<unsigned>(config.limits.connections);
  settings.read_s = config.timeouts.read_s;
  settings.write_s = config.timeouts.write_s;
  settings.answer_s = config.timeouts.request_s + kAnswerGraceS;
  settings.unread_bytes = static_cast<size_t>(config.limits.unread_kb) << 10;
  return settings;
}

ToolForm tool_form(const ServeConfig& config, const chat::Renderer& renderer) {
  if (config.tool_form == "python") return ToolForm::python;
  const ToolForm natural = natural_tool_form(renderer);
  if (natural == ToolForm::model_template || config.tool_form == "auto") return natural;
  throw core::usage_error(core::format("tool_form is template, and {}'s has no place for tools", renderer.name()),
                          "tool_form=python puts them into the system message");
}

}  // namespace

class Server::Impl {
 public:
  Impl(const ServeConfig& config, const ServedParts& parts)
      : config_((check_serve_config(config), config)),
        parts_(parts),
        rules_{model_name(config), request_limits(config.limits), parts.tokenizer, config.thinking},
        gate_(read_key(config), is_loopback(config.host)),
        preparer_(parts, tool_form(config, parts.renderer), config.limits.max_tokens, config.constrain),
        scheduler_(
            parts.policy,
            {.at_once = static_cast<size_t>(config.batch_size), .queue = static_cast<size_t>(config.limits.queue)},
            metrics_),
        workers_(kWorkers),
        http_(http_settings(config), {.check = [this](const HttpHead& head) { return gate_.check(head); },
                                      .handle = [this](const auto& exchange) { handle(exchange); },
                                      .over = [this](const Exchange& exchange) { count(exchange); }}) {
    http_.start();
  }

  int port() const { return http_.port(); }
  const std::string& model() const { return rules_.model; }
  const Metrics& metrics() const { return metrics_; }
  size_t exchanges() const { return http_.exchanges(); }
  size_t replies() const { return scheduler_.open(); }

  void stop() {
    if (stopping_.exchange(true)) return;
    http_.stop_accepting();
    scheduler_.drain(std::chrono::duration<double>(config_.timeouts.stop_s));
    // Answers that are made have still to be read.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (http_.exchanges() > 0 && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

 private:
  void handle(const std::shared_ptr<Exchange>& exchange) {
    const Endpoint endpoint = endpoint_of(exchange->head().path);
    if (endpoint == Endpoint::chat || endpoint == Endpoint::completions) {
      workers_.run([this, exchange, endpoint] { generate(exchange, endpoint); });
      return;
    }
    exchange->answer(plain_answer(*exchange, endpoint));
  }

  HttpReply plain_answer(const Exchange& exchange, Endpoint endpoint) const {
    if (endpoint == Endpoint::health) {
      return {.status = stopping_ ? 503 : 200,
              .body = stopping_ ? R"({"status":"stopping"})" : R"({"status":"ok"})",
              .headers = {}};
    }
    if (endpoint == Endpoint::metrics) {
      return {.body = metrics_.text(http_.connections()),
              .content_type = "text/plain; version=0.0.4; charset=utf-8",
              .headers = {}};
    }
    const core::Dict model{{"id", rules_.model},
                           {"object", "model"},
                           {"created", started_s_},
                           {"owned_by", "funreason"},
                           {"max_model_len", parts_.policy.context_length()}};
    if (endpoint == Endpoint::models) {
      return {.body = compact_json(core::Dict{{"object", "list"}, {"data", core::List{model}}}), .headers = {}};
    }
    if (exchange.head().path.substr(kModelsPath.size() + 1) == rules_.model) {
      return {.body = compact_json(model), .headers = {}};
    }
    return ApiError(404, core::format("There is no such model here; this server has '{}'.", rules_.model), "model",
                    "model_not_found")
        .reply();
  }

  // On a worker. Whatever a request holds, it is answered.
  void generate(const std::shared_ptr<Exchange>& exchange, Endpoint endpoint) {
    try {
      if (stopping_) throw stopping();
      const core::Dict body = parse_body(exchange->take_body());
      if (endpoint == Endpoint::chat) {
        start_chat(exchange, body);
      } else {
        start_completion(exchange, body);
      }
    } catch (const ApiError& error) {
      exchange->answer(error.reply());
    } catch (const std::exception& error) {
      core::log_warning("{} {}: {}", exchange->id(), exchange->head().path, error.what());
      exchange->answer(ApiError(500, "The server failed at this request; its log says why.", {}, "failed").reply());
    }
  }

  void start_chat(const std::shared_ptr<Exchange>& exchange, const core::Dict& body) {
    ChatRequest request = read_chat_request(body, rules_);
    const CommonParams common = request.common;
    Prepared prepared = preparer_.chat(std::move(request));
    auto form = chat_form(rules_.model, parts_.tokenizer, prepared.requests.size(), prepared.choice.reader.calls, ids_);
    start(exchange, common, std::move(prepared), std::move(form));
  }

  void start_completion(const std::shared_ptr<Exchange>& exchange, const core::Dict& body) {
    const CompletionRequest request = read_completion_request(body, rules_);
    Prepared prepared = preparer_.completion(request);
    std::vector<std::string> echoes;
    for (const CompletionPrompt& prompt : request.prompts) {
      if (request.echo)
        echoes.insert(echoes.end(), static_cast<size_t>(request.common.n), preparer_.prompt_text(prompt));
    }
    auto form = completion_form(rules_.model, parts_.tokenizer, std::move(echoes), prepared.requests.size(), ids_);
    start(exchange, request.common, std::move(prepared), std::move(form));
  }

  void start(const std::shared_ptr<Exchange>& exchange, const CommonParams& common, Prepared prepared,
             std::unique_ptr<AnswerForm> form) {
    const Answer::Options options{.stream = common.stream,
                                  .include_usage = common.include_usage,
                                  .choices = prepared.requests.size(),
                                  .choices_of_prompt = static_cast<size_t>(common.n)};
    const auto answer = std::make_shared<Answer>(exchange, std::move(form), options);
    const auto deadline = Job::Clock::now() + std::chrono::duration_cast<Job::Clock::duration>(
                                                  std::chrono::duration<double>(config_.timeouts.request_s));
    std::vector<std::shared_ptr<Job>> jobs;
    std::vector<std::weak_ptr<Job>> watched;
    for (model::GenerationRequest& request : prepared.requests) {
      prepared.choice.index = jobs.size();
      auto job = std::make_shared<Choice>(parts_.tokenizer, prepared.choice, answer);
      job->prompt_tokens = request.prompt.size();
      job->request = std::move(request);
      job->deadline = deadline;
      watched.emplace_back(job);
      jobs.push_back(std::move(job));
    }
    answer->watch(std::move(watched));
    exchange->on_gone([weak = std::weak_ptr<Answer>(answer)] {
      if (const std::shared_ptr<Answer> it = weak.lock()) it->cancel();
    });
    const Scheduler::Taken taken = scheduler_.submit(jobs);
    if (taken == Scheduler::Taken::stopping) throw stopping();
    if (taken == Scheduler::Taken::full) {
      throw ApiError(429, "Too many replies wait to be generated; try again.", {}, "queue_full").retry_after(1);
    }
  }

  static ApiError stopping() { return {503, "The server stops.", {}, "stopping"}; }

  void count(const Exchange& exchange) {
    const HttpHead& head = exchange.head();
    metrics_.count_request(endpoint_name(endpoint_of(head.path)), exchange.status());
    if (config_.log_requests && endpoint_of(head.path) != Endpoint::health) {
      core::log_info("{} {} {} {}", exchange.id(), head.method, endpoint_name(endpoint_of(head.path)),
                     exchange.status());
    }
  }

  ServeConfig config_;
  ServedParts parts_;
  RequestRules rules_;
  Gate gate_;
  Preparer preparer_;
  Metrics metrics_;
  IdSource ids_;
  std::atomic<bool> stopping_ = false;
  int64_t started_s_ =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  // Ended from the last to the first: no request comes, then none is read, then none is generated.
  Scheduler scheduler_;
  Workers workers_;
  HttpServer http_;
};

Server::Server(const ServeConfig& config, const ServedParts& parts) : impl_(std::make_unique<Impl>(config, parts)) {}
Server::~Server() = default;

int Server::port() const {
  return impl_->port();
}

const std::string& Server::model() const {
  return impl_->model();
}

void Server::stop() {
  impl_->stop();
}

const Metrics& Server::metrics() const {
  return impl_->metrics();
}

size_t Server::exchanges() const {
  return impl_->exchanges();
}

size_t Server::replies() const {
  return impl_->replies();
}

}  // namespace serve
