// The live web against a server in this process: what is sent, what comes back, and servers that mean no good.
#include "rollout/web/live_web.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "core/error.h"
#include "core/http_client.h"
#include "rollout/web/charset.h"
#include "rollout/web/page_url.h"
#include "tests/mock_endpoint.h"

namespace rollout::web {
namespace {

using core::Value;
using env::bfcl::WebAnswer;
using env::bfcl::WebPage;
using fixtures::MockAnswer;
using fixtures::MockEndpoint;
using fixtures::MockRequest;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

MockAnswer page(std::string body, std::string type = "text/html; charset=utf-8") {
  MockAnswer answer;
  answer.body = std::move(body);
  answer.headers = {"Content-Type: " + type};
  return answer;
}

MockAnswer status(int number, std::vector<std::string> headers = {}) {
  MockAnswer answer;
  answer.status = number;
  answer.headers = std::move(headers);
  return answer;
}

MockAnswer json(const std::string& body, int number = 200) {
  MockAnswer answer;
  answer.body = body;
  answer.status = number;
  return answer;
}

WebConfig config_of(const MockEndpoint& server) {
  WebConfig config;
  config.url = server.url();
  config.timeout_s = 2;
  config.page_timeout_s = 1;
  config.max_page_mb = 1;
  config.allow_private = true;
  return config;
}

std::string base(const MockEndpoint& server) {
  return server.url().substr(0, server.url().size() - 3);
}

WebPage fetch(const MockEndpoint& server, const std::string& path = "/p") {
  return LiveWeb(config_of(server), {}).fetch(base(server) + path);
}

std::string raw(const WebPage& page) {
  const auto found = page.content.find("raw");
  return found == page.content.end() ? "error: " + page.error : found->second;
}

constexpr const char* kResults = R"({"search_parameters": {"api_key": "secret"},
  "organic_results": [{"title": "A", "link": "http://a", "snippet": "s"}]})";

