#include "rollout/record.h"

#include <limits>
#include <utility>

#include "chat/utf8_text.h"
#include "core/json.h"
#include "core/json_reader.h"
#include "core/python_text.h"
#include "core/utf8.h"
#include "rollout/json_fields.h"
#include "rollout/ledger_json.h"

namespace rollout {
namespace {

using core::Value;

constexpr std::string_view kMark = "rollout";  // "record" of every line
constexpr int64_t kVersion = 1;

// What JSON has no form for as Python's repr.
Value in_json(const Value& value) {
  return core::try_dump_json(value, {}) ? value : Value(core::python_repr(value));
}

Value state_to_json(const Value& state) {
  if (!state.is_dict()) return state.is_none() ? Value() : Value(core::python_repr(state));
  core::Dict out;
  for (const auto& [key, value] : state.as_dict()) {
    out[core::python_str(key)] = in_json(value);
  }
  return out;
}

Value step_to_json(const RolloutStep& step) {
  core::List calls;
  for (size_t i = 0; i < step.calls.size(); ++i) {
    core::Dict arguments;  // calls in Python's form may hold tuples as keys
    for (const auto& [key, value] : step.calls[i].arguments) arguments.set(key, in_json(value));
    core::Dict call{{"name", step.calls[i].name}, {"arguments", std::move(arguments)}};
    if (i < step.results.size()) {
      call["ok"] = step.results[i].ok;
      call["result"] = step.results[i].text;
    }
    calls.emplace_back(std::move(call));
  }
  return core::Dict{{"turn", static_cast<int64_t>(step.turn)},    {"message", static_cast<int64_t>(step.message)},
                    {"prompt_tokens", step.prompt_tokens},        {"tokens", step.tokens},
                    {"error", chat::call_error_name(step.error)}, {"calls", std::move(calls)}};
}

RolloutStep step_from_json(const Value& json, size_t messages) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  RolloutStep step;
  step.turn = static_cast<size_t>(int_field(json, "turn", 0, kMost));
  step.message = static_cast<size_t>(int_field(json, "message", 0, static_cast<int64_t>(messages) - 1));
  step.prompt_tokens = int_field(json, "prompt_tokens", 0, kMost);
  step.tokens = int_field(json, "tokens", 0, kMost);
  step.error = enum_field<chat::CallError>(json, "error", chat::kCallErrorNames.size(), chat::call_error_name);
  for_each_item(json, "calls", [&](const Value& item) {
    chat::ToolCall& call = step.calls.emplace_back();
    call.name = string_field(item, "name");
    const Value& arguments = field(item, "arguments");
    if (!arguments.is_dict()) throw wrong_type("arguments", "an object", arguments);
    call.arguments = arguments.as_dict();
    if (item.find("result") == nullptr) return;
    if (step.results.size() + 1 != step.calls.size()) throw core::data_error("a call before it has no result");
    step.results.push_back({string_field(item, "result"), {}, bool_field(item, "ok")});
  });
  return step;
}

}  // namespace

RolloutRecord make_record(std::string id, std::string model, Rollout rollout, const chat::Tokenizer& tokenizer,
                          Value before) {
  RolloutRecord record{std::move(id), std::move(model), std::move(rollout), {}, std::move(before), {}};
  for (const chat::Ledger& ledger : record.rollout.ledgers) {
    record.token_texts.push_back(token_texts(ledger, tokenizer));
  }
  if (record.rollout.world != nullptr) record.after = record.rollout.world->state();
  return record;
}

bool is_record(const Value& line) {
  const Value* mark = line.is_dict() ? line.find("record") : nullptr;
  return mark != nullptr && mark->is_string() && mark->as_string() == kMark;
}

Value record_to_json(const RolloutRecord& record) {
  const Rollout& rollout = record.rollout;
  core::Dict json{{"record", kMark}, {"version", kVersion}, {"id", record.id}, {"model", record.model}};
  json["ending"] = rollout.finished ? Value(ending_name(rollout.ending)) : Value();
  json["detail"] = rollout.detail;
  json["sampled_tokens"] = rollout.sampled_tokens;
  for (auto& [key, value] : chat::conversation_to_json(rollout.conversation)) json.set(key, value);
  core::List steps;
  for (const RolloutStep& step : rollout.steps) steps.push_back(step_to_json(step));
  json["steps"] = std::move(steps);
  core::List ledgers;
  for (size_t i = 0; i < rollout.ledgers.size(); ++i) {
    ledgers.push_back(ledger_to_json(rollout.ledgers[i], record.token_texts.at(i)));
  }
  json["ledgers"] = std::move(ledgers);
  json["before"] = state_to_json(record.before);
  json["after"] = state_to_json(record.after);
  return json;
}

RolloutRecord record_from_json(const Value& line) {
  if (!is_record(line)) throw core::data_error("no recorded rollout: \"record\" is not \"rollout\"");
  if (int_field(line, "version", 1, std::numeric_limits<int64_t>::max()) > kVersion) {
    throw core::data_error(core::format("version: this program reads recorded rollouts up to version {}", kVersion),
                           "a later funreason wrote it");
  }
  RolloutRecord record;
  record.id = string_field(line, "id");
  record.model = string_field(line, "model");
  Rollout& rollout = record.rollout;
  const Value& ending = field(line, "ending");
  rollout.finished = !ending.is_none();
  if (rollout.finished) rollout.ending = enum_field<Ending>(line, "ending", kEndingNames.size(), ending_name);
  rollout.detail = string_field(line, "detail");
  rollout.sampled_tokens = int_field(line, "sampled_tokens", 0, std::numeric_limits<int64_t>::max());
  rollout.conversation = chat::conversation_from_json(line);
  for_each_item(line, "steps", [&](const Value& step) {
    rollout.steps.push_back(step_from_json(step, rollout.conversation.messages.size()));
  });
  for_each_item(line, "ledgers", [&](const Value& ledger) {
    rollout.ledgers.push_back(ledger_from_json(ledger, record.token_texts.emplace_back()));
  });
  record.before = field(line, "before");
  record.after = field(line, "after");
  return record;
}

namespace {

// The first line decides; an empty or missing file may become one.
const core::fs::path& checked(const core::fs::path& path) {
  std::error_code missing;
  if (!core::fs::exists(path, missing)) return path;
  core::JsonLines lines(core::read_file(path));
  if (!lines.next()) return path;
  try {
    if (is_record(lines.read())) return path;
  } catch (const core::Error&) {  // no JSON, so no record
  }
  throw core::usage_error(core::format("{}: the file holds something else than recorded rollouts", path.string()),
                          "name a new file");
}

}  // namespace

RecordFile::RecordFile(const core::fs::path& path) : file_(checked(path)) {}

void RecordFile::write(const RolloutRecord& record) {
  file_.write_line(chat::repair_utf8(core::dump_json(record_to_json(record))));
}

}  // namespace rollout
