#include "rollout/record_html.h"

#include <map>

#include "chat/message_html.h"
#include "core/html.h"
#include "core/text.h"
#include "core/value_difference.h"
#include "rollout/token_html.h"

namespace rollout {
namespace {

constexpr size_t kMostCellChars = 2'000;
constexpr size_t kMostDifferences = 100;

std::string code(std::string_view text) {
  return core::html_text("code", core::excerpt(text, kMostCellChars));
}

std::string muted(std::string_view text) {
  return core::html_text("span", text, "muted small");
}

std::string ending_tag(const Rollout& rollout) {
  if (!rollout.finished) return core::html_tag("unfinished", "plain");
  return core::html_tag(ending_name(rollout.ending), rollout.ending == Ending::answer ? "good" : "bad");
}

std::string call_table(const RolloutStep& step) {
  core::HtmlTable table({{"call"}, {"what came back"}});
  for (size_t i = 0; i < step.calls.size(); ++i) {
    const std::string call = chat::format_python_calls({step.calls[i]});  // "[f(a=1)]"
    std::string result = muted("not executed");
    if (i < step.results.size()) {
      result = (step.results[i].ok ? "" : core::html_tag("failed", "bad")) + code(step.results[i].text);
    }
    table.add_row({code(std::string_view(call).substr(1, call.size() - 2)), result});
  }
  return table.html();
}

std::string state_table(const RolloutRecord& record) {
  if (record.before.is_none() || record.after.is_none()) return {};
  const std::vector<core::ValueDifference> differences =
      core::value_differences(record.before, record.after, kMostDifferences + 1);
  const std::string title = core::html_text("h3", "What changed in the world");
  if (differences.empty()) return title + core::html_text("p", "Nothing.", "muted small");
  core::HtmlTable table({{"where"}, {"before"}, {"after"}});
  for (size_t i = 0; i < std::min(differences.size(), kMostDifferences); ++i) {
    table.add_row({code(differences[i].path), code(differences[i].left), code(differences[i].right)});
  }
  const bool more = differences.size() > kMostDifferences;
  return title + table.html() + (more ? core::html_text("p", "… and more.", "muted small") : std::string());
}

// The conversation of one record, with its replies' steps.
class Transcript {
 public:
  explicit Transcript(const RolloutRecord& record) : rollout_(record.rollout) {
    for (const RolloutStep& step : rollout_.steps) steps_[step.message] = &step;
    std::vector<std::string> blocks = reply_blocks(rollout_.ledgers, record.token_texts);
    // Each reply of tokens has a step and a block; where a record's do not agree, the text alone is shown.
    size_t next = 0;
    for (const auto& [message, step] : steps_) {
      if (step->tokens > 0 && next < blocks.size()) blocks_[message] = std::move(blocks[next++]);
    }
    if (next != blocks.size() || blocks_.size() != replies_with_tokens()) blocks_.clear();
  }

  bool has_tokens() const { return !blocks_.empty(); }

  std::string html() const {
    const std::vector<chat::Message>& messages = rollout_.conversation.messages;
    std::string html;
    size_t turn = 0;
    for (size_t i = 0; i < messages.size();) {
      if (messages[i].role == chat::Role::user) html += core::html_text("h3", core::format("Turn {}", ++turn));
      const auto step = steps_.find(i);
      if (step == steps_.end()) {
        html += chat::message_html(messages[i++]);
        continue;
      }
      html += reply_html(messages[i], *step->second);
      ++i;
      // Results stand in the table of the calls.
      for (size_t k = 0; k < step->second->results.size() && i < messages.size(); ++k) {
        if (messages[i].role == chat::Role::tool) ++i;
      }
    }
    return html;
  }

 private:
  size_t replies_with_tokens() const {
    size_t count = 0;
    for (const auto& [message, step] : steps_) count += step->tokens > 0 ? 1 : 0;
    return count;
  }

  std::string reply_html(const chat::Message& message, const RolloutStep& step) const {
    const auto tokens = blocks_.find(step.message);
    chat::Message shown = message;
    shown.tool_calls.clear();  // the table has them
    if (tokens != blocks_.end()) shown.reasoning.reset();
    std::string html = chat::message_html(shown, tokens == blocks_.end() ? std::string() : tokens->second);
    html += core::html_text("p", core::format("{} tokens of prompt, {} of reply", step.prompt_tokens, step.tokens),
                            "muted small");
    if (step.error != chat::CallError::none && step.error != chat::CallError::no_call) {
      html += core::html_element("p", core::html_tag(chat::call_error_name(step.error), "plain"));
    }
    return step.calls.empty() ? html : html + call_table(step);
  }

  const Rollout& rollout_;
  std::map<size_t, const RolloutStep*> steps_;
  std::map<size_t, std::string> blocks_;  // of the replies, by message
};

std::string summary_html(const RolloutRecord& record) {
  const Rollout& rollout = record.rollout;
  size_t calls = 0;
  size_t failed = 0;
  for (const RolloutStep& step : rollout.steps) {
    calls += step.calls.size();
    for (const env::ToolResult& result : step.results) failed += result.ok ? 0 : 1;
  }
  std::string html = ending_tag(rollout) + core::html_text("code", core::excerpt(record.id, 100));
  if (!rollout.detail.empty()) html += " " + muted(core::excerpt(rollout.detail, 200));
  return html + " " +
         muted(core::format("· {} replies, {} calls ({} failed), {} tokens sampled", rollout.steps.size(), calls,
                            failed, rollout.sampled_tokens));
}

}  // namespace

std::string record_html(const RolloutRecord& record, bool open) {
  const Transcript transcript(record);
  std::string body;
  if (!record.model.empty())
    body += core::html_text("p", "Played by " + core::excerpt(record.model, 200), "muted small");
  body += chat::tools_html(record.rollout.conversation.tools);
  if (transcript.has_tokens()) body += token_legend_html();
  body += transcript.html() + state_table(record);
  for (size_t i = 0; i < record.rollout.ledgers.size(); ++i) {
    const chat::Ledger& ledger = record.rollout.ledgers[i];
    const std::string title = core::format("Token ledger {}: {} tokens, loss weight {}", i + 1, ledger.size(),
                                           core::fixed(ledger.total_weight(), 0));
    body += core::html_details(core::html_escape(title), ledger_html(ledger, record.token_texts.at(i)));
  }
  return core::html_details(summary_html(record), body, open);
}

}  // namespace rollout
