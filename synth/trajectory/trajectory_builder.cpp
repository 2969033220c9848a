#include "synth/trajectory/trajectory_builder.h"

#include <algorithm>

#include "core/error.h"
#include "core/format.h"
#include "core/text.h"
#include "synth/trajectory/replay.h"
#include "synth/trajectory/round_builder.h"

namespace synth {
namespace {

constexpr uint64_t kAttempts = 8;  // of a trajectory
constexpr uint64_t kRoundAttempts = 12;
constexpr int64_t kTooLong = 2;            // a conversation that is long enough does not look for what still fits
constexpr uint64_t kSpecialAttempts = 24;  // of rounds that need a trace of some kind

}  // namespace

// One attempt at one trajectory.
class TrajectoryWriter {
 public:
  // `owed`: rounds that it has to have. Grows where a place for a round was found; the next attempt has to fill it, or
  // kinds of rounds that are hard to make would come less often than they should.
  TrajectoryWriter(const TrajectoryBuilder& builder, uint64_t index, uint64_t attempt, int64_t& owed,
                   TrajectoryResult& counts)
      : builder_(builder), config_(builder.config_), owed_(owed), counts_(counts), rng_(builder.seed_, index, attempt) {
    out_.index = index;
    out_.attempt = attempt;
    out_.mode = config_.mode;
  }

  // Empty: take() has it. Else why not.
  std::string write() {
    const WorldKit& kit = builder_.kits_[core::Rng(rng_).fork("kit").weighted(builder_.kit_weights_)];
    kit_ = &kit;
    out_.scenario = draw_scenario(kit.classes, scenario_stream(builder_.seed_, out_.index, out_.attempt));
    progress_.world = build_world(out_.scenario, kit.tools);
    core::Rng plan = core::Rng(builder_.seed_, out_.index).fork("plan");  // the same for all attempts
    const int64_t rounds = plan.integer(config_.min_rounds, config_.max_rounds);
    for (int64_t r = 0; r < rounds; ++r) {
      const auto kind = static_cast<TurnKind>(plan.weighted(builder_.kind_weights_));
      const core::Rng rng = rng_.fork("round").fork(static_cast<uint64_t>(r));
      auto built = make_round(r < owed_ ? kind : TurnKind::plain, rng);
      if (r >= owed_) {
        // Whether there is room for one more must not depend on its kind: short kinds would come too often.
        if (!built) break;
        owed_ = r + 1;
        if (kind != TurnKind::plain) built = make_round(kind, rng);
      }
      if (!built) return kind == TurnKind::plain ? "too few rounds" : core::format("no {} round", turn_kind_name(kind));
      commit(std::move(*built));
    }
    if (needed_.empty()) return "no calls";
    out_.final_state = progress_.world->state();
    offer_tools();
    if (std::string difference = replay(out_, builder_.seed_, kit.tools); !difference.empty()) {
      return "replay: " + difference;
    }
    return builder_.guard_ ? builder_.guard_(out_) : std::string();
  }
  Trajectory take() { return std::move(out_); }

 private:
  std::optional<BuiltRound> make_round(TurnKind kind, core::Rng rng) {
    RoundBuilder rounds(*kit_, config_, *builder_.offer_, progress_, counts_);
    const uint64_t attempts = kind == TurnKind::plain ? kRoundAttempts : kSpecialAttempts;
    const bool enough = static_cast<int64_t>(out_.rounds.size()) >= owed_;
    int64_t& too_long = counts_.rejections["round: too long"];
    const int64_t last_too_long = too_long + (enough ? kTooLong : INT64_MAX / 2);
    for (uint64_t attempt = 0; attempt < attempts && too_long < last_too_long; ++attempt) {
      auto built = rounds.build(kind, rng.fork(attempt));
      if (!built) continue;
      if (fits(*built)) return built;
      ++too_long;
    }
    return std::nullopt;
  }

  // Tools that are listed from the start.
  std::set<std::string> listed(const BuiltRound& built) const {
    std::set<std::string> names = needed_;
    for (const chain::Step& step : built.round.chain.steps) names.insert(step.call.name);
    for (const std::string& name : progress_.announced) names.erase(name);
    if (built.round.kind == TurnKind::missing_function) names.erase(built.round.withheld);
    return names;
  }
  bool fits(const BuiltRound& built) const {
    if (config_.max_tokens == 0) return true;
    std::vector<chat::Message> messages = out_.messages;
    messages.insert(messages.end(), built.messages.begin(), built.messages.end());
    return builder_.offer_->served_tokens(messages, listed(built)) <= static_cast<size_t>(config_.max_tokens);
  }

