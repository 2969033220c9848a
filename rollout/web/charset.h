// The text of an answer's body, as Python's requests reads it.
#pragma once

#include <string>
#include <string_view>

namespace rollout::web {

// UTF-8. The character set is that of `content_type`; without one text is ISO-8859-1, JSON is UTF-8, and everything
// else UTF-8 where it is that, else Windows-1252. What has no character becomes U+FFFD; an unknown set is read as
// UTF-8.
std::string body_text(std::string_view body, std::string_view content_type);

}  // namespace rollout::web
