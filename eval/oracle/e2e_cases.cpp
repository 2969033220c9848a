#include "eval/oracle/e2e_cases.h"

#include <set>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "eval/format_spread.h"
#include "eval/judge.h"

namespace eval::oracle {

namespace {

using Failures = std::set<std::string>;  // "<id> <error type>"

std::string differences(const Failures& expected, const Failures& found) {
  constexpr size_t kShown = 5;
  std::vector<std::string> parts;
  for (const std::string& failure : expected) {
    if (found.count(failure) == 0 && parts.size() < kShown) parts.push_back("expected " + failure);
  }
  for (const std::string& failure : found) {
    if (expected.count(failure) == 0 && parts.size() < kShown) parts.push_back("found " + failure);
  }
  return core::join(parts, "; ");
}

// What the header of format sensitivity says beside the counts; empty where it agrees.
std::string spread_difference(const FormatTally& tally, const core::Value& header) {
  const FormatSpread spread = tally.spread();
  for (const auto& [name, found] :
       {std::pair("accuracy_max_delta", spread.max_delta), std::pair("accuracy_variance", spread.variance),
        std::pair("accuracy_std", spread.deviation)}) {
    const double expected = header.at(name).as_double();
    if (found != expected) return core::format("{} is {}, expected {}", name, found, expected);
  }
  for (const FormatScore& score : tally.scores()) {
    const core::Value& expected = header.at(score.format);
    if (expected.at("accuracy").as_double() != score.accuracy()) return "the accuracy of " + score.format;
  }
  return {};
}

}  // namespace

Outcome E2eCases::run(const core::Value& line) {
  if (line.find("category") == nullptr) return {Outcome::Kind::not_covered, "tables over all categories"};
  const env::bfcl::Category& category = env::bfcl::find_category(line.at("category").as_string());
  if (!is_covered(category)) return {Outcome::Kind::not_covered, core::format("category {}", category.name)};
  const DecodeMode mode = parse_decode_mode(line.at("mode").as_string());
  const std::string place = core::format("{} ({})", category.name, decode_mode_name(mode));

  Failures found;
  int64_t correct = 0;
  FormatTally formats;
  const core::List& results = line.at("results").as_list();
  for (const core::Value& result : results) {
    const std::string& id = result.at("id").as_string();
    const env::bfcl::Entry* entry = entries_.find(category, id);
    if (entry == nullptr) {
      return {Outcome::Kind::failed, core::format("{}: the data set has no entry {}", place, id)};
    }
    const Verdict verdict = judge(*entry, mode, result.at("result")).verdict;
    correct += verdict.valid() ? 1 : 0;
    if (category.checker == env::bfcl::Checker::format_sensitivity) formats.add(id, verdict.valid());
    if (!verdict.valid()) found.insert(id + " " + verdict.failure->error_type);
  }
  Failures expected;
  for (const core::Value& failure : line.at("failures").as_list()) {
    expected.insert(failure.as_list().at(0).as_string() + " " + failure.as_list().at(1).as_string());
  }
  if (found != expected) return {Outcome::Kind::failed, core::format("{}: {}", place, differences(expected, found))};
  const core::Value& header = line.at("header");
  const double accuracy = static_cast<double>(correct) / static_cast<double>(results.size());
  if (header.at("correct_count").as_int() != correct || header.at("accuracy").as_double() != accuracy) {
    return {Outcome::Kind::failed,
            core::format("{}: {} right, expected {}", place, correct, header.at("correct_count").as_int())};
  }
  if (category.checker == env::bfcl::Checker::format_sensitivity) {
    const std::string difference = spread_difference(formats, header);
    if (!difference.empty()) return {Outcome::Kind::failed, core::format("{}: {}", place, difference)};
  }
  return {};
}

}  // namespace eval::oracle
