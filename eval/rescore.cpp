#include "eval/rescore.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "eval/judge.h"
#include "eval/runner.h"

namespace eval {

namespace {

std::vector<core::fs::path> result_files(const core::fs::path& path) {
  if (core::fs::is_regular_file(path)) return {path};
  if (core::fs::exists(path / "results.jsonl")) return {path / "results.jsonl"};
  std::vector<core::fs::path> files;
  if (core::fs::is_directory(path)) {
    for (const auto& item : core::fs::recursive_directory_iterator(path)) {
      const std::string name = item.path().filename().string();
      if (item.is_regular_file() && name.starts_with("BFCL_v") && name.ends_with("_result.json")) {
        files.push_back(item.path());
      }
    }
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    throw core::usage_error(
        core::format("{}: no results here", path.string()),
        "name a results.jsonl, a run folder, or a folder with BFCL_v4_<category>_result.json files");
  }
  return files;
}

// Result folders of the reference stand one a model; two of them at once would overwrite each other's ids.
void require_one_model(const std::vector<core::fs::path>& files) {
  std::map<std::string, core::fs::path> seen;
  for (const core::fs::path& file : files) {
    const auto [place, fresh] = seen.emplace(file.filename().string(), file);
    if (fresh) continue;
    throw core::usage_error(core::format("{} and {} hold the same category", place->second.string(), file.string()),
                            "name the folder of one model: result/<model>");
  }
}

using Entries = std::unordered_map<std::string, env::bfcl::Entry>;

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

RescoreOutcome rescore(const core::fs::path& path, DecodeMode mode, const env::bfcl::Dataset& dataset) {
  const std::vector<core::fs::path> files = result_files(path);
  require_one_model(files);
  RescoreOutcome outcome;
  for (const core::fs::path& file : files) read_results(file, outcome.results);

  std::map<const env::bfcl::Category*, Entries> entries;
  std::vector<ResultLine> kept;
  for (ResultLine& line : outcome.results.lines) {
    const env::bfcl::Category* category = env::bfcl::category_of_id(line.id);
    if (category == nullptr) {
      ++outcome.unknown;
      continue;
    }
    auto [place, fresh] = entries.try_emplace(category);
    if (fresh) {
      for (env::bfcl::Entry& entry : dataset.load(*category)) {
        const std::string id = entry.id;
        place->second.emplace(id, std::move(entry));
      }
    }
    const auto entry = place->second.find(line.id);
    if (entry == place->second.end()) {
      ++outcome.unknown;
      continue;
    }
    if (!is_covered(entry->second)) {
      ++outcome.not_covered;
      continue;
    }
    line.category = category->name;
    judge_line(entry->second, mode, line);
    kept.push_back(std::move(line));
  }
  outcome.results.lines = std::move(kept);
  outcome.scores = score(outcome.results.lines);
  count_entries(outcome.scores, dataset);
  return outcome;
}

void write_rescored(const core::fs::path& out_dir, const RescoreOutcome& outcome) {
  core::fs::create_directories(out_dir);
  std::string text;
  for (const ResultLine& line : outcome.results.lines) text += core::dump_json(result_to_json(line)) + "\n";
  core::write_file_atomic(out_dir / "results.jsonl", text);
  write_score_csv(out_dir / "score.csv", outcome.scores);
}

}  // namespace eval
