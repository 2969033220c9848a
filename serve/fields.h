// The fields of a JSON body, read with their types and bounds. What is wrong is an ApiError of status 400 that names
// the field; a field that nobody asked for is, too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace serve {

class Fields {
 public:
  // `place`: in front of the names in errors, "stream_options." for instance.
  explicit Fields(const core::Dict& body, std::string place = {}) : body_(body), place_(std::move(place)) {}

  // The value; nullptr where it is missing or null.
  const core::Value* value(std::string_view name);
  bool boolean(std::string_view name, bool fallback);
  std::string string(std::string_view name, std::string_view fallback = {});
  std::optional<int64_t> integer(std::string_view name, int64_t least, int64_t most);
  double number(std::string_view name, double fallback, double least, double most);
  const core::List* list(std::string_view name);
  const core::Dict* dict(std::string_view name);
  // A string, or a list of at most `most` strings.
  std::vector<std::string> texts(std::string_view name, size_t most);
  // Fields that change nothing here.
  void ignore(std::initializer_list<std::string_view> names);
  // Fields that the API has and this server has not: only a value that does what leaving it out does may be sent.
  // `neutral`: such a value, beside null.
  void unsupported(std::string_view name, const core::Value& neutral, std::string_view instead = {});
  // Throws for the first field that was not asked for.
  void reject_unknown() const;

  std::string path(std::string_view name) const { return place_ + std::string(name); }

 private:
  const core::Dict& body_;
  std::string place_;
  std::vector<std::string> known_;
};

}  // namespace serve
