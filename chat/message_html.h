// Messages as parts of a page (core/html.h): what every page that shows a conversation is made of. Whatever was said is
// text there, cut where it is long.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"

namespace chat {

// Chain of thought, content, calls. `content`: HTML in place of the message's own text. A system message is folded.
std::string message_html(const Message& message, std::string_view content = {});
// A block of plain text, as messages show theirs.
std::string text_html(std::string_view text);
// Names of the tools on offer; empty without tools.
std::string tools_html(const std::vector<ToolSpec>& tools);

}  // namespace chat
