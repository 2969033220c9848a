#include "app/view_page.h"

#include <map>
#include <utility>

#include "chat/message_html.h"
#include "core/error.h"
#include "core/html.h"
#include "core/json.h"
#include "core/json_reader.h"
#include "core/text.h"
#include "rollout/record_html.h"
#include "synth/trajectory/sample_page.h"

namespace app {
namespace {

using core::Value;

// At the top, or in a trajectory's metadata.
std::string id_of(const Value& line) {
  if (!line.is_dict()) return {};
  const std::string id = line.get_string("id");
  const Value* metadata = line.find("metadata");
  return id.empty() && metadata != nullptr && metadata->is_dict() ? metadata->get_string("id") : id;
}

std::string conversation_html(const Value& line, size_t number, bool open) {
  const chat::Conversation conversation = chat::conversation_from_json(line);
  std::string body = chat::tools_html(conversation.tools);
  for (const chat::Message& message : conversation.messages) body += chat::message_html(message);
  const std::string id = id_of(line);
  const std::string name = id.empty() ? core::format("conversation {}", number) : core::excerpt(id, 100);
  return core::html_details(core::html_text("code", name), body, open);
}

class Page {
 public:
  explicit Page(const ViewOptions& options) : options_(options) {}

  void add_file(const std::string& path) {
    core::for_each_json_line(path, [&](core::JsonLines& lines) {
      ++page_.total;
      if (page_.shown < options_.limit) add(lines.read());
    });
  }

  ViewPage finish() {
    if (page_.shown == 0 && !options_.id.empty()) {
      throw core::usage_error(core::format("--id: none of {} conversations is called '{}'", page_.total, options_.id));
    }
    const std::string title = core::join(options_.files, ", ");
    std::vector<std::string> counts;
    for (const auto& [ending, count] : endings_) counts.push_back(core::format("{} {}", ending, count));
    std::string facts = core::format("{} of {} conversations.", page_.shown, page_.total);
    if (!counts.empty()) facts += " Endings: " + core::join(counts, ", ") + ".";
    page_.html =
        core::html_page(title, core::html_text("h1", "Recorded conversations") +
                                   core::html_text("p", title, "muted small") + core::html_text("p", facts) + body_);
    return std::move(page_);
  }

 private:
  void add(const Value& line) {
    if (!options_.id.empty() && id_of(line) != options_.id) return;
    const bool open = page_.shown == 0;  // the first one shows what there is to see
    const Value* metadata = line.is_dict() ? line.find("metadata") : nullptr;
    if (rollout::is_record(line)) {
      const rollout::RolloutRecord record = rollout::record_from_json(line);
      ++endings_[record.rollout.finished ? std::string(ending_name(record.rollout.ending)) : "unfinished"];
      body_ += rollout::record_html(record, open);
    } else if (metadata != nullptr && metadata->is_dict() && metadata->find("rounds") != nullptr) {
      body_ += synth::sample_html(line, open);
    } else if (line.is_dict() && line.find("messages") != nullptr) {
      body_ += conversation_html(line, static_cast<size_t>(page_.total), open);
    } else {
      throw core::data_error("neither a recorded rollout, a trajectory nor a conversation",
                             "a line has \"messages\", as `chat --record` and `synth` write them");
    }
    ++page_.shown;
  }

  const ViewOptions& options_;
  std::map<std::string, int64_t> endings_;
  std::string body_;
  ViewPage page_;
};

}  // namespace

ViewPage view_page(const ViewOptions& options) {
  Page page(options);
  for (const std::string& file : options.files) page.add_file(file);
  return page.finish();
}

}  // namespace app
