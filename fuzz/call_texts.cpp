#include "fuzz/call_texts.h"

#include <array>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"
#include "core/text.h"

namespace fuzz {

using core::Dict;
using core::Rng;
using core::Value;

namespace {

constexpr int kMaxTemplateDepth = 3;

// Expressions with an `@` for each value.
const std::vector<std::string>& python_templates() {
  static const std::vector<std::string> kTemplates = {
      "@ * 300",   "@ * @",   "10 ** 30",  "2 ** @",         "-@",           "not @",       "'%s %d' % @",
      "(@,)",      "@ + @",   "@ or @",    "@ if @ else @",  "f'{@}'",       "[*@]",        "{**@}",
      "{@: @}",    "{@, @}",  "@ // @",    "@ % @",          "@ << 7",       "~@",          "b'\\xff'",
      "1j * @",    "1e400",   "-1e400",    "'a' 'b'",        "lambda: @",    "x",           "a.b",
      "a[@]",      "@[0]",    "...",       "str(@)",         "len(@)",       "list(@)",     "max(@, @)",
      "f(x=@)",    "@ == @",  "@ in @",    "[i for i in @]", "r'\\'",        "'''@'''",     "0x1F",
      "1_000",     "0777",    "(yield @)", "await @",        "u'\\N{DASH}'", "'\\ud800'",   "range(@)",
      "dict(a=@)", "open(@)", "a := @",    "@ and @",        "int(@)",       "round(@, @)", "@ - @"};
  return kTemplates;
}

const std::vector<std::string>& java_templates() {
  static const std::vector<std::string> kTemplates = {
      "new ArrayList<>(Arrays.asList(@, @))",
      "new ArrayList<String>() {{ add(@); add(@); }}",
      "new ArrayList<Integer>()",
      "new HashMap<String, Object>() {{ put(\"k\", @); put(\"l\", @); }}",
      "new HashMap<>()",
      "new String[]{@, @}",
      "new int[]{1, 2}",
      "new Object(@)",
      "List.of(@)",
      "Map.of(\"k\", @)",
      "a.b(@)",
      "x -> @",
      "(int) @",
      "@ + @",
      "'c'",
      "12L",
      "1.5f",
      "-3",
      "0x1F",
      "String.class",
      "Color.RED",
      "this",
      "\"\"\"@\"\"\"",
      "f(a=@)",
      "@ ? @ : @"};
  return kTemplates;
}

const std::vector<std::string>& javascript_templates() {
  static const std::vector<std::string> kTemplates = {"[@, @]",
                                                      "{k: @, 'l': @}",
                                                      "{k, ...m}",
                                                      "new Map([[\"a\", @]])",
                                                      "new Set([@])",
                                                      "(a) => @",
                                                      "`t${@}`",
                                                      "/a+b/g",
                                                      "12n",
                                                      "-1.5",
                                                      "undefined",
                                                      "NaN",
                                                      "a.b?.c",
                                                      "function () { @ }",
                                                      "async () => { await @ }",
                                                      "@ + @",
                                                      "Symbol('x')",
                                                      "null",
                                                      "a[@]",
                                                      "BigInt(@)",
                                                      "f(x=@)",
                                                      "@ ? @ : @",
                                                      "'it\\'s'",
                                                      "new Date(@)",
                                                      "typeof @",
                                                      "...a",
                                                      "{get x() { return @ }}",
                                                      "<a>@</a>"};
  return kTemplates;
}

template <class Write>
std::string filled(const std::string& pattern, const Write& write) {
  std::string out;
  for (const char c : pattern) {
    if (c == '@') {
      out += write();
    } else {
      out += c;
    }
  }
  return out;
}

std::string source_literal(const Value& value) {
  return value.is_float() ? core::python_float(value.as_double()) : core::dump_json(value);
}

std::string xml_text(std::string text, Rng& rng) {
  if (rng.chance(0.1)) return text;
  text = core::replace_all(std::move(text), "&", "&amp;");
  text = core::replace_all(std::move(text), "<", "&lt;");
  return core::replace_all(std::move(text), "\"", "&quot;");
}

}  // namespace

std::string python_value(const RandomValues& values, Rng& rng, int depth) {
  if (depth >= kMaxTemplateDepth || rng.chance(0.75)) return core::python_repr(values.value(rng));
  return filled(rng.pick(python_templates()), [&] { return python_value(values, rng, depth + 1); });
}

std::string python_call(const std::string& name, const Dict& arguments, const RandomValues& values, Rng& rng) {
  std::string out = name + "(";
  bool by_name = rng.chance(0.7);
  for (const auto& [key, value] : arguments) {
    if (!out.ends_with('(')) out += ", ";
    by_name = by_name || rng.chance(0.2);
    if (by_name) out += core::python_str(key) + "=";
    out += rng.chance(0.6) ? core::python_repr(value) : python_value(values, rng);
  }
  return out + ")";
}

std::string java_value(const RandomValues& values, Rng& rng, int depth) {
  if (depth >= kMaxTemplateDepth || rng.chance(0.5)) return source_literal(values.value(rng, 9));
  return filled(rng.pick(java_templates()), [&] { return java_value(values, rng, depth + 1); });
}

std::string javascript_value(const RandomValues& values, Rng& rng, int depth) {
  if (depth >= kMaxTemplateDepth || rng.chance(0.5)) return source_literal(values.value(rng, depth + 1));
  return filled(rng.pick(javascript_templates()), [&] { return javascript_value(values, rng, depth + 1); });
}

std::string json_value(const RandomValues& values, Rng& rng) {
  return core::dump_json(values.value(rng), {.ensure_ascii = rng.chance(0.5)});
}

std::string xml_parameter(const RandomValues& values, Rng& rng, bool verbose) {
  static constexpr std::array<std::string_view, 9> kTypes = {"string", "integer", "float", "boolean", "null",
                                                             "array",  "tuple",   "dict",  "object"};
  const std::string type(kTypes.at(rng.index(kTypes.size())));
  const bool is_literal = rng.chance(0.7);
  const std::string text = xml_text(is_literal ? core::python_str(values.value(rng)) : python_value(values, rng), rng);
  std::string out = "<param name=\"" + xml_text(values.text(rng), rng) + "\" type=\"" + type + "\"";
  return verbose ? out + " value=\"" + text + "\"/>" : out + ">" + text + "</param>";
}

}  // namespace fuzz
