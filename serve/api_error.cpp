#include "serve/api_error.h"

#include <utility>

#include "chat/utf8_text.h"
#include "core/json.h"

namespace serve {
namespace {

std::string_view type_of(int status) {
  if (status == 401) return "authentication_error";
  if (status == 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

core::Value text_or_null(const std::string& text) {
  return text.empty() ? core::Value() : core::Value(text);
}

}  // namespace

// A message may quote what was sent, whatever that was.
ApiError::ApiError(int status, std::string message, std::string param, std::string code)
    : status_(status), message_(chat::repair_utf8(message)), param_(chat::repair_utf8(param)), code_(std::move(code)) {}

std::string ApiError::body() const {
  return core::dump_json(core::Dict{{"error", core::Dict{{"message", message_},
                                                         {"type", type_of(status_)},
                                                         {"param", text_or_null(param_)},
                                                         {"code", text_or_null(code_)}}}});
}

HttpReply ApiError::reply() const {
  HttpReply reply{.status = status_, .body = body(), .headers = {}};
  if (retry_after_s_ > 0) reply.headers.emplace_back("Retry-After", std::to_string(retry_after_s_));
  if (!allow_.empty()) reply.headers.emplace_back("Allow", allow_);
  if (status_ == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

}  // namespace serve
