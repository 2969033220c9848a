#include "core/python_text.h"

#include <array>
#include <cmath>

#include "core/plain_text.h"
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
  out += quote;
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    at += plain_prefix(text.substr(at), {quote, '\\'});
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

template <class Write, class Number>
void append_number(std::string& out, Write write, Number number) {
  std::array<char, kNumberRoom> buffer;
  out.append(buffer.data(), write(buffer.data(), number));
}

// repr() of what holds no other values.
void append_scalar(std::string& out, const Value& value) {
  switch (value.type()) {
    case Value::Type::none:
      out += "None";
      break;
    case Value::Type::boolean:
      out += value.as_bool() ? "True" : "False";
      break;
    case Value::Type::integer:
      append_number(out, write_int, value.as_int());
      break;
    case Value::Type::big_integer:
      out += value.as_big_int().decimal;
      break;
    case Value::Type::real:
      append_number(out, write_python_float, value.as_double());
      break;
    case Value::Type::bytes:
      out += bytes_repr(value.as_bytes().data);
      break;
    case Value::Type::complex:
      out += complex_repr(value.as_complex());
      break;
    case Value::Type::object:
      out += value.as_object().repr;
      break;
    default:
      break;
  }
}

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

}  // namespace

void append_repr(std::string& out, const Value& value) {
  switch (value.type()) {
    case Value::Type::string:
      append_repr_string(out, value.as_string());
      break;
    case Value::Type::list:
      if (const std::string* kept = value.shared_list().text(TextForm::repr)) {
        out += *kept;
        break;
      }
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
      append_scalar(out, value);
  }
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
