// Lines of results.jsonl: what a model answered to an entry and what came of it. Field names follow bfcl_eval's result
// files, so those can be read too. Reading is tolerant: a line that is damaged is counted, never fatal.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/text_buffer.h"
#include "core/value.h"
#include "rollout/ending.h"

namespace eval {

// `finish` of an entry that a served model never answered.
inline constexpr std::string_view kEndpointFinish = rollout::ending_name(rollout::Ending::endpoint);

struct ResultLine {
  std::string id;
  std::string category;
  core::Value result;     // the reply as the decoder takes it: a str, or a list in openai_fc mode; multi-turn: turns of
                          // steps of replies
  std::string reasoning;  // chain of thought taken off the reply
  core::Value turn_reasoning;  // multi-turn: that of every step, in the form of `result`; None where there is none
  // Numbers; multi-turn: those of every step, in the form of `result`. Read from a file they are what stands there,
  // None where nothing does.
  core::Value input_tokens;
  core::Value output_tokens;
  core::Value latency_s;  // see rollout::Reply
  core::Value memory;  // a conversation before memory questions: what it leaves, as MemorySimulator::snapshot gives it
  // Of one reply: stop, length, context, cancelled (model::finish_name); of a conversation: answer, tool_limit, context
  // (rollout::ending_name). Of either: endpoint (it failed for good), unplayed (the entry is at fault); empty where
  // another harness wrote the line.
  std::string finish;
  bool judged = false;  // the fields below are set
  bool valid = false;
  std::string error_type;
  core::Value error;    // list of messages
  core::Value decoded;  // None where decoding failed; multi-turn: turns of steps of calls as text
};

// All finite numbers of a field, at any depth: latency_s, say.
double step_sum(const core::Value& steps);
// The same of a count, in [0, 1e15].
int64_t token_sum(const core::Value& counts);

// A line of results.jsonl, without its end.
std::string result_json(const ResultLine& line);
// The same behind what `out` holds.
void append_result(core::TextBuffer& out, const ResultLine& line);
// The fields that bfcl_eval's own result files have, in its order.
core::Value reference_line(const ResultLine& line);
// Throws core::Error(data) where the id or the result is missing or a field has another type.
ResultLine result_from_json(core::Value json);

struct ResultFile {
  std::vector<ResultLine> lines;  // in order; of lines with one id the last
  size_t damaged = 0;             // lines that are no JSON, or no results
  size_t repeated = 0;            // earlier lines with the id of a later one
  std::string first_damage;       // "path:line: …" of the first damaged line
  std::string first_repeated;     // "path:line: id" of the first line whose id had a result already

  const ResultLine* find(const std::string& id) const;
};

// The lines of several files. Throws core::Error(environment) where one cannot be read.
ResultFile read_results(std::span<const core::fs::path> files);
// Those of one; a missing file has none.
ResultFile read_results(const core::fs::path& path);

// Puts the lines of a file into the order of the benchmark's runs, which does not depend on when replies came; damaged
// lines, and earlier ones with the id of a later one, go. Atomically, and not at all where nothing changes.
void put_results_in_order(const core::fs::path& path);

}  // namespace eval
