// Typed configuration: one list of fields per struct drives defaults, YAML parsing, `key.path=value` overrides, help,
// and the resolved config.yaml written beside each run. An unknown key is an error that names the nearest known one.
//
//   struct OptimConfig {
//     double learning_rate = 1e-4;
//     template <class V> void fields(V& v) { v("learning_rate", learning_rate, "peak rate of AdamW"); }
//   };
//   auto config = core::load_config<SftConfig>("configs/sft.yaml", {"optim.learning_rate=5e-5"});
//
// A field is bool, int64_t, double, std::string, a std::vector of these, or a struct with `fields`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/value.h"

namespace core {

namespace detail {

template <class T>
concept Scalar = std::is_same_v<T, bool> || std::is_same_v<T, int64_t> || std::is_same_v<T, double> ||
                 std::is_same_v<T, std::string>;

// Reads a value into a field; throws core::Error(usage) "key: expected X, found Y".
void read_field(const Value& value, std::string_view key, bool& field);
void read_field(const Value& value, std::string_view key, int64_t& field);
void read_field(const Value& value, std::string_view key, double& field);
void read_field(const Value& value, std::string_view key, std::string& field);

template <Scalar T>
void read_field(const Value& value, std::string_view key, std::vector<T>& field);

class Reader {
 public:
  Reader(const Dict& dict, std::string path) : dict_(dict), path_(std::move(path)) {}

  template <class T>
  void operator()(std::string_view key, T& field, std::string_view /*help*/) {
    known_.emplace_back(key);
    const Value* value = dict_.find(key);
    if (value == nullptr) return;
    const std::string full = path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    if constexpr (requires(T& t, Reader& v) { t.fields(v); }) {
      Reader inner(as_section(*value, full), full);
      field.fields(inner);
      inner.reject_unknown();
    } else {
      read_field(*value, full, field);
    }
  }

  // Throws core::Error(usage) for the first key of the dict that no field took.
  void reject_unknown() const;

 private:
  static const Dict& as_section(const Value& value, std::string_view path);

  const Dict& dict_;
  std::string path_;
  std::vector<std::string> known_;
};

class Writer {
 public:
  template <class T>
  void operator()(std::string_view key, T& field, std::string_view /*help*/) {
    if constexpr (requires(T& t, Writer& v) { t.fields(v); }) {
      Writer inner;
      field.fields(inner);
      dict_[key] = inner.take();
    } else if constexpr (Scalar<T>) {
      dict_[key] = Value(field);
    } else {
      List items;
      for (const auto& item : field) items.emplace_back(item);
      dict_[key] = std::move(items);
    }
  }
  Dict take() { return std::move(dict_); }

 private:
  Dict dict_;
};

class Helper {
 public:
  explicit Helper(std::string path) : path_(std::move(path)) {}

  template <class T>
  void operator()(std::string_view key, T& field, std::string_view help) {
    if constexpr (requires(T& t, Helper& v) { t.fields(v); }) {
      Helper inner(path_ + std::string(key) + ".");
      field.fields(inner);
      text_ += inner.text();
    } else {
      Writer one;
      one(key, field, help);
      add(key, one.take().at(key), help);
    }
  }
  const std::string& text() const { return text_; }

 private:
  void add(std::string_view key, const Value& value, std::string_view help);
  std::string path_;
  std::string text_;
};

}  // namespace detail

// YAML -> Value (None, bool, int, float, str, list, dict). Errors give file, line and column.
Value parse_yaml(std::string_view text, std::string_view source_name);
std::string dump_yaml(const Value& value);

// Sets key.path of `root` to the YAML scalar or flow list `text`; throws core::Error(usage) if it is not "key=value".
void apply_override(Dict& root, std::string_view assignment);

// Reads the file (may be empty: defaults only), then the overrides.
Dict load_config_dict(const std::filesystem::path& file, std::span<const std::string> overrides);

template <class Config>
Config config_from_dict(const Dict& dict) {
  Config config;
  detail::Reader reader(dict, "");
  config.fields(reader);
  reader.reject_unknown();
  return config;
}

template <class Config>
Config load_config(const std::filesystem::path& file, std::span<const std::string> overrides) {
  return config_from_dict<Config>(load_config_dict(file, overrides));
}

template <class Config>
Dict config_to_dict(Config config) {
  detail::Writer writer;
  config.fields(writer);
  return writer.take();
}

// One line a field: "key.path = default   help".
template <class Config>
std::string config_help() {
  Config config;
  detail::Helper helper("");
  config.fields(helper);
  return helper.text();
}

template <detail::Scalar T>
void detail::read_field(const Value& value, std::string_view key, std::vector<T>& field) {
  field.clear();
  if (!value.is_list()) {
    read_field(value, key, field.emplace_back());
    return;
  }
  for (const Value& item : value.as_list()) {
    T one{};
    read_field(item, key, one);
    field.push_back(std::move(one));
  }
}

}  // namespace core
