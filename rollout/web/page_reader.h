// Gets pages from the web, as the benchmark's tool does: headers of a browser, redirections followed, and what goes
// wrong in the words of Python's requests.
#pragma once

#include <string_view>

#include "core/http_client.h"
#include "env/bfcl/worlds/web_source.h"
#include "rollout/web/web_config.h"

namespace rollout::web {

class PageReader {
 public:
  explicit PageReader(const WebConfig& config);

  // The page's text, its form `raw`, or an error. http and https alone, at every redirection; machines of this network
  // only where the config allows them. Throws ServiceFailure where the program is interrupted.
  env::bfcl::WebPage fetch(std::string_view url);

 private:
  core::HttpClient http_;
  bool only_public_;
  double timeout_s_;
};

}  // namespace rollout::web
