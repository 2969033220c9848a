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
    if (rules.form == CallForm::python && !is_python_name(name)) {
      throw core::usage_error(core::format("tool '{}': the name cannot stand in a Python call", name), "rename it");
    }
    const bool strict = std::ranges::find(rules.strict, name) != rules.strict.end();
    ShapePtr arguments = read_parameters(tool.parameters(), place, {strict});
    if (rules.form == CallForm::python && arguments->kind != Shape::Kind::object) {
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

// From behind `{`: "name" and the arguments, up to what may follow them in the object.
void write_json_call(Writer& writer, const std::vector<Callable>& tools, std::string_view arguments_key) {
  Emitter& out = writer.out();
  writer.space();
  out.text("\"name\":");
  writer.space();
  std::vector<Emitter::Part> parts;
  for (const Callable& tool : tools) {
    parts.emplace_back([&] {
      out.text(core::dump_json(tool.name) + ",");
      writer.space();
      out.text(core::format("\"{}\":", arguments_key));
      writer.space();
      writer.value(tool.arguments);
    });
  }
  out.either(parts);
}

// From behind `<tool_call>` to the reply's end. The lines are where the benchmark's patterns look for them.
void write_hermes_calls(Writer& writer, const std::vector<Callable>& tools, bool several) {
  Emitter& out = writer.out();
  const uint32_t again = out.here();
  out.text("\n{");
  write_json_call(writer, tools, "arguments");
  writer.space();
  out.text("}\n</tool_call>");
  if (several) {
    out.maybe([&] {
      out.text("\n<tool_call>");
      out.jump(again);
    });
  }
}

// From behind `{` to the reply's end.
void write_llama3_calls(Writer& writer, const std::vector<Callable>& tools, bool several) {
  Emitter& out = writer.out();
  const uint32_t again = out.here();
  write_json_call(writer, tools, "parameters");
  writer.space();
  out.text("}");
  if (several) {
    out.maybe([&] {
      out.text(";");
      writer.space();
      out.text("{");
      out.jump(again);
    });
  }
}

// Behind a call of a list: where there may be several, `,` and the next, which begins at `again`; the list's end.
void write_rest_of_list(Writer& writer, uint32_t again, bool several) {
  Emitter& out = writer.out();
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

// From behind `[TOOL_CALLS]` to the reply's end.
void write_mistral_calls(Writer& writer, const std::vector<Callable>& tools, bool several) {
  constexpr int kIdSize = 9;
  Emitter& out = writer.out();
  writer.space();
  out.text("[");
  writer.space();
  const uint32_t again = out.here();
  out.text("{");
  write_json_call(writer, tools, "arguments");
  out.maybe([&] {
    out.text(",");
    writer.space();
    out.text("\"id\":");
    writer.space();
    out.text("\"");
    for (int i = 0; i < kIdSize; ++i) out.byte({{'0', '9'}, {'A', 'Z'}, {'a', 'z'}});
    out.text("\"");
  });
  writer.space();
  out.text("}");
  write_rest_of_list(writer, again, several);
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
  write_rest_of_list(writer, again, several);
}

// Up to where the calls begin, where nothing may stand before them.
void write_opening(Emitter& out, CallForm form) {
  if (form == CallForm::python) return out.text("[");
  if (form != CallForm::llama3_json) return out.text(call_mark(form));
  out.maybe([&] { out.text(call_mark(form)); });
  out.text("{");
}

}  // namespace

Program compile_calls(std::span<const ToolSpec> tools, const CallRules& rules) {
  FR_CHECK(rules.form != CallForm::none, "calls need a form");
  const std::vector<Callable> known = callables(tools, rules);
  Writer writer(rules.form == CallForm::python ? Notation::python : Notation::json);
  Emitter& out = writer.out();
  out.start_here();
  if (rules.mode == CallMode::automatic) {
    write_free_text(out, rules.form, rules.reasoning);
  } else {
    write_reasoning(out, rules.reasoning);
    write_opening(out, rules.form);
  }
  const auto write_calls = rules.form == CallForm::python        ? write_python_calls
                           : rules.form == CallForm::llama3_json ? write_llama3_calls
                           : rules.form == CallForm::mistral     ? write_mistral_calls
                                                                 : write_hermes_calls;
  write_calls(writer, known, rules.several);
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
