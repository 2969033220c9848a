#include "env/bfcl/worlds/call_evaluator.h"

#include <algorithm>
#include <array>
#include <set>

#include "chat/python/builtins.h"
#include "chat/python/exception.h"
#include "chat/python/fold.h"
#include "chat/python/parser.h"
#include "core/format.h"
#include "env/bfcl/worlds/python_comparison.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/subscript.h"

namespace env::bfcl {
namespace {

using chat::python::Kind;
using chat::python::Node;
using chat::python::Op;
using core::Value;

// What one call text may make, in FoldBudget's units: 3 MB of text, or 400,000 elements.
constexpr size_t kMaxWork = 400'000;

// What the reference's eval() sees beside builtins and instances: the modules that its file imports, and the variables
// of the function around it, by type (reference: multi_turn_utils.py).
constexpr std::array<std::string_view, 5> kModules = {"copy", "importlib", "inspect", "json", "re"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kVariables = {
    {{"CLASS_FILE_PATH_MAPPING", "dict"},
     {"STATELESS_CLASSES", "list"},
     {"class_instance", "instance"},
     {"class_method_name_mapping", "dict"},
     {"class_name", "str"},
     {"execution_results", "list"},
     {"func_call", "str"},
     {"func_call_copy", "str"},
     {"func_call_list", "list"},
     {"initial_config", "dict"},
     {"instance_name", "str"},
     {"involved_classes", "list"},
     {"involved_instances", "dict"},
     {"is_evaL_run", "bool"},
     {"long_context", "bool"},
     {"method_name", "str"},
     {"model_name", "str"},
     {"test_entry_id", "str"}}};

// The type of a name that is neither a builtin nor an instance.
std::optional<std::string_view> surrounding_type(std::string_view name) {
  if (std::find(kModules.begin(), kModules.end(), name) != kModules.end()) return "module";
  for (const auto& [variable, type] : kVariables) {
    if (variable == name) return type;
  }
  return std::nullopt;
}

[[noreturn]] void not_evaluated(std::string_view what) {
  throw PythonError(core::format("{} is not evaluated here", what));
}

[[noreturn]] void not_callable(std::string_view type) {
  throw PythonError(core::format("'{}' object is not callable", type));
}

std::string syntax_text(std::string_view message, std::string_view text, size_t offset) {
  const auto lines =
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size())), '\n');
  return core::format("{} (<string>, line {})", message, lines + 1);
}

// ast.parse() accepts f(a=1, a=2); eval() compiles it too, and refuses.
void check_repeated_keywords(const chat::python::Tree& tree, std::string_view text) {
  for (const Node& node : tree.nodes) {
    if (node.kind != Kind::call) continue;
    std::set<std::string_view> seen;
    for (const chat::python::Keyword& keyword : node.extra->keywords) {
      if (!keyword.name.empty() && !seen.insert(keyword.name).second) {
        throw PythonError(syntax_text("keyword argument repeated: " + keyword.name, text, 0));
      }
    }
  }
}

class Evaluator {
 public:
  explicit Evaluator(Instances& instances) : instances_(instances) {}

  Value value(const Node& node) {
    return chat::python::fold(node, budget_, [this](const Node& inner) { return resolve(inner); });
  }

 private:
  Value resolve(const Node& node) {
    switch (node.kind) {
      case Kind::call:
        return call(node);
      case Kind::attribute:
        return attribute(node);
      case Kind::name:
        check_defined(node.text());
        not_evaluated(core::format("the name '{}' as a value", node.text()));
      case Kind::compare:
        return comparison(node);
      default: {  // a subscript
        const Value container = value(*node.a);
        if (node.b->kind == Kind::slice) not_evaluated("a slice");
        return subscript(container, value(*node.b));
      }
    }
  }

  void check_defined(const std::string& name) const {
    const bool known = chat::python::is_builtin(name) || surrounding_type(name) || instances_.class_of(name);
    if (!known) throw PythonError(core::format("name '{}' is not defined", name));
  }

  Value call(const Node& node) {
    const Node& callee = *node.a;
    if (callee.kind == Kind::attribute && callee.a->kind == Kind::name && instances_.class_of(callee.a->text())) {
      const BoundMethod method = find_method(callee.a->text(), callee.text());
      const auto name = [&] {
        return core::format("{}.{}.{}()", method.info->module(), method.info->name, method.name);
      };
      return method.call(arguments(node, name));
    }
    if (callee.kind != Kind::name) not_callable(value(callee).type_name());
    const std::string& name = callee.text();
    check_defined(name);
    const CallArguments given = arguments(node, [&] { return name + "()"; });
    if (chat::python::is_builtin(name)) return chat::python::call_builtin(name, given.positional, given.keywords);
    const auto type = surrounding_type(name);
    not_callable(type && *type != "instance" ? *type : instances_.class_of(name).value_or("object"));
  }

