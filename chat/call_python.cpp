// Tool calls as a Python list: [f(a=1), g(b="x")].
#include <cmath>
#include <limits>

#include "chat/call_parser.h"
#include "chat/python/parser.h"
#include "chat/reasoning.h"
#include "core/error.h"
#include "core/python_text.h"
#include "core/text.h"

namespace chat {
namespace {

using core::Value;
using python::Kind;
using python::Node;
using python::Op;

struct Refusal {
  CallError error;
  std::string message;
};

// Back-ticks, or a code fence with or without a word behind it, around the whole text.
std::string_view without_fence(std::string_view text) {
  text = core::trim(text);
  if (text.size() >= 6 && text.starts_with("```") && text.ends_with("```")) {
    text = text.substr(3, text.size() - 6);
    const size_t line = text.find('\n');
    const std::string_view word = text.substr(0, line);
    if (line != std::string_view::npos && word.find_first_of("[](){}'\" ") == std::string_view::npos) {
      text = text.substr(line + 1);
    }
    return core::trim(text);
  }
  while (text.size() >= 2 && text.starts_with('`') && text.ends_with('`')) text = text.substr(1, text.size() - 2);
  return core::trim(text);
}

// "[…" or "name(…": meant as calls. Everything else that Python refuses is prose.
bool looks_like_calls(std::string_view text) {
  if (text.starts_with('[')) return true;
  size_t at = 0;
  while (at < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_' || text[at] == '.')) {
    ++at;
  }
  return at > 0 && at < text.size() && text[at] == '(';
}

// "f(a=1)]" and "[f(a=1)" lack a bracket that brackets of the same kind elsewhere do not make up for.
std::string with_brackets(std::string_view text) {
  std::string out(text);
  if (!out.starts_with('[')) out.insert(0, 1, '[');
  if (!out.ends_with(']')) out += ']';
  return out;
}

Value literal(const Node& node);

Value negated(const Value& value) {
  if (value.is_float()) return -value.as_double();
  if (value.type() == Value::Type::integer && value.as_int() != std::numeric_limits<int64_t>::min()) {
    return -value.as_int();
  }
  if (value.type() == Value::Type::big_integer) {
    const std::string& decimal = value.as_big_int().decimal;
    if (decimal == "9223372036854775808") return std::numeric_limits<int64_t>::min();
    return core::BigInt{decimal[0] == '-' ? decimal.substr(1) : "-" + decimal};
  }
  throw Refusal{CallError::unsupported_value, "a sign before something that is no number"};
}

bool is_hashable(const Value& key) {
  if (key.is_list() || key.is_dict()) return false;
  if (!key.is_tuple()) return true;
  for (const Value& item : key.as_tuple().items) {
    if (!is_hashable(item)) return false;
  }
  return true;
}

core::Dict dict_literal(const Node& node) {
  core::Dict out;
  for (size_t i = 0; i < node.items.size(); ++i) {
    if (node.keys[i] == nullptr) throw Refusal{CallError::unsupported_value, "`**` in a dict"};
    Value key = literal(*node.keys[i]);
    if (!is_hashable(key)) throw Refusal{CallError::unsupported_value, "a dict key that cannot be one"};
    out.set(std::move(key), literal(*node.items[i]));
  }
  return out;
}

// JSON's names for constants are understood, too.
Value named_constant(const std::string& name) {
  if (name == "true") return true;
  if (name == "false") return false;
  if (name == "null") return nullptr;
  if (name == "nan" || name == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (name == "inf" || name == "Infinity") return std::numeric_limits<double>::infinity();
  throw Refusal{CallError::unsupported_value, core::format("the name `{}` is no value", name)};
}

Value literal(const Node& node) {
  switch (node.kind) {
    case Kind::constant:
      if (node.value.is_bytes() || node.value.is_complex()) break;
      return node.value;
    case Kind::name:
      return named_constant(node.text());
    case Kind::unary_op: {
      if (node.op != Op::u_sub && node.op != Op::u_add) break;
      const Value value = literal(*node.a);
      if (node.op == Op::u_sub) return negated(value);
      if (!value.is_number()) throw Refusal{CallError::unsupported_value, "a sign before something that is no number"};
      return value;
    }
    case Kind::list:
    case Kind::tuple: {
      core::List items;
      for (const Node* item : node.items) items.push_back(literal(*item));
      return node.kind == Kind::list ? Value(std::move(items)) : Value(core::Tuple{std::move(items)});
    }
    case Kind::dict:
      return dict_literal(node);
    default:
      break;
  }
  throw Refusal{CallError::unsupported_value,
                core::format("a value that is no literal ({})", python::kind_name(node.kind))};
}

std::string dotted_name(const Node& function) {
  std::string name;
  const Node* part = &function;
  for (; part->kind == Kind::attribute; part = part->a) name = "." + part->text() + name;
  if (part->kind != Kind::name) throw Refusal{CallError::not_a_call_list, "a call of something that is no name"};
  return part->text() + name;
}

void set_argument(ToolCall& call, const std::string& name, Value value) {
  if (call.arguments.contains(name)) {
    throw Refusal{CallError::invalid_python, core::format("argument `{}` of {} is given twice", name, call.name)};
  }
  call.arguments.set(name, std::move(value));
}

ToolCall read_call(const Node& node) {
  ToolCall call;
  call.name = dotted_name(*node.a);
  if (!node.items.empty()) {
    throw Refusal{CallError::positional_argument, core::format("{} has an argument without a name", call.name)};
  }
  for (const python::Keyword& keyword : node.extra->keywords) {
    if (!keyword.name.empty()) {
      set_argument(call, keyword.name, literal(*keyword.value));
      continue;
    }
    if (keyword.value->kind != Kind::dict) {
      throw Refusal{CallError::unsupported_value,
                    core::format("`**` in {} before something that is no dict", call.name)};
    }
    for (auto& [key, value] : dict_literal(*keyword.value)) {
      if (!key.is_string()) throw Refusal{CallError::unsupported_value, "an argument whose name is no text"};
      set_argument(call, key.as_string(), std::move(value));
    }
  }
  return call;
}

std::vector<ToolCall> read_calls(const Node& root) {
  if (root.kind == Kind::call) return {read_call(root)};
  if (root.kind == Kind::name) throw Refusal{CallError::no_call, "the reply has no tool call"};
  if (root.kind != Kind::list && root.kind != Kind::tuple) {
    throw Refusal{CallError::not_a_call_list, core::format("not a list of calls ({})", python::kind_name(root.kind))};
  }
  if (root.items.empty()) throw Refusal{CallError::no_call, "an empty list of calls"};
  std::vector<ToolCall> calls;
  for (const Node* item : root.items) {
    if (item->kind != Kind::call) {
      throw Refusal{CallError::not_a_call_list,
                    core::format("an item of the list is no call ({})", python::kind_name(item->kind))};
    }
    calls.push_back(read_call(*item));
  }
  return calls;
}

Refusal syntax_refusal(std::string_view text, const python::SyntaxFailure& failure) {
  if (!looks_like_calls(text)) return {CallError::no_call, "the reply has no tool call"};
  // A whole list, and then more: the usual mistake.
  if (const size_t close = text.rfind(']'); text.starts_with('[') && close != std::string_view::npos &&
                                            close + 1 < text.size() &&
                                            python::parse_expression(text.substr(0, close + 1)).ok()) {
    return {CallError::invalid_python, "text after the list of calls"};
  }
  return {CallError::invalid_python,
          core::format("not a Python expression: {} at byte {}", failure.message, failure.offset)};
}

}  // namespace

ParsedCalls parse_python_calls(std::string_view text) {
  ParsedCalls out;
  // Where the whole text is Python, a </think> can only stand in a string.
  const bool is_python = python::parse_expression(without_fence(text)).ok();
  const SplitReply reply = is_python ? SplitReply{{}, text} : split_reasoning(text);
  out.reasoning = reply.reasoning;
  const std::string_view body = without_fence(reply.content);
  try {
    python::ParsedExpression parsed = python::parse_expression(body);
    if (!parsed.ok() && looks_like_calls(body)) {
      python::ParsedExpression repaired = python::parse_expression(with_brackets(body));
      if (repaired.ok()) parsed = std::move(repaired);
    }
    if (!parsed.ok()) throw syntax_refusal(body, parsed.failure);
    out.calls = read_calls(*parsed.tree.root);
  } catch (Refusal& refusal) {
    out.error = refusal.error;
    out.message = std::move(refusal.message);
  }
  if (out.error == CallError::no_call) out.text = core::trim(reply.content);
  return out;
}

}  // namespace chat
