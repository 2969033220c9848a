#include "eval/decode_code.h"

#include <algorithm>
#include <string>
#include <vector>

#include "chat/python/exception.h"
#include "chat/utf8_text.h"
#include "core/format.h"
#include "core/python_string.h"
#include "core/utf8.h"
#include "eval/syntax_tree.h"

namespace eval {
namespace {

using chat::python::raise;
using core::Dict;
using core::Value;

// Python's limit of 1,000 nested calls, less what already runs: a level of the search for a call costs one, a level of
// a value two.
constexpr int kMaxSearchDepth = 950;
constexpr int kMaxValueDepth = 475;

[[noreturn]] void too_deep() {
  raise("RecursionError", "maximum recursion depth exceeded");
}

// What stands between the brackets, as the reference hands it to the library.
std::string_view source_of(std::string_view text) {
  if (!chat::is_valid_utf8(text)) raise("UnicodeEncodeError", "'utf-8' codec can't encode: surrogates not allowed");
  return core::without_ends(text);
}

// What Python's node.children[index] gives.
const SyntaxNode& child_at(const std::vector<SyntaxNode>& children, size_t index) {
  if (index >= children.size()) raise("IndexError", "list index out of range");
  return children[index];
}

// Arguments by name, None for those without one.
class Arguments {
 public:
  void add(Value name, std::string value) {
    repeated_ = repeated_ || values_.find(name) != nullptr;
    values_.set(std::move(name), std::move(value));
  }

  // [{name: arguments}]
  Value as_calls(std::string name) && {
    if (repeated_) raise("Exception", "Error: Multiple arguments with the same name are not supported.");
    Dict call;
    call.set(std::move(name), std::move(values_));
    return core::List{std::move(call)};
  }

 private:
  Dict values_;
  bool repeated_ = false;
};

// The reference cuts a Java value out of its characters, but by offsets in bytes: after anything outside ASCII, texts
// are shifted.
class ShiftedText {
 public:
  explicit ShiftedText(std::string_view text) : text_(text) {
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
    if (ascii) return;
    for (size_t at = 0; at < text.size(); core::next_code_point(text, at)) starts_.push_back(at);
    starts_.push_back(text.size());
  }

  std::string cut(const SyntaxNode& node) const {
    const size_t begin = offset(node.begin());
    return std::string(text_.substr(begin, offset(node.end()) - begin));
  }

 private:
  size_t offset(size_t byte) const { return starts_.empty() ? byte : starts_[std::min(byte, starts_.size() - 1)]; }

  std::string_view text_;
  std::vector<size_t> starts_;  // of each character; empty where all are ASCII
};

class JavaReader {
 public:
  explicit JavaReader(std::string_view source) : text_(source) {}

  // Of the first call in the tree; None where there is none.
  Value first_call(const SyntaxNode& node, int depth = 0) const {
    if (depth > kMaxSearchDepth) too_deep();
    if (node.is("method_invocation")) return call(node);
    for (const SyntaxNode& child : node.children()) {
      Value found = first_call(child, depth + 1);
      if (!found.is_none()) return found;
    }
    return {};
  }

 private:
  Value call(const SyntaxNode& node) const {
    const SyntaxNode object = node.field("object");
    std::string name = text_.cut(node.field("name"));
    if (!object.is_null()) name = text_.cut(object) + "." + name;
    Arguments arguments;
    for (const SyntaxNode& argument : node.field("arguments").children()) {
      if (argument.is("assignment_expression")) {
        const std::vector<SyntaxNode> parts = argument.children();
        arguments.add(text_.cut(child_at(parts, 0)), value(child_at(parts, 2), false, 0));
      } else if (argument.is("identifier") || argument.is("class_literal")) {
        arguments.add({}, text_.cut(argument));
      }
    }
    return std::move(arguments).as_calls(std::move(name));
  }

  // Source text of a value without its blanks and, at the top, without the quotes of a string.
  std::string value(const SyntaxNode& node, bool nested, int depth) const {
    if (depth > kMaxValueDepth) too_deep();
    if (node.is_null()) raise("AttributeError", "'NoneType' object has no attribute 'type'");
    if (node.is("string_literal") || node.is("character_literal")) {
      const std::string quoted = text_.cut(node);
      return nested ? quoted : std::string(core::without_ends(quoted));
    }
    for (const std::string_view whole : {"identifier", "class_literal", "type_identifier", "method_invocation"}) {
      if (node.is(whole)) return text_.cut(node);
    }
    if (node.is("array_creation_expression")) {
      const std::string type = value(node.field("type"), true, depth + 1);
      return "new " + type + "[]" + value(node.field("value"), true, depth + 1);
    }
    if (node.is("object_creation_expression")) return object_creation(node, depth);
    const std::vector<SyntaxNode> children = node.children();
    if (children.empty()) return text_.cut(node);
    std::string out;
    for (const SyntaxNode& child : children) out += value(child, true, depth + 1);
    return out;
  }

  // The body of an anonymous class is lost.
  std::string object_creation(const SyntaxNode& node, int depth) const {
    std::string out = "new " + value(node.field("type"), true, depth + 1) + "(";
    bool first = true;
    const SyntaxNode arguments = node.field("arguments");
    if (arguments.is_null()) return out + ")";
    for (const SyntaxNode& argument : arguments.children()) {
      if (argument.is(",") || argument.is("(") || argument.is(")")) continue;
      if (!first) out += ", ";
      first = false;
      out += value(argument, true, depth + 1);
    }
    return out + ")";
  }

  ShiftedText text_;
};

std::string javascript_value(std::string_view text) {
  for (const char quote : {'"', '\''}) {
    if (text.starts_with(quote) && text.ends_with(quote)) return std::string(core::without_ends(text));
  }
  return std::string(text);
}

Value javascript_call(const SyntaxNode& call, std::string_view source) {
  const auto text = [source](const SyntaxNode& node) {
    return std::string(source.substr(node.begin(), node.end() - node.begin()));
  };
  const std::vector<SyntaxNode> parts = call.children();
  Arguments arguments;
  for (const SyntaxNode& argument : child_at(parts, 1).children()) {
    if (argument.is("assignment_expression")) {
      const std::vector<SyntaxNode> sides = argument.children();
      arguments.add(text(child_at(sides, 0)), javascript_value(text(child_at(sides, 2))));
    } else if (argument.is("identifier") || argument.is("true")) {
      arguments.add({}, text(argument));
    }
  }
  return std::move(arguments).as_calls(text(child_at(parts, 0)));
}

}  // namespace

Value decode_java_calls(std::string_view text) {
  const std::string_view source = source_of(text);
  const SyntaxTree tree(Grammar::java, source);
  if (tree.has_error()) raise("SyntaxError", "Error parsing java the source code.");
  const Value found = JavaReader(source).first_call(tree.root());
  return found.is_none() ? Value(Dict()) : found;
}

Value decode_javascript_calls(std::string_view text) {
  const std::string_view source = source_of(text);
  const SyntaxTree tree(Grammar::javascript, source);
  if (tree.has_error()) raise("SyntaxError", "Error js parsing the source code.");
  if (!tree.root().is("program")) return {};
  for (const SyntaxNode& statement : tree.root().children()) {
    if (!statement.is("expression_statement")) continue;
    for (const SyntaxNode& expression : statement.children()) {
      if (expression.is("call_expression")) return javascript_call(expression, source);
    }
  }
  return {};
}

}  // namespace eval
