#include "eval/score_text.h"

#include "core/format.h"

namespace eval {

std::string percent_number(double share) {
  const std::string text = core::fixed(100 * share, 1);
  return text == "-0.0" ? "0.0" : text;
}

std::string signed_points(double share) {
  const std::string text = percent_number(share);
  return (share > 0 && text != "0.0" ? "+" : "") + text;
}

std::string p_text(double p) {
  return p < 0.001 ? "< 0.001" : core::fixed(p, 3);
}

std::string verdict_name(const std::string& error_type) {
  return error_type.empty() ? "right" : error_type;
}

}  // namespace eval
