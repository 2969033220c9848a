#include "core/hash.h"

#include <dlfcn.h>
#include <openssl/evp.h>
#include <openssl/opensslv.h>

#include <array>

#include "core/error.h"

namespace core {
namespace {

// What is used of libcrypto, which is opened when the first hash is asked for: loading it takes a millisecond, and most
// commands hash nothing.
class Crypto {
 public:
  Crypto() {
    const std::string file = format("libcrypto.so.{}", OPENSSL_SHLIB_VERSION);
    library_ = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) throw environment_error(format("cannot open {}", dlerror()), kHint);
    find(digest, "EVP_Digest");
    find(sha256, "EVP_sha256");
  }

  decltype(&EVP_Digest) digest = nullptr;
  decltype(&EVP_sha256) sha256 = nullptr;

 private:
  static constexpr const char* kHint = "run scripts/setup: it installs OpenSSL, which computes SHA-256";

  template <class Function>
  void find(Function& function, const char* name) const {
    function = reinterpret_cast<Function>(dlsym(library_, name));
    if (function == nullptr) throw environment_error(format("libcrypto has no {}", name), kHint);
  }

  void* library_ = nullptr;
};

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  static const Crypto crypto;
  std::array<unsigned char, 32> digest{};
  unsigned length = 0;
  const int ok = crypto.digest(bytes.data(), bytes.size(), digest.data(), &length, crypto.sha256(), nullptr);
  FR_CHECK(ok == 1 && length == digest.size());
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : digest) {
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

uint64_t mix64(uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

uint64_t hash64(std::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix64(hash);
}

}  // namespace core
