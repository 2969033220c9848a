#include "env/bfcl/worlds/math_world.h"

#include <utility>

#include "chat/python/arithmetic.h"
#include "chat/python/exception.h"
#include "env/bfcl/worlds/math_api.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {

using core::Dict;
using core::Value;

const MethodTable<MathWorld>& MathWorld::table() {
  using W = MathWorld;
  static const MethodTable<W> kTable({
      // in the order of the class body
      {"logarithm", {"value", "base", "precision"}, &W::logarithm},
      {"mean", {"numbers"}, &W::mean},
      {"standard_deviation", {"numbers"}, &W::standard_deviation},
      {"si_unit_conversion", {"value", "unit_in", "unit_out"}, &W::si_unit_conversion},
      {"imperial_si_conversion", {"value", "unit_in", "unit_out"}, &W::imperial_si_conversion},
      {"add", {"a", "b"}, &W::add},
      {"subtract", {"a", "b"}, &W::subtract},
      {"multiply", {"a", "b"}, &W::multiply},
      {"divide", {"a", "b"}, &W::divide},
      {"power", {"base", "exponent"}, &W::power},
      {"square_root", {"number", "precision"}, &W::square_root},
      {"absolute_value", {"number"}, &W::absolute_value},
      {"round_number", {"number", {"decimal_places", 0}}, &W::round_number},
      {"percentage", {"part", "whole"}, &W::percentage},
      {"min_value", {"numbers"}, &W::min_value},
      {"max_value", {"numbers"}, &W::max_value},
      {"sum_values", {"numbers"}, &W::sum_values},
  });
  return kTable;
}

Value MathWorld::call(size_t method, const Arguments& arguments) {
  try {
    return table().call(*this, method, arguments);
  } catch (const chat::python::PythonError& error) {
    // Python computes ints of any size and refuses to print the long ones.
    if (error.text != chat::python::kIntTooLong) throw PythonError(error.text);
    throw PythonError(
        "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase "
        "the limit");
  }
}

bool MathWorld::equals(const Simulator& truth) const {
  return dynamic_cast<const MathWorld*>(&truth) != nullptr;
}

std::unique_ptr<Simulator> MathWorld::clone() const {
  return std::make_unique<MathWorld>();
}

Value math_result(Value value) {
  Dict result;
  result.set("result", std::move(value));
  return result;
}

Value math_error(std::string_view text) {
  return Dict{{"error", text}};
}

std::unique_ptr<Simulator> make_math_api() {
  return std::make_unique<MathWorld>();
}

}  // namespace env::bfcl
