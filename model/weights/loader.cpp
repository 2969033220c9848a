#include "model/weights/loader.h"

#include "core/error.h"
#include "core/json.h"
#include "model/weights/gguf_weights.h"
#include "model/weights/hf_directory.h"

namespace model {

namespace fs = std::filesystem;

namespace {

void check_exists(const fs::path& path) {
  if (fs::exists(path)) return;
  throw core::environment_error(core::format("{}: no such model", path.string()),
                                "name a Hugging Face directory or a .gguf file");
}

}  // namespace

LoadedWeights load_weights(const fs::path& path, at::ScalarType dtype, WeightFormat format) {
  check_exists(path);
  return fs::is_directory(path) ? load_hf_directory(path, dtype, format) : load_gguf(path, dtype, format);
}

ModelConfig load_config(const fs::path& path) {
  check_exists(path);
  try {
    if (!fs::is_directory(path)) return config_from_gguf(core::GgufFile(path));
    const fs::path file = path / "config.json";
    if (!fs::exists(file)) throw core::data_error("no config.json", "a Hugging Face model directory is needed");
    return config_from_hf(core::read_json_file(file));
  } catch (const core::Error& error) {
    throw error.in(path.string());
  }
}

}  // namespace model
