#include "serve/gate.h"

#include <algorithm>

#include "core/format.h"
#include "core/text.h"
#include "core/utf8.h"
#include "serve/api_error.h"
#include "serve/serve_config.h"

namespace serve {
namespace {

constexpr size_t kLongestShown = 100;

bool starts_with_name(std::string_view text, std::string_view name) {
  return text.size() >= name.size() && core::to_lower_ascii(text.substr(0, name.size())) == name;
}

// The host without its port; brackets of an IPv6 address removed.
std::string host_name(std::string_view host) {
  if (host.starts_with('[')) return std::string(host.substr(1, host.find(']') - 1));
  return core::to_lower_ascii(host.substr(0, host.find(':')));
}

}  // namespace

bool same_secret(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < a.size(); ++i) {
    const char other = b.empty() ? '\0' : b[i % b.size()];
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(other));
  }
  return difference == 0;
}

Endpoint endpoint_of(std::string_view path) {
  if (path == "/health") return Endpoint::health;
  if (path == "/metrics") return Endpoint::metrics;
  if (path == kModelsPath) return Endpoint::models;
  if (path == "/v1/chat/completions") return Endpoint::chat;
  if (path == "/v1/completions") return Endpoint::completions;
  if (path.size() > kModelsPath.size() + 1 && path.starts_with(kModelsPath) && path[kModelsPath.size()] == '/') {
    return Endpoint::model;
  }
  return Endpoint::unknown;
}

std::string_view endpoint_name(Endpoint endpoint) {
  switch (endpoint) {
    case Endpoint::health:
      return "/health";
    case Endpoint::metrics:
      return "/metrics";
    case Endpoint::models:
    case Endpoint::model:
      return kModelsPath;
    case Endpoint::chat:
      return "/v1/chat/completions";
    case Endpoint::completions:
      return "/v1/completions";
    case Endpoint::unknown:
      break;
  }
  return "other";
}

std::optional<HttpReply> Gate::check(const HttpHead& head) const {
  try {
    pass(head);
    return std::nullopt;
  } catch (const ApiError& error) {
    return error.reply();
  }
}

void Gate::pass(const HttpHead& head) const {
  // A web page must not reach a server on its reader's machine under a name of its own.
  if (local_ && key_.empty() && !head.host.empty() && !is_loopback(host_name(head.host))) {
    throw ApiError(403, "Without a key this server answers to names of its own machine alone.", {}, "wrong_host");
  }
  const Endpoint endpoint = endpoint_of(head.path);
  if (!key_.empty() && endpoint != Endpoint::health) {
    constexpr std::string_view kScheme = "bearer ";
    const bool bearer = starts_with_name(head.authorization, kScheme);
    const std::string_view given =
        bearer ? core::trim(std::string_view(head.authorization).substr(kScheme.size())) : std::string_view();
    if (!same_secret(given, key_)) {
      throw ApiError(401, "The API key is missing or wrong: send it as 'Authorization: Bearer KEY'.", {},
                     "invalid_api_key");
    }
  }
  if (endpoint == Endpoint::unknown) {
    throw ApiError(404, core::format("There is no {} here.", core::utf8_prefix(head.path, kLongestShown)), {},
                   "unknown_url");
  }
  const bool posts = endpoint == Endpoint::chat || endpoint == Endpoint::completions;
  const std::string_view method = posts ? "POST" : "GET";
  if (head.method != method) {
    throw ApiError(405, core::format("{} takes {} alone.", endpoint_name(endpoint), method), {}, "wrong_method")
        .allow(std::string(method));
  }
  // A form on a web page can send other types to a local server unasked, but not this one.
  if (posts && !starts_with_name(core::trim(head.content_type), "application/json")) {
    throw ApiError(415, "The body must be JSON: send 'Content-Type: application/json'.", {}, "wrong_content_type");
  }
}

}  // namespace serve
