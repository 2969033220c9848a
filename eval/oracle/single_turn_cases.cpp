#include "eval/oracle/single_turn_cases.h"

#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"
#include "eval/handler.h"
#include "eval/json_form.h"
#include "eval/judge.h"

namespace eval::oracle {

namespace {

// What the two sides decoded, as one text: repr of the value, or the exception's class.
std::string decoded_text(const Decoded& decoded) {
  return decoded.ok ? core::python_repr(decoded.value) : "raises " + decoded.error_class;
}

std::string expected_decoded(const core::Value& line) {
  if (const core::Value* decoded = line.find("decoded")) return decoded->as_string();
  return "raises " + line.at("decode_raise").as_list().at(0).as_string();
}

// Texts of decoding errors are Python's own; only that they occurred matters to a verdict.
bool has_comparable_text(const std::string& error_type) {
  return error_type != "ast_decoder:decoder_failed" && error_type != "relevance_error:decoder_failed";
}

std::string verdict_text(bool valid, const std::string& error_type, const std::string& errors) {
  return valid ? "valid" : core::format("{} {}", error_type, has_comparable_text(error_type) ? errors : "");
}

}  // namespace

Outcome SingleTurnCases::run(const core::Value& line) {
  const std::string id = line.at("id").as_string();
  const env::bfcl::Category& category = env::bfcl::find_category(line.at("category").as_string());
  if (!is_covered(category)) return {Outcome::Kind::not_covered, core::format("category {}", category.name)};
  const env::bfcl::Entry* entry = entries_.find(category, id);
  if (entry == nullptr) return failed(id + ": the data set has no such entry");
  const std::string mode = line.at("mode").as_string();
  const std::string place = core::format("{} ({}, {})", id, mode, line.get_string("mutation"));
  if (line.find("crash") != nullptr) return {Outcome::Kind::not_covered, "the reference itself dies"};

  const Judgement found = judge(*entry, find_handler(mode).decode, line.at("raw"));
  const std::string want_decoded = expected_decoded(line);
  const std::string found_decoded = decoded_text(found.decoded);
  const bool both_raise = !found.decoded.ok && want_decoded.starts_with("raises ");
  if (want_decoded != found_decoded && !both_raise) {
    return failed(core::format("{}: decoding gives {}, expected {}", place, found_decoded, want_decoded));
  }
  const core::Value* errors = line.find("error");
  const std::string want = verdict_text(line.at("valid").as_bool(), line.get_string("error_type"),
                                        errors == nullptr ? "" : core::dump_json(*errors));
  const auto& failure = found.verdict.failure;
  const std::string have =
      failure ? verdict_text(false, failure->error_type, core::dump_json(json_form(core::Value(failure->errors))))
              : verdict_text(true, {}, {});
  if (want == have) return {};
  return failed(core::format("{}: verdict {}, expected {}", place, have, want));
}

}  // namespace eval::oracle
