// What the tests of multi-turn entries share: small entries over one file system, and replies that follow the truth.
#pragma once

#include <string>
#include <vector>

#include "chat/python/parser.h"
#include "core/json.h"
#include "core/text.h"
#include "env/bfcl/dataset.h"
#include "eval/decode.h"

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

// A reply loses the positional arguments of its calls, so saying the truth's words is right only where it has none.
inline bool can_be_said(const env::bfcl::Entry& entry) {
  for (const core::Value& turn : entry.ground_truth.as_list()) {
    for (const core::Value& call : turn.as_list()) {
      if (!chat::python::parse_expression(call.as_string()).tree.root->items.empty()) return false;
    }
  }
  return true;
}

// The same calls as Qwen3 writes them: "[f(a=1)]" as <tool_call> blocks; other texts stay as they are.
inline std::string qwen_calls(const std::string& reply) {
  const eval::Decoded calls = eval::decode_ast(eval::DecodeMode::prompt, core::Value(reply));
  if (!calls.ok) return reply;
  std::vector<std::string> blocks;
  for (const core::Value& call : calls.value.as_list()) {
    const core::DictItem& item = *call.as_dict().begin();
    const core::Dict json{{"name", item.key}, {"arguments", item.value}};
    blocks.push_back("<tool_call>\n" + core::dump_json(core::Value(json)) + "\n</tool_call>");
  }
  return core::join(blocks, "\n");
}

}  // namespace fixtures
