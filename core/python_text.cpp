#include "core/python_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "core/utf8.h"

namespace core {
namespace {

void append_hex(std::string& out, char32_t value, int digits) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += kHex[(value >> static_cast<unsigned>(shift)) & 15U];
}

void append_escaped(std::string& out, char32_t c) {
  if (c < 0x100) {
    out += "\\x";
    append_hex(out, c, 2);
  } else if (c < 0x10000) {
    out += "\\u";
    append_hex(out, c, 4);
  } else {
    out += "\\U";
    append_hex(out, c, 8);
  }
}

// A part of a complex: like a float, but without ".0".
std::string complex_part(double value) {
  std::string text = python_float(value);
  if (text.size() > 2 && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::string complex_repr(const Complex& value) {
  const std::string imag = complex_part(value.imag) + "j";
  if (value.real == 0 && !std::signbit(value.real)) return imag;
  const bool has_sign = std::signbit(value.imag) && !std::isnan(value.imag);
  return "(" + complex_part(value.real) + (has_sign ? "" : "+") + imag + ")";
}

std::string bytes_repr(std::string_view data) {
  const bool has_single = data.find('\'') != std::string_view::npos;
  const char quote = has_single && data.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out = std::string("b") + quote;
  for (const char c : data) {
    if (c == quote || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < ' ' || c == 0x7f) {
      append_escaped(out, static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + quote;
}

void append_repr_string(std::string& out, std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  const auto is_plain = [quote](char c) { return c >= ' ' && c < 0x7f && c != quote && c != '\\'; };
  out += quote;
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    while (at < text.size() && is_plain(text[at])) ++at;
    if (at > start) {
      out += text.substr(start, at - start);
      continue;
    }
    const char32_t c = next_code_point(text, at);
    if (c == static_cast<char32_t>(quote) || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (is_printable(c)) {
      out += text.substr(start, at - start);
    } else {
      append_escaped(out, c);
    }
  }
  out += quote;
}

// repr() of what holds no other values.
std::string scalar_repr(const Value& value) {
  switch (value.type()) {
    case Value::Type::none:
      return "None";
    case Value::Type::boolean:
      return value.as_bool() ? "True" : "False";
    case Value::Type::integer:
      return std::to_string(value.as_int());
    case Value::Type::big_integer:
      return value.as_big_int().decimal;
    case Value::Type::real:
      return python_float(value.as_double());
    case Value::Type::bytes:
      return bytes_repr(value.as_bytes().data);
    case Value::Type::complex:
      return complex_repr(value.as_complex());
    case Value::Type::object:
      return value.as_object().repr;
    default:
      return {};
  }
}

void append_repr(std::string& out, const Value& value);

void append_items(std::string& out, const std::vector<Value>& items) {
  bool first = true;
  for (const Value& item : items) {
    if (!first) out += ", ";
    first = false;
    append_repr(out, item);
  }
}

void append_dict(std::string& out, const Dict& dict) {
  out += '{';
  bool first = true;
  for (const auto& [key, item] : dict) {
    if (!first) out += ", ";
    first = false;
    append_repr(out, key);
    out += ": ";
    append_repr(out, item);
  }
  out += '}';
}

void append_repr(std::string& out, const Value& value) {
  switch (value.type()) {
    case Value::Type::string:
      append_repr_string(out, value.as_string());
      break;
    case Value::Type::list:
      out += '[';
      append_items(out, value.as_list());
      out += ']';
      break;
    case Value::Type::tuple:
      out += '(';
      append_items(out, value.as_tuple().items);
      out += value.as_tuple().items.size() == 1 ? ",)" : ")";
      break;
    case Value::Type::dict:
      append_dict(out, value.as_dict());
      break;
    default:
      out += scalar_repr(value);
  }
}

// The text of a number with at most four digits behind the point and 15 in all, which is most of them: no other decimal
// of 15 digits is the same double, so it is the shortest. Empty for others.
std::string short_decimal(double value) {
  constexpr double kScale = 1e4;
  const double scaled = std::nearbyint(value * kScale);
  if (!(std::abs(scaled) < 1e15) || value == 0 || scaled / kScale != value) return {};
  const auto digits = static_cast<uint64_t>(std::abs(scaled));
  std::array<char, 32> buffer{};
  char* at = buffer.data();
  if (value < 0) *at++ = '-';
  at = std::to_chars(at, buffer.data() + buffer.size(), digits / 10'000).ptr;
  *at++ = '.';
  uint64_t rest = digits % 10'000;
  do {
    *at++ = static_cast<char>('0' + rest / 1'000);
    rest = rest % 1'000 * 10;
  } while (rest != 0);
  return {buffer.data(), at};
}

}  // namespace

std::string python_float(double value) {
  if (std::string text = short_decimal(value); !text.empty()) return text;
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  // Shortest digits that read back; Python writes numbers below 1e-4 and from 1e16 on with an exponent.
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr;
  std::string text(buffer.data(), end);
  if (plain && text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string python_repr_string(std::string_view text) {
  std::string out;
  append_repr_string(out, text);
  return out;
}

std::string python_repr(const Value& value) {
  std::string out;
  append_repr(out, value);
  return out;
}

std::string python_str(const Value& value) {
  return value.is_string() ? value.as_string() : python_repr(value);
}

}  // namespace core
