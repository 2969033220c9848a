#include "synth/trajectory/trajectory_guard.h"

#include <memory>
#include <set>

#include "env/bfcl/contamination.h"
#include "env/bfcl/state_index.h"
#include "env/bfcl/worlds/travel_tables.h"

namespace synth {
namespace {

const std::set<std::string>& table_values() {
  static const std::set<std::string> kValues = [] {
    std::set<std::string> values = {".", "..", "", "l", "w", "c", "read", "write", "read_write"};
    const env::bfcl::TravelTables& tables = env::bfcl::travel_tables();
    for (const auto& [name, factor] : tables.class_factors) values.insert(name.as_string());
    for (const core::Value& code : tables.airports) values.insert(code.as_string());
    for (const auto& [city, code] : tables.nearest_airports) {
      values.insert(city.as_string());
      values.insert(code.as_string());
    }
    for (const env::bfcl::Route& route : tables.routes) values.insert({route.from, route.to});
    for (const env::bfcl::ExchangeRate& rate : tables.exchange_rates) values.insert({rate.from, rate.to});
    return values;
  }();
  return kValues;
}

}  // namespace

chat::ToolCall evidence_of(const chat::ToolCall& call) {
  chat::ToolCall out{call.name, {}, call.id};
  for (const auto& [name, value] : call.arguments) {
    if (value.is_string() && !table_values().contains(value.as_string())) out.arguments.set(name, value);
  }
  return out;
}

TrajectoryGuard trajectory_guard() {
  const auto index = std::make_shared<const env::bfcl::ContaminationIndex>(env::bfcl::Dataset::standard());
  const auto states = std::make_shared<const env::bfcl::StateIndex>(env::bfcl::Dataset::standard());
  return [index, states](const Trajectory& trajectory) -> std::string {
    if (const auto hit = states->check(trajectory.scenario.initial_config)) {
      return "contamination: " + hit->entry_id + " state of " + hit->what;
    }
    for (const std::string& text : trajectory.user_texts()) {
      if (const auto hit = index->check_text(text)) return "contamination: " + hit->entry_id + " text " + hit->what;
    }
    for (const chat::ToolCall& call : trajectory.calls()) {
      if (const auto hit = index->check_call(evidence_of(call))) {
        return "contamination: " + hit->entry_id + " call " + hit->what;
      }
    }
    return {};
  };
}

}  // namespace synth
