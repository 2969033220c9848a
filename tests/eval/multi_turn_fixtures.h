// What the tests of multi-turn entries share: small entries over one file system, and replies that follow the truth.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/text.h"
#include "env/bfcl/dataset.h"

namespace fixtures {

// An entry of multi_turn_base with the file system home/{a.txt: "hello"}; `truth`: JSON, turns of call texts.
inline env::bfcl::Entry file_entry(const std::string& truth, const std::string& category = "multi_turn_base") {
  env::bfcl::Entry entry;
  entry.category = &env::bfcl::find_category(category);
  entry.id = category + "_0";
  entry.involved_classes = {"GorillaFileSystem"};
  entry.initial_config["GorillaFileSystem"] = core::parse_json(
      R"({"root": {"home": {"type": "directory", "contents": {"a.txt": {"type": "file", "content": "hello"}}}}})");
  entry.ground_truth = core::parse_json(truth);
  core::List question;
  for (size_t i = 0; i < entry.ground_truth.as_list().size(); ++i) {
    question.push_back(core::parse_json(R"([{"role": "user", "content": "Turn )" + std::to_string(i) + R"("}])"));
  }
  entry.question = std::move(question);
  return entry;
}

// "[f(a=1), g()]"; "Done." for a turn without calls.
inline std::string truth_reply(const core::Value& turn) {
  std::vector<std::string> calls;
  for (const core::Value& call : turn.as_list()) calls.push_back(call.as_string());
  return calls.empty() ? "Done." : "[" + core::join(calls, ", ") + "]";
}

}  // namespace fixtures
