// funreason_fuzz --target=NAME [libFuzzer's options] [corpus]: one target under libFuzzer, which has the main function.
// --list prints the targets' names. scripts/fuzz runs it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "core/error.h"
#include "fuzz/target.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

const fuzz::Target* chosen = nullptr;

void choose(std::string_view name) {
  try {
    chosen = &fuzz::find_target(name);
  } catch (const core::Error& error) {
    std::fprintf(stderr, "error: %s\nhint: %s\n", error.what(), error.hint().c_str());
    std::exit(error.exit_code());
  }
}

// libFuzzer's own mutations, which know what the program compared its input with.
void edit_bytes(std::string& text, size_t max_size) {
  const size_t size = text.size();
  text.resize(std::max(max_size, size));
  text.resize(LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(text.data()), size, text.size()));
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  constexpr std::string_view kTarget = "--target=";
  for (int i = 1; i < *argc; ++i) {
    const std::string_view argument = (*argv)[i];
    if (argument.starts_with(kTarget)) choose(argument.substr(kTarget.size()));
    if (argument != "--list") continue;
    for (const fuzz::Target& target : fuzz::targets()) std::puts(target.name.c_str());
    std::exit(0);
  }
  if (chosen == nullptr) choose("");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  chosen->run({reinterpret_cast<const char*>(data), size});
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  core::Rng rng(seed);
  const std::string text = fuzz::mutated({reinterpret_cast<const char*>(data), size}, chosen->vocabulary, rng,
                                         [max_size](std::string& bytes) { edit_bytes(bytes, max_size); });
  const size_t kept = std::min(text.size(), max_size);
  std::memcpy(data, text.data(), kept);
  return kept;
}
