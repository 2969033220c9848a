// One HTTP request at a time, for worlds that ask a service while they execute a call.
#pragma once

#include "core/http_client.h"

namespace rollout {

// Waits for the answer. Throws env::bfcl::ServiceFailure where the program is interrupted.
core::HttpAnswer call_http(core::HttpClient& http, core::HttpRequest request);

// The same for a pause between two tries.
void pause_for(double seconds);

}  // namespace rollout
