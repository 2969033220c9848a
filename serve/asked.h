// The fields that chat and text completions share. For the readers of requests alone.
#pragma once

#include "serve/fields.h"
#include "serve/requests.h"

namespace serve {

// Throws ApiError.
Asked read_asked(Fields& fields, const RequestRules& rules);

}  // namespace serve