  void commit(BuiltRound built) {
    needed_ = listed(built);
    TrajectoryRound& round = built.round;
    if (round.kind == TurnKind::missing_function) progress_.announced.insert(round.withheld);
    for (size_t i = 0; i < built.messages.size(); ++i) {
      // Documents are no conversation: what they list was not said.
      const bool is_document = round.kind == TurnKind::missing_function && i == round.supply_message;
      if (built.messages[i].role == chat::Role::user && !is_document)
        progress_.memory.add_text(built.messages[i].content);
    }
    for (const chain::Step& step : round.chain.steps) {
      progress_.memory.add(step.call, step.result);
      progress_.used.insert(step.call.name);
    }
    progress_.memory.next_round();
    if (round.chain.after) progress_.world = round.chain.after;
    progress_.traces.push_back(std::make_shared<const Trace>(round.trace));
    round.first_message = out_.messages.size();
    round.supply_message += round.first_message;
    for (chat::Message& message : built.messages) {
      progress_.tokens += builder_.offer_->message_tokens(message);
      out_.messages.push_back(std::move(message));
    }
    round.end_message = out_.messages.size();
    out_.rounds.push_back(std::move(round));
  }

  // Needed tools and distractors, in the world's order.
  void offer_tools() {
    std::set<std::string> names = needed_;
    core::Rng rng = rng_.fork("offer");
    std::vector<std::string> others;
    for (const chat::ToolSpec& tool : *kit_->tools) {
      const std::string name = tool.name();
      if (!needed_.contains(name) && !progress_.announced.contains(name)) others.push_back(name);
    }
    rng.shuffle(others);
    size_t tokens = builder_.offer_->served_tokens(out_.messages, names);
    size_t room = config_.max_tokens == 0 ? others.size() : rng.index(static_cast<size_t>(config_.max_distractors) + 1);
    for (const std::string& name : others) {
      if (room == 0) break;
      const size_t more = builder_.offer_->tool_tokens(name);
      if (config_.max_tokens > 0 && tokens + more > static_cast<size_t>(config_.max_tokens)) continue;
      names.insert(name);
      tokens += more;
      --room;
    }
    for (const chat::ToolSpec& tool : *kit_->tools) {
      if (names.contains(tool.name())) out_.tools.push_back(builder_.offer_->shown(tool.name()));
    }
    out_.tokens = tokens;
  }

  const TrajectoryBuilder& builder_;
  const TrajectoryConfig& config_;
  int64_t& owed_;
  TrajectoryResult& counts_;
  core::Rng rng_;
  const WorldKit* kit_ = nullptr;
  Progress progress_;
  std::set<std::string> needed_;
  Trajectory out_;
};

TrajectoryBuilder::TrajectoryBuilder(std::vector<WorldKit> kits, TrajectoryConfig config, uint64_t seed,
                                     std::shared_ptr<const ToolOffer> offer, TrajectoryGuard guard)
    : kits_(std::move(kits)),
      config_(std::move(config)),
      seed_(seed),
      offer_(std::move(offer)),
      guard_(std::move(guard)) {
  if (config_.mode != "directed" && config_.mode != "random") {
    throw core::usage_error(core::format("mode: '{}' is no mode", config_.mode), "directed or random");
  }
  if (config_.min_rounds < 1 || config_.max_rounds < config_.min_rounds) {
    throw core::usage_error("min_rounds, max_rounds: at least one round, and no more than max_rounds");
  }
  if (config_.max_calls < 1 || config_.max_attempts < 1) throw core::usage_error("max_calls, max_attempts: at least 1");
  if (config_.max_distractors < 0 || config_.max_tokens < 0) {
    throw core::usage_error("max_distractors, max_tokens: not negative");
  }
  // Less than this, and no round fits beside the prompt and one tool.
  const auto needed = static_cast<int64_t>(offer_->prompt_tokens()) + 200;
  if (config_.max_tokens > 0 && config_.max_tokens < needed) {
    throw core::usage_error(core::format("max_tokens: {} tokens do not hold a conversation", config_.max_tokens),
                            core::format("at least {}, or 0 for no limit", needed));
  }
  const TurnShares& turns = config_.turns;
  kind_weights_ = {turns.plain, turns.missing_function, turns.missing_parameter, turns.irrelevance,
                   turns.error_recovery};
  for (const WorldKit& kit : kits_) {
    kit_weights_.push_back(kit.share);
    if (kit.targets.empty()) {
      throw core::data_error(
          core::format("{}: the API graph has no tool that can be a target", core::join(kit.classes, " + ")),
          "leave trajectories.graph empty to build one");
    }
  }
  for (const double weight : kind_weights_) {
    if (weight < 0) throw core::usage_error("turns: a share is negative");
  }
  const auto none = [](const auto& weights) { return std::ranges::all_of(weights, [](double w) { return w <= 0; }); };
  if (none(kind_weights_) || none(kit_weights_)) {
    throw core::usage_error("turns, worlds: all shares are 0", "give at least one a positive share");
  }
}

TrajectoryResult TrajectoryBuilder::make(uint64_t index) const {
  TrajectoryResult result;
  int64_t owed = config_.min_rounds;
  for (uint64_t attempt = 0; attempt < kAttempts && !result.ok; ++attempt) {
    TrajectoryWriter writer(*this, index, attempt, owed, result);
    const std::string reason = writer.write();
    if (reason.empty()) {
      result.trajectory = writer.take();
      result.ok = true;
    } else {
      ++result.rejections["trajectory: " + (reason.starts_with("contamination") ? "contamination" : reason)];
    }
  }
  return result;
}

}  // namespace synth