  BoundMethod find_method(const std::string& instance, const std::string& name) {
    std::optional<BoundMethod> method = instances_.method(instance, name);
    if (method) return std::move(*method);
    throw PythonError(core::format("'{}' object has no attribute '{}'", *instances_.class_of(instance), name));
  }

  // Attributes of values are looked up only to be refused: what has one in Python is beyond this evaluator.
  Value attribute(const Node& node) {
    const Node& owner = *node.a;
    if (owner.kind == Kind::name && instances_.class_of(owner.text())) {
      find_method(owner.text(), node.text());
      not_evaluated("a method without a call");
    }
    if (owner.kind == Kind::attribute && owner.a->kind == Kind::name && instances_.class_of(owner.a->text())) {
      find_method(owner.a->text(), owner.text());
      throw PythonError(core::format("'method' object has no attribute '{}'", node.text()));
    }
    throw PythonError(core::format("'{}' object has no attribute '{}'", value(owner).type_name(), node.text()));
  }

  // a < b < c: each operand once, up to the first comparison that fails.
  Value comparison(const Node& node) {
    Value left = value(*node.a);
    for (size_t i = 0; i < node.items.size(); ++i) {
      Value right = value(*node.items[i]);
      if (!compare(left, node.extra->ops[i], right)) return false;
      left = std::move(right);
    }
    return true;
  }

  static bool compare(const Value& left, Op op, const Value& right) {
    switch (op) {
      case Op::equal:
        return left == right;
      case Op::not_equal:
        return !(left == right);
      case Op::lt:
        return python_compare(left, Order::less, right);
      case Op::lt_e:
        return python_compare(left, Order::less_equal, right);
      case Op::gt:
        return python_compare(left, Order::greater, right);
      case Op::gt_e:
        return python_compare(left, Order::greater_equal, right);
      case Op::in:
        return python_contains(right, left);
      case Op::not_in:
        return !python_contains(right, left);
      default:
        not_evaluated("whether two values are the same object");
    }
  }

  template <class Name>
  CallArguments arguments(const Node& node, const Name& function_name) {
    CallArguments out;
    for (const Node* item : node.items) {
      if (item->kind == Kind::starred) {
        spread_items(value(*item->a), function_name, out);
      } else {
        out.positional.push_back(value(*item));
      }
    }
    for (const chat::python::Keyword& keyword : node.extra->keywords) {
      if (keyword.name.empty()) {
        spread_mapping(value(*keyword.value), function_name, out);
      } else {
        out.keywords.emplace_back(keyword.name, value(*keyword.value));
      }
    }
    return out;
  }

  template <class Name>
  static void spread_items(const Value& value, const Name& function_name, CallArguments& out) {
    if (value.is_list() || value.is_tuple()) {
      const core::List& items = value.is_list() ? value.as_list() : value.as_tuple().items;
      out.positional.insert(out.positional.end(), items.begin(), items.end());
    } else if (value.is_dict()) {
      for (const auto& item : value.as_dict()) out.positional.push_back(item.key);
    } else if (value.is_string() || value.is_bytes()) {
      not_evaluated("a text behind *");
    } else {
      throw PythonError(
          core::format("{} argument after * must be an iterable, not {}", function_name(), value.type_name()));
    }
  }

  template <class Name>
  static void spread_mapping(const Value& value, const Name& function_name, CallArguments& out) {
    if (!value.is_dict()) {
      throw PythonError(
          core::format("{} argument after ** must be a mapping, not {}", function_name(), value.type_name()));
    }
    for (const auto& [key, item] : value.as_dict()) {
      if (!key.is_string()) throw PythonError("keywords must be strings");
      const auto same = [&name = key.as_string()](const auto& keyword) { return keyword.first == name; };
      if (std::any_of(out.keywords.begin(), out.keywords.end(), same)) {
        throw PythonError(
            core::format("{} got multiple values for keyword argument '{}'", function_name(), key.as_string()));
      }
      out.keywords.emplace_back(key.as_string(), item);
    }
  }

  Instances& instances_;
  chat::python::FoldBudget budget_{.left = kMaxWork};
};

}  // namespace

Value evaluate_call(std::string_view text, Instances& instances) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));  // as eval() does
  const chat::python::ParsedExpression parsed = chat::python::parse_expression(text);
  if (!parsed.ok()) {
    const auto& [exception, message, offset] = parsed.failure;
    throw PythonError(exception == "SyntaxError" ? syntax_text(message, text, offset) : message);
  }
  check_repeated_keywords(parsed.tree, text);
  try {
    return Evaluator(instances).value(*parsed.tree.root);
  } catch (const chat::python::PythonError& error) {
    throw PythonError(error.text);
  }
}

}  // namespace env::bfcl
