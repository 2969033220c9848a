// Long strings of an oracle folder: a string "@blob:<key>" stands for a text in blobs.jsonl.gz.
#pragma once

#include <string>
#include <unordered_map>

#include "core/files.h"
#include "core/value.h"

namespace eval::oracle {

class Blobs {
 public:
  // A folder without a blob file is fine: no string may then refer to one.
  explicit Blobs(core::fs::path dir) : dir_(std::move(dir)) {}

  // Replaces references at any depth. Throws core::Error(data) for an unknown key.
  void resolve(core::Value& value);

 private:
  const std::string& text(const std::string& key);

  core::fs::path dir_;
  bool loaded_ = false;
  std::unordered_map<std::string, std::string> texts_;
};

}  // namespace eval::oracle
