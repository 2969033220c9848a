// Traces executed by hand: calls written down in a test run in a world, and every argument gets the origin that a
// sampler would give it.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chat/call_parser.h"
#include "core/files.h"
#include "env/bfcl/worlds/world_environment.h"
#include "synth/graph/value_path.h"
#include "synth/trace/scenario.h"
#include "synth/trace/trace.h"

namespace synth::test {

inline std::shared_ptr<const env::bfcl::Tools> tools_of(const std::vector<std::string>& classes) {
  return env::bfcl::read_tools(core::data_dir() / "bfcl" / "data", classes);
}

inline const Piece* shown(const std::vector<Piece>& pieces, const core::Value& value) {
  for (const Piece& piece : pieces) {
    if (identical(piece.value, value)) return &piece;
  }
  return nullptr;
}

inline ArgumentOrigin origin_of(const std::string& name, const core::Value& value, const env::Environment& world,
                                const std::vector<const Trace*>& rounds) {
  for (size_t r = rounds.size(); r-- > 0;) {
    for (size_t k = rounds[r]->calls.size(); k-- > 0;) {
      const auto pieces = pieces_of(rounds[r]->calls[k].result.value);
      if (const Piece* piece = shown(pieces, value)) return {name, Origin::output, r, k, piece->path};
    }
  }
  const auto pieces = pieces_of(world.state());
  if (const Piece* piece = shown(pieces, value)) return {name, Origin::state, 0, 0, piece->path};
  return {name, Origin::literal, 0, 0, {}};
}

// A call depends on an earlier one where it comes out differently without it.
inline std::vector<std::vector<size_t>> needs_of(const Trace& trace) {
  std::vector<std::vector<size_t>> needs(trace.calls.size());
  for (size_t left_out = 0; left_out < trace.calls.size(); ++left_out) {
    const auto world = trace.before->clone();
    for (size_t k = 0; k < trace.calls.size(); ++k) {
      if (k == left_out) continue;
      if (world->call(trace.calls[k].call).text != trace.calls[k].result.text && k > left_out)
        needs[k].push_back(left_out);
    }
    for (size_t k = left_out + 1; k < trace.calls.size(); ++k) {
      for (const ArgumentOrigin& origin : trace.calls[k].origins) {
        const bool from = origin.origin == Origin::output && origin.call == left_out;
        if (from && std::find(needs[k].begin(), needs[k].end(), left_out) == needs[k].end())
          needs[k].push_back(left_out);
      }
    }
  }
  return needs;
}

// `calls` as Python text, "[cd(folder='a'), ls()]". Calls that fail are taken as meant to fail.
inline Trace trace_of(const env::Environment& before, std::string_view calls, const std::vector<Trace>& earlier = {}) {
  Trace trace;
  trace.before = before.clone();
  const std::unique_ptr<env::Environment> world = before.clone();
  for (const chat::ToolCall& call : chat::parse_python_calls(calls).calls) {
    std::vector<const Trace*> rounds;
    for (const Trace& one : earlier) rounds.push_back(&one);
    rounds.push_back(&trace);
    TracedCall traced{call, {}, {}, false};
    for (const auto& [name, value] : call.arguments) {
      traced.origins.push_back(origin_of(name.as_string(), value, *world, rounds));
    }
    traced.result = world->call(call);
    traced.intended_error = !traced.result.ok;
    trace.calls.push_back(std::move(traced));
  }
  trace.target = trace.calls.empty() ? "" : trace.calls.back().call.name;
  trace.after = world->clone();
  trace.needs = needs_of(trace);
  return trace;
}

// A world with two folders, a few files.
inline std::unique_ptr<env::bfcl::WorldEnvironment> file_world() {
  const auto file = [](const char* text) { return core::Value(core::Dict{{"type", "file"}, {"content", text}}); };
  core::Dict drafts;
  drafts.set("plan.txt", file("one\ntwo\nthree"));
  drafts.set("notes.md", file("alpha beta\ngamma"));
  core::Dict root;
  root.set("drafts_2027", core::Value(core::Dict{{"type", "directory"}, {"contents", std::move(drafts)}}));
  root.set("empty_shelf", core::Value(core::Dict{{"type", "directory"}, {"contents", core::Dict()}}));
  root.set("harbor.csv", file("pier,depth\nnorth,12\nsouth,9"));
  core::Dict tree;
  tree.set("kiln_team", core::Value(core::Dict{{"type", "directory"}, {"contents", std::move(root)}}));
  Scenario scenario{{"GorillaFileSystem"}, {}};
  scenario.initial_config["GorillaFileSystem"] = core::Dict{{"root", std::move(tree)}};
  return build_world(scenario, tools_of(scenario.classes));
}

// An account that is signed in, with two cards and one booking.
inline std::unique_ptr<env::bfcl::WorldEnvironment> travel_world() {
  const auto card = [](const char* number, const char* expires, double balance) {
    return core::Value(core::Dict{{"card_number", number},
                                  {"expiration_date", expires},
                                  {"cardholder_name", "Maren Falk"},
                                  {"card_verification_number", 314},
                                  {"balance", balance}});
  };
  core::Dict cards;
  cards.set("card_51877", card("4921333344445555", "07/2029", 9000.5));
  cards.set("cc-7hk2m9", card("5522111122229876", "11/2031", 20000.0));
  core::Dict booking = {{"card_id", "card_51877"},     {"travel_date", "2027-04-03"}, {"travel_from", "SFO"},
                        {"travel_to", "LAX"},          {"travel_class", "economy"},   {"travel_cost", 200.0},
                        {"transaction_id", "55120934"}};
  core::Dict bookings;
  bookings.set("bk_220431", core::Value(std::move(booking)));
  Scenario scenario{{"TravelAPI"}, {}};
  scenario.initial_config["TravelAPI"] = core::Dict{{"credit_card_list", std::move(cards)},
                                                    {"booking_record", std::move(bookings)},
                                                    {"random_seed", 7654321},
                                                    {"access_token", "tk8fm2xq"},
                                                    {"token_type", "Bearer"},
                                                    {"token_expires_in", 3600},
                                                    {"token_scope", "read_write"},
                                                    {"user_first_name", "Maren"},
                                                    {"user_last_name", "Falk"},
                                                    {"budget_limit", 15000.0}};
  return build_world(scenario, tools_of(scenario.classes));
}

}  // namespace synth::test
