// Hashes: SHA-256 (files, ids) and a fast 64-bit mix for seeds and sets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace core {

std::string sha256_hex(std::string_view bytes);
// splitmix64's finaliser over FNV-1a: stable across machines and versions of this program.
uint64_t hash64(std::string_view bytes);
uint64_t mix64(uint64_t x);

}  // namespace core
