#include "eval/oracle/blobs.h"

#include "core/error.h"
#include "core/json.h"

namespace eval::oracle {

namespace {
constexpr std::string_view kReference = "@blob:";
}

const std::string& Blobs::text(const std::string& key) {
  if (!loaded_) {
    for (const char* name : {"blobs.jsonl.gz", "blobs.jsonl"}) {
      if (!core::fs::exists(dir_ / name)) continue;
      core::for_each_jsonl(dir_ / name, [this](core::Value&& line, size_t) {
        texts_.emplace(line.at("key").as_string(), line.at("text").as_string());
      });
    }
    loaded_ = true;
  }
  const auto found = texts_.find(key);
  if (found == texts_.end()) {
    throw core::data_error(core::format("{}: no blob with the key '{}'", (dir_ / "blobs.jsonl.gz").string(), key));
  }
  return found->second;
}

void Blobs::resolve(core::Value& value) {
  if (value.is_string()) {
    if (value.as_string().starts_with(kReference))
      value = core::Value(text(value.as_string().substr(kReference.size())));
  } else if (value.is_list()) {
    for (core::Value& item : value.as_list()) resolve(item);
  } else if (value.is_dict()) {
    for (auto& [key, item] : value.as_dict()) resolve(item);
  }
}

}  // namespace eval::oracle
