#include "chat/python/percent_format.h"

#include <cmath>
#include <cstdio>
#include <optional>

#include "chat/python/exception.h"
#include "core/format.h"
#include "core/python_text.h"
#include "core/utf8.h"

namespace chat::python {
namespace {

using core::Value;

constexpr int64_t kMaxField = 1'000'000;

struct Spec {
  bool left = false, sign = false, blank = false, alternate = false, zero = false;
  int64_t width = 0;
  int64_t precision = -1;
  char kind = 's';
};

// repr() with everything beyond ASCII escaped.
std::string ascii_text(const Value& value) {
  const std::string text = core::python_repr(value);
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = core::next_code_point(text, at);
    char buffer[16];
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else {
      const char* form = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
      std::snprintf(buffer, sizeof buffer, form, static_cast<unsigned>(c));
      out += buffer;
    }
  }
  return out;
}

size_t length(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

std::string first_characters(const std::string& text, int64_t count) {
  size_t at = 0;
  for (; count > 0 && at < text.size(); --count) core::next_code_point(text, at);
  return text.substr(0, at);
}

class Formatter {
 public:
  Formatter(std::string_view pattern, const Value& values, size_t most_bytes)
      : pattern_(pattern), values_(values), left_(most_bytes) {}

  std::string run() {
    while (at_ < pattern_.size()) {
      const size_t percent = pattern_.find('%', at_);
      out_ += pattern_.substr(at_, percent - at_);
      if (percent == std::string_view::npos) break;
      at_ = percent + 1;
      field();
    }
    const bool is_mapping = values_.is_dict() || values_.is_list() || values_.is_bytes();
    const size_t given = values_.is_tuple() ? values_.as_tuple().items.size() : 1;
    if (!is_mapping && used_ < given && !by_name_) {
      raise("TypeError", "not all arguments converted during string formatting");
    }
    return std::move(out_);
  }

 private:
  void spend(size_t bytes) {
    if (bytes > left_) raise("MemoryError", "");
    left_ -= bytes;
  }

  char peek() const {
    if (at_ >= pattern_.size()) raise("ValueError", "incomplete format");
    return pattern_[at_];
  }

  const Value& next_value() {
    if (named_ != nullptr) return *named_;
    const size_t index = used_++;
    if (values_.is_tuple()) {
      if (index < values_.as_tuple().items.size()) return values_.as_tuple().items[index];
    } else if (index == 0 && !by_name_) {
      return values_;
    }
    raise("TypeError", "not enough arguments for format string");
  }

  // (name)
  void read_name() {
    named_ = nullptr;
    if (peek() != '(') return;
    if (!values_.is_dict()) raise("TypeError", "format requires a mapping");
    const size_t begin = ++at_;
    for (int open = 1; open > 0; ++at_) {
      if (at_ >= pattern_.size()) raise("ValueError", "incomplete format key");
      open += pattern_[at_] == '(' ? 1 : pattern_[at_] == ')' ? -1 : 0;
    }
    const std::string_view name = pattern_.substr(begin, at_ - 1 - begin);
    named_ = values_.as_dict().find(name);
    if (named_ == nullptr) raise("KeyError", core::python_repr_string(name));
    by_name_ = true;
  }

  int64_t read_number() {
    if (peek() == '*') {
      ++at_;
      const Value& value = next_value();
      if (value.type() != Value::Type::integer && !value.is_bool()) raise("TypeError", "* wants int");
      const int64_t number = value.is_bool() ? static_cast<int64_t>(value.as_bool()) : value.as_int();
      if (number > kMaxField || number < -kMaxField) raise("OverflowError", "field too large");
      return number;
    }
    int64_t number = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      number = number * 10 + (peek() - '0');
      if (number > kMaxField) raise("ValueError", "width too big");
    }
    return number;
  }

  void field() {
    if (peek() == '%') {
      ++at_;
      out_ += '%';
      return;
    }
    read_name();
    Spec spec;
    for (;; ++at_) {
      const char c = peek();
      if (c == '-') {
        spec.left = true;
      } else if (c == '+') {
        spec.sign = true;
      } else if (c == ' ') {
        spec.blank = true;
      } else if (c == '#') {
        spec.alternate = true;
      } else if (c == '0') {
        spec.zero = true;
      } else {
        break;
      }
    }
    spec.width = read_number();
    if (spec.width < 0) {
      spec.left = true;
      spec.width = -spec.width;
    }
    if (peek() == '.') {
      ++at_;
      spec.precision = std::max<int64_t>(read_number(), 0);
    }
    while (peek() == 'h' || peek() == 'l' || peek() == 'L') ++at_;
    spec.kind = peek();
    ++at_;
    if (spec.kind == '%') {
      out_ += '%';
      return;
    }
    convert(spec, next_value());
  }

  void convert(const Spec& spec, const Value& value) {
    switch (spec.kind) {
      case 's':
      case 'r':
      case 'a': {
        const std::string text = spec.kind == 's'   ? core::python_str(value)
                                 : spec.kind == 'r' ? core::python_repr(value)
                                                    : ascii_text(value);
        if (spec.precision >= 0) spend(text.size());
        return pad(spec, "", spec.precision >= 0 ? first_characters(text, spec.precision) : text, false);
      }
      case 'c':
        return pad(spec, "", character(value), false);
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        return integer(spec, value);
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        return real(spec, value);
      default:
        raise("ValueError", core::format("unsupported format character '{}'", std::string(1, spec.kind)));
    }
  }

  static std::string character(const Value& value) {
    std::string text;
    if (value.is_string() && length(value.as_string()) == 1) return value.as_string();
    if (value.type() != Value::Type::integer) raise("TypeError", "%c requires int or char");
    if (value.as_int() < 0 || value.as_int() > 0x10FFFF) raise("OverflowError", "%c arg not in range(0x110000)");
    core::append_utf8(text, static_cast<char32_t>(value.as_int()));
    return text;
  }

  void integer(const Spec& spec, const Value& value) {
    const bool decimal = spec.kind == 'd' || spec.kind == 'i' || spec.kind == 'u';
    if (!value.is_int() && !value.is_bool() && !(decimal && value.is_float())) {
      raise("TypeError", core::format("%{} format: {} is required, not {}", std::string(1, spec.kind),
                                      decimal ? "a real number" : "an integer", value.type_name()));
    }
    std::string digits;
    if (value.is_float()) {
      if (!std::isfinite(value.as_double())) raise("OverflowError", "cannot convert float infinity or NaN to integer");
      digits = core::fixed(std::trunc(value.as_double()), 0);
      if (digits == "-0") digits = "0";
    } else if (value.type() == Value::Type::big_integer) {
      if (!decimal) raise("NotImplementedError", "big ints in base 8 and 16");
      digits = value.as_big_int().decimal;
    } else {
      const int64_t number = value.is_bool() ? static_cast<int64_t>(value.as_bool()) : value.as_int();
      const uint64_t magnitude = number < 0 ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
      char buffer[32];
      const char* form = decimal ? "%lu" : spec.kind == 'o' ? "%lo" : spec.kind == 'x' ? "%lx" : "%lX";
      std::snprintf(buffer, sizeof buffer, form, magnitude);
      digits = (number < 0 ? "-" : "") + std::string(buffer);
    }
    std::string sign = take_sign(digits, spec);
    const auto wanted = static_cast<size_t>(std::max<int64_t>(spec.precision, 0));
    if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
    if (spec.alternate && !decimal) sign += {'0', spec.kind};
    pad(spec, sign, digits, true);
  }

  void real(const Spec& spec, const Value& value) {
    if (!value.is_number() && !value.is_bool()) {
      raise("TypeError", core::format("must be real number, not {}", value.type_name()));
    }
    const double number = value.is_bool() ? static_cast<double>(value.as_bool()) : value.as_double();
    const std::string form = std::string(spec.alternate ? "%#.*" : "%.*") + spec.kind;
    const int precision = spec.precision < 0 ? 6 : static_cast<int>(spec.precision);
    const int size = std::snprintf(nullptr, 0, form.c_str(), precision, number);
    std::string digits(static_cast<size_t>(size) + 1, '\0');
    std::snprintf(digits.data(), digits.size(), form.c_str(), precision, number);
    digits.pop_back();
    if (std::isnan(number) && digits[0] == '-') digits.erase(0, 1);
    const std::string sign = take_sign(digits, spec);
    pad(spec, sign, digits, true);
  }

  static std::string take_sign(std::string& digits, const Spec& spec) {
    if (digits[0] == '-') {
      digits.erase(0, 1);
      return "-";
    }
    return spec.sign ? "+" : spec.blank ? " " : "";
  }

  void pad(const Spec& spec, const std::string& sign, const std::string& body, bool is_number) {
    const size_t size = sign.size() + length(body);
    const size_t missing = static_cast<size_t>(spec.width) > size ? static_cast<size_t>(spec.width) - size : 0;
    const bool zeros = spec.zero && is_number && !spec.left;
    spend(missing + sign.size() + body.size());
    if (!spec.left && !zeros) out_.append(missing, ' ');
    out_ += sign;
    if (zeros) out_.append(missing, '0');
    out_ += body;
    if (spec.left) out_.append(missing, ' ');
  }

  std::string_view pattern_;
  const Value& values_;
  size_t left_;  // bytes that may still be made
  std::string out_;
  size_t at_ = 0;
  size_t used_ = 0;
  bool by_name_ = false;
  const Value* named_ = nullptr;
};

}  // namespace

std::string percent_format(std::string_view pattern, const Value& values, size_t most_bytes) {
  return Formatter(pattern, values, most_bytes).run();
}

}  // namespace chat::python
