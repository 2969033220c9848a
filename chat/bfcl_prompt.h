// BFCL's prompt mode: the system prompt that lists the functions and the call format, and the conversation around it.
// The texts are the benchmark's own, read at run time from the file that scripts/convert_bfcl_prompts.py made.
// Mirrors bfcl_eval/model_handler/utils.py and utils.py. Knows no data files and no chat template.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chat/bfcl_docs.h"
#include "chat/message.h"
#include "core/files.h"
#include "core/value.h"

namespace chat {

enum class ReturnFormat { python, json, verbose_xml, concise_xml };
enum class DocLanguage { python, java, javascript };

// One way to put the prompt; the default is the benchmark's.
struct PromptFormat {
  ReturnFormat returns = ReturnFormat::python;
  bool tool_call_tag = false;
  DocFormat docs = DocFormat::json;
  bool markdown = false;      // else plain text
  bool experimental = false;  // else the classic style

  // "ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=plaintext&style=classic" and its variants.
  // Throws core::Error(data) for any other text.
  static PromptFormat parse(std::string_view config);
  std::string config() const;
};

// The 26 formats of BFCL's format sensitivity, in its order.
std::vector<PromptFormat> format_sensitivity_formats();

class BfclPrompts {
 public:
  // prompts.json as written by scripts/convert_bfcl_prompts.py. Throws core::Error naming the file and what it lacks.
  static BfclPrompts load(const core::fs::path& prompts_json);
  // The same, `bfcl/prompts.json` of core::data_dir().
  static BfclPrompts load();

  // `functions`: a list of function documents, as the benchmark's data files hold them.
  std::string system_prompt(const core::Value& functions, const PromptFormat& format = {}) const;

  // What a model is told of its memory: whom it serves in that scenario ("student", …), how memories work, and what its
  // memory shows (`content`). `unified`: a memory of one text instead of a core and an archive.
  std::string memory_instruction(std::string_view scenario, bool unified, std::string_view content) const;

  // The function document with the language's hint appended to its description. Java and JavaScript parameters become
  // strings that say what they stand for. Applied once for a run, never for scoring.
  core::Value apply_language_hint(core::Value function, DocLanguage language) const;
  core::Value apply_language_hints(core::Value functions, DocLanguage language) const;

  // Any text of the benchmark's default_prompts.py by its name there.
  const std::string& text(std::string_view name) const;

 private:
  explicit BfclPrompts(core::Value texts) : texts_(std::move(texts)) {}

  core::Value texts_;
};

// Puts a system message in front; where there is one already, its content follows the prompt after a blank line.
void put_system_prompt(std::vector<Message>& messages, const std::string& prompt);

// One turn of an entry in prompt mode, with the system prompt in front of it.
Conversation bfcl_conversation(const BfclPrompts& prompts, const core::Value& functions, std::vector<Message> messages,
                               const PromptFormat& format = {});

// A tool as a benchmark function document: JSON schema's `object` and `number` become `dict` and `float`, at any depth;
// a missing description becomes empty.
core::Value bfcl_function(const ToolSpec& tool);

// The same conversation in the benchmark's prompt form, for training: tools (as documents with the Python hint) in the
// system message, calls as `[f(a=1)]` in the content.
Conversation in_prompt_form(const BfclPrompts& prompts, const Conversation& conversation);

}  // namespace chat
