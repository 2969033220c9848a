#include "core/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <list>
#include <string_view>

#include "core/curl_library.h"
#include "core/error.h"
#include "core/text.h"

namespace core {
namespace {

HttpAnswer::Trouble http_trouble(CURLcode code, bool too_long, bool refused) {
  if (refused) return HttpAnswer::Trouble::refused;
  switch (code) {
    case CURLE_OK:
      return HttpAnswer::Trouble::none;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return HttpAnswer::Trouble::unreachable;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpAnswer::Trouble::timeout;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return HttpAnswer::Trouble::unusable;
    default:
      return too_long ? HttpAnswer::Trouble::too_long : HttpAnswer::Trouble::broken;
  }
}

// A server on this machine is asked directly, whatever proxy the environment names.
bool is_loopback(std::string_view url) {
  const size_t begin = url.find("://");
  const std::string_view host = begin == std::string_view::npos ? url : url.substr(begin + 3);
  return host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]");
}

// The host of an address, without brackets.
std::string_view host_of(std::string_view url) {
  const size_t scheme = url.find("://");
  std::string_view host = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const size_t user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.rfind(':'));
}

// The proxy that the environment names for the address, whatever names are exempt; nullptr: none.
const char* proxy_of(std::string_view url) {
  const auto named = [](std::initializer_list<const char*> variables) -> const char* {
    for (const char* variable : variables) {
      const char* value = std::getenv(variable);
      if (value != nullptr && *value != '\0') return value;
    }
    return nullptr;
  };
  if (url.starts_with("https:")) return named({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  return named({"http_proxy", "all_proxy", "ALL_PROXY"});
}

long milliseconds(double seconds) {
  return std::max(1L, std::lround(seconds * 1000));
}

}  // namespace

class HttpClient::Impl {
 public:
  explicit Impl(HttpLimits limits) : curl_(curl_library()), limits_(std::move(limits)), multi_(curl_.multi_init()) {
    if (multi_ == nullptr) throw std::bad_alloc();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    for (Transfer& transfer : transfers_) release(transfer);
    curl_.multi_cleanup(multi_);
  }

  void send(size_t id, HttpRequest request) {
    Transfer& transfer = transfers_.emplace_back();
    transfer.id = id;
    transfer.limit = limits_.body_bytes;
    transfer.request = std::move(request);
    transfer.easy = curl_.easy_init();
    if (transfer.easy == nullptr) throw std::bad_alloc();
    prepare(transfer);
    curl_.multi_add_handle(multi_, transfer.easy);
  }

  std::vector<std::pair<size_t, HttpAnswer>> poll(double wait_s) {
    std::vector<std::pair<size_t, HttpAnswer>> ended;
    int running = 0;
    curl_.multi_perform(multi_, &running);
    take_ended(ended);
    if (!ended.empty()) return ended;
    curl_.multi_poll(multi_, nullptr, 0, static_cast<int>(milliseconds(wait_s)), nullptr);
    curl_.multi_perform(multi_, &running);
    take_ended(ended);
    return ended;
  }

  size_t open() const { return transfers_.size(); }

 private:
  struct Transfer {
    size_t id = 0;
    CURL* easy = nullptr;
    curl_slist* headers = nullptr;
    HttpRequest request;  // libcurl reads the body where it is
    HttpAnswer answer;
    size_t limit = 0;
    bool too_long = false;
    bool refused = false;
    std::array<char, CURL_ERROR_SIZE> error{};
  };

  static size_t take_bytes(char* data, size_t size, size_t count, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    const size_t bytes = size * count;
    if (transfer.answer.body.size() + bytes > transfer.limit) {
      transfer.too_long = true;
      return bytes == 0 ? 1 : 0;  // anything but `bytes` ends the transfer
    }
    transfer.answer.body.append(data, bytes);
    return bytes;
  }

  static size_t take_header(char* data, size_t size, size_t count, void* user) {
    HttpAnswer& answer = static_cast<Transfer*>(user)->answer;
    const std::string_view line = trim({data, size * count});
    const size_t colon = line.find(':');
    if (line.starts_with("HTTP/")) {  // also of an answer before the last, such as 100 or a proxy's
      const size_t status = line.find(' ');
      const size_t reason = status == std::string_view::npos ? status : line.find(' ', status + 1);
      answer.reason = reason == std::string_view::npos ? std::string() : std::string(trim(line.substr(reason)));
      answer.headers.clear();
    } else if (colon != std::string_view::npos) {
      answer.headers.emplace_back(to_lower_ascii(line.substr(0, colon)), trim(line.substr(colon + 1)));
    }
    return size * count;
  }

  // Called with the address itself, after names were looked up: a name cannot lead elsewhere later.
  static curl_socket_t open_socket(void* user, curlsocktype /*purpose*/, curl_sockaddr* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = address->family == AF_INET6
                            ? static_cast<const void*>(&reinterpret_cast<sockaddr_in6*>(&address->addr)->sin6_addr)
                            : static_cast<const void*>(&reinterpret_cast<sockaddr_in*>(&address->addr)->sin_addr);
    const bool known = inet_ntop(address->family, bytes, text.data(), text.size()) != nullptr;
    if (!known || !is_public_address(text.data())) {
      static_cast<Transfer*>(user)->refused = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  void restrict_to_public(Transfer& transfer) {
    const std::string host(host_of(transfer.request.url));
    in_addr four{};
    in6_addr six{};
    const bool literal = inet_aton(host.c_str(), &four) != 0 || inet_pton(AF_INET6, host.c_str(), &six) == 1;
    const bool local = is_loopback(transfer.request.url) || host.ends_with(".localhost");
    if (const char* proxy = proxy_of(transfer.request.url); proxy != nullptr && !local) {
      if (literal && !is_public_address(host)) return refuse(transfer);
      set(transfer, CURLOPT_PROXY, proxy);
      set(transfer, CURLOPT_NOPROXY, "");
      return;
    }
    set(transfer, CURLOPT_PROXY, "");
    set(transfer, CURLOPT_OPENSOCKETFUNCTION, &Impl::open_socket);
    set(transfer, CURLOPT_OPENSOCKETDATA, &transfer);
  }

  // No connection can be made.
  void refuse(Transfer& transfer) {
    transfer.refused = true;
    set(transfer, CURLOPT_URL, "refused:");
  }

  template <class T>
  void set(const Transfer& transfer, CURLoption option, T value) {
    curl_.easy_setopt(transfer.easy, option, value);
  }

  void prepare(Transfer& transfer) {
    set(transfer, CURLOPT_URL, transfer.request.url.c_str());
    set(transfer, CURLOPT_PROTOCOLS_STR, "http,https");
    set(transfer, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    if (is_loopback(transfer.request.url)) set(transfer, CURLOPT_PROXY, "");
    if (transfer.request.method == HttpRequest::Method::get) {
      set(transfer, CURLOPT_HTTPGET, 1L);
    } else {
      set(transfer, CURLOPT_POST, 1L);
      set(transfer, CURLOPT_POSTFIELDS, transfer.request.body.data());
      set(transfer, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.request.body.size()));
    }
    if (transfer.request.decompress) set(transfer, CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
    if (transfer.request.only_public) restrict_to_public(transfer);
    for (const std::string& header : transfer.request.headers) {
      transfer.headers = curl_.slist_append(transfer.headers, header.c_str());
    }
    transfer.headers = curl_.slist_append(transfer.headers, "Expect:");  // no pause before a long body
    set(transfer, CURLOPT_HTTPHEADER, transfer.headers);
    set(transfer, CURLOPT_TIMEOUT_MS, milliseconds(limits_.timeout_s));
    set(transfer, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(limits_.connect_timeout_s, limits_.timeout_s)));
    if (limits_.idle_timeout_s > 0) {
      set(transfer, CURLOPT_LOW_SPEED_LIMIT, 1L);
      set(transfer, CURLOPT_LOW_SPEED_TIME, std::max(1L, std::lround(limits_.idle_timeout_s)));
    }
    set(transfer, CURLOPT_NOSIGNAL, 1L);
    set(transfer, CURLOPT_TCP_KEEPALIVE, 1L);
    set(transfer, CURLOPT_WRITEFUNCTION, &Impl::take_bytes);
    set(transfer, CURLOPT_WRITEDATA, &transfer);
    set(transfer, CURLOPT_HEADERFUNCTION, &Impl::take_header);
    set(transfer, CURLOPT_HEADERDATA, &transfer);
    set(transfer, CURLOPT_ERRORBUFFER, transfer.error.data());
    if (!limits_.ca_file.empty()) set(transfer, CURLOPT_CAINFO, limits_.ca_file.c_str());
  }

  void take_ended(std::vector<std::pair<size_t, HttpAnswer>>& ended) {
    int left = 0;
    while (const CURLMsg* message = curl_.multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* const easy = message->easy_handle;  // the message does not outlive the handle's removal
      const CURLcode code = message->data.result;
      const auto found = std::find_if(transfers_.begin(), transfers_.end(),
                                      [easy](const Transfer& transfer) { return transfer.easy == easy; });
      fill(*found, code);
      ended.emplace_back(found->id, std::move(found->answer));
      release(*found);
      transfers_.erase(found);
    }
  }

  void fill(Transfer& transfer, CURLcode code) const {
    HttpAnswer& answer = transfer.answer;
    long status = 0;
    curl_off_t retry_after = 0;
    curl_.easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    curl_.easy_getinfo(transfer.easy, CURLINFO_RETRY_AFTER, &retry_after);
    curl_.easy_getinfo(transfer.easy, CURLINFO_TOTAL_TIME, &answer.seconds);
    answer.status = static_cast<int>(status);
    answer.retry_after_s = static_cast<double>(retry_after);
    const char* redirect = nullptr;
    curl_.easy_getinfo(transfer.easy, CURLINFO_REDIRECT_URL, &redirect);
    if (redirect != nullptr) answer.redirect = redirect;
    answer.trouble = http_trouble(code, transfer.too_long, transfer.refused && code != CURLE_OK);
    if (answer.trouble == HttpAnswer::Trouble::none) return;
    answer.trouble_text = answer.trouble == HttpAnswer::Trouble::refused ? "the address is not a public one"
                          : transfer.too_long         ? format("the answer is longer than {} bytes", transfer.limit)
                          : transfer.error[0] != '\0' ? std::string(transfer.error.data())
                                                      : std::string(curl_.easy_strerror(code));
  }

  void release(Transfer& transfer) {
    curl_.multi_remove_handle(multi_, transfer.easy);
    curl_.easy_cleanup(transfer.easy);
    curl_.slist_free_all(transfer.headers);
  }

  const CurlLibrary& curl_;
  HttpLimits limits_;
  CURLM* multi_;
  std::list<Transfer> transfers_;  // libcurl holds their addresses
};

std::string_view header_of(const HttpAnswer& answer, std::string_view name) {
  const auto found = std::ranges::find(answer.headers, name, [](const auto& header) { return header.first; });
  return found == answer.headers.end() ? std::string_view() : std::string_view(found->second);
}

HttpClient::HttpClient(HttpLimits limits) : impl_(std::make_unique<Impl>(std::move(limits))) {}
HttpClient::~HttpClient() = default;

void HttpClient::send(size_t id, HttpRequest request) {
  impl_->send(id, std::move(request));
}

std::vector<std::pair<size_t, HttpAnswer>> HttpClient::poll(double wait_s) {
  return impl_->poll(wait_s);
}

size_t HttpClient::open() const {
  return impl_->open();
}

}  // namespace core
