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
void append_python_float(std::string& out, double value);
void append_int(std::string& out, int64_t value);
// repr() of one str: UTF-8 in; non-printable code points escaped as Python 3.11 does.
std::string python_repr_string(std::string_view text);

}  // namespace core
