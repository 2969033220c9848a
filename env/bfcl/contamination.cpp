#include "env/bfcl/contamination.h"

#include <algorithm>

#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/text.h"
#include "env/bfcl/literals.h"

namespace env::bfcl {

namespace {

constexpr uint64_t kBase = 0x9e3779b97f4a7c15ULL;  // odd: multiplication loses no information modulo 2^64

// Calls fn(hash, first word) for every run of kNgramWords words, or once for a text that has fewer.
template <class Fn>
void for_each_ngram(const std::vector<std::string>& words, const Fn& fn) {
  if (words.empty()) return;
  const size_t length = std::min(words.size(), ContaminationIndex::kNgramWords);
  std::vector<uint64_t> hashes(words.size());
  std::transform(words.begin(), words.end(), hashes.begin(),
                 [](const std::string& word) { return core::hash64(word); });
  uint64_t power = 1;  // kBase^length: weight of the word that leaves the window
  for (size_t i = 0; i < length; ++i) power *= kBase;
  uint64_t rolling = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    rolling = rolling * kBase + hashes[i];
    if (i >= length) rolling -= hashes[i - length] * power;
    // The length is part of the key: a short text is found only as a whole.
    if (i + 1 >= length && !fn(core::mix64(rolling ^ length), i + 1 - length)) return;
  }
}

uint64_t call_key(std::string_view function_name, std::string_view literal) {
  return core::hash64(canonical_name(function_name) + '\n' + std::string(literal));
}

const core::Value* function_document(const core::List& functions, const core::Value& name) {
  const auto found = std::find_if(functions.begin(), functions.end(), [&](const core::Value& function) {
    const core::Value* its_name = function.find("name");
    return its_name != nullptr && *its_name == name;
  });
  return found == functions.end() ? nullptr : &*found;
}

const core::Value* property(const core::Value* function, const core::Value& name) {
  const core::Value* parameters = function == nullptr ? nullptr : function->find("parameters");
  const core::Value* properties = parameters == nullptr ? nullptr : parameters->find("properties");
  return properties == nullptr || !properties->is_dict() ? nullptr : properties->as_dict().find(name);
}

void add_question(const core::Value& question, std::string_view id, ContaminationIndex& index) {
  for (const core::Value& turn : question.as_list()) {
    for (const core::Value& message : turn.as_list()) {
      if (message.get_string("role") == "user") index.add_user_text(message.get_string("content"), id);
    }
  }
}

// Accepted answers of a single-turn entry: {function: {parameter: [accepted values]}}, one an expected call.
void add_answers(const Entry& entry, ContaminationIndex& index) {
  for (const core::Value& call : entry.ground_truth.as_list()) {
    for (const auto& [name, arguments] : call.as_dict()) {
      const core::Value* function = function_document(entry.functions, name);
      for (const auto& [parameter, accepted] : arguments.as_dict()) {
        for_each_free_literal(accepted, property(function, parameter),
                              [&, &its_name = name](const std::string& literal) {
                                index.add_call_literal(its_name.as_string(), literal, entry.id);
                              });
      }
    }
  }
}

// Multi-turn answers are Python call texts; a literal is free unless any parameter of the function hands it out.
void add_call_texts(const Entry& entry, const core::List& documents, ContaminationIndex& index) {
  for (const core::Value& turn : entry.ground_truth.as_list()) {
    for (const core::Value& text : turn.as_list()) {
      const CallText call = scan_call_text(text.as_string());
      const core::Value* function = function_document(documents, core::Value(call.name));
      std::vector<std::string> handed_out;
      if (function != nullptr) {
        for (const auto& [name, schema] : function->at("parameters").at("properties").as_dict()) {
          const auto add = [&](const std::string& literal) { handed_out.push_back(literal); };
          if (const core::Value* members = schema.find("enum")) for_each_literal(*members, add);
          if (const core::Value* fallback = schema.find("default")) for_each_literal(*fallback, add);
        }
      }
      for_each_literal(core::Value(call.literals), [&](const std::string& literal) {
        if (std::find(handed_out.begin(), handed_out.end(), literal) != handed_out.end()) return;
        index.add_call_literal(call.name, literal, entry.id);
      });
    }
  }
}

core::List read_folder(const core::fs::path& folder) {
  std::vector<core::fs::path> files;
  if (core::fs::is_directory(folder)) {
    for (const auto& item : core::fs::directory_iterator(folder)) {
      if (item.path().extension() == ".json") files.push_back(item.path());
    }
  }
  std::sort(files.begin(), files.end());
  core::List lines;
  for (const core::fs::path& file : files) {
    core::for_each_jsonl(file, [&](core::Value&& line, size_t) { lines.push_back(std::move(line)); });
  }
  return lines;
}

}  // namespace

