#include "synth/trajectory/sample_page.h"

#include "chat/message.h"
#include "chat/message_html.h"
#include "core/format.h"
#include "core/html.h"

namespace synth {
namespace {

using core::Value;

std::string trace_html(const Value& round) {
  core::HtmlTable table({{"call"}, {"arguments from"}, {"needs"}});
  for (const Value& call : round.at("trace").as_list()) {
    std::string origins;
    for (const Value& origin : call.at("origins").as_list()) {
      origins += (origins.empty() ? "" : "; ") + origin.get_string("argument") + ": " + origin.get_string("origin");
      if (origin.find("call") != nullptr) {
        origins += core::format(" of round {}, call {}, {}", origin.get_int("round", 0) + 1,
                                origin.get_int("call", 0) + 1, origin.get_string("path"));
      }
    }
    std::string needs;
    for (const Value& need : call.at("needs").as_list()) {
      needs += (needs.empty() ? "" : ", ") + std::to_string(need.as_int() + 1);
    }
    table.add_row({core::html_escape(call.get_string("call")), core::html_escape(origins), needs});
  }
  return table.html();
}

std::string round_html(const Value& round, size_t number) {
  std::string title = core::format("Round {}: {}", number, round.get_string("kind"));
  if (round.find("trace") == nullptr) return core::html_text("p", title);
  title += core::format(", target {}, K = {}", round.get_string("target"), round.get_int("k", 0));
  if (round.find("withheld") != nullptr) title += ", withheld: " + round.get_string("withheld");
  std::string inner = core::html_text(
      "p", round.at("advanced_tool").get_string("name") + ": " + round.at("advanced_tool").get_string("description"));
  for (const Value& one : round.at("feedback").as_list()) inner += core::html_text("p", "critic: " + one.as_string());
  return core::html_details(core::html_escape(title), inner + trace_html(round));
}

}  // namespace

std::string sample_html(const Value& line, bool open) {
  const chat::Conversation conversation = chat::conversation_from_json(line);
  const Value& meta = line.at("metadata");
  std::string kinds;
  for (const Value& kind : meta.at("kinds").as_list()) kinds += (kinds.empty() ? "" : ", ") + kind.as_string();
  std::string body;
  const core::List& rounds = meta.at("rounds").as_list();
  for (size_t r = 0; r < rounds.size(); ++r) body += round_html(rounds[r], r + 1);
  body += chat::tools_html(conversation.tools);
  for (const chat::Message& message : conversation.messages) body += chat::message_html(message);
  return core::html_details(core::html_escape(meta.get_string("id") + ": " + kinds), body, open);
}

}  // namespace synth
