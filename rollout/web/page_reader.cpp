#include "rollout/web/page_reader.h"

#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/format.h"
#include "core/text.h"
#include "rollout/http_call.h"
#include "rollout/web/charset.h"
#include "rollout/web/page_url.h"

namespace rollout::web {
namespace {

using core::HttpAnswer;
using env::bfcl::WebPage;

constexpr int kMostRedirects = 30;
constexpr double kWholeOverIdle = 6;

// What the reference's tool sends.
const std::vector<std::string>& browser_headers() {
  static const std::vector<std::string> kHeaders = {
      "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 "
      "Safari/537.36",
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
      "application/signed-exchange;v=b3;q=0.7",
      "Accept-Language: en-US,en;q=0.9",
      "Connection: keep-alive",
      "Upgrade-Insecure-Requests: 1",
      "Referer: https://www.google.com/",
      "Sec-Fetch-Site: same-origin",
      "Sec-Fetch-Mode: navigate",
      "Sec-Fetch-User: ?1",
      "Sec-Fetch-Dest: document"};
  return kHeaders;
}

// Cookies of one fetch: sites set one and redirect to themselves. Sent back to the very host alone.
class Cookies {
 public:
  void take(const std::string& host, const HttpAnswer& answer) {
    for (const auto& [name, value] : answer.headers) {
      const size_t equals = value.find('=');
      if (name != "set-cookie" || equals == std::string::npos || equals == 0) continue;
      by_host_[host][value.substr(0, equals)] = value.substr(equals + 1, value.find(';') - equals - 1);
    }
  }
  std::string header(const std::string& host) const {
    const auto cookies = by_host_.find(host);
    std::string line;
    if (cookies == by_host_.end()) return line;
    for (const auto& [name, value] : cookies->second) line += (line.empty() ? "Cookie: " : "; ") + name + "=" + value;
    return line;
  }

 private:
  std::map<std::string, std::map<std::string, std::string>> by_host_;
};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string connection_trouble(const PageUrl& url, const std::string& cause) {
  return core::format("{}: Max retries exceeded with url: {} (Caused by {})", url.pool(), url.target, cause);
}

std::string unreachable_text(const PageUrl& url, const HttpAnswer& answer) {
  const std::string connection = core::format("{}Connection(host='{}', port={})",
                                              url.text.starts_with("https:") ? "HTTPS" : "HTTP", url.host, url.port);
  const bool unknown = has(answer.trouble_text, "resolve host");
  return connection_trouble(
      url,
      unknown
          ? core::format("NameResolutionError(\"{}: Failed to resolve '{}' ([Errno -2] Name or service not known)\")",
                         connection, url.host)
          : core::format(
                "NewConnectionError(\"{}: Failed to establish a new connection: [Errno 111] Connection refused\")",
                connection));
}

std::string broken_text(const HttpAnswer& answer) {
  if (answer.status == 0) {
    return "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))";
  }
  const std::string text = core::format("IncompleteRead({} bytes read)", answer.body.size());
  return core::format("('Connection broken: {0}', {0})", text);
}

// The words of requests where it has some. Of the rest, no machine but this one knows.
std::string trouble_text(const PageUrl& url, const HttpAnswer& answer, double timeout_s) {
  switch (answer.trouble) {
    case HttpAnswer::Trouble::unreachable:
      return unreachable_text(url, answer);
    case HttpAnswer::Trouble::timeout:
      if (answer.status == 0 && has(answer.trouble_text, "onnect")) {
        return connection_trouble(
            url, core::format("ConnectTimeoutError('Connection to {} timed out. (connect timeout={})')", url.host,
                              timeout_s));
      }
      return core::format("{}: Read timed out. (read timeout={})", url.pool(), timeout_s);
    case HttpAnswer::Trouble::broken:
      return broken_text(answer);
    case HttpAnswer::Trouble::unusable:
      return connection_trouble(url, core::format("SSLError('{}')", answer.trouble_text));
    default:
      return answer.trouble_text;
  }
}

// requests' raise_for_status(); empty where there is nothing to raise.
std::string status_trouble(const PageUrl& url, const HttpAnswer& answer) {
  if (answer.status < 400 || answer.status >= 600) return {};
  return core::format("{} {} Error: {} for url: {}", answer.status, answer.status < 500 ? "Client" : "Server",
                      answer.reason, url.text);
}

bool is_redirect(const HttpAnswer& answer) {
  const int status = answer.status;
  return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308) &&
         !core::header_of(answer, "location").empty();
}

}  // namespace

PageReader::PageReader(const WebConfig& config)
    : http_({.timeout_s = kWholeOverIdle * config.page_timeout_s,
             .idle_timeout_s = config.page_timeout_s,
             .connect_timeout_s = config.page_timeout_s,
             .body_bytes = static_cast<size_t>(config.max_page_mb) << 20U,
             .ca_file = config.ca_file}),
      only_public_(!config.allow_private),
      timeout_s_(config.page_timeout_s) {}

WebPage PageReader::fetch(std::string_view url) {
  try {
    Cookies cookies;
    PageUrl at = parse_page_url(url);
    for (int hops = 0; hops <= kMostRedirects; ++hops) {
      core::HttpRequest request{.url = at.text, .headers = browser_headers(), .body = {}};
      request.method = core::HttpRequest::Method::get;
      request.decompress = true;
      request.only_public = only_public_;
      if (std::string line = cookies.header(at.host); !line.empty()) request.headers.push_back(std::move(line));
      const HttpAnswer answer = call_http(http_, std::move(request));
      if (answer.trouble != HttpAnswer::Trouble::none) return {{}, trouble_text(at, answer, timeout_s_)};
      if (!is_redirect(answer)) {
        if (std::string trouble = status_trouble(at, answer); !trouble.empty()) return {{}, std::move(trouble)};
        return {{{"raw", body_text(answer.body, core::header_of(answer, "content-type"))}}, {}};
      }
      cookies.take(at.host, answer);
      const std::string_view location = core::header_of(answer, "location");
      at = parse_page_url(answer.redirect.empty() ? location : std::string_view(answer.redirect));
    }
    return {{}, core::format("Exceeded {} redirects.", kMostRedirects)};
  } catch (const std::invalid_argument& error) {
    return {{}, error.what()};
  }
}

}  // namespace rollout::web
