// What a request must satisfy before anybody reasons about it. The checks see the trace; the writer did not.
#pragma once

#include <string>

#include "synth/query/advanced_tool.h"

namespace synth::query {

// Empty where all is well; else the reason, a short name for the rejection table:
//   "literal not recoverable"  a literal or a value of the state is neither in the request nor shown before
//   "input not said"           an input of the advanced tool is missing in the request
//   "hidden tool named"        the request names a tool that the advanced tool hides
//   "droppable call"           leaving a hidden call out changes nothing: neither results, nor state, nor what is known
//   "undone"                   the calls change the world and leave it as it was
std::string check_query(const std::string& query, const Folded& folded, const Trace& trace, const Memory& memory);

}  // namespace synth::query
