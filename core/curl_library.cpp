#include "core/curl_library.h"

#include <dlfcn.h>

#include "core/error.h"

namespace core {
namespace {

constexpr const char* kCurlFile = "libcurl.so.4";

class CurlSymbols {
 public:
  CurlSymbols() : library_(dlopen(kCurlFile, RTLD_NOW | RTLD_LOCAL)) {
    if (library_ == nullptr) throw environment_error(format("cannot open {}", dlerror()), kHint);
  }

  template <class Function>
  void find(Function& function, const char* name) const {
    function = reinterpret_cast<Function>(dlsym(library_, name));
    if (function == nullptr) throw environment_error(format("{} has no {}", kCurlFile, name), kHint);
  }

 private:
  static constexpr const char* kHint = "run scripts/setup: it installs libcurl, which asks served models";
  void* library_;
};

CurlLibrary open_curl() {
  const CurlSymbols symbols;
  CurlLibrary curl{};
  symbols.find(curl.global_init, "curl_global_init");
  symbols.find(curl.easy_init, "curl_easy_init");
  symbols.find(curl.easy_setopt, "curl_easy_setopt");
  symbols.find(curl.easy_getinfo, "curl_easy_getinfo");
  symbols.find(curl.easy_strerror, "curl_easy_strerror");
  symbols.find(curl.easy_cleanup, "curl_easy_cleanup");
  symbols.find(curl.slist_append, "curl_slist_append");
  symbols.find(curl.slist_free_all, "curl_slist_free_all");
  symbols.find(curl.multi_init, "curl_multi_init");
  symbols.find(curl.multi_setopt, "curl_multi_setopt");
  symbols.find(curl.multi_add_handle, "curl_multi_add_handle");
  symbols.find(curl.multi_remove_handle, "curl_multi_remove_handle");
  symbols.find(curl.multi_perform, "curl_multi_perform");
  symbols.find(curl.multi_poll, "curl_multi_poll");
  symbols.find(curl.multi_info_read, "curl_multi_info_read");
  symbols.find(curl.multi_cleanup, "curl_multi_cleanup");
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw environment_error("libcurl does not start");
  return curl;
}

}  // namespace

const CurlLibrary& curl_library() {
  static const CurlLibrary library = open_curl();
  return library;
}

}  // namespace core
