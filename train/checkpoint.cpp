#include "train/checkpoint.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include "core/error.h"
#include "core/json.h"
#include "model/weights/hf_directory.h"
#include "model/weights/safetensors.h"

namespace train {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStateFile = "trainer_state.json";
constexpr const char* kOptimizerFile = "optimizer.safetensors";
constexpr const char* kMasterPrefix = "master.";
constexpr const char* kFirstPrefix = "exp_avg.";
constexpr const char* kSecondPrefix = "exp_avg_sq.";

// Settings that change how a run is watched and kept, not what it computes. `data` is compared by content.
constexpr std::array<std::string_view, 8> kFreeKeys{
    "run_dir", "data", "checkpoint_every", "keep_checkpoints", "save_optimizer", "log_every", "resume", "threads"};

std::optional<int64_t> step_of(const fs::path& path) {
  const std::string name = path.filename().string();
  constexpr std::string_view kPrefix = "step-";
  if (!name.starts_with(kPrefix)) return std::nullopt;
  int64_t step = 0;
  const char* end = name.data() + name.size();
  const auto [last, code] = std::from_chars(name.data() + kPrefix.size(), end, step);
  if (code != std::errc() || last != end) return std::nullopt;
  return step;
}

void rename_on_disk(const fs::path& from, const fs::path& to) {
  std::error_code code;
  fs::rename(from, to, code);
  if (code)
    throw core::environment_error(core::format("{}: cannot rename into place: {}", to.string(), code.message()));
  const int folder = ::open(to.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
}

// A name that is no checkpoint first, so that a kill in between leaves no damaged one.
void remove_checkpoint(const fs::path& path) {
  fs::path doomed = path;
  doomed += ".deleted";
  std::error_code ignored;  // a checkpoint that cannot be deleted costs room, not the run
  fs::rename(path, doomed, ignored);
  if (!ignored) fs::remove_all(doomed, ignored);
}

void append_named(std::vector<model::NamedTensor>& all, const model::ParameterLayout& layout, const at::Tensor& flat,
                  const char* prefix) {
  for (model::NamedTensor& tensor : layout.named(flat)) all.push_back({prefix + tensor.name, tensor.value});
}

core::Value state_to_json(const TrainerState& state, int64_t optimizer_steps) {
  return core::Dict{{"format", 1},
                    {"step", state.step},
                    {"cursor", state.cursor},
                    {"total_steps", state.total_steps},
                    {"optimizer_steps", optimizer_steps},
                    {"loss", state.loss},
                    {"data_fingerprint", std::to_string(state.data_fingerprint)},
                    {"threads", state.threads},
                    {"config", state.config}};
}

// Written as text: JSON readers elsewhere lose bits of large integers.
uint64_t read_u64(const core::Value& value) {
  const std::string& text = value.as_string();
  uint64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size()) throw core::data_error("not a 64-bit number: " + text);
  return number;
}

class OptimizerReader {
 public:
  explicit OptimizerReader(const fs::path& path) : file_(path) {
    for (const model::SafetensorsEntry& entry : file_.entries()) entries_[entry.name] = &entry;
  }
  bool has(const std::string& name) const { return entries_.contains(name); }

  // Fills the views of a zeroed flat fp32 vector.
  at::Tensor read(const model::ParameterLayout& layout, const char* prefix) const {
    at::Tensor flat = layout.make_flat(at::kFloat);
    for (model::NamedTensor& tensor : layout.named(flat)) {
      const auto found = entries_.find(prefix + tensor.name);
      if (found == entries_.end() || found->second->shape != tensor.value.sizes().vec()) {
        throw core::data_error(
            core::format("{}: tensor {}{} is missing or of another shape", file_.path().string(), prefix, tensor.name),
            "the checkpoint belongs to another model or is damaged: use another checkpoint");
      }
      model::decode_floats(found->second->data, found->second->dtype, 0, tensor.value.numel(),
                           tensor.value.mutable_data_ptr<float>());
    }
    return flat;
  }

 private:
  model::SafetensorsFile file_;
  std::unordered_map<std::string, const model::SafetensorsEntry*> entries_;
};

}  // namespace

CheckpointStore::CheckpointStore(const fs::path& run_dir) : dir_(run_dir / "checkpoints") {
  std::error_code code;
  fs::create_directories(dir_, code);
  if (code) throw core::environment_error(core::format("{}: cannot create: {}", dir_.string(), code.message()));
  std::vector<fs::path> left;
  for (const auto& entry : fs::directory_iterator(dir_)) {
    if (!step_of(entry.path())) left.push_back(entry.path());
  }
  for (const fs::path& path : left) fs::remove_all(path, code);
}

