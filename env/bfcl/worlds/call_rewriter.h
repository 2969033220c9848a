// The text of a call on its way into the reference's eval(): instance names are put before method names, string
// literals included, and a few names are refused. Knows no Python syntax, as the reference's regex knows none.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace env::bfcl {

// The name of the instance that has this method; none where none has.
using InstanceOf = std::function<std::optional<std::string>(std::string_view method)>;

// Every ASCII-led identifier before a parenthesis: white space between the two goes, and a known method gets
// `instance.` in front (reference: multi_turn_utils.py, _process_method_calls). Linear in the text.
std::string rewrite_calls(std::string_view text, const InstanceOf& instance_of);

// "kill" and the like.
bool is_refused(std::string_view method);
// "kill", where the rewritten text calls a name that the reference refuses.
std::optional<std::string> refused_name(std::string_view rewritten);

}  // namespace env::bfcl
