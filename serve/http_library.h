// libmicrohttpd, opened when a server starts: linking it, with the TLS library behind it, would cost every start of the
// program several milliseconds. For serve/http_server.cpp and serve/exchange.cpp alone.
#pragma once

#include <microhttpd.h>

namespace serve {

struct HttpLibrary {
  decltype(&::MHD_start_daemon) start_daemon;
  decltype(&::MHD_stop_daemon) stop_daemon;
  decltype(&::MHD_quiesce_daemon) quiesce_daemon;
  decltype(&::MHD_queue_response) queue_response;
  decltype(&::MHD_create_response_from_buffer) response_from_buffer;
  decltype(&::MHD_create_response_from_callback) response_from_callback;
  decltype(&::MHD_add_response_header) add_response_header;
  decltype(&::MHD_destroy_response) destroy_response;
  decltype(&::MHD_suspend_connection) suspend_connection;
  decltype(&::MHD_resume_connection) resume_connection;
  decltype(&::MHD_get_connection_info) connection_info;
  decltype(&::MHD_lookup_connection_value) lookup_value;
};

// Opened once. Throws core::Error(environment) where the library is missing.
const HttpLibrary& http_library();

}  // namespace serve
