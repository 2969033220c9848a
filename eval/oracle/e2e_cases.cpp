#include "eval/oracle/e2e_cases.h"

#include <algorithm>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "eval/board/score_files.h"
#include "eval/handler.h"
#include "eval/judge.h"
#include "eval/oracle/result_texts.h"
#include "eval/oracle/scoring_cases.h"
#include "eval/runner.h"

namespace eval::oracle {

namespace {

using Failures = std::vector<std::string>;  // "<id> <error type>"

// The models that the oracle was made with.
board::ModelFacts model_facts(DecodeMode mode) {
  board::ModelFacts facts;
  facts.name = mode == DecodeMode::qwen_fc ? "oracle-fc" : "oracle-prompt";
  facts.display_name = mode == DecodeMode::qwen_fc ? "Oracle (FC)" : "Oracle (Prompt)";
  facts.url = "https://example.org/" + facts.display_name;
  facts.org = "Oracle Org";
  facts.license = "apache-2.0";
  return facts;
}

std::string differences(const Failures& expected, const Failures& found) {
  constexpr size_t kShown = 5;
  std::vector<std::string> parts;
  const auto add = [&](const Failures& from, const Failures& missing_in, std::string_view what) {
    for (const std::string& failure : from) {
      const bool there = std::find(missing_in.begin(), missing_in.end(), failure) != missing_in.end();
      if (!there && parts.size() < kShown) parts.push_back(core::format("{} {}", what, failure));
    }
  };
  add(expected, found, "expected");
  add(found, expected, "found");
  return parts.empty() ? "another order" : core::join(parts, "; ");
}

}  // namespace

Outcome E2eCases::run(const core::Value& line) {
  return line.find("category") == nullptr ? run_tables(line) : run_category(line);
}

Outcome E2eCases::run_category(const core::Value& line) {
  const env::bfcl::Category& category = env::bfcl::find_category(line.at("category").as_string());
  const DecodeMode mode = find_handler(line.at("mode").as_string()).decode;
  const std::string place = core::format("{} ({})", category.name, decode_mode_name(mode));
  Mode& of_mode = modes_[std::string(decode_mode_name(mode))];

  std::vector<ResultLine> lines;
  for (const core::Value& result : line.at("results").as_list()) {
    ResultLine& judged = lines.emplace_back(result_from_json(result));
    const env::bfcl::Entry* entry = entries_.find(category, judged.id);
    if (entry == nullptr) {
      return {Outcome::Kind::failed, core::format("{}: the data set has no entry {}", place, judged.id)};
    }
    if (!is_covered(*entry)) {
      of_mode.not_covered.emplace(category.name);
      return {Outcome::Kind::not_covered, core::format("category {}", category.name)};
    }
    judge_line(*entry, mode, judged);
    of_mode.row.costs.add(judged);
  }
  Failures found;
  for (const ResultLine& judged : lines) {
    if (!judged.valid) found.push_back(judged.id + " " + judged.error_type);
  }
  Failures expected;
  for (const core::Value& failure : line.at("failures").as_list()) {
    expected.push_back(failure.as_list().at(0).as_string() + " " + failure.as_list().at(1).as_string());
  }
  if (found != expected) return {Outcome::Kind::failed, core::format("{}: {}", place, differences(expected, found))};

  const std::vector<board::CategoryLines> scored = board::by_category(lines, entries_);
  const core::Value header = board::score_header(scored.at(0));
  const std::string expected_header = core::dump_json(line.at("header"));
  if (core::dump_json(header) != expected_header) {
    return {Outcome::Kind::failed,
            core::format("{}: {}", place, text_difference(core::dump_json(header), expected_header))};
  }
  of_mode.row.categories[std::string(category.name)] = {header.at("accuracy").as_double(),
                                                        header.at("total_count").as_double()};
  return {};
}

Outcome E2eCases::run_tables(const core::Value& line) {
  const std::string& name = line.at("mode").as_string();
  Mode& of_mode = modes_[name];
  if (!of_mode.not_covered.empty()) return {Outcome::Kind::not_covered, "tables over categories that are not covered"};
  of_mode.row.model = model_facts(find_handler(name).decode);
  // The oracle's tables are made without reading score files back, so they have no figures of single formats.
  const std::string difference = table_difference(
      board::score_tables({of_mode.row}, board::count_entries_once(entries_.dataset())), line.at("csv"));
  return difference.empty() ? Outcome{} : Outcome{Outcome::Kind::failed, core::format("{}: {}", name, difference)};
}

}  // namespace eval::oracle
