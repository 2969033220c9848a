// Multi-turn entries to follow: what the user says, what the model calls and reads back, what the truth calls, and
// where the two worlds first differ. The calls are executed again for the page; nothing of it is stored.
#include "core/format.h"
#include "core/html.h"
#include "core/json.h"
#include "core/python_text.h"
#include "core/text.h"
#include "core/value_difference.h"
#include "eval/board/score_files.h"
#include "eval/multi_turn_checker.h"
#include "eval/report_parts.h"

namespace eval::report {

namespace {

using core::Value;
using env::bfcl::Entry;

constexpr size_t kCellChars = 500;
constexpr size_t kUserChars = 1500;

std::string code(std::string_view text) {
  return core::html_text("code", core::excerpt(text, kCellChars));
}

std::string muted(std::string_view text) {
  return core::html_text("span", text, "muted");
}

// One entry and one model's turns, played again.
class EntryView {
 public:
  EntryView(const Entry& entry, const ResultLine& line, DecodeMode mode)
      : entry_(entry), line_(line), mode_(mode), truth_(entry.ground_truth.as_list()) {
    if (line.result.is_list()) turns_ = line.result.as_list();
    // A conversation that was broken off is looked at as far as it went, so it gets its missing turns.
    core::List whole = turns_;
    whole.resize(truth_.size(), Value(core::List{}));
    check_ = check_multi_turn(entry, mode, Value(std::move(whole)));
  }

  std::string html() const {
    std::string out;
    for (size_t turn = 0; turn < truth_.size(); ++turn) out += turn_html(turn);
    return out;
  }

 private:
  bool is_executed(size_t turn) const { return turn < check_.turns.size(); }
  bool has_failed(size_t turn) const { return !check_.verdict.valid() && turn + 1 == check_.turns.size(); }

  std::string turn_tag(size_t turn) const {
    if (!is_executed(turn)) return core::html_tag("not judged", "plain");
    if (truth_[turn].as_list().empty()) return core::html_tag("nothing is asked", "plain");
    return verdict_tag(!has_failed(turn));
  }

  std::string turn_html(size_t turn) const {
    std::string out = core::html_element("h3", core::html_escape(core::format("Turn {} ", turn + 1)) + turn_tag(turn)) +
                      core::html_text("pre", core::excerpt(user_text(turn), kUserChars)) + model_table(turn) +
                      truth_table(turn);
    if (has_failed(turn)) out += failure_html();
    return out;
  }

  std::string user_text(size_t turn) const {
    std::vector<std::string> parts;
    const auto announced = entry_.missed_functions.find(turn);
    if (announced != entry_.missed_functions.end()) {
      parts.push_back(core::format("(offers more functions: {})", core::join(announced->second, ", ")));
    } else if (turn < entry_.question.size()) {
      for (const Value& message : entry_.question[turn].as_list()) parts.push_back(message.get_string("content"));
    }
    return core::join(parts, "\n");
  }

  // "1204 → 35": tokens of a step's prompt and of its reply. Empty where the results do not say.
  std::string tokens_of(size_t turn, size_t step) const {
    std::vector<std::string> counts;
    for (const Value* field : {&line_.input_tokens, &line_.output_tokens}) {
      if (!field->is_list() || turn >= field->as_list().size() || !field->as_list()[turn].is_list()) return {};
      const core::List& steps = field->as_list()[turn].as_list();
      if (step >= steps.size() || !steps[step].is_number()) return {};
      counts.push_back(core::dump_json(steps[step]));
    }
    return muted(core::join(counts, " → "));
  }

  // Steps of the model: a reply with calls has a row a call, another one is a row of its own.
  std::string model_table(size_t turn) const {
    core::HtmlTable table({{"step"}, {"the model"}, {"what came back"}, {"tokens"}});
    if (turn >= turns_.size() || !turns_[turn].is_list() || turns_[turn].as_list().empty()) {
      table.add_row({"", muted("no reply"), "", ""});
      return table.html();
    }
    size_t executed = 0;  // steps with calls so far
    const core::List& replies = turns_[turn].as_list();
    for (size_t i = 0; i < replies.size(); ++i) {
      const std::string number = std::to_string(i + 1);
      const std::vector<std::string> calls = decoded_calls(mode_, replies[i]);
      if (calls.empty()) {
        const std::string text = replies[i].is_string() ? replies[i].as_string() : core::dump_json(replies[i]);
        table.add_row({number, text.empty() ? muted("(empty)") : core::html_escape(core::excerpt(text, kCellChars)),
                       muted("no call: ends the turn"), tokens_of(turn, i)});
        continue;
      }
      for (size_t k = 0; k < calls.size(); ++k) {
        const std::string result = is_executed(turn) ? code(check_.turns[turn].model.at(executed).at(k)) : muted("–");
        table.add_row({k == 0 ? number : "", code(calls[k]), result, k == 0 ? tokens_of(turn, i) : ""});
      }
      ++executed;
    }
    return table.html();
  }