TEST(SearchEngine, AsksAsTheReferenceDoes) {
  MockEndpoint server([](const MockRequest&) { return json(kResults); });
  WebConfig config = config_of(server);
  config.api_key_env = "FR_TEST_SEARCH_KEY";
  ::setenv("FR_TEST_SEARCH_KEY", " k&y ", 1);
  const WebAnswer answer = SearchEngine(config).search("caf\u00e9 & co", "wt-wt");
  EXPECT_EQ(core::dump_json(Value(answer.answer)),
            R"({"organic_results": [{"title": "A", "link": "http://a", "snippet": "s"}]})");
  EXPECT_EQ(server.requests()[0].path,
            "/v1/search?engine=duckduckgo&q=caf%C3%A9+%26+co&kl=wt-wt&api_key=k%26y&output=json&source=python");
  SearchEngine(config).search(core::List{"a", 1, true}, Value());
  EXPECT_TRUE(has(server.requests()[1].path, "&q=a&q=1&q=True&api_key=")) << server.requests()[1].path;
  ::unsetenv("FR_TEST_SEARCH_KEY");
  EXPECT_THROW(SearchEngine{config}, core::Error);
}

TEST(SearchEngine, WaitsWhereItAsksTooMuch) {
  int asked = 0;
  MockEndpoint server([&](const MockRequest&) {
    if (++asked == 1) return json(R"({"error": "HTTP 429: slow down"})");
    return json(kResults);
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(SearchEngine(config_of(server)).search("x", "wt-wt").error.empty());
  EXPECT_GE(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 2);
  EXPECT_EQ(asked, 2);

  MockEndpoint full([](const MockRequest&) { return json("{}", 429); });
  WebConfig impatient = config_of(full);
  impatient.patience_s = 0;
  try {
    SearchEngine(impatient).search("x", "wt-wt");
    ADD_FAILURE() << "no error";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.exit_code(), 4);
    EXPECT_TRUE(has(error.what(), "429")) << error.what();
  }
}

TEST(SearchEngine, TellsTheModelOrEndsTheRun) {
  const auto searched = [](const MockAnswer& answer) {
    MockEndpoint server([&](const MockRequest&) { return answer; });
    return SearchEngine(config_of(server)).search("x", "wt-wt");
  };
  EXPECT_EQ(searched(json("<html>no")).error, "the search engine's answer is no JSON object");
  EXPECT_EQ(searched(json("[1]")).error, "the search engine's answer is no JSON object");
  EXPECT_EQ(core::dump_json(Value(searched(json(R"({"error": "none", "x": 1})", 500)).answer)), R"({"error": "none"})");
  MockAnswer torn = json(kResults);
  torn.end = MockAnswer::End::half;
  EXPECT_FALSE(searched(torn).error.empty());
  MockAnswer silent;
  silent.end = MockAnswer::End::hang;
  EXPECT_FALSE(searched(silent).error.empty());
  EXPECT_THROW(searched(json("{}", 401)), core::Error);
  EXPECT_THROW(searched(status(302, {"Location: http://elsewhere/"})), core::Error);
  WebConfig nobody;
  nobody.url = "http://127.0.0.1:1";
  EXPECT_THROW(SearchEngine(nobody).search("x", "wt-wt"), core::Error);
}

TEST(PageReader, SendsWhatABrowserSends) {
  MockEndpoint server([](const MockRequest&) { return page("<p>caf\u00e9</p>"); });
  EXPECT_EQ(raw(fetch(server, "/a b?q=\u00e9#part")), "<p>caf\u00e9</p>");
  const MockRequest request = server.requests()[0];
  EXPECT_EQ(request.path, "/a%20b?q=%C3%A9");
  EXPECT_TRUE(has(request.headers.at("user-agent"), "Mozilla/5.0"));
  EXPECT_EQ(request.headers.at("accept-encoding"), "gzip, deflate, br");
  EXPECT_EQ(request.headers.at("referer"), "https://www.google.com/");
}

TEST(PageReader, SpeaksAsTheReferenceOfFailures) {
  MockEndpoint missing([](const MockRequest&) { return status(404); });
  EXPECT_EQ(fetch(missing, "").error, "404 Client Error: Said for url: " + base(missing) + "/");
  MockEndpoint broken([](const MockRequest&) { return status(503); });
  EXPECT_EQ(fetch(broken, "/a b").error, "503 Server Error: Said for url: " + base(broken) + "/a%20b");

  const auto failing = [](MockAnswer::End end) {
    MockAnswer answer = page(std::string(2000, 'x'));
    answer.end = end;
    return std::make_unique<MockEndpoint>([answer](const MockRequest&) { return answer; });
  };
  EXPECT_EQ(fetch(*failing(MockAnswer::End::nothing)).error,
            "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))");
  EXPECT_TRUE(has(fetch(*failing(MockAnswer::End::half)).error, "IncompleteRead(1000 bytes read"));
  EXPECT_TRUE(has(fetch(*failing(MockAnswer::End::endless)).error, "longer than 1048576 bytes"));
  const std::string slow = fetch(*failing(MockAnswer::End::hang)).error;
  EXPECT_TRUE(slow.starts_with("HTTPConnectionPool(host='127.0.0.1', port=")) << slow;
  EXPECT_TRUE(slow.ends_with(": Read timed out. (read timeout=1)")) << slow;

  const LiveWeb web(config_of(missing), {});
  EXPECT_EQ(
      web.fetch("http://127.0.0.1:1/p?q").error,
      "HTTPConnectionPool(host='127.0.0.1', port=1): Max retries exceeded with url: /p?q (Caused by "
      "NewConnectionError(\"HTTPConnection(host='127.0.0.1', port=1): Failed to establish a new connection: [Errno "
      "111] Connection refused\"))");
  EXPECT_EQ(web.fetch("http://").error, "Invalid URL 'http://': No host supplied");
}

TEST(PageReader, FollowsRedirectionsWithinTheWeb) {
  MockEndpoint server([](const MockRequest& request) {
    if (request.path == "/p" &&
        !has(request.headers.contains("cookie") ? request.headers.at("cookie") : "", "seen=1")) {
      return status(302, {"Location: /p", "Set-Cookie: seen=1; Path=/"});
    }
    if (request.path == "/file") return status(301, {"Location: file:///etc/passwd"});
    if (request.path == "/ftp") return status(301, {"Location: ftp://h/x"});
    if (request.path.starts_with("/round")) return status(307, {"Location: " + request.path + "x"});
    return page("arrived");
  });
  EXPECT_EQ(raw(fetch(server)), "arrived");
  EXPECT_EQ(fetch(server, "/file").error, "No connection adapters were found for 'file:///etc/passwd'");
  EXPECT_EQ(fetch(server, "/ftp").error, "No connection adapters were found for 'ftp://h/x'");
  EXPECT_EQ(fetch(server, "/round").error, "Exceeded 30 redirects.");
}

TEST(PageReader, LeavesThisNetworkAlone) {
  MockEndpoint server([](const MockRequest&) { return page("secret"); });
  WebConfig config = config_of(server);
  config.allow_private = false;
  const LiveWeb web(config, {});
  const std::string port = base(server).substr(base(server).rfind(':'));
  for (const char* host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]",
                           "0.0.0.0", "x@127.0.0.1"}) {
    const WebPage found = web.fetch("http://" + std::string(host) + port + "/");
    EXPECT_TRUE(found.content.empty()) << host;
    EXPECT_FALSE(found.error.empty()) << host;
  }
  EXPECT_EQ(web.fetch("http://127.0.0.1" + port + "/").error, "the address is not a public one");
  EXPECT_EQ(server.asked(), 0U);
  for (const char* address :
       {"10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::", "::1", "fe80::1", "fc00::1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "224.0.0.1", "255.255.255.255", "no address", ""}) {
    EXPECT_FALSE(core::is_public_address(address)) << address;
  }
  for (const char* address : {"1.1.1.1", "172.32.0.1", "193.0.0.1", "2606:4700::1", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(core::is_public_address(address)) << address;
  }
}

TEST(Charset, IsReadAsRequestsReadsIt) {
  const std::string bytes = "abc \xC3\xA9 \xE9x";
  EXPECT_EQ(body_text(bytes, "text/html"), "abc \u00c3\u00a9 \u00e9x");
  EXPECT_EQ(body_text(bytes, "text/html; charset=\"UTF-8\""), "abc \u00e9 \ufffdx");
  EXPECT_EQ(body_text(bytes, "text/html; charset=nonsense"), "abc \u00e9 \ufffdx");
  EXPECT_EQ(body_text(bytes, "text/html;charset=cp1251"), "abc \u0413\u00a9 \u0439x");
  EXPECT_EQ(body_text(bytes, "application/json"), "abc \u00e9 \ufffdx");
  EXPECT_EQ(body_text(bytes, ""), "abc \u00c3\u00a9 \u00e9x");
  EXPECT_EQ(body_text("caf\xC3\xA9", "application/pdf"), "caf\u00e9");
  EXPECT_EQ(body_text("\x82\xA0\x82", "text/html; charset=shift_jis"), "\u3042\ufffd");
  EXPECT_EQ(body_text("", "text/html; charset=utf-16"), "");
  EXPECT_EQ(body_text(std::string("\x00", 1), "text/html; charset=utf-16"), "\ufffd");
}

TEST(PageUrl, IsPreparedAsRequestsPreparesIt) {
  EXPECT_EQ(parse_page_url(" HTTP://E.org").text, "http://e.org/");
  EXPECT_EQ(parse_page_url("https://e.org:8443?q").target, "/?q");
  EXPECT_EQ(parse_page_url("https://e.org:8443?q").port, 8443);
  EXPECT_EQ(parse_page_url("http://e/%41%2f%").text, "http://e/%2541%252f%25");
  EXPECT_EQ(parse_page_url("http://e/%41%2f").text, "http://e/A%2f");
  EXPECT_EQ(parse_page_url("http://[::1]:80/").host, "::1");
  for (const char* bad :
       {"http://", "http:///x", "http://[::1", "http://a b/", "http://a:b/", "http://a:99999/", "e.org"}) {
    EXPECT_THROW(parse_page_url(bad), std::invalid_argument) << bad;
  }
}

TEST(LiveWeb, ItsRecordingAnswersTheSame) {
  int times = 0;
  MockEndpoint server([&](const MockRequest& request) {
    if (has(request.path, "/search")) return json(kResults);
    if (request.path == "/gone") return status(404);
    return page("<p>version " + std::to_string(++times) + "</p>");
  });
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "live_web_test/web.jsonl";
  std::filesystem::remove_all(file.parent_path());
  WebAnswer found;
  {
    const LiveWeb web(config_of(server), file);
    found = web.search("x", "wt-wt");
    EXPECT_EQ(raw(web.fetch(base(server) + "/a")), "<p>version 1</p>");
    EXPECT_EQ(raw(web.fetch(base(server) + "/a")), "<p>version 1</p>") << "what is known is not asked again";
    EXPECT_TRUE(has(web.fetch(base(server) + "/gone").error, "404"));
    EXPECT_EQ(web.counts().searches, 1U);
    EXPECT_EQ(web.counts().pages, 2U);
  }
  EXPECT_FALSE(has(core::read_file(file), "secret"));
  core::AppendFile(file).write_line("{\"url\": \"http://torn");  // as a run leaves it that is killed
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  const size_t asked = server.asked();
  const LiveWeb again(config_of(server), file);
  EXPECT_EQ(raw(again.fetch(base(server) + "/a")), "<p>version 1</p>");
  EXPECT_EQ(server.asked(), asked);
  const auto played = env::bfcl::RecordedWeb::from_file(file);
  EXPECT_EQ(Value(played.search("x", "wt-wt").answer), Value(found.answer));
  EXPECT_EQ(raw(played.fetch(base(server) + "/a")), "<p>version 1</p>");
  EXPECT_TRUE(has(played.fetch(base(server) + "/gone").error, "404 Client Error"));
  EXPECT_EQ(played.fetch("http://other/").error, "no recording of this page");
}

TEST(WebConfig, IsChecked) {
  const auto refused = [](const std::function<void(WebConfig&)>& change, const std::string& what) {
    WebConfig config;
    config.url = "https://serpapi.com";
    check_web(config);
    change(config);
    try {
      check_web(config);
      ADD_FAILURE() << what;
    } catch (const core::Error& error) {
      EXPECT_EQ(error.exit_code(), 2);
      EXPECT_TRUE(has(error.what(), what)) << error.what();
    }
  };
  refused([](WebConfig& c) { c.url = "serpapi.com"; }, "web_search.url");
  refused([](WebConfig& c) { c.url = "https://me:key@serpapi.com"; }, "web_search.url: holds a user name");
  refused([](WebConfig& c) { c.engine = ""; }, "web_search.engine");
  refused([](WebConfig& c) { c.timeout_s = 0; }, "web_search.timeout_s");
  refused([](WebConfig& c) { c.patience_s = -1; }, "web_search.patience_s");
  refused([](WebConfig& c) { c.page_timeout_s = 0; }, "web_search.page_timeout_s");
  refused([](WebConfig& c) { c.max_page_mb = 0; }, "web_search.max_page_mb");
}

}  // namespace
}  // namespace rollout::web
