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

void append_items(std::string& out, const std::vector<Value>& items) {
  bool first = true;
  for (const Value& item : items) {
    if (!first) out += ", ";
    first = false;
    out += python_repr(item);
  }
}

}  // namespace

std::string python_float(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  // Shortest digits that read back, as d.ddde±xx; Python writes exponents below -4 and from 16 on that way.
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  const std::string_view text(buffer.data(), static_cast<size_t>(end - buffer.data()));
  const size_t e = text.find('e');
  int exponent = 0;
  const char* exponent_text = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(exponent_text, text.data() + text.size(), exponent);
  if (exponent < -4 || exponent >= 16) return std::string(text);

  const bool negative = text[0] == '-';
  std::string digits;
  for (const char c : text.substr(negative ? 1 : 0, e - (negative ? 1 : 0))) {
    if (c != '.') digits += c;
  }
  std::string out = negative ? "-" : "";
  const auto whole = static_cast<size_t>(exponent + 1);
  if (exponent < 0) {
    out += "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  } else if (digits.size() <= whole) {
    out += digits + std::string(whole - digits.size(), '0') + ".0";
  } else {
    out += digits.substr(0, whole) + "." + digits.substr(whole);
  }
  return out;
}

std::string python_repr_string(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
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
  return out + quote;
}

std::string python_repr(const Value& value) {
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
    case Value::Type::string:
      return python_repr_string(value.as_string());
    case Value::Type::list: {
      std::string out = "[";
      append_items(out, value.as_list());
      return out + "]";
    }
    case Value::Type::tuple: {
      const std::vector<Value>& items = value.as_tuple().items;
      std::string out = "(";
      append_items(out, items);
      return out + (items.size() == 1 ? ",)" : ")");
    }
    case Value::Type::dict: {
      std::string out = "{";
      for (const auto& [key, item] : value.as_dict()) {
        if (out.size() > 1) out += ", ";
        out += python_repr(key) + ": " + python_repr(item);
      }
      return out + "}";
    }
    case Value::Type::bytes:
      return bytes_repr(value.as_bytes().data);
    case Value::Type::complex:
      return complex_repr(value.as_complex());
    case Value::Type::object:
      return value.as_object().repr;
  }
  return {};
}

std::string python_str(const Value& value) {
  return value.is_string() ? value.as_string() : python_repr(value);
}

}  // namespace core
