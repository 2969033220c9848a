// The class behind math_api.h. Methods by topic: math_arithmetic.cpp (two operands, rounding), math_statistics.cpp
// (lists), math_units.cpp (conversions), math_precision.cpp (logarithms and roots of any precision).
#pragma once

#include <memory>
#include <string_view>

#include "env/bfcl/worlds/method_table.h"

namespace env::bfcl {

class MathWorld final : public Simulator {
 public:
  std::string_view class_name() const override { return "MathAPI"; }
  const std::vector<Method>& methods() const override { return table().methods(); }
  // The reference loads no scenario either.
  void load_scenario(const core::Dict& /*scenario*/, bool /*long_context*/) override {}
  core::Value call(size_t method, const Arguments& arguments) override;
  core::Dict state() const override { return {}; }
  bool equals(const Simulator& truth) const override;
  std::unique_ptr<Simulator> clone() const override;

 private:
  static const MethodTable<MathWorld>& table();

  core::Value add(const Arguments& arguments);
  core::Value subtract(const Arguments& arguments);
  core::Value multiply(const Arguments& arguments);
  core::Value divide(const Arguments& arguments);
  core::Value power(const Arguments& arguments);
  core::Value absolute_value(const Arguments& arguments);
  core::Value round_number(const Arguments& arguments);
  core::Value percentage(const Arguments& arguments);

  core::Value mean(const Arguments& arguments);
  core::Value standard_deviation(const Arguments& arguments);
  core::Value min_value(const Arguments& arguments);
  core::Value max_value(const Arguments& arguments);
  core::Value sum_values(const Arguments& arguments);

  core::Value si_unit_conversion(const Arguments& arguments);
  core::Value imperial_si_conversion(const Arguments& arguments);

  core::Value logarithm(const Arguments& arguments);
  core::Value square_root(const Arguments& arguments);
};

// {"result": value}
core::Value math_result(core::Value value);
// {"error": text}
core::Value math_error(std::string_view text);

}  // namespace env::bfcl
