#include "serve/serve_config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "core/error.h"

namespace serve {

bool is_loopback(const std::string& host) {
  if (host == "localhost" || host == "::1") return true;
  // A name may begin like an address: 127.0.0.1.evil.example is anybody's.
  in_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24U) == 127U;
}

void check_serve_config(const ServeConfig& config) {
  const auto within = [](const char* name, auto value, auto least, auto most) {
    if (value >= least && value <= most) return;
    throw core::usage_error(core::format("{} is {}, and must be from {} to {}", name, value, least, most));
  };
  constexpr int64_t kMany = int64_t{1} << 30;
  within("port", config.port, int64_t{0}, int64_t{65535});
  within("batch_size", config.batch_size, int64_t{1}, kMany);
  within("limits.header_kb", config.limits.header_kb, int64_t{4}, int64_t{1024});
  within("limits.body_kb", config.limits.body_kb, int64_t{1}, int64_t{1} << 20);
  within("limits.bodies_mb", config.limits.bodies_mb, int64_t{1}, int64_t{1} << 20);
  within("limits.connections", config.limits.connections, int64_t{1}, int64_t{60000});
  within("limits.queue", config.limits.queue, int64_t{1}, kMany);
  within("limits.messages", config.limits.messages, int64_t{1}, kMany);
  within("limits.tools", config.limits.tools, int64_t{1}, kMany);
  within("limits.choices", config.limits.choices, int64_t{1}, int64_t{1024});
  within("limits.max_tokens", config.limits.max_tokens, int64_t{1}, kMany);
  within("limits.unread_kb", config.limits.unread_kb, int64_t{16}, int64_t{1} << 20);
  within("timeouts.read_s", config.timeouts.read_s, 0.1, 86400.0);
  within("timeouts.write_s", config.timeouts.write_s, 1.0, 86400.0);
  within("timeouts.request_s", config.timeouts.request_s, 0.1, 86400.0);
  within("timeouts.stop_s", config.timeouts.stop_s, 0.0, 86400.0);
  if (config.tool_form != "auto" && config.tool_form != "template" && config.tool_form != "python") {
    throw core::usage_error(core::format("tool_form: unknown form '{}'", config.tool_form),
                            "known: auto, template, python");
  }
  if (!is_loopback(config.host) && config.api_key_env.empty() && !config.open) {
    throw core::usage_error(core::format("host is {}: everybody who reaches it could use the model", config.host),
                            "name a key with api_key_env=VARIABLE, or set open=true");
  }
}

}  // namespace serve