fs::path CheckpointStore::path(int64_t step) const {
  return dir_ / core::format("step-{}", step);
}

std::vector<int64_t> CheckpointStore::steps() const {
  std::vector<int64_t> found;
  for (const auto& entry : fs::directory_iterator(dir_)) {
    if (const auto step = step_of(entry.path())) found.push_back(*step);
  }
  std::sort(found.begin(), found.end());
  return found;
}

fs::path CheckpointStore::save(const TrainerState& state, const model::Transformer& transformer, const AdamW& optimizer,
                               const SaveOptions& options) const {
  const fs::path final_path = path(state.step);
  fs::path partial = final_path;
  partial += ".partial";
  std::error_code ignored;
  fs::remove_all(partial, ignored);
  model::save_hf_directory(partial, transformer.config(), transformer.flat_values(),
                           {.dtype = transformer.dtype(), .files = options.files});
  if (options.optimizer) {
    const model::ParameterLayout& layout = transformer.layout();
    std::vector<model::NamedTensor> tensors;
    if (transformer.dtype() != at::kFloat) append_named(tensors, layout, optimizer.masters(), kMasterPrefix);
    append_named(tensors, layout, optimizer.first_moments(), kFirstPrefix);
    append_named(tensors, layout, optimizer.second_moments(), kSecondPrefix);
    model::write_safetensors(partial / kOptimizerFile, tensors, at::kFloat);
  }
  core::write_file_atomic(partial / kStateFile,
                          core::dump_json(state_to_json(state, optimizer.steps()), {.indent = 1}));
  if (fs::exists(final_path)) remove_checkpoint(final_path);
  rename_on_disk(partial, final_path);

  const std::vector<int64_t> all = steps();
  if (options.keep > 0) {
    for (size_t i = 0; i + static_cast<size_t>(options.keep) < all.size(); ++i) remove_checkpoint(path(all[i]));
  }
  return final_path;
}

TrainerState CheckpointStore::load_state(int64_t step) const {
  const fs::path file = path(step) / kStateFile;
  const core::Value json = core::read_json_file(file);
  try {
    TrainerState state;
    state.step = json.at("step").as_int();
    state.cursor = json.at("cursor").as_int();
    state.total_steps = json.at("total_steps").as_int();
    state.loss = json.at("loss").as_double();
    state.data_fingerprint = read_u64(json.at("data_fingerprint"));
    state.threads = json.at("threads").as_int();
    state.config = json.at("config").as_dict();
    return state;
  } catch (const core::Error& error) {
    throw error.in(file.string());
  }
}

void CheckpointStore::restore(int64_t step, const model::ParameterLayout& layout, AdamW& optimizer) const {
  const fs::path file = path(step) / kOptimizerFile;
  if (!fs::exists(file)) {
    throw core::data_error(core::format("{}: missing, so training cannot go on from this checkpoint", file.string()),
                           "start a new run with this checkpoint as its model, or save with save_optimizer: true");
  }
  const int64_t steps = core::read_json_file(path(step) / kStateFile).at("optimizer_steps").as_int();
  const OptimizerReader reader(file);
  const bool separate = reader.has(kMasterPrefix + layout.slots().front().name);
  const at::Tensor masters = separate ? reader.read(layout, kMasterPrefix) : optimizer.masters();
  optimizer.restore(masters, reader.read(layout, kFirstPrefix), reader.read(layout, kSecondPrefix), steps);
}

std::optional<ConfigDifference> config_difference(const core::Dict& before, const core::Dict& now) {
  const auto text = [](const core::Value* value) { return value == nullptr ? "(unset)" : core::dump_json(*value); };
  for (const auto& [key, value] : now) {
    const std::string_view name = key.as_string();
    if (std::find(kFreeKeys.begin(), kFreeKeys.end(), name) != kFreeKeys.end()) continue;
    const core::Value* old = before.find(name);
    if (old != nullptr && old->is_dict() && value.is_dict()) {
      if (auto inner = config_difference(old->as_dict(), value.as_dict())) {
        inner->key = core::format("{}.{}", name, inner->key);
        return inner;
      }
    } else if (old == nullptr || !(*old == value)) {
      return ConfigDifference{std::string(name), text(old), text(&value)};
    }
  }
  return std::nullopt;
}

}  // namespace train
