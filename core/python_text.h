// Python's texts for values: repr() and str(), and the shortest float text that both use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/value.h"

namespace core {

// repr(value): 'it\'s' quoting rules, True/None, (1,), {'a': 1}, nan, inf, 1e+16.
std::string python_repr(const Value& value);
void append_repr(std::string& out, const Value& value);
// str(value): repr, except that a str is itself.
std::string python_str(const Value& value);
// Shortest text that reads back as the same double, in Python's form ("1.0", "1e-05", "inf", "nan").
std::string python_float(double value);
// The same, and str() of an int, written at `at`, where kNumberRoom bytes are free. Return their ends.
constexpr size_t kNumberRoom = 72;
char* write_python_float(char* at, double value);
char* write_int(char* at, int64_t value);
// repr() of one str: UTF-8 in; non-printable code points escaped as Python 3.11 does.
std::string python_repr_string(std::string_view text);

}  // namespace core
