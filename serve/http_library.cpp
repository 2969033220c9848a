#include "serve/http_library.h"

#include <dlfcn.h>

#include "core/error.h"

namespace serve {
namespace {

constexpr const char* kFile = "libmicrohttpd.so.12";
constexpr const char* kHint = "run scripts/setup: it installs libmicrohttpd, which `funreason serve` needs";

template <class Function>
void find(void* library, Function& function, const char* name) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr) throw core::environment_error(core::format("{} has no {}", kFile, name), kHint);
}

HttpLibrary open_library() {
  void* library = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw core::environment_error(core::format("cannot open {}", dlerror()), kHint);
  HttpLibrary http{};
  find(library, http.start_daemon, "MHD_start_daemon");
  find(library, http.stop_daemon, "MHD_stop_daemon");
  find(library, http.quiesce_daemon, "MHD_quiesce_daemon");
  find(library, http.queue_response, "MHD_queue_response");
  find(library, http.response_from_buffer, "MHD_create_response_from_buffer");
  find(library, http.response_from_callback, "MHD_create_response_from_callback");
  find(library, http.add_response_header, "MHD_add_response_header");
  find(library, http.destroy_response, "MHD_destroy_response");
  find(library, http.suspend_connection, "MHD_suspend_connection");
  find(library, http.resume_connection, "MHD_resume_connection");
  find(library, http.connection_info, "MHD_get_connection_info");
  find(library, http.lookup_value, "MHD_lookup_connection_value");
  return http;
}

}  // namespace

const HttpLibrary& http_library() {
  static const HttpLibrary library = open_library();
  return library;
}

}  // namespace serve
