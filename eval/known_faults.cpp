#include "eval/known_faults.h"

#include <algorithm>
#include <array>

namespace eval {
namespace {

constexpr std::string_view kMixedList = "the accepted list mixes types under a nested type `any`";
constexpr std::string_view kNoAnswer = "the list of accepted values of a parameter is empty";
constexpr std::string_view kUnknownParameter = "the truth names a parameter that the function does not have";
constexpr std::string_view kMapBody = "the body of the anonymous map class is lost when Java is read";
constexpr std::string_view kNoSource = "the accepted text does not parse as a value of a call in source text";
constexpr std::string_view kOnlySource = "the accepted map can be met by Java source text alone";
constexpr std::string_view kNewArray = "`new String[]{…}`, Java's usual form of the accepted list, counts as wrong";

constexpr std::array<KnownFault, 21> kFaults = {{
    {"simple_java_36", FaultScope::every_mode, kMixedList},
    {"simple_java_65", FaultScope::every_mode, kMixedList},
    {"live_simple_106-63-0", FaultScope::every_mode, kNoAnswer},
    {"live_simple_112-68-0", FaultScope::every_mode, kNoAnswer},
    {"live_multiple_862-181-3", FaultScope::every_mode, kUnknownParameter},
    {"live_multiple_964-207-0", FaultScope::every_mode, kUnknownParameter},
    {"simple_java_1", FaultScope::prompt_mode, kMapBody},
    {"simple_java_67", FaultScope::prompt_mode, kMapBody},
    {"simple_java_68", FaultScope::prompt_mode, kMapBody},
    {"simple_java_33", FaultScope::prompt_mode, kNoSource},
    {"simple_java_35", FaultScope::prompt_mode, kNoSource},
    {"simple_java_85", FaultScope::prompt_mode, kNoSource},
    {"simple_javascript_43", FaultScope::prompt_mode, kNoSource},
    {"simple_javascript_46", FaultScope::prompt_mode, kNoSource},
    {"simple_java_64", FaultScope::json_modes, kOnlySource},
    {"simple_java_78", FaultScope::usual_form, kNewArray},
    {"simple_java_83", FaultScope::usual_form, kNewArray},
    {"simple_java_86", FaultScope::usual_form, kNewArray},
    {"simple_java_89", FaultScope::usual_form, kNewArray},
    {"simple_java_90", FaultScope::usual_form, kNewArray},
    {"simple_java_91", FaultScope::usual_form, kNewArray},
}};

}  // namespace

std::span<const KnownFault> known_faults() {
  return kFaults;
}

std::string_view scope_text(FaultScope scope) {
  constexpr std::array<std::string_view, 4> kTexts = {
      "no answer can be right", "no answer in source text (prompt mode) can be right",
      "no answer in JSON (function calling) can be right", "the usual form of the answer is wrong"};
  return kTexts.at(static_cast<size_t>(scope));
}

const KnownFault* fault_of(std::string_view id) {
  const size_t colon = id.rfind(':');
  const std::string_view original = colon == std::string_view::npos ? id : id.substr(colon + 1);
  const auto* found =
      std::find_if(kFaults.begin(), kFaults.end(), [&](const KnownFault& fault) { return fault.id == original; });
  return found == kFaults.end() ? nullptr : &*found;
}

bool is_unsatisfiable(std::string_view id, DecodeMode mode) {
  const KnownFault* fault = fault_of(id);
  if (fault == nullptr) return false;
  switch (fault->scope) {
    case FaultScope::every_mode:
      return true;
    case FaultScope::prompt_mode:
      return mode == DecodeMode::prompt;
    case FaultScope::json_modes:
      return mode != DecodeMode::prompt;
    case FaultScope::usual_form:
      break;
  }
  return false;
}

}  // namespace eval
