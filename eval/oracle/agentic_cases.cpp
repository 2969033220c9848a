#include "eval/oracle/agentic_cases.h"

#include "core/error.h"
#include "core/json.h"
#include "eval/handler.h"
#include "eval/judge.h"
#include "eval/oracle/result_texts.h"

namespace eval::oracle {
namespace {

// "valid", or the error type and the texts that were compared.
std::string verdict_text(bool valid, const std::string& error_type, const core::Value* details) {
  if (valid) return "valid";
  return error_type + " " + (details == nullptr || details->is_none() ? "" : core::dump_json(*details));
}

std::string found_text(const Verdict& verdict) {
  if (verdict.valid()) return verdict_text(true, {}, nullptr);
  const core::List& errors = verdict.failure->errors;
  return verdict_text(false, verdict.failure->error_type, errors.size() > 1 ? &errors.back() : nullptr);
}

}  // namespace

Outcome AgenticCases::run(const core::Value& line) {
  const std::string& id = line.at("id").as_string();
  const env::bfcl::Category* category = env::bfcl::category_of_id(id);
  const env::bfcl::Entry* entry = category == nullptr ? nullptr : entries_.find(*category, id);
  if (entry == nullptr) return {Outcome::Kind::failed, id + ": the data set has no such entry"};
  const std::string& mode = line.at("mode").as_string();
  const std::string found = found_text(judge(*entry, find_handler(mode).decode, line.at("result")).verdict);
  const std::string expected =
      line.find("crash") != nullptr
          ? std::string(kReferenceRaises) + " "
          : verdict_text(line.at("valid").as_bool(), line.get_string("error_type"), line.find("details"));
  if (found == expected) return {};
  return {Outcome::Kind::failed, core::format("{} ({}): {}", id, mode, text_difference(found, expected))};
}

}  // namespace eval::oracle
