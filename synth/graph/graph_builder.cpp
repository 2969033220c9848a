#include "synth/graph/graph_builder.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "synth/graph/tool_probe.h"
#include "synth/trace/arguments.h"

namespace synth {
namespace {

using core::Value;

// A successful call of a producer and the world after it.
struct Produced {
  const ProbeWorld* before = nullptr;
  ProbeWorld after;
  std::vector<Shown> shown;  // one: the call itself
};

// "booking_history[*].travel_from" -> "booking_history.travel_from": the place as documents name it.
std::string document_path(std::string_view pattern) {
  std::string path;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '[' || c == '{') {
      i = std::min(pattern.find(c == '[' ? ']' : '}', i), pattern.size() - 1);
    } else if (c != '/') {
      path += c;
    }
  }
  return path;
}

// Words that say the same of a parameter and of a field, without those that say nothing of the kind of value.
std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> words;
  for (const std::string& word : content_words(name)) {
    if (word == "id" || word == "last" || word == "first" || word == "current") continue;
    words.push_back(word == "line" ? "content" : word == "folder" ? "directory" : word);
  }
  return words;
}

class Builder {
 public:
  Builder(const std::vector<ToolSchema>& tools, const std::vector<std::shared_ptr<const env::Environment>>& worlds,
          const GraphOptions& options)
      : tools_(tools), options_(options), words_(tools), sampler_(graph_), rng_(options.seed, 0x67726170) {
    for (const auto& world : worlds) worlds_.emplace_back(world);
  }

  ApiGraph run() {
    ToolProbe(tools_, worlds_, words_, rng_.fork("probe")).run(graph_);
    for (const ToolSchema& tool : tools_) produce(tool);
    for (const ToolSchema& producer : tools_) {
      for (const ToolSchema& consumer : tools_) {
        if (producer.name == consumer.name) continue;
        find_data_flow(producer, consumer);
        if (graph_.find(producer.name)->changes_state) find_state_flow(producer, consumer);
      }
    }
    for (const ToolSchema& consumer : tools_) find_prerequisites(consumer);
    mark_cycles(graph_);
    return std::move(graph_);
  }

 private:
  void produce(const ToolSchema& tool) {
    core::Rng rng = rng_.fork("produce " + tool.name);
    for (const ProbeWorld& world : worlds_) {
      for (size_t i = 0; i < options_.calls_per_world; ++i) {
        std::optional<Produced> made = try_call(tool, world, {}, rng);
        if (made) produced_[tool.name].push_back(std::move(*made));
      }
    }
  }

  // One useful call of the tool, with these links into `shown`; nullopt where none was found.
  std::optional<Produced> try_call(const ToolSchema& tool, const ProbeWorld& world, const std::vector<Shown>& shown,
                                   core::Rng& rng) {
    for (size_t i = 0; i < options_.tries; ++i) {
      Inventor inventor(rng.fork(rng.next()));
      std::string missing;
      auto drawn = sampler_.draw(tool, {world.view, shown, 0, {}, {}}, inventor, rng, missing);
      if (!drawn) continue;
      Attempt attempt = attempt_call(tool, *world.world, drawn->call);
      if (!attempt.useful) continue;
      drawn->result = std::move(attempt.result);
      return Produced{&world, ProbeWorld(std::move(attempt.after)), {Shown(0, 0, *drawn)}};
    }
    return std::nullopt;
  }

  std::vector<std::string> field_words(const ToolSchema& tool, std::string_view pattern) const {
    const std::string path = document_path(pattern);
    std::vector<std::string> words = content_words(path);
    const auto add = [&](const std::vector<std::string>& more) { words.insert(words.end(), more.begin(), more.end()); };
    bool documented = false;
    for (const SchemaField& field : tool.fields) {
      if (field.path != path) continue;
      documented = true;
      add(field.words);
    }
    if (!documented) {
      for (const SchemaField& field : tool.fields) add(field.words);
    }
    const size_t own = tool.description.find("Tool description:");
    if (own != std::string::npos) add(content_words(tool.description.substr(own + 17)));
    return words;
  }

  // The rule: of one family of types, and with a word in common; numbers that are both amounts need none.
  bool is_proposed(const ToolSchema& producer, const Piece& piece, const SchemaParam& param) const {
    if (value_family(piece.value) != type_family(param.type) || piece.value.is_bool()) return false;
    if (piece.value.is_float() && param.type == "float") return true;
    return is_offer(piece, param) || share_word(field_words(producer, piece.pattern), words_.of(param));
  }

