#include "model/weights/hf_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <set>

#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "model/weights/quantise.h"
#include "model/weights/safetensors.h"
#include "model/weights/stored_tensor.h"

namespace model {

namespace fs = std::filesystem;

namespace {

// model.safetensors, or the shards that model.safetensors.index.json names.
std::vector<fs::path> weight_files(const fs::path& dir) {
  if (fs::exists(dir / "model.safetensors")) return {dir / "model.safetensors"};
  const fs::path index = dir / "model.safetensors.index.json";
  if (!fs::exists(index)) {
    throw core::data_error(core::format("{}: no model.safetensors and no model.safetensors.index.json", dir.string()),
                           "a Hugging Face model directory with safetensors weights is needed");
  }
  std::set<std::string> names;
  try {
    const core::Value json = core::read_json_file(index);
    for (const auto& [tensor, file] : json.at("weight_map").as_dict()) {
      names.insert(file.as_string());
    }
  } catch (const core::Error& error) {
    throw error.in(index.string());
  }
  std::vector<fs::path> files;
  for (const std::string& name : names) {
    if (fs::path(name).filename() != name) {
      throw core::data_error(core::format("{}: \"{}\" is not a plain file name", index.string(), name));
    }
    files.push_back(dir / name);
  }
  return files;
}

// Left over in files of older libraries, or the second copy of a tied matrix: not parameters of the model.
bool is_redundant(const std::string& name, const ModelConfig& config) {
  return name.ends_with("rotary_emb.inv_freq") || (config.tied_head && name == "lm_head.weight");
}

core::Error system_error(std::string_view what, const fs::path& path) {
  const int code = errno;
  return core::environment_error(core::format("{}: {}: {}", path.string(), what, std::strerror(code)),
                                 code == ENOSPC ? "the disk is full: free some room and run the same command again"
                                                : "check the path and its permissions");
}

void sync_folder(const fs::path& dir) {
  const int fd = ::open(dir.empty() ? "." : dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

// Puts the finished folder `from` where `to` is; what was there before is gone afterwards.
void move_into_place(const fs::path& from, const fs::path& to) {
  if (!fs::exists(to)) {
    if (::rename(from.c_str(), to.c_str()) != 0) throw system_error("cannot rename into place", to);
    return;
  }
  // Exchanged in one step where the file system can; else the old one is set aside first.
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE) == 0) {
    fs::remove_all(from);
    return;
  }
  const fs::path aside = fs::path(to).concat(".replaced");
  fs::remove_all(aside);
  if (::rename(to.c_str(), aside.c_str()) != 0) throw system_error("cannot set the old folder aside", to);
  if (::rename(from.c_str(), to.c_str()) != 0) throw system_error("cannot rename into place", to);
  fs::remove_all(aside);
}

void write_contents(const fs::path& dir, const ModelConfig& config, const at::Tensor& flat,
                    const SaveOptions& options) {
  core::JsonStyle style;
  style.indent = 2;
  style.item_separator = ",";
  const std::string dtype = options.dtype == at::kFloat ? "float32" : "bfloat16";
  core::write_file_atomic(dir / "config.json", core::dump_json(config_to_hf(config, dtype), style) + "\n");
  core::write_file_atomic(dir / "generation_config.json",
                          core::dump_json(generation_config_to_hf(config), style) + "\n");
  for (const auto& [name, content] : options.files) core::write_file_atomic(dir / name, content);
  write_safetensors(dir / "model.safetensors", ParameterLayout(config).named(flat), options.dtype);
}

}  // namespace

LoadedWeights load_hf_directory(const fs::path& dir, at::ScalarType dtype, WeightFormat format) {
  LoadedWeights weights;
  weights.config = load_config(dir);
  std::vector<std::unique_ptr<SafetensorsFile>> files;
  StoredTensors stored;
  for (const fs::path& path : weight_files(dir)) {
    files.push_back(std::make_unique<SafetensorsFile>(path));
    for (const SafetensorsEntry& entry : files.back()->entries()) {
      if (is_redundant(entry.name, weights.config)) continue;
      StoredTensor tensor;
      tensor.place = core::format("{}: {}", path.string(), entry.name);
      tensor.shape = entry.shape;
      int64_t columns = 1;
      for (size_t i = 1; i < entry.shape.size(); ++i) columns *= entry.shape[i];
      tensor.read_rows = [&entry, columns](int64_t begin, int64_t end, float* out) {
        decode_floats(entry.data, entry.dtype, begin * columns, end * columns, out);
      };
      if (!stored.emplace(entry.name, std::move(tensor)).second) {
        throw core::data_error(core::format("{}: {} is in more than one file", path.string(), entry.name));
      }
    }
  }
  read_weights(weights, stored, dtype, format, dir.string());
  return weights;
}

void save_hf_directory(const fs::path& dir, const ModelConfig& config, const at::Tensor& flat,
                       const SaveOptions& options) {
  const fs::path target = fs::absolute(dir).lexically_normal();
  const fs::path place = target.has_filename() ? target : target.parent_path();
  const fs::path temporary = fs::path(place).concat(".tmp");
  try {
    fs::remove_all(temporary);
    fs::create_directories(temporary);
    write_contents(temporary, config, flat, options);
    sync_folder(temporary);
    move_into_place(temporary, place);
    sync_folder(place.parent_path());
  } catch (const fs::filesystem_error& error) {
    std::error_code ignored;
    fs::remove_all(temporary, ignored);
    throw core::environment_error(core::format("{}: {}", error.path1().string(), error.code().message()),
                                  "check the path, its permissions and the free room");
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(temporary, ignored);
    throw;
  }
}

}  // namespace model
