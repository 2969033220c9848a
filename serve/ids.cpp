#include "serve/ids.h"

#include <random>

#include "core/rng.h"

namespace serve {

IdSource::IdSource() {
  std::random_device device;
  seed_ = (static_cast<uint64_t>(device()) << 32) | device();
}

std::string IdSource::next(std::string_view prefix, int size) {
  constexpr std::string_view kLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  core::Rng rng(seed_, count_++);
  std::string id(prefix);
  for (int i = 0; i < size; ++i) id += kLetters[rng.index(kLetters.size())];
  return id;
}

}  // namespace serve
