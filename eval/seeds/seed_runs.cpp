#include "eval/seeds/seed_runs.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/error.h"
#include "core/python_text.h"

namespace eval::seeds {
namespace {

constexpr std::string_view kPrefix = "seed-";

std::optional<int64_t> number_of(std::string_view text) {
  int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

// Of a results file in a run folder, the folder's.
std::optional<RunFacts> facts_of(const core::fs::path& place) {
  return read_run_facts(core::fs::is_regular_file(place) ? place.parent_path() : place);
}

// The model and the settings of runs agree but for the seed, as far as they are recorded.
void require_one_model(const std::vector<SeedFolder>& folders) {
  std::optional<RunFacts> first;
  for (const SeedFolder& folder : folders) {
    std::optional<RunFacts> facts = facts_of(folder.path);
    if (!facts) continue;
    facts->identity.erase("seed");
    if (!first) {
      first = std::move(facts);
      continue;
    }
    for (const auto& [key, value] : first->identity) {
      const core::Value* own = facts->identity.find(key);
      if (own != nullptr && *own == value) continue;
      throw core::usage_error(
          core::format("{}: made with {} = {}, the seeds before with {}", folder.path.string(), core::python_str(key),
                       own == nullptr ? "nothing" : core::python_str(*own), core::python_str(value)),
          "seeds are runs of one model with the same settings; before=… compares others");
    }
  }
}

std::vector<std::string> recorded_seeds(const std::vector<SeedFolder>& folders) {
  std::vector<std::string> seeds;
  for (const SeedFolder& folder : folders) {
    const std::optional<RunFacts> facts = facts_of(folder.path);
    const core::Value* seed = facts ? facts->identity.find("seed") : nullptr;
    if (seed == nullptr) return {};
    seeds.push_back(core::python_str(*seed));
  }
  return seeds;
}

// A model in this process answers the same to the same seed.
bool is_reproducible(const core::fs::path& place) {
  const std::optional<RunFacts> facts = facts_of(place);
  return facts && facts->identity.contains("model_fingerprint");
}

void label(std::vector<SeedFolder>& folders, std::string_view setting) {
  const std::vector<std::string> seeds = recorded_seeds(folders);
  const bool differ = std::set<std::string>(seeds.begin(), seeds.end()).size() == seeds.size();
  for (size_t i = 0; i < folders.size(); ++i) {
    folders[i].label = !seeds.empty() && differ ? seeds[i] : std::to_string(i + 1);
    if (seeds.empty() || differ || !is_reproducible(folders[i].path)) continue;
    const auto twin = static_cast<size_t>(std::find(seeds.begin(), seeds.end(), seeds[i]) - seeds.begin());
    if (twin == i) continue;
    throw core::usage_error(core::format("{}: {} and {} are both of seed {}", setting, folders[twin].path.string(),
                                         folders[i].path.string(), seeds[i]),
                            "name one of them");
  }
}

}  // namespace

std::string seed_folder(const std::string& label) {
  return std::string(kPrefix) + label;
}

std::vector<SeedFolder> find_seed_folders(const core::fs::path& run_dir) {
  std::vector<SeedFolder> folders;
  if (!core::fs::is_directory(run_dir) || core::fs::exists(run_dir / "results.jsonl")) return folders;
  for (const auto& item : core::fs::directory_iterator(run_dir)) {
    const std::string name = item.path().filename().string();
    if (!item.is_directory() || !name.starts_with(kPrefix)) continue;
    const std::string seed = name.substr(kPrefix.size());
    if (number_of(seed)) folders.push_back({seed, item.path()});
  }
  std::sort(folders.begin(), folders.end(), [](const SeedFolder& a, const SeedFolder& b) {
    return std::pair(number_of(a.label), a.label) < std::pair(number_of(b.label), b.label);
  });
  return folders;
}

std::vector<SeedFolder> name_seeds(const std::vector<std::string>& paths, std::string_view setting) {
  std::vector<SeedFolder> folders;
  if (paths.size() == 1) {
    folders = find_seed_folders(paths.front());
    require_one_model(folders);
    return folders;
  }
  std::set<core::fs::path> places;
  for (const std::string& path : paths) {
    if (!places.insert(core::fs::weakly_canonical(path)).second) {
      throw core::usage_error(core::format("{}: {} is named twice", setting, path), "name each seed's results once");
    }
    if (!find_seed_folders(path).empty()) {
      throw core::usage_error(core::format("{}: {} holds several seeds itself", setting, path),
                              "name that folder alone, or its seed-… folders");
    }
    folders.push_back({"", path});
  }
  require_one_model(folders);
  label(folders, setting);
  return folders;
}

void require_fitting_folder(const core::fs::path& run_dir, bool several) {
  if (several && core::fs::exists(run_dir / "results.jsonl")) {
    throw core::usage_error(core::format("run_dir: {} holds a run of one seed", run_dir.string()),
                            "choose another run_dir for several seeds");
  }
  if (!several && !find_seed_folders(run_dir).empty()) {
    throw core::usage_error(core::format("run_dir: {} holds a run of several seeds", run_dir.string()),
                            "choose another run_dir for a single run, or name its seeds");
  }
}

Grid grid_of(const std::vector<SeedRun>& runs, const std::function<bool(const ResultLine&)>& counts) {
  std::vector<SeedLines> seeds;
  for (const SeedRun& run : runs) seeds.push_back({run.label, &run.results.lines});
  return make_grid(seeds, counts);
}

std::vector<const ResultLine*> all_lines(const std::vector<SeedRun>& runs) {
  std::vector<const ResultLine*> lines;
  for (const SeedRun& run : runs) {
    for (const ResultLine& line : run.results.lines) lines.push_back(&line);
  }
  return lines;
}

}  // namespace eval::seeds
