// Replies to look at: request, offered functions, what the model said, what was accepted, what went wrong.
#include <algorithm>

#include "core/format.h"
#include "core/hash.h"
#include "core/html.h"
#include "core/json.h"
#include "core/python_text.h"
#include "core/text.h"
#include "eval/json_form.h"
#include "eval/report_parts.h"

namespace eval::report {

namespace {

constexpr size_t kRequestChars = 700;
constexpr size_t kReplyChars = 900;

// A conversation step by step: "turn 1, step 2: …".
std::string steps_text(const core::List& turns) {
  std::vector<std::string> lines;
  for (size_t turn = 0; turn < turns.size(); ++turn) {
    const core::List& steps = turns[turn].as_list();
    for (size_t step = 0; step < steps.size(); ++step) {
      const std::string text = steps[step].is_string() ? steps[step].as_string() : core::dump_json(steps[step]);
      lines.push_back((turns.size() > 1 ? core::format("turn {}, step {}: ", turn + 1, step + 1)
                                        : core::format("step {}: ", step + 1)) +
                      (text.empty() ? "(empty)" : text));
    }
  }
  return core::join(lines, "\n");
}

std::string reply_text(const core::Value& result) {
  const auto is_list = [](const core::Value& item) { return item.is_list(); };
  if (result.is_list() && !result.as_list().empty() &&
      std::all_of(result.as_list().begin(), result.as_list().end(), is_list)) {
    return steps_text(result.as_list());
  }
  if (!result.is_string()) return core::dump_json(result);
  return result.as_string().empty() ? "(empty)" : result.as_string();
}

std::string request_text(const env::bfcl::Entry& entry) {
  std::string text;
  for (const chat::Message& message : entry.messages()) {
    if (!text.empty()) text += "\n";
    if (message.role != chat::Role::user) text += core::format("[{}] ", chat::role_name(message.role));
    text += message.content;
  }
  return text;
}

// "get_weather(city, unit)" for each offered function.
std::string functions_text(const env::bfcl::Entry& entry) {
  std::vector<std::string> names;
  for (const core::Value& function : entry.functions) {
    std::vector<std::string> parameters;
    const core::Value* schema = function.find("parameters");
    const core::Value* properties = schema == nullptr ? nullptr : schema->find("properties");
    if (properties != nullptr && properties->is_dict()) {
      for (const auto& [key, value] : properties->as_dict()) parameters.push_back(core::python_str(key));
    }
    names.push_back(core::format("{}({})", function.get_string("name"), core::join(parameters, ", ")));
  }
  if (names.empty() && !entry.involved_classes.empty()) {
    return core::format("the methods of {}", core::join(entry.involved_classes, ", "));
  }
  return names.empty() ? "(none)" : core::join(names, "\n");
}

std::string truth_text(const env::bfcl::Entry& entry) {
  if (!entry.ground_truth.is_list()) {
    return entry.category->checker == env::bfcl::Checker::relevance ? "some call" : "no call";
  }
  std::vector<std::string> calls;
  for (const core::Value& call : entry.ground_truth.as_list()) calls.push_back(core::dump_json(call));
  return core::join(calls, "\n");
}

// Messages of a failure as lines; dicts (parallel calls) as JSON.
std::string error_text(const core::Value& error) {
  if (!error.is_list()) return {};
  std::vector<std::string> lines;
  for (const core::Value& item : error.as_list()) {
    lines.push_back(item.is_string() ? item.as_string() : core::dump_json(json_form(item)));
  }
  return core::join(lines, "\n");
}

std::string block(std::string_view title, std::string_view text, size_t limit) {
  return core::html_text("div", title, "muted small") + core::html_text("pre", core::excerpt(text, limit));
}

std::string sample(const ResultLine& line, const ResultLine* earlier, const env::bfcl::Entry* entry, bool open) {
  std::string summary = verdict_tag(line.valid) + core::html_text("code", line.id);
  if (!line.valid) summary += " " + core::html_text("span", explain_error_type(line.error_type), "muted");
  if (const std::string cost = cost_text(line); !cost.empty()) {
    summary += " " + core::html_text("span", "· " + cost, "muted small");
  }
  std::string body;
  if (entry != nullptr) {
    body += block("request", request_text(*entry), kRequestChars);
    body += block("functions", functions_text(*entry), kRequestChars);
  }
  if (earlier != nullptr) body += block("reply before", reply_text(earlier->result), kReplyChars);
  body += block(earlier == nullptr ? "reply" : "reply after", reply_text(line.result), kReplyChars);
  if (entry != nullptr) body += block("accepted", truth_text(*entry), kReplyChars);
  if (!line.valid) body += block("error", error_text(line.error), kReplyChars);
  return core::html_details(summary, body, open);
}

// Those of the smallest hashes of the id, in that order: an order that no one chose.
std::vector<const ResultLine*> first_by_hash(const std::vector<const ResultLine*>& lines, size_t count) {
  std::vector<std::pair<uint64_t, const ResultLine*>> hashed;
  hashed.reserve(lines.size());
  for (const ResultLine* line : lines) hashed.emplace_back(core::hash64(line->id), line);
  count = std::min(count, hashed.size());
  std::partial_sort(hashed.begin(), hashed.begin() + static_cast<std::ptrdiff_t>(count), hashed.end());
  std::vector<const ResultLine*> first;
  for (size_t i = 0; i < count; ++i) first.push_back(hashed[i].second);
  return first;
}

// Failures and successes in turn.
std::vector<const ResultLine*> chosen(const ReportRun& run, const env::bfcl::Category& category, size_t count) {
  std::vector<const ResultLine*> right;
  std::vector<const ResultLine*> wrong;
  for (const ResultLine& line : run.results.lines) {
    if (line.judged && line.category == category.name) (line.valid ? right : wrong).push_back(&line);
  }
  right = first_by_hash(right, count);
  wrong = first_by_hash(wrong, count);
  std::vector<const ResultLine*> picked;
  for (size_t i = 0; picked.size() < count && i < std::max(right.size(), wrong.size()); ++i) {
    if (i < wrong.size()) picked.push_back(wrong[i]);
    if (i < right.size() && picked.size() < count) picked.push_back(right[i]);
  }
  return picked;
}

}  // namespace

std::string sample_section(const ReportInput& input) {
  if (input.samples_per_category == 0 || input.after.scores.categories.empty()) return {};
  std::string body;
  bool first = true;
  for (const CategoryScore& score : input.after.scores.categories) {
    if (score.category->checker == env::bfcl::Checker::multi_turn) continue;  // turn_section shows those
    body += core::html_text("h3", score.category->name);
    for (const ResultLine* line : chosen(input.after, *score.category, input.samples_per_category)) {
      const env::bfcl::Entry* entry =
          input.entries == nullptr ? nullptr : input.entries->find(*score.category, line->id);
      const ResultLine* earlier = input.before ? input.before->results.find(line->id) : nullptr;
      body += sample(*line, earlier, entry, first);
      first = false;
    }
  }
  return body.empty() ? body : core::html_text("h2", samples_title("Samples", input.after)) + body;
}

}  // namespace eval::report
