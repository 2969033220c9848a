#include "env/bfcl/worlds/python_int.h"

#include <unicode/uchar.h>

#include <cmath>
#include <optional>
#include <string>

#include "core/big_integer.h"
#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "core/utf8.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {
namespace {

using core::BigInteger;
using core::Value;

constexpr size_t kMaxDigits = 4300;  // sys.get_int_max_str_digits()

// An optional sign and digits of any script, single underscores between them; as ASCII with the '-' alone.
std::optional<std::string> plain_digits(std::string_view text) {
  std::string plain;
  if (text.starts_with('-')) plain = "-";
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  bool after_digit = false;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = core::next_code_point(text, at);
    const int digit = u_charDigitValue(static_cast<UChar32>(c));
    if (digit < 0 && !(c == '_' && after_digit)) return std::nullopt;
    after_digit = digit >= 0;
    if (after_digit) plain += static_cast<char>('0' + digit);
  }
  return after_digit ? std::optional(plain) : std::nullopt;
}

Value from_text(const Value& value) {
  const std::string_view text = value.is_string() ? value.as_string() : value.as_bytes().data;
  if (const std::optional<int64_t> number = small_int(text)) return *number;
  const std::optional<std::string> plain = plain_digits(core::strip_python_space(text));
  if (!plain) throw PythonError("invalid literal for int() with base 10: " + core::python_repr(value));
  const size_t digits = plain->size() - (plain->starts_with('-') ? 1 : 0);
  if (digits > kMaxDigits) {
    throw PythonError(
        core::format("Exceeds the limit ({} digits) for integer string conversion: value has {} digits; "
                     "use sys.set_int_max_str_digits() to increase the limit",
                     kMaxDigits, digits));
  }
  return BigInteger::from_text(*plain, 10).to_value();
}

}  // namespace

std::optional<int64_t> small_int(std::string_view text) {
  constexpr size_t kMostDigits = 18;
  if (text.empty() || text.size() > kMostDigits) return std::nullopt;
  int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

Value python_to_int(const Value& value) {
  if (value.is_int()) return value;
  if (value.is_bool()) return static_cast<int64_t>(value.as_bool());
  if (value.is_string() || value.is_bytes()) return from_text(value);
  if (!value.is_float()) {
    throw PythonError(core::format("int() argument must be a string, a bytes-like object or a real number, not '{}'",
                                   value.type_name()));
  }
  const double real = value.as_double();
  if (std::isnan(real)) throw PythonError("cannot convert float NaN to integer");
  if (std::isinf(real)) throw PythonError("cannot convert float infinity to integer");
  return BigInteger::from_text(core::fixed(std::trunc(real), 0), 10).to_value();
}

}  // namespace env::bfcl
