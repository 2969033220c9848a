#include "synth/trajectory/trajectory_report.h"

#include <algorithm>
#include <set>

#include "core/format.h"
#include "core/html.h"
#include "synth/counts.h"
#include "synth/trajectory/sample_page.h"

namespace synth {
namespace {

using core::Dict;
using core::Value;

constexpr size_t kSamples = 24;  // one of each kind first

}  // namespace

void TrajectoryReport::add(const Value& line) {
  const Value& meta = line.at("metadata");
  ++written;
  std::string world;
  for (const Value& name : meta.at("classes").as_list()) world += (world.empty() ? "" : " + ") + name.as_string();
  ++worlds_[world];
  std::set<std::string> kinds;
  for (const Value& round : meta.at("rounds").as_list()) {
    kinds.insert(round.get_string("kind"));
    add_round(round);
  }
  for (const std::string& kind : kinds) ++kind_presence_[kind];
  ++rounds_[std::to_string(meta.at("rounds").as_list().size())];
  tokens_ += meta.get_int("tokens", 0);
  longest_ = std::max(longest_, meta.get_int("tokens", 0));
  if (samples_.size() < kSamples) samples_.push_back(line);
}

void TrajectoryReport::add_round(const Value& round) {
  ++kinds_[round.get_string("kind")];
  const Value* trace = round.find("trace");
  if (trace == nullptr) return;
  ++by_target_[round.get_string("target")];
  ++lengths_[static_cast<int64_t>(trace->as_list().size())];
  ++k_[core::format("K={}", round.get_int("k", 0))];
  hidden_ += round.get_int("hidden", 0);
  for (const Value& call : trace->as_list()) {
    const std::string text = call.get_string("call");
    ++calls_[text.substr(0, text.find('('))];
    for (const Value& origin : call.at("origins").as_list()) ++origins_[origin.get_string("origin")];
  }
  for (const Value& one : round.at("feedback").as_list()) {
    ++feedback_[one.as_string().substr(0, one.as_string().find(" at "))];
  }
}

double TrajectoryReport::mean_calls() const {
  double calls = 0;
  double rounds = 0;
  for (const auto& [length, count] : lengths_) {
    calls += static_cast<double>(length * count);
    rounds += static_cast<double>(count);
  }
  return calls / std::max(rounds, 1.0);
}

double TrajectoryReport::share_of_three() const {
  double rounds = 0;
  double long_ones = 0;
  for (const auto& [length, count] : lengths_) {
    rounds += static_cast<double>(count);
    if (length >= 3) long_ones += static_cast<double>(count);
  }
  return long_ones / std::max(rounds, 1.0);
}

size_t TrajectoryReport::targets_without_round() const {
  return static_cast<size_t>(
      std::ranges::count_if(targets, [&](const std::string& target) { return !by_target_.contains(target); }));
}

Dict TrajectoryReport::to_json() const {
  Dict lengths;
  for (const auto& [length, count] : lengths_) lengths[std::to_string(length)] = Value(count);
  Dict impossible;
  for (const auto& [tool, why] : not_targets) impossible[tool] = Value(why);
  const auto mean = [&](int64_t sum) {
    return Value(static_cast<double>(sum) / std::max<double>(static_cast<double>(written), 1));
  };
  return {{"written", Value(written)},
          {"resumed", Value(resumed)},
          {"seconds", Value(seconds)},
          {"trajectories_per_second", Value(per_second)},
          {"worlds", Value(counts_json(worlds_))},
          {"rounds_per_trajectory", Value(counts_json(rounds_))},
          {"round_kinds", Value(counts_json(kinds_))},
          {"trajectories_with_kind", Value(counts_json(kind_presence_))},
          {"calls_per_round", Value(std::move(lengths))},
          {"mean_calls_per_round", Value(mean_calls())},
          {"share_of_rounds_with_three_calls", Value(share_of_three())},
          {"k", Value(counts_json(k_))},
          {"chains_tried", Value(counts_json(chains))},
          {"feedback", Value(counts_json(feedback_))},
          {"targets", Value(counts_json(by_target_))},
          {"target_tries", Value(counts_json(target_tries))},
          {"targets_without_round", Value(targets_without_round())},
          {"not_targets", Value(std::move(impossible))},
          {"calls", Value(counts_json(calls_))},
          {"origins", Value(counts_json(origins_))},
          {"mean_hidden_calls", mean(hidden_)},
          {"mean_tokens", mean(tokens_)},
          {"longest_tokens", Value(longest_)},
          {"rejections", Value(counts_json(rejections))}};
}

std::string TrajectoryReport::to_text() const {
  std::string out = core::format("{} trajectories in {.1} s ({.0} a second)", written, seconds, per_second);
  if (resumed > 0) out += core::format(", {} of them from an interrupted run", resumed);
  out += core::format(
      "\n{.2} calls a round, {.0} % of rounds with three and more; {} of {} tools were targets; {.0} tokens, longest "
      "{}\n",
      mean_calls(), 100 * share_of_three(), targets.size() - targets_without_round(), targets.size(),
      static_cast<double>(tokens_) / std::max<double>(static_cast<double>(written), 1), longest_);
  for (const auto& [tool, why] : not_targets) out += core::format("  no target: {}: {}\n", tool, why);
  counts_text("kinds of rounds", kinds_, out);
  counts_text("attempts of the reasoner in written rounds", k_, out);
  counts_text("chains tried", chains, out);
  counts_text("rejected", rejections, out);
  return out;
}

std::string TrajectoryReport::to_html() const {
  std::map<std::string, int64_t> lengths;
  for (const auto& [length, count] : lengths_) lengths[std::to_string(length)] = count;
  std::map<std::string, int64_t> coverage = by_target_;
  for (const std::string& target : targets) coverage.try_emplace(target, 0);
  std::string body = core::html_text(
      "p",
      core::format(
          "{} trajectories, {.2} calls a round, {.0} % of rounds with three calls and more, {.0} tokens on average.",
          written, mean_calls(), 100 * share_of_three(),
          static_cast<double>(tokens_) / std::max<double>(static_cast<double>(written), 1)));
  for (const auto& [tool, why] : not_targets) {
    body += core::html_text("p", core::format("No round is made for {}: {}.", tool, why), "bad");
  }
  body += counts_html("Kinds of rounds", kinds_) + counts_html("Trajectories with a round of the kind", kind_presence_);
  body += counts_html("Worlds", worlds_) + counts_html("Rounds a trajectory", rounds_);
  body += counts_chart("Calls a round", lengths) + counts_chart("K: attempts of the reasoner, written rounds", k_);
  body += counts_html("Chains tried", chains) + counts_html("What the critic said of written rounds", feedback_);
  body += counts_html("Rounds by target", coverage) + counts_html("Calls by tool", calls_);
  body += counts_html("Where arguments come from", origins_) + counts_html("Rejected", rejections);
  if (!graph_svg.empty()) body += core::html_element("h2", "API graph") + core::html_element("div", graph_svg, "graph");
  body += core::html_element("h2", "Samples");
  for (const Value& line : samples_) body += sample_html(line);
  return core::html_page("Trajectories", body);
}

}  // namespace synth
