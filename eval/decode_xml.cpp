#include "eval/decode_xml.h"

#include <expat.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat/python/exception.h"
#include "chat/python/literal_eval.h"
#include "chat/python/number_text.h"
#include "chat/utf8_text.h"
#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "core/text.h"

namespace eval {
namespace {

using chat::python::raise;
using core::Dict;
using core::Value;

struct Element {
  std::string tag;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;  // before the first child
  std::vector<Element> children;

  const std::string* attribute(std::string_view name) const {
    const auto found =
        std::find_if(attributes.begin(), attributes.end(), [&](const auto& a) { return a.first == name; });
    return found == attributes.end() ? nullptr : &found->second;
  }
  const std::string& required_attribute(std::string_view name) const {
    const std::string* value = attribute(name);
    if (value == nullptr) raise("KeyError", core::python_repr_string(name));
    return *value;
  }
};

// Parameters stand three levels below the root: what is deeper is checked for form alone.
constexpr int kKeptDepth = 4;

// Fills a tree from expat's events. Names in a namespace come as "uri}name" and so equal no plain name.
struct TreeBuilder {
  Element root;
  std::vector<Element*> open;  // the kept ones, from the root down
  int depth = 0;

  static void start(void* self, const XML_Char* tag, const XML_Char** attributes) {
    auto& builder = *static_cast<TreeBuilder*>(self);
    if (++builder.depth > kKeptDepth) return;
    Element element;
    element.tag = tag;
    for (; *attributes != nullptr; attributes += 2) element.attributes.emplace_back(attributes[0], attributes[1]);
    if (builder.open.empty()) {
      builder.root = std::move(element);
      builder.open.push_back(&builder.root);
      return;
    }
    std::vector<Element>& siblings = builder.open.back()->children;
    siblings.push_back(std::move(element));
    builder.open.push_back(&siblings.back());
  }

  static void end(void* self, const XML_Char*) {
    auto& builder = *static_cast<TreeBuilder*>(self);
    if (builder.depth-- <= kKeptDepth) builder.open.pop_back();
  }

  static void characters(void* self, const XML_Char* text, int length) {
    auto& builder = *static_cast<TreeBuilder*>(self);
    if (builder.open.empty() || builder.depth > kKeptDepth || !builder.open.back()->children.empty()) return;
    builder.open.back()->text.append(text, static_cast<size_t>(length));
  }
};

struct DeleteParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

Element parse_xml(std::string_view text) {
  if (!chat::is_valid_utf8(text)) raise("UnicodeEncodeError", "'utf-8' codec can't encode: surrogates not allowed");
  const std::unique_ptr<XML_ParserStruct, DeleteParser> parser(XML_ParserCreateNS("utf-8", '}'));
  TreeBuilder builder;
  XML_SetUserData(parser.get(), &builder);
  XML_SetElementHandler(parser.get(), TreeBuilder::start, TreeBuilder::end);
  XML_SetCharacterDataHandler(parser.get(), TreeBuilder::characters);
  // In two steps as the reference does: what is unfinished fails in the second.
  const bool ok = XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), 0) == XML_STATUS_OK &&
                  XML_Parse(parser.get(), nullptr, 0, 1) == XML_STATUS_OK;
  if (!ok) {
    raise("ParseError", core::format("{}: line {}, column {}", XML_ErrorString(XML_GetErrorCode(parser.get())),
                                     static_cast<uint64_t>(XML_GetErrorLineNumber(parser.get())),
                                     static_cast<uint64_t>(XML_GetErrorColumnNumber(parser.get()))));
  }
  return std::move(builder.root);
}

Element functions_element(std::string_view text) {
  constexpr std::string_view kOpen = "<functions>";
  constexpr std::string_view kClose = "</functions>";
  const size_t begin = text.find(kOpen);
  const size_t end = begin == std::string_view::npos ? begin : text.find(kClose, begin + kOpen.size());
  if (end == std::string_view::npos) {
    raise("ValueError", core::format("No XML function call found in input string: {}. Missing <functions> tag.", text));
  }
  return parse_xml(text.substr(begin, end + kClose.size() - begin));
}

Value integer(const std::string& text) {
  std::optional<Value> value = chat::python::int_of_text(text);
  if (value) return *std::move(value);
  raise("ValueError", "invalid literal for int() with base 10: " + core::python_repr_string(text));
}

Value real(const std::string& text) {
  const std::optional<double> value = chat::python::float_of_text(text);
  if (!value) raise("ValueError", "could not convert string to float: " + core::python_repr_string(text));
  return *value;
}

Value typed_value(const std::string& text, std::string_view type) {
  if (type == "integer") return integer(text);
  if (type == "float") return real(text);
  if (type == "boolean") return core::to_lower_ascii(text) == "true";
  if (type == "null") return {};
  for (const std::string_view container : {"array", "tuple", "object", "dict"}) {
    if (type == container) return chat::python::literal_eval(text);
  }
  return text;
}

Value typed_parameter(const Element& parameter, const std::string& text) {
  const std::string* type = parameter.attribute("type");
  return typed_value(text, type == nullptr ? "string" : std::string_view(*type));
}

// {name: {parameter: value}} of every <function>; `add` puts one <param> into the arguments of its call.
template <class Parameters, class Add>
Value calls(const Element& root, Parameters parameters, Add add) {
  core::List out;
  for (const Element& function : root.children) {
    if (function.tag != "function") continue;
    const std::string& name = function.required_attribute("name");
    Dict arguments;
    for (const Element& parameter : parameters(function)) {
      if (parameter.tag == "param") add(arguments, parameter);
    }
    Dict call;
    call.set(name, std::move(arguments));
    out.emplace_back(std::move(call));
  }
  return out;
}

}  // namespace

Value decode_verbose_xml_calls(std::string_view text) {
  const auto parameters = [](const Element& function) -> const std::vector<Element>& {
    for (const Element& child : function.children) {
      if (child.tag == "params") return child.children;
    }
    return function.children;
  };
  return calls(functions_element(text), parameters, [](Dict& arguments, const Element& parameter) {
    const std::string* name = parameter.attribute("name");
    const std::string* value = parameter.attribute("value");
    arguments.set(name == nullptr ? Value() : Value(*name),
                  typed_parameter(parameter, value == nullptr ? std::string() : *value));
  });
}

Value decode_concise_xml_calls(std::string_view text) {
  const auto parameters = [](const Element& function) -> const std::vector<Element>& { return function.children; };
  return calls(functions_element(text), parameters, [](Dict& arguments, const Element& parameter) {
    const std::string& name = parameter.required_attribute("name");
    arguments.set(name, typed_parameter(parameter, std::string(core::strip_python_space(parameter.text))));
  });
}

}  // namespace eval