  std::string truth_table(size_t turn) const {
    const core::List& calls = truth_[turn].as_list();
    if (calls.empty()) return core::html_text("p", "The truth calls nothing here.", "muted small");
    core::HtmlTable table({{"the truth"}, {"what came back"}});
    for (size_t k = 0; k < calls.size(); ++k) {
      table.add_row(
          {code(calls[k].as_string()), is_executed(turn) ? code(check_.turns[turn].truth.at(k)) : muted("–")});
    }
    return table.html();
  }

  std::string failure_html() const {
    std::string out = core::html_text("p", explain_error_type(check_.verdict.failure->error_type), "bad");
    if (!check_.differing_class.empty()) out += state_table();
    if (check_.missing_items.empty()) return out;
    core::HtmlTable table({{"results of the truth that the model never got"}});
    for (const std::string& item : check_.missing_items) table.add_row({code(item)});
    return out + table.html();
  }

  std::string state_table() const {
    core::HtmlTable table({{"first difference of " + check_.differing_class}, {"the model"}, {"the truth"}});
    for (size_t i = 0; i < check_.truth_world->size(); ++i) {
      if (check_.truth_world->simulator(i).class_name() != check_.differing_class) continue;
      const auto difference = core::first_difference(Value(check_.model_world->simulator(i).state()),
                                                     Value(check_.truth_world->simulator(i).state()));
      if (difference) {
        table.add_row({code(difference->path), code(difference->left), code(difference->right)});
      } else {  // directories that contain themselves
        table.add_row({code(core::join(check_.differing_attributes, ", ")), muted("not shown"), muted("not shown")});
      }
    }
    return table.html();
  }

  const Entry& entry_;
  const ResultLine& line_;
  DecodeMode mode_;
  const core::List& truth_;
  core::List turns_;
  MultiTurnCheck check_;
};

std::string entry_html(const Entry& entry, const ResultLine& line, const ResultLine* earlier, DecodeMode mode,
                       bool open) {
  std::string summary = verdict_tag(line.valid) + core::html_text("code", line.id);
  if (!line.valid) summary += " " + muted(explain_error_type(line.error_type));
  if (earlier != nullptr && earlier->judged) {
    summary += " " + muted(earlier->valid ? "(before: right)" : "(before: wrong)");
  }
  if (const std::string cost = cost_text(line); !cost.empty()) {
    summary += " " + core::html_text("span", "· " + cost, "muted small");
  }
  std::string note;
  // These fail as a whole: no turn shows why.
  if (line.error_type == "multi_turn:force_terminated" || line.error_type == "multi_turn:inference_error" ||
      line.error_type == "inference:context_exceeded") {
    note = core::html_text("p",
                           core::format("The entry fails as a whole ({}); below is what was said until then.",
                                        explain_error_type(line.error_type)),
                           "bad");
  }
  return core::html_details(summary, note + EntryView(entry, line, mode).html(), open);
}

}  // namespace

std::string turn_section(const ReportInput& input) {
  if (input.entries == nullptr) return {};
  std::string body;
  bool opened = false;  // the first failure of the page
  const auto is_multi_turn = [](const env::bfcl::Category& category) {
    return category.checker == env::bfcl::Checker::multi_turn;
  };
  for (const board::CategoryLines& judged :
       board::by_category(input.after.results.lines, *input.entries, is_multi_turn)) {
    std::string wrong;
    std::string right;
    size_t right_count = 0;
    for (const ResultLine* line : judged.lines) {
      const Entry& entry = *input.entries->find(*judged.category, line->id);
      if (!is_simulated(entry) || (line->valid && ++right_count > input.samples_per_category)) continue;
      const ResultLine* earlier = input.before ? input.before->results.find(line->id) : nullptr;
      (line->valid ? right : wrong) += entry_html(entry, *line, earlier, input.after.decode, !line->valid && !opened);
      opened = opened || !line->valid;
    }
    body += core::html_text("h3", judged.category->name) + wrong + right;
    if (right_count > input.samples_per_category) {
      body += core::html_text("p", core::format("{} more entries are right.", right_count - input.samples_per_category),
                              "muted");
    }
  }
  if (body.empty()) return body;
  return core::html_text("h2", samples_title("Multi-turn entries, turn by turn: failures first", input.after)) + body;
}

}  // namespace eval::report