  // A value that nobody needs is worth an offer only where it is of the very kind: both amounts, or the parameter's
  // name within the field's.
  static bool is_offer(const Piece& piece, const SchemaParam& param) {
    if (piece.value.is_float() && param.type == "float") return true;
    const std::string path = document_path(piece.pattern);
    const std::vector<std::string> field = name_words(path.substr(path.rfind('.') + 1));
    const std::vector<std::string> wanted = name_words(param.name);
    return !wanted.empty() && std::ranges::all_of(wanted, [&](const std::string& word) {
      return std::ranges::find(field, word) != field.end();
    });
  }

  void find_data_flow(const ToolSchema& producer, const ToolSchema& consumer) {
    for (const SchemaParam& param : consumer.params) {
      std::map<std::string, bool> patterns;  // and whether they may be offers
      for (const Produced& produced : produced_[producer.name]) {
        for (const Piece& piece : produced.shown[0].pieces) {
          if (patterns.contains(piece.pattern) || !is_proposed(producer, piece, param)) continue;
          const bool is_new_name = graph_.profile(consumer.name, param.name).role == Role::fresh;
          patterns.emplace(piece.pattern, !is_new_name && is_offer(piece, param));
        }
      }
      for (const auto& [pattern, may_offer] : patterns) try_data_flow(producer, consumer, param, pattern, may_offer);
    }
  }

  void try_data_flow(const ToolSchema& producer, const ToolSchema& consumer, const SchemaParam& param,
                     const std::string& pattern, bool may_offer) {
    ++graph_.dropped["data_flow: proposed"];
    core::Rng rng = rng_.fork(producer.name + ">" + consumer.name + " " + param.name + " " + pattern);
    size_t needed = 0, offered = 0, drawn_calls = 0;
    for (const Produced& produced : produced_[producer.name]) {
      for (size_t i = 0; i < options_.tries; ++i) {
        Inventor inventor(rng.fork(rng.next()));
        std::string missing;
        const auto drawn =
            sampler_.draw(consumer, {produced.after.view, produced.shown, 0, {}, {{param.name, 0, pattern, {}}}},
                          inventor, rng, missing);
        if (!drawn) continue;
        ++drawn_calls;
        if (!attempt_call(consumer, *produced.after.world, drawn->call).useful) continue;
        chat::ToolCall guess = drawn->call;
        guess.arguments.set(param.name, naive_value(param.type, rng));
        ++(attempt_call(consumer, *produced.after.world, guess).useful ? offered : needed);
        break;
      }
      if (needed + offered >= 8) break;
    }
    const Edge edge{EdgeKind::data_flow, producer.name, consumer.name, param.name, pattern, {}, needed + offered};
    if (needed >= options_.min_witnesses && needed > offered) {
      graph_.add_edge(edge);
      ++graph_.dropped["data_flow: kept"];
    } else if (offered >= options_.min_witnesses) {
      if (may_offer) graph_.add_offer(edge);
      ++graph_.dropped[may_offer ? "data_flow: works without the producer, kept as an offer"
                                 : "data_flow: works without the producer"];
    } else {
      ++graph_.dropped[drawn_calls == 0 ? "data_flow: no value that fits" : "data_flow: consumer fails with it"];
    }
  }

  static std::vector<std::string> tool_words(const ToolSchema& tool) {
    std::vector<std::string> words = content_words(tool.name);
    for (const SchemaParam& param : tool.params) words.insert(words.end(), param.words.begin(), param.words.end());
    return words;
  }

  void find_state_flow(const ToolSchema& producer, const ToolSchema& consumer) {
    if (!share_word(tool_words(producer), tool_words(consumer))) return;
    for (const SchemaParam& param : consumer.params) {
      if (!sampler_.is_looked_up(consumer, param)) continue;
      for (const SchemaParam& from : producer.params) {
        if (type_family(from.type) == "text" && type_family(param.type) == "text") {
          try_state_flow(producer, consumer, {{param.name, 0, {}, from.name}});
        }
      }
    }
    try_state_flow(producer, consumer, {});
  }

  // Was it there before?
  bool was_held(const ToolSchema& tool, const std::string& argument, const Value& value,
                const ProbeWorld& world) const {
    const std::vector<std::string>& sources = graph_.profile(tool.name, argument).sources;
    return std::ranges::any_of(world.view.values(), [&](const StateValue& held) {
      return identical(held.value, value) && std::ranges::find(sources, held.source) != sources.end();
    });
  }

  // Does an argument other than `but_for` say what the producer told (or, where it is empty, newly named)? Then another
  // edge explains it.
  bool is_explained(const Produced& producer, const ToolSchema& consumer, const chat::ToolCall& call,
                    std::string_view but_for) const {
    return std::ranges::any_of(call.arguments, [&](const core::DictItem& item) {
      if (!item.value.is_string() || item.key == Value(but_for)) return false;
      const Shown& shown = producer.shown[0];
      const bool is_new = !was_held(consumer, item.key.as_string(), item.value, *producer.before);
      if (but_for.empty() && shown.repeats(item.value) && is_new) return true;
      return std::ranges::any_of(
          shown.pieces, [&](const Value& value) { return identical(value, item.value); }, &Piece::value);
    });
  }

