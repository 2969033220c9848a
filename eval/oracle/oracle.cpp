#include "eval/oracle/oracle.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <ostream>

#include "core/error.h"
#include "core/json.h"
#include "eval/oracle/agentic_cases.h"
#include "eval/oracle/blobs.h"
#include "eval/oracle/decode_cases.h"
#include "eval/oracle/e2e_cases.h"
#include "eval/oracle/multi_turn_cases.h"
#include "eval/oracle/outcome.h"
#include "eval/oracle/prompt_cases.h"
#include "eval/oracle/scoring_cases.h"
#include "eval/oracle/sim_cases.h"
#include "eval/oracle/single_turn_cases.h"
#include "eval/oracle/transcript_cases.h"
#include "eval/oracle/web_cases.h"

namespace eval::oracle {

namespace {

using RunCase = std::function<Outcome(const core::Value&)>;

struct KindFile {
  std::string kind;
  core::fs::path path;
};

struct Tally {
  size_t passed = 0;
  size_t failed = 0;
  size_t not_covered = 0;
  std::vector<std::string> explanations;  // of the first failures
  std::map<std::string, size_t> not_covered_reasons;
};

std::vector<KindFile> kind_files(const core::fs::path& dir, const OracleOptions& options) {
  if (!core::fs::is_directory(dir)) throw core::usage_error(core::format("{}: no such folder", dir.string()));
  std::vector<KindFile> files;
  for (const auto& item : core::fs::directory_iterator(dir)) {
    const std::string name = item.path().filename().string();
    const size_t cut = name.find(".jsonl");
    const bool is_jsonl = cut != std::string::npos && (name.substr(cut) == ".jsonl" || name.substr(cut) == ".jsonl.gz");
    if (!is_jsonl || name.substr(0, cut) == "blobs") continue;
    files.push_back({name.substr(0, cut), item.path()});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.kind < b.kind; });
  for (const std::string& kind : options.kinds) {
    const bool known = std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.kind == kind; });
    if (!known) throw core::usage_error(core::format("{}: has no kind '{}'", dir.string(), kind));
  }
  std::erase_if(files, [&](const auto& file) {
    return !options.kinds.empty() &&
           std::find(options.kinds.begin(), options.kinds.end(), file.kind) == options.kinds.end();
  });
  if (files.empty()) {
    throw core::usage_error(core::format("{}: no oracle vectors (*.jsonl.gz) here", dir.string()),
                            "name a folder in the format of the oracle's README.md");
  }
  return files;
}

// What runs the cases of a kind; empty for a kind that the program does not cover.
RunCase runner_of(const std::string& kind, const OracleOptions& options) {
  const auto dataset = [&] {
    return options.data.empty() ? env::bfcl::Dataset::standard() : env::bfcl::Dataset(options.data);
  };
  if (kind == "single_turn") {
    return [cases = std::make_shared<SingleTurnCases>(dataset())](const core::Value& line) { return cases->run(line); };
  }
  if (kind == "decode") return run_decode_case;
  if (kind == "sim" || kind == "sim_wild") {
    return [cases = std::make_shared<SimCases>(dataset())](const core::Value& line) { return cases->run(line); };
  }
  if (kind == "web") return run_web_case;
  if (kind == "multi_turn") {
    return [cases = std::make_shared<MultiTurnCases>(dataset())](const core::Value& line) { return cases->run(line); };
  }
  if (kind == "e2e") {
    return [cases = std::make_shared<E2eCases>(dataset())](const core::Value& line) { return cases->run(line); };
  }
  if (kind == "agentic") {
    return [cases = std::make_shared<AgenticCases>(dataset())](const core::Value& line) { return cases->run(line); };
  }
  if (kind == "scoring") {
    return [cases = std::make_shared<ScoringCases>(dataset())](const core::Value& line) { return cases->run(line); };
  }
  const auto prompts = [&] {
    return options.prompts.empty() ? chat::BfclPrompts::load() : chat::BfclPrompts::load(options.prompts);
  };
  if (kind == "prompts") {
    return [cases = std::make_shared<PromptCases>(prompts(), dataset())](const core::Value& line) {
      return cases->run(line);
    };
  }
  if (kind == "transcripts") {
    return [cases = std::make_shared<TranscriptCases>(prompts(), dataset())](const core::Value& line) {
      return cases->run(line);
    };
  }
  return {};
}

Outcome run_guarded(const RunCase& run, const core::Value& line) {
  try {
    return run(line);
  } catch (const core::Error& error) {
    return {Outcome::Kind::failed, core::format("{}: {}", line.get_string("id", "?"), error.what())};
  }
}

void count(const Outcome& outcome, size_t line_number, size_t shown, Tally& tally) {
  switch (outcome.kind) {
    case Outcome::Kind::passed:
      ++tally.passed;
      break;
    case Outcome::Kind::failed:
      if (++tally.failed <= shown) {
        tally.explanations.push_back(core::format("line {}: {}", line_number, outcome.explanation));
      }
      break;
    case Outcome::Kind::not_covered:
      ++tally.not_covered;
      ++tally.not_covered_reasons[outcome.explanation];
      break;
  }
}

size_t count_lines(const core::fs::path& path) {
  const std::string text = core::read_maybe_gzip(path);
  const auto ends = static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  return ends + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

Tally run_file(const KindFile& file, const OracleOptions& options, Blobs& blobs) {
  Tally tally;
  const RunCase run = runner_of(file.kind, options);
  if (!run) {
    tally.not_covered = count_lines(file.path);
    tally.not_covered_reasons["this kind"] = tally.not_covered;
    return tally;
  }
  core::for_each_jsonl(file.path, [&](core::Value&& line, size_t number) {
    blobs.resolve(line);
    count(run_guarded(run, line), number, options.shown, tally);
  });
  return tally;
}

}  // namespace

int run_oracle(const core::fs::path& dir, const OracleOptions& options, std::ostream& out) {
  Blobs blobs(dir);
  bool any_failed = false;
  for (const KindFile& file : kind_files(dir, options)) {
    const Tally tally = run_file(file, options, blobs);
    out << core::format("{} passed {} failed {} not-covered {}\n", file.kind, tally.passed, tally.failed,
                        tally.not_covered);
    for (const std::string& explanation : tally.explanations) out << "  failed " << explanation << "\n";
    if (tally.failed > tally.explanations.size()) {
      out << core::format("  … and {} more\n", tally.failed - tally.explanations.size());
    }
    if (tally.passed + tally.failed > 0) {
      for (const auto& [reason, cases] : tally.not_covered_reasons) {
        out << core::format("  not covered: {} ({})\n", reason, cases);
      }
    }
    out.flush();
    any_failed = any_failed || tally.failed > 0;
  }
  return any_failed ? 1 : 0;
}

}  // namespace eval::oracle
