#include "rollout/web/page_url.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>

#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "core/text.h"

namespace rollout::web {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

bool is_unreserved(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
}

void append_escaped(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4U];
  out += kHex[byte & 15U];
}

int hex_value(char c) {
  const size_t place = kHex.find(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  return place == std::string_view::npos ? -1 : static_cast<int>(place);
}

// What may stand in an address stays; escapes of what needs none are undone; one escape that is none, and all are
// taken for text.
std::string requote(std::string_view text) {
  constexpr std::string_view kKept = "!#$&'()*+,/:;=?@[]~";
  std::string quoted;
  bool sound = true;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    sound = sound && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
  }
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%' && sound) {
      const char escaped = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      if (is_unreserved(escaped)) {
        quoted += escaped;
      } else {
        quoted += text.substr(i, 3);
      }
      i += 2;
    } else if (is_unreserved(c) || kKept.find(c) != std::string_view::npos) {
      quoted += c;
    } else {
      append_escaped(quoted, c);
    }
  }
  return quoted;
}

std::invalid_argument unreadable(std::string_view url, std::string_view why) {
  return std::invalid_argument(core::format("Invalid URL {}: {}", core::python_repr_string(url), why));
}

// The port after the host; 0: none is named.
int read_port(std::string_view text, std::string_view url) {
  if (text.empty()) return 0;
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 0 || port > 65535) {
    throw unreadable(url, "the port is no number up to 65535");
  }
  return port;
}

}  // namespace

std::string PageUrl::pool() const {
  return core::format("{}ConnectionPool(host='{}', port={})", text.starts_with("https:") ? "HTTPS" : "HTTP", host,
                      port);
}

PageUrl parse_page_url(std::string_view url) {
  std::string_view rest = core::strip_python_space(url);
  const size_t scheme_end = rest.find("://");
  const std::string scheme = core::to_lower_ascii(rest.substr(0, std::min(scheme_end, rest.size())));
  if (scheme != "http" && scheme != "https") {
    throw std::invalid_argument(
        core::format("No connection adapters were found for {}", core::python_repr_string(url)));
  }
  rest.remove_prefix(scheme_end + 3);
  const size_t host_end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view place = rest.substr(0, host_end);
  rest.remove_prefix(host_end);
  std::string user;
  if (const size_t at = place.rfind('@'); at != std::string_view::npos) {
    user = requote(place.substr(0, at)) + "@";
    place.remove_prefix(at + 1);
  }
  PageUrl page;
  const bool bracketed = place.starts_with('[');
  const size_t host_size = bracketed ? place.find(']') : place.find(':');
  if (bracketed && host_size == std::string_view::npos) throw unreadable(url, "the host is not closed");
  page.host = core::to_lower_ascii(bracketed ? place.substr(1, host_size - 1) : place.substr(0, host_size));
  if (page.host.empty()) throw unreadable(url, "No host supplied");
  const auto forbidden = [](unsigned char c) {
    return c <= ' ' || c == 0x7F || c == '\\' || c == '%' || c == '<' || c == '>';
  };
  if (std::ranges::any_of(page.host, forbidden)) throw unreadable(url, "the host has a character that none has");
  const size_t colon = place.find(':', bracketed ? host_size : 0);
  const int port = colon == std::string_view::npos ? 0 : read_port(place.substr(colon + 1), url);
  page.port = port != 0 ? port : scheme == "https" ? 443 : 80;
  page.target = requote(rest);
  if (!page.target.starts_with('/')) page.target.insert(0, "/");
  page.text = scheme + "://" + user + (bracketed ? "[" + page.host + "]" : page.host) +
              (port != 0 ? ":" + std::to_string(port) : "") + page.target;
  page.target = page.target.substr(0, page.target.find('#'));
  return page;
}

std::string escape_query(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (is_unreserved(c)) {
      escaped += c;
    } else if (c == ' ') {
      escaped += '+';
    } else {
      append_escaped(escaped, c);
    }
  }
  return escaped;
}

}  // namespace rollout::web