ContaminationIndex::ContaminationIndex(const Dataset& dataset) {
  const core::List documents = read_folder(dataset.root() / "multi_turn_func_doc");
  std::string last_file;
  for (const Category& category : all_categories()) {
    // Categories that share a file differ in ids only; format sensitivity lists ids of the others.
    if (category.checker == Checker::format_sensitivity || category.file == last_file) continue;
    last_file = category.file;
    for (const Entry& entry : dataset.load(category)) {
      entry_index(entry.id);
      add_question(core::Value(entry.question), entry.id, *this);
      if (!entry.ground_truth.is_list()) continue;
      if (category.group == Group::non_live || category.group == Group::live) add_answers(entry, *this);
      if (category.group == Group::multi_turn) add_call_texts(entry, documents, *this);
    }
  }
  for (const core::Value& line : read_folder(dataset.root() / "memory_prereq_conversation")) {
    add_question(line.at("question"), line.at("id").as_string(), *this);
  }
}

uint32_t ContaminationIndex::entry_index(std::string_view entry_id) {
  if (entry_ids_.empty() || entry_ids_.back() != entry_id) entry_ids_.emplace_back(entry_id);
  return static_cast<uint32_t>(entry_ids_.size() - 1);
}

void ContaminationIndex::add_user_text(std::string_view text, std::string_view entry_id) {
  const uint32_t entry = entry_index(entry_id);
  for_each_ngram(lower_words(text), [&](uint64_t key, size_t) {
    texts_.emplace(key, entry);
    return true;
  });
}

void ContaminationIndex::add_call_literal(std::string_view function_name, std::string_view literal,
                                          std::string_view entry_id) {
  literals_.emplace(call_key(function_name, literal), entry_index(entry_id));
}

std::optional<ContaminationHit> ContaminationIndex::check_text(std::string_view user_text) const {
  const std::vector<std::string> words = lower_words(user_text);
  std::optional<ContaminationHit> hit;
  for_each_ngram(words, [&](uint64_t key, size_t first) {
    const auto found = texts_.find(key);
    if (found == texts_.end()) return true;
    const size_t last = std::min(first + kNgramWords, words.size());
    const std::vector<std::string> shared(words.begin() + static_cast<std::ptrdiff_t>(first),
                                          words.begin() + static_cast<std::ptrdiff_t>(last));
    hit = ContaminationHit{entry_ids_[found->second], "user_text", core::join(shared, " ")};
    return false;
  });
  return hit;
}

std::optional<ContaminationHit> ContaminationIndex::check_call(const chat::ToolCall& call) const {
  std::optional<ContaminationHit> hit;
  for (const auto& [name, value] : call.arguments) {
    for_each_literal(value, [&](const std::string& literal) {
      if (hit) return;
      const auto found = literals_.find(call_key(call.name, literal));
      if (found == literals_.end()) return;
      hit = ContaminationHit{entry_ids_[found->second], "call", call.name + " " + literal.substr(2)};
    });
    if (hit) break;
  }
  return hit;
}

std::optional<ContaminationHit> ContaminationIndex::check(std::span<const std::string> user_texts,
                                                          std::span<const chat::ToolCall> calls) const {
  for (const std::string& text : user_texts) {
    if (auto hit = check_text(text)) return hit;
  }
  for (const chat::ToolCall& call : calls) {
    if (auto hit = check_call(call)) return hit;
  }
  return std::nullopt;
}

}  // namespace env::bfcl
