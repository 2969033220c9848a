#include "eval/value_check.h"

#include <algorithm>

#include "core/format.h"
#include "core/python_text.h"
#include "core/utf8.h"
#include "eval/standardise.h"
#include "eval/type_check.h"

namespace eval {

namespace {

core::Value standardised(const core::Value& value) {
  return value.is_string() ? core::Value(standardise(value.as_string())) : value;
}

core::List standardised(const core::List& values) {
  core::List out;
  out.reserve(values.size());
  for (const core::Value& value : values) out.push_back(standardised(value));
  return out;
}

bool contains(const core::List& values, const core::Value& wanted) {
  return std::any_of(values.begin(), values.end(),
                     [&](const core::Value& value) { return core::python_equal(value, wanted); });
}

// What Python sees when it indexes an answer from 0 to len - 1: the elements of a list, the code points of a str.
// nullopt where that raises (numbers have no length, dicts no such keys).
std::optional<core::List> as_sequence(const core::Value& value) {
  if (value.is_list()) return value.as_list();
  if (value.is_tuple()) return value.as_tuple().items;
  if (value.is_dict() && value.as_dict().empty()) return core::List{};
  if (!value.is_string()) return std::nullopt;
  core::List characters;
  for (const char c : value.as_string()) {
    if (core::is_utf8_continuation(c) && !characters.empty()) {
      characters.back() = characters.back().as_string() + c;
    } else {
      characters.emplace_back(std::string(1, c));
    }
  }
  return characters;
}

Failure invalid_value(std::string_view type, const core::Value& key, const core::Value& value,
                      const core::List& answers, std::string_view tail = {}) {
  return Failure::one(std::string(type),
                      core::format("Invalid value for parameter {}: {}. Expected one of {}.{}", core::python_repr(key),
                                   core::python_repr(value), core::python_repr(core::Value(answers)), tail));
}

// The value of one key; nullopt where it passes.
std::optional<Failure> check_dict_value(const core::Value& key, const core::Value& value, const core::Value& answers) {
  const std::optional<core::List> sequence = as_sequence(answers);
  if (!sequence) return Failure::raises("the accepted values of a dict key are no list");
  const core::List accepted = standardised(*sequence);
  if (contains(accepted, standardised(value))) return std::nullopt;
  return invalid_value("value_error:dict_value", key, value, accepted);
}

// One dict against one accepted dict. Keys of the value are looked at first, then keys that it lacks, so two messages
// can come together.
std::optional<Failure> match_dict(const core::Dict& dict, const core::Dict& answer) {
  std::optional<Failure> failure;
  for (const auto& [key, value] : dict) {
    const core::Value* accepted = answer.find(key);
    if (accepted == nullptr) {
      failure = Failure::one("value_error:dict_key",
                             core::format("Unexpected dict key parameter: '{}'.", core::python_str(key)));
    } else {
      failure = check_dict_value(key, value, *accepted);
    }
    if (failure && failure->error_type == kReferenceRaises) return failure;
    if (failure) break;
  }
  for (const auto& [key, accepted] : answer) {
    if (dict.find(key) != nullptr || may_be_left_out(accepted)) continue;
    if (!failure) failure.emplace();
    failure->error_type = "value_error:dict_key";
    failure->errors.emplace_back(core::format("Missing dict key parameter: '{}'.", core::python_str(key)));
    break;
  }
  return failure;
}

}  // namespace

bool may_be_left_out(const core::Value& answers) {
  if (answers.is_string()) return true;  // "" is part of every str
  if (answers.is_list()) return contains(answers.as_list(), core::Value(""));
  return answers.is_dict() && answers.as_dict().contains("");
}

std::optional<Failure> check_string(std::string_view parameter, const core::Value& value, const core::List& answers) {
  const std::string wanted = standardise(value.as_string());
  const bool found = std::any_of(answers.begin(), answers.end(), [&](const core::Value& answer) {
    return answer.is_string() && standardise(answer.as_string()) == wanted;
  });
  if (found) return std::nullopt;
  return invalid_value("value_error:string", core::Value(parameter), value, answers, " Case insensitive.");
}

std::optional<Failure> check_list(std::string_view parameter, const core::Value& value, const core::List& answers) {
  const core::Value wanted = standardised(value.as_list());
  core::List accepted;
  for (const core::Value& answer : answers) {
    const std::optional<core::List> sequence = as_sequence(answer);
    if (!sequence) return Failure::raises("an accepted value of a list parameter is no list");
    accepted.emplace_back(standardised(*sequence));
  }
  if (contains(accepted, wanted)) return std::nullopt;
  return invalid_value("value_error:list/tuple", core::Value(parameter), value, answers);
}

std::optional<Failure> check_dict(const core::Value& value, const core::List& answers) {
  Failure last{"dict_checker:unclear", {}};
  for (const core::Value& answer : answers) {
    if (is_empty_string(answer)) continue;
    if (!value.is_dict() || !answer.is_dict()) return Failure::raises("a dict is compared with something else");
    std::optional<Failure> failure = match_dict(value.as_dict(), answer.as_dict());
    if (!failure || failure->error_type == kReferenceRaises) return failure;
    last = std::move(*failure);
  }
  return last;
}

std::optional<Failure> check_list_of_dicts(const core::Value& value, const core::List& answers) {
  const core::List& items = value.as_list();
  Failure last{"list_dict_checker:unclear", {}};
  for (const core::Value& answer : answers) {
    const std::optional<core::List> accepted = as_sequence(answer);
    if (!accepted) return Failure::raises("an accepted value of a list of dicts is no list");
    if (accepted->size() != items.size()) {
      last = Failure::one("value_error:list_dict_count", "Wrong number of dictionaries in the list.");
      continue;
    }
    std::optional<Failure> failure;
    for (size_t i = 0; i < items.size() && !failure; ++i) failure = check_dict(items[i], core::List{(*accepted)[i]});
    if (!failure || failure->error_type == kReferenceRaises) return failure;
    last = std::move(*failure);
  }
  return last;
}

std::optional<Failure> check_plain(std::string_view parameter, const core::Value& value, const core::List& answers) {
  if (contains(answers, value)) return std::nullopt;
  return invalid_value("value_error:others", core::Value(parameter), value, answers);
}

}  // namespace eval
