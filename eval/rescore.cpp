#include "eval/rescore.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "core/text_buffer.h"
#include "eval/judge.h"
#include "eval/runner.h"

namespace eval {

namespace {

using env::bfcl::Category;
using env::bfcl::Entry;

// A result's entry, which its order goes by, and its place among the results as they came.
struct Judged {
  const Entry* entry;
  size_t place;
};

class Rescore {
 public:
  Rescore(DecodeMode mode, EntryLookup& entries) : mode_(mode), entries_(entries) {}

  RescoreOutcome run(const std::vector<core::fs::path>& files) {
    outcome_.results = read_results(files);
    for (const core::fs::path& file : files) {
      // A file names its category even where it has lost every line.
      const Category* category = category_of_file(file);
      if (category != nullptr && has_entries(*category)) seen_[category];
    }
    std::vector<ResultLine>& lines = outcome_.results.lines;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (const Entry* entry = take(lines[i])) judged_.push_back({entry, i});
    }
    note_faults();
    // Within a category the entries lie one behind the other.
    std::sort(judged_.begin(), judged_.end(), [](const Judged& a, const Judged& b) {
      return a.entry->category != b.entry->category ? a.entry->category < b.entry->category : a.entry < b.entry;
    });
    std::vector<ResultLine> in_order;
    in_order.reserve(judged_.size());
    for (const Judged& judged : judged_) in_order.push_back(std::move(lines[judged.place]));
    lines = std::move(in_order);
    outcome_.scores = score(lines);
    for (CategoryScore& score : outcome_.scores.categories) count_entries(score, entries_.entries(*score.category));
    return std::move(outcome_);
  }

 private:
  // A category whose file the data lacks has no entries.
  bool has_entries(const Category& category) {
    const auto [place, fresh] = has_entries_.try_emplace(&category);
    if (fresh) place->second = core::fs::exists(entries_.dataset().question_file(category));
    return place->second;
  }

  // Judges a result; returns its entry, or nullptr where it cannot be scored.
  const Entry* take(ResultLine& line) {
    const Category* category = env::bfcl::category_of_id(line.id);
    const Entry* entry = category == nullptr || !has_entries(*category) ? nullptr : entries_.find(*category, line.id);
    if (entry == nullptr) {
      if (outcome_.unknown++ == 0) first_unknown_ = line.id;
      return nullptr;
    }
    ++seen_[entry->category];
    if (!is_covered(*entry)) {
      ++outcome_.not_covered;
      return nullptr;
    }
    line.category = entry->category->name;
    judge_line(*entry, mode_, line);
    return entry;
  }

  void note_faults() {
    const ResultFile& results = outcome_.results;
    const auto note = [&](size_t count, const std::string& fault) {
      if (count > 0) outcome_.faults.push_back(fault);
    };
    const std::string release = outcome_.unknown > 0 ? entries_.dataset().release() : "";
    note(results.damaged, core::format("{} damaged lines, the first: {}", results.damaged, results.first_damage));
    note(results.repeated,
         core::format("{} ids have several results, the first: {}", results.repeated, results.first_repeated));
    note(outcome_.unknown, core::format("{} ids are of no entry of bfcl-eval {}, the first: {}", outcome_.unknown,
                                        release, first_unknown_));
    for (const auto& [category, seen] : seen_) {
      const size_t all = entries_.entries(*category).size();
      note(all - seen, core::format("{}: results for {} of {} entries", category->name, seen, all));
    }
  }

  DecodeMode mode_;
  EntryLookup& entries_;
  RescoreOutcome outcome_;
  std::vector<Judged> judged_;
  std::map<const Category*, bool> has_entries_;
  std::map<const Category*, size_t> seen_;  // entries with a result
  std::string first_unknown_;
};

}  // namespace

std::string RescoreOutcome::remarks() const {
  std::vector<std::string> parts;
  const auto add = [&](size_t count, std::string_view what) {
    if (count > 0) parts.push_back(core::format("{} {}", count, what));
  };
  add(results.damaged, "damaged lines");
  add(results.repeated, "repeated ids");
  add(unknown, "unknown ids");
  add(not_covered, "that this program cannot score");
  if (parts.empty()) return {};
  std::string text = "left out: " + core::join(parts, ", ");
  if (!results.first_damage.empty()) text += core::format(" (first damage: {})", results.first_damage);
  return text;
}

RescoreOutcome rescore(const std::vector<core::fs::path>& files, DecodeMode mode, EntryLookup& entries) {
  return Rescore(mode, entries).run(files);
}

RescoreOutcome rescore(const core::fs::path& path, DecodeMode mode, const env::bfcl::Dataset& dataset) {
  const std::vector<ModelFiles> models = find_result_files(path);
  if (models.size() > 1) {
    throw core::usage_error(core::format("{}: holds results of {} models", path.string(), models.size()),
                            "name the folder of one model: result/<model>");
  }
  EntryLookup entries(dataset);
  return rescore(models.front().files, mode, entries);
}

void write_rescored(const core::fs::path& out_dir, const RescoreOutcome& outcome) {
  core::fs::create_directories(out_dir);
  core::TextBuffer text;
  for (const ResultLine& line : outcome.results.lines) {
    append_result(text, line);
    text += '\n';
  }
  core::write_derived_file(out_dir / "results.jsonl", text.text());
  write_score_csv(out_dir / "score.csv", outcome.scores);
}

}  // namespace eval
