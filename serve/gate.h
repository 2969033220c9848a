// What is looked at before a request's body is read: the key, the path and its method, the body's type.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "serve/exchange.h"

namespace serve {

class Gate {
 public:
  // `key` empty: none is asked for. `local`: only names of this machine are taken for the host's.
  Gate(std::string key, bool local) : key_(std::move(key)), local_(local) {}

  // Why the request is refused, as an answer.
  std::optional<HttpReply> check(const HttpHead& head) const;

 private:
  void pass(const HttpHead& head) const;  // throws ApiError

  std::string key_;
  bool local_;
};

enum class Endpoint { health, metrics, models, model, chat, completions, unknown };
Endpoint endpoint_of(std::string_view path);
// For metrics: a path that nobody serves is "other".
std::string_view endpoint_name(Endpoint endpoint);
inline constexpr std::string_view kModelsPath = "/v1/models";

// Equal texts; takes as long whatever of them differs.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace serve
