#include "serve/fields.h"

#include <cmath>

#include "core/format.h"
#include "core/text.h"
#include "core/utf8.h"
#include "serve/api_error.h"

namespace serve {
namespace {

using core::Value;

constexpr size_t kLongestName = 80;

[[noreturn]] void wrong_type(const std::string& path, std::string_view expected, const Value& found) {
  throw ApiError(400, core::format("{}: expected {}, found {}.", path, expected, found.type_name()), path,
                 "invalid_type");
}

}  // namespace

const Value* Fields::value(std::string_view name) {
  known_.emplace_back(name);
  const Value* found = body_.find(name);
  return found == nullptr || found->is_none() ? nullptr : found;
}

bool Fields::boolean(std::string_view name, bool fallback) {
  const Value* found = value(name);
  if (found == nullptr) return fallback;
  if (!found->is_bool()) wrong_type(path(name), "true or false", *found);
  return found->as_bool();
}

std::string Fields::string(std::string_view name, std::string_view fallback) {
  const Value* found = value(name);
  if (found == nullptr) return std::string(fallback);
  if (!found->is_string()) wrong_type(path(name), "a string", *found);
  return found->as_string();
}

std::optional<int64_t> Fields::integer(std::string_view name, int64_t least, int64_t most) {
  const Value* found = value(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_int()) wrong_type(path(name), "an integer", *found);
  if (found->type() != Value::Type::integer || found->as_int() < least || found->as_int() > most) {
    throw ApiError(400, core::format("{}: must be from {} to {}.", path(name), least, most), path(name),
                   "invalid_value");
  }
  return found->as_int();
}

double Fields::number(std::string_view name, double fallback, double least, double most) {
  const Value* found = value(name);
  if (found == nullptr) return fallback;
  if (!found->is_number()) wrong_type(path(name), "a number", *found);
  const bool fits = found->type() != Value::Type::big_integer && found->as_double() >= least &&
                    found->as_double() <= most;  // false for NaN
  if (!fits) {
    throw ApiError(400, core::format("{}: must be from {} to {}.", path(name), least, most), path(name),
                   "invalid_value");
  }
  return found->as_double();
}

const core::List* Fields::list(std::string_view name) {
  const Value* found = value(name);
  if (found == nullptr) return nullptr;
  if (!found->is_list()) wrong_type(path(name), "a list", *found);
  return &found->as_list();
}

const core::Dict* Fields::dict(std::string_view name) {
  const Value* found = value(name);
  if (found == nullptr) return nullptr;
  if (!found->is_dict()) wrong_type(path(name), "an object", *found);
  return &found->as_dict();
}

std::vector<std::string> Fields::texts(std::string_view name, size_t most) {
  const Value* found = value(name);
  if (found == nullptr) return {};
  if (found->is_string()) return {found->as_string()};
  if (!found->is_list()) wrong_type(path(name), "a string or a list of strings", *found);
  if (found->as_list().size() > most) {
    throw ApiError(400, core::format("{}: at most {} texts.", path(name), most), path(name), "invalid_value");
  }
  std::vector<std::string> texts;
  for (const Value& item : found->as_list()) {
    if (!item.is_string()) wrong_type(core::format("{}[{}]", path(name), texts.size()), "a string", item);
    texts.push_back(item.as_string());
  }
  return texts;
}

void Fields::ignore(std::initializer_list<std::string_view> names) {
  known_.insert(known_.end(), names.begin(), names.end());
}

void Fields::unsupported(std::string_view name, const Value& neutral, std::string_view instead) {
  const Value* found = value(name);
  if (found == nullptr || core::python_equal(*found, neutral)) return;
  const std::string hint = instead.empty() ? std::string() : core::format(" {}", instead);
  throw ApiError(400, core::format("{}: not supported by this server.{}", path(name), hint), path(name),
                 "unsupported_parameter");
}

void Fields::reject_unknown() const {
  for (const auto& [key, ignored] : body_) {
    const std::string& name = key.as_string();
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const std::string shown(core::utf8_prefix(name, kLongestName));
    const std::string near = core::nearest_text(shown, known_);
    const std::string hint = near.empty() ? std::string() : core::format(" Did you mean '{}'?", near);
    throw ApiError(400, core::format("Unknown field '{}'.{}", path(shown), hint), path(shown), "unknown_parameter");
  }
}

}  // namespace serve
