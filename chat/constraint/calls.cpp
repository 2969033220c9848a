#include "chat/constraint/calls.h"

#include <algorithm>

#include "chat/call_parser.h"
#include "chat/constraint/lead.h"
#include "chat/constraint/notation.h"
#include "core/error.h"
#include "core/json.h"

namespace chat::constraint {
namespace {

struct Callable {
  std::string name;
  ShapePtr arguments;
};

// A name that stands before `(` as it is.
bool is_python_name(const std::string& name) {
  const ParsedCalls parsed = parse_python_calls("[" + name + "()]");
  return parsed.ok() && parsed.calls.size() == 1 && parsed.calls[0].name == name;
}

std::vector<Callable> callables(std::span<const ToolSpec> tools, const CallRules& rules) {
  std::vector<Callable> out;
  for (const ToolSpec& tool : tools) {
    const std::string name = tool.name();
    if (!rules.only.empty() && name != rules.only) continue;
    const std::string place = core::format("tool '{}': parameters", name);
    if (rules.style == CallStyle::python && !is_python_name(name)) {
      throw core::usage_error(core::format("tool '{}': the name cannot stand in a Python call", name), "rename it");
    }
    const bool strict = std::ranges::find(rules.strict, name) != rules.strict.end();
    ShapePtr arguments = read_parameters(tool.parameters(), place, {strict});
    if (rules.style == CallStyle::python && arguments->kind != Shape::Kind::object) {
      throw core::usage_error(place + ": arguments of any name cannot be constrained in Python calls",
                              "list them as properties");
    }
    out.push_back({name, std::move(arguments)});
  }
  if (out.empty()) {
    throw core::usage_error(rules.only.empty() ? "there are no tools to constrain calls to"
                                               : core::format("no tool is called '{}'", rules.only));
  }
  return out;
}

// From behind `<tool_call>` to the reply's end. The lines are where the benchmark's patterns look for them.
void write_hermes_calls(Writer& writer, const std::vector<Callable>& tools, bool several) {
  Emitter& out = writer.out();
  const uint32_t again = out.here();
  out.text("\n{");
  writer.space();
  out.text("\"name\":");
  writer.space();
  std::vector<Emitter::Part> parts;
  for (const Callable& tool : tools) {
    parts.emplace_back([&] {
      out.text(core::dump_json(tool.name) + ",");
      writer.space();
      out.text("\"arguments\":");
      writer.space();
      writer.value(tool.arguments);
    });
  }
  out.either(parts);
  writer.space();
  out.text("}\n</tool_call>");
  if (several) {
    out.maybe([&] {
      out.text("\n<tool_call>");
      out.jump(again);
    });
  }
}

// From behind `[` to the reply's end.
void write_python_calls(Writer& writer, const std::vector<Callable>& tools, bool several) {
  Emitter& out = writer.out();
  writer.space();
  const uint32_t again = out.here();
  std::vector<Emitter::Part> parts;
  for (const Callable& tool : tools) {
    parts.emplace_back([&] {
      out.text(tool.name + "(");
      writer.arguments(*tool.arguments);
    });
  }
  out.either(parts);
  if (several) {
    out.maybe([&] {
      out.text(",");
      writer.space();
      out.jump(again);
    });
  }
  writer.space();
  out.text("]");
}

}  // namespace

Program compile_calls(std::span<const ToolSpec> tools, const CallRules& rules) {
  const std::vector<Callable> known = callables(tools, rules);
  const bool hermes = rules.style == CallStyle::hermes;
  Writer writer(hermes ? Notation::json : Notation::python);
  Emitter& out = writer.out();
  out.start_here();
  if (rules.mode == CallMode::automatic) {
    write_free_text(out, rules.style, rules.reasoning);
  } else {
    write_reasoning(out, rules.reasoning);
    out.text(hermes ? "<tool_call>" : "[");
  }
  if (hermes) {
    write_hermes_calls(writer, known, rules.several);
  } else {
    write_python_calls(writer, known, rules.several);
  }
  out.put(Op::accept);
  return writer.take();
}

Program compile_json(const std::optional<core::Value>& schema, const JsonRules& rules) {
  const core::Value any_object = core::Dict{{"type", "object"}};
  const ShapePtr shape = read_schema(schema ? *schema : any_object, "schema", {rules.strict});
  Writer writer(Notation::json);
  writer.out().start_here();
  write_reasoning(writer.out(), rules.reasoning);
  writer.value(shape);
  writer.out().put(Op::accept);
  return writer.take();
}

}  // namespace chat::constraint
