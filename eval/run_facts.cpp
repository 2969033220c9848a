#include "eval/run_facts.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <vector>

#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/python_text.h"

namespace eval {

namespace {

constexpr const char* kFile = "run.json";
constexpr std::uintmax_t kEndBytes = 64 * 1024;

std::string both_ends(const core::fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::uintmax_t size = core::fs::file_size(path);
  std::string bytes(std::min(size, 2 * kEndBytes), '\0');
  const std::uintmax_t front = std::min(size, kEndBytes);
  file.read(bytes.data(), static_cast<std::streamsize>(front));
  const std::uintmax_t back = bytes.size() - front;
  file.seekg(static_cast<std::streamoff>(size - back));
  file.read(bytes.data() + front, static_cast<std::streamsize>(back));
  if (!file) throw core::environment_error(core::format("{}: cannot be read", path.string()));
  return bytes;
}

}  // namespace

void write_run_facts(const core::fs::path& run_dir, const RunFacts& facts) {
  core::Dict json{{"model", facts.model},
                  {"identity", facts.identity},
                  {"config", facts.config},
                  {"data_release", facts.data_release},
                  {"data_hash", facts.data_hash},
                  {"started", facts.started},
                  {"finished", facts.finished},
                  {"seconds", facts.seconds},
                  {"input_tokens", facts.input_tokens},
                  {"output_tokens", facts.output_tokens}};
  if (!facts.services.empty()) json["services"] = facts.services;
  core::write_file_atomic(run_dir / kFile, core::dump_json(core::Value(json), {.indent = 2}) + "\n");
}

std::optional<RunFacts> read_run_facts(const core::fs::path& run_dir) {
  const core::fs::path path = run_dir / kFile;
  if (!core::fs::exists(path)) return std::nullopt;
  const core::Value json = core::read_json_file(path);
  try {
    RunFacts facts;
    facts.model = json.at("model").as_string();
    facts.identity = json.at("identity").as_dict();
    facts.config = json.at("config").as_dict();
    facts.data_release = json.get_string("data_release");
    facts.data_hash = json.get_string("data_hash");
    facts.started = json.get_string("started");
    facts.finished = json.get_string("finished");
    facts.seconds = json.get_double("seconds", 0);
    facts.input_tokens = json.get_int("input_tokens", 0);
    facts.output_tokens = json.get_int("output_tokens", 0);
    if (const core::Value* services = json.find("services")) facts.services = services->as_dict();
    return facts;
  } catch (const core::Error& error) {
    throw error.in(path.string());
  }
}

void require_same_identity(const RunFacts& earlier, const RunFacts& now, const core::fs::path& run_dir) {
  const auto differ = [&](const core::Value& key, const core::Value* before, const core::Value* after) {
    const auto text = [](const core::Value* value) {
      return value == nullptr ? std::string("nothing") : core::python_str(*value);
    };
    return core::usage_error(core::format("{}: its results were made with {} = {}, this run has {}", run_dir.string(),
                                          core::python_str(key), text(before), text(after)),
                             "choose another run_dir, or delete that folder to start afresh");
  };
  for (const auto& [key, value] : now.identity) {
    const core::Value* before = earlier.identity.find(key);
    if (before == nullptr || *before != value) throw differ(key, before, &value);
  }
  for (const auto& [key, value] : earlier.identity) {
    if (now.identity.find(key) == nullptr) throw differ(key, &value, nullptr);
  }
}

std::string model_fingerprint(const core::fs::path& model) {
  std::vector<core::fs::path> files;
  if (core::fs::is_directory(model)) {
    for (const auto& item : core::fs::directory_iterator(model)) {
      if (item.is_regular_file()) files.push_back(item.path());
    }
  } else if (core::fs::exists(model)) {
    files.push_back(model);
  }
  if (files.empty()) {
    throw core::environment_error(core::format("{}: no model here", model.string()),
                                  "name a Hugging Face folder or a .gguf file");
  }
  std::sort(files.begin(), files.end());
  std::string text;
  for (const core::fs::path& file : files) {
    text += core::format("{} {} {}\n", file.filename().string(), core::fs::file_size(file),
                         core::sha256_hex(both_ends(file)));
  }
  return core::sha256_hex(text);
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

}  // namespace eval
