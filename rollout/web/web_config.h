// Settings of the live web: which search engine is asked, and what fetching a page may cost.
#pragma once

#include <cstdint>
#include <string>

namespace rollout::web {

struct WebConfig {
  std::string url;
  std::string engine = "duckduckgo";
  std::string api_key_env;
  double timeout_s = 60;
  double patience_s = 1800;
  double page_timeout_s = 20;
  int64_t max_page_mb = 16;
  bool allow_private = false;
  std::string ca_file;

  bool is_live() const { return !url.empty(); }

  template <class V>
  void fields(V& v) {
    v("url", url,
      "of a SerpAPI-like service, e.g. https://serpapi.com: searches and pages are asked for on the live web; empty: "
      "the "
      "network is never asked");
    v("engine", engine, "its search engine; the benchmark's is duckduckgo");
    v("api_key_env", api_key_env, "name of the environment variable that holds its key; empty: none is sent");
    v("timeout_s", timeout_s, "of one search");
    v("patience_s", patience_s,
      "how long one search is asked again after 429 (2 s, doubling up to 120 s) before the run ends");
    v("page_timeout_s", page_timeout_s,
      "of a page: to connect, and without a byte; as a whole it may take six times as long");
    v("max_page_mb", max_page_mb, "a longer page is an error");
    v("allow_private", allow_private, "let pages lie on this machine and in its network (for tests)");
    v("ca_file", ca_file, "certificates to trust; empty: those of the system");
  }
};

// Throws core::Error(usage) for values out of range, or an address that is none.
void check_web(const WebConfig& config);

}  // namespace rollout::web
