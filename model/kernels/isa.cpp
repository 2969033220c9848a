#include "model/kernels/isa.h"

#include <cpuid.h>

namespace model::kernels {

namespace {

bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

Isa detect() {
  __builtin_cpu_init();
  if (!has_avx512()) return Isa::avx2;
  // Every processor with the one has the other.
  return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vnni") ? Isa::avx512_bf16 : Isa::avx512;
}

}  // namespace

Isa best_isa() {
  static const Isa isa = detect();
  return isa;
}

std::vector<Isa> supported_isas() {
  std::vector<Isa> isas = {Isa::avx2};
  if (best_isa() != Isa::avx2) isas.push_back(Isa::avx512);
  if (best_isa() == Isa::avx512_bf16) isas.push_back(Isa::avx512_bf16);
  return isas;
}

std::string_view isa_name(Isa isa) {
  switch (isa) {
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
    case Isa::avx512_bf16:
      return "avx512_bf16";
  }
  return "unknown";
}

bool has_byte_products() {
  return best_isa() != Isa::avx2 && __builtin_cpu_supports("avx512vnni");
}

bool has_bf16_tiles() {
  // CPUID leaf 7, EDX bit 22 (AMX-BF16): g++ 12's __builtin_cpu_supports does not know the name.
  static const bool tiles = [] {
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (edx & (1U << 22U)) != 0;
  }();
  return tiles;
}

}  // namespace model::kernels
