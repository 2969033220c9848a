// Which instruction set a kernel runs on. The program is built for AVX2 + FMA; wider sets are chosen at run time.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace model::kernels {

enum class Isa { avx2, avx512, avx512_bf16 };  // the last with VNNI

// The best of this processor.
Isa best_isa();
// All that this processor can run, the plainest first.
std::vector<Isa> supported_isas();
std::string_view isa_name(Isa isa);

// AVX-512 VNNI: sums of products of bytes in one instruction.
bool has_byte_products();

// The processor has tile registers for bf16 (AMX): large products belong to oneDNN there.
bool has_bf16_tiles();

// Multiplications that are worth a second thread.
inline constexpr int64_t kMinWork = 65536;

}  // namespace model::kernels