  void try_state_flow(const ToolSchema& producer, const ToolSchema& consumer, const std::vector<ArgumentLink>& links) {
    ++graph_.dropped["state: proposed"];
    core::Rng rng = rng_.fork(producer.name + "~" + consumer.name +
                              (links.empty() ? "" : links[0].argument + links[0].from_argument));
    size_t witnesses = 0, useful = 0;
    for (const Produced& produced : produced_[producer.name]) {
      for (size_t i = 0; i < options_.tries; ++i) {
        Inventor inventor(rng.fork(rng.next()));
        std::string missing;
        const auto drawn =
            sampler_.draw(consumer, {produced.after.view, produced.shown, 0, {}, links}, inventor, rng, missing);
        if (!drawn || !attempt_call(consumer, *produced.after.world, drawn->call).useful) continue;
        ++useful;
        const std::string argument = links.empty() ? "" : links[0].argument;
        if (is_explained(produced, consumer, drawn->call, argument)) continue;
        if (!links.empty() && was_held(consumer, argument, drawn->call.arguments.at(argument), *produced.before))
          continue;
        if (attempt_call(consumer, *produced.before->world, drawn->call).useful) continue;
        ++witnesses;
        break;
      }
      if (witnesses >= 8) break;
    }
    if (witnesses >= options_.min_witnesses) {
      const std::string argument = links.empty() ? "" : links[0].argument;
      const std::string from = links.empty() ? "" : links[0].from_argument;
      graph_.add_edge({EdgeKind::state, producer.name, consumer.name, argument, {}, from, witnesses});
      ++graph_.dropped["state: kept"];
    } else {
      ++graph_.dropped[useful == 0 ? "state: consumer fails after it" : "state: consumer succeeds without it"];
    }
  }

  bool is_possible(const ToolSchema& tool, const ProbeWorld& world, const std::vector<Shown>& shown, core::Rng& rng) {
    return try_call(tool, world, shown, rng) || try_call(tool, world, shown, rng);
  }

  // Where the consumer is impossible and one tool alone makes it possible, that tool comes first.
  void find_prerequisites(const ToolSchema& consumer) {
    std::set<std::string> producers;
    for (const Edge* edge : graph_.into(consumer.name)) producers.insert(edge->producer);
    core::Rng rng = rng_.fork("before " + consumer.name);
    std::map<std::string, size_t> alone, together;
    for (const ProbeWorld& world : worlds_) {
      if (producers.empty() || is_possible(consumer, world, {}, rng)) continue;
      std::set<std::string> enabling;
      for (const std::string& producer : producers) {
        for (const Produced& produced : produced_[producer]) {
          if (produced.before == &world && is_possible(consumer, produced.after, produced.shown, rng)) {
            enabling.insert(producer);
          }
        }
      }
      for (const std::string& producer : enabling) ++(enabling.size() == 1 ? alone : together)[producer];
    }
    for (const std::string& producer : producers) {
      ++graph_.dropped["prerequisite: proposed"];
      if (alone[producer] < options_.min_witnesses || together[producer] > 0) {
        ++graph_.dropped[together[producer] > 0 ? "prerequisite: others do as well"
                                                : "prerequisite: consumer succeeds without it"];
      } else {
        graph_.add_edge({EdgeKind::prerequisite, producer, consumer.name, {}, {}, {}, alone[producer]});
        ++graph_.dropped["prerequisite: kept"];
      }
    }
  }

  const std::vector<ToolSchema>& tools_;
  const GraphOptions& options_;
  ParamWords words_;
  ApiGraph graph_;
  ArgumentSampler sampler_;
  core::Rng rng_;
  std::vector<ProbeWorld> worlds_;
  std::map<std::string, std::vector<Produced>> produced_;
};

}  // namespace

std::vector<ToolSchema> read_schemas(const std::vector<chat::ToolSpec>& tools) {
  return {tools.begin(), tools.end()};
}

size_t mark_cycles(ApiGraph& graph) {
  size_t marked = 0;
  for (const std::vector<std::string>& cycle : graph.prerequisite_cycles()) {
    for (Node& node : graph.nodes()) {
      if (std::ranges::find(cycle, node.tool) == cycle.end()) continue;
      node.problem = "its prerequisites form a cycle: " + core::join(cycle, ", ");
      ++marked;
    }
  }
  return marked;
}

ApiGraph build_graph(const std::vector<ToolSchema>& tools,
                     const std::vector<std::shared_ptr<const env::Environment>>& worlds, const GraphOptions& options) {
  if (worlds.empty()) throw core::data_error("an API graph needs at least one world");
  return Builder(tools, worlds, options).run();
}

}  // namespace synth
