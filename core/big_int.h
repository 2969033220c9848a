// Integers of any size, as Python has them, on core::Value. Results that fit int64 come back as plain integers.
#pragma once

#include <optional>
#include <string_view>

#include "core/value.h"

namespace core {

// Digits of `base` 2, 8, 10 or 16 without prefix, sign or underscores.
Value integer_from_digits(std::string_view digits, int base);

// Python's + - * // % ** << >> | ^ & on ints (bools are not accepted). nullopt: division by zero, a negative exponent
// or shift, or a result of more than `max_bits`.
std::optional<Value> integer_arithmetic(std::string_view op, const Value& a, const Value& b, size_t max_bits = 1U << 20U);
Value integer_negate(const Value& a);
Value integer_invert(const Value& a);

}  // namespace core
