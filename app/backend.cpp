#include "app/backend.h"

#include <dlfcn.h>

#include <vector>

#include "core/error.h"

namespace app {
namespace {

Backend* open_backend() {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  const std::vector<fs::path> places = {program / "../lib/libfunreason_torch.so", program / "libfunreason_torch.so"};
  for (const fs::path& place : places) {
    if (!fs::exists(place)) continue;
    void* library = dlopen(place.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr) {
      throw core::environment_error(core::format("cannot load {}: {}", place.lexically_normal().string(), dlerror()),
                                    "run scripts/setup again, it installs LibTorch where the build expects it");
    }
    auto factory = reinterpret_cast<BackendFactory>(dlsym(library, kBackendSymbol));
    if (factory == nullptr) throw core::environment_error(core::format("{}: {}", place.string(), dlerror()));
    return factory();
  }
  throw core::environment_error("this command needs a model, and lib/libfunreason_torch.so is not beside the program",
                                "build with FUNREASON_TORCH=ON (the preset `release` does)");
}

}  // namespace

Backend& torch_backend() {
  static const std::unique_ptr<Backend> backend(open_backend());
  return *backend;
}

}  // namespace app
