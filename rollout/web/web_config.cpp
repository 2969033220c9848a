#include "rollout/web/web_config.h"

#include <string_view>

#include "core/error.h"
#include "rollout/endpoint/endpoint_config.h"

namespace rollout::web {

void check_web(const WebConfig& config) {
  const auto require = [](bool condition, std::string_view text) {
    if (!condition) throw core::usage_error(std::string(text));
  };
  if (!config.is_live()) return;
  endpoint::check_service_url("web_search", config.url, "https://serpapi.com");
  require(!config.engine.empty(), "web_search.engine: must name a search engine");
  require(config.timeout_s > 0 && config.timeout_s <= 1e6, "web_search.timeout_s: must be above 0, and at most 1e6");
  require(config.patience_s >= 0, "web_search.patience_s: must not be negative");
  require(config.page_timeout_s >= 1 && config.page_timeout_s <= 1e5, "web_search.page_timeout_s: must be 1 to 1e5");
  require(config.max_page_mb > 0 && config.max_page_mb <= 256, "web_search.max_page_mb: must be 1 to 256");
}

}  // namespace rollout::web
