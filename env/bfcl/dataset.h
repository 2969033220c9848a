// The benchmark's entries and accepted answers, read from the unpacked wheel's data folder. Knows nothing of prompts,
// models or verdicts. Multi-turn and agentic entries come without tools: those are added by the worlds.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "chat/message.h"
#include "core/files.h"
#include "core/value.h"
#include "env/bfcl/category.h"
#include "env/bfcl/deferred_list.h"

namespace env::bfcl {

struct Entry {
  std::string id;
  const Category* category = nullptr;
  DeferredList question;                      // turns; a turn is a list of {"role", "content"}
  DeferredList functions;                     // function documents as written ("parameters" has type "dict")
  std::vector<std::string> involved_classes;  // multi-turn and agentic: the classes whose methods are the tools
  core::Dict initial_config;                  // multi-turn, web search: the scenario of each class
  // miss_func: turn -> names of the functions that only this turn announces; until then they are not on offer.
  std::map<size_t, std::vector<std::string>> missed_functions;
  core::Value ground_truth;  // list of {name: {parameter: [accepted values]}}; None where the category has no answers

  std::string scenario;       // memory: "student", …
  bool prerequisite = false;  // memory: a conversation before the questions; it has no answers and is never scored

  // format_sensitivity: the category of the entry that is put in another form, and the form.
  const Category* original = nullptr;
  chat::PromptFormat format;

  // The category whose rules decide.
  const Category& rules() const { return original != nullptr ? *original : *category; }

  // The messages of turn 0.
  std::vector<chat::Message> messages() const;
};

class Dataset {
 public:
  // `root` is laid out as bfcl_eval/data of the wheel. Throws core::Error(environment) where it is not, with the
  // remedy.
  explicit Dataset(core::fs::path root);
  // core::data_dir()/bfcl/data, where scripts/setup puts it.
  static Dataset standard();

  // Entries in the order of the file, which is the order of sort_key. Throws core::Error(data) naming file and line.
  std::vector<Entry> load(const Category& category) const;
  // How many those are, without reading them whole.
  size_t count(const Category& category) const;

  // "2026.3.23", from the wheel's METADATA beside the data; "unknown" where that is missing.
  std::string release() const;
  // SHA-256 over the question and answer files of these categories: names the data that a score belongs to.
  std::string fingerprint(const std::vector<const Category*>& categories) const;

  core::fs::path question_file(const Category& category) const;
  core::fs::path answer_file(const Category& category) const;
  const core::fs::path& root() const { return root_; }

 private:
  core::fs::path root_;
};

// The `count` entries whose ids have the smallest SHA-256 (all of them where count < 0 or too large), kept in their
// order: a fixed sample that no one chose.
std::vector<Entry> fixed_sample(std::vector<Entry> entries, int64_t count);

}  // namespace env::bfcl
