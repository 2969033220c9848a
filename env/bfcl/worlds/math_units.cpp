// MathAPI: metres to metres, and between imperial and SI units.
#include <algorithm>
#include <array>

#include "chat/python/arithmetic.h"
#include "chat/python/exception.h"
#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/math_world.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using chat::python::numeric_operator;
using chat::python::Op;
using core::Dict;
using core::Value;

// Metres in a unit. Whole factors keep ints exact on the way.
const Dict& metres() {
  static const Dict kMetres{{"km", 1000}, {"m", 1}, {"cm", 0.01}, {"mm", 0.001}, {"um", 1e-6}, {"nm", 1e-9}};
  return kMetres;
}

struct Conversion {
  std::string_view name;
  double factor;
};

constexpr std::array<Conversion, 12> kConversions = {{{"cm_to_in", 0.393701},
                                                      {"in_to_cm", 2.54},
                                                      {"m_to_ft", 3.28084},
                                                      {"ft_to_m", 0.3048},
                                                      {"m_to_yd", 1.09361},
                                                      {"yd_to_m", 0.9144},
                                                      {"km_to_miles", 0.621371},
                                                      {"miles_to_km", 1.60934},
                                                      {"kg_to_lb", 2.20462},
                                                      {"lb_to_kg", 0.453592},
                                                      {"celsius_to_fahrenheit", 1.8},
                                                      {"fahrenheit_to_celsius", 5.0 / 9.0}}};

constexpr int kFreezingFahrenheit = 32;

Value unsupported(const Value& from, const Value& to) {
  return math_error(
      core::format("Conversion from '{}' to '{}' is not supported", core::python_str(from), core::python_str(to)));
}

// The result of a computation; its OverflowErrors are answered.
template <class Compute>
Value converted(Compute compute) {
  try {
    return math_result(compute());
  } catch (const chat::python::PythonError& error) {
    if (error.exception != "OverflowError") throw;
    return math_error("Conversion resulted in a value too large to represent");
  }
}

}  // namespace

Value MathWorld::si_unit_conversion(const Arguments& arguments) {
  const Value& value = arguments[0];
  if (!is_real(value)) return math_error("Value must be a number");
  const Value* from = python_find(metres(), arguments[1]);
  const Value* to = from == nullptr ? nullptr : python_find(metres(), arguments[2]);
  if (to == nullptr) return unsupported(arguments[1], arguments[2]);
  return converted([&] {
    const Value in_metres = numeric_operator(Op::mult, value, *from);
    return numeric_operator(Op::mult, in_metres, 1.0 / to->as_double());
  });
}

Value MathWorld::imperial_si_conversion(const Arguments& arguments) {
  const Value& value = arguments[0];
  if (!is_real(value)) return math_error("Value must be a number");
  if (arguments[1] == arguments[2]) return math_result(value);
  const std::string name = core::format("{}_to_{}", core::python_str(arguments[1]), core::python_str(arguments[2]));
  const auto* const found =
      std::find_if(kConversions.begin(), kConversions.end(), [&](const Conversion& each) { return each.name == name; });
  if (found == kConversions.end()) return unsupported(arguments[1], arguments[2]);
  return converted([&] {
    const bool from_fahrenheit = name == "fahrenheit_to_celsius";
    const Value shifted = from_fahrenheit ? numeric_operator(Op::sub, value, kFreezingFahrenheit) : value;
    const Value scaled = numeric_operator(Op::mult, shifted, found->factor);
    return name == "celsius_to_fahrenheit" ? numeric_operator(Op::add, scaled, kFreezingFahrenheit) : scaled;
  });
}

}  // namespace env::bfcl
