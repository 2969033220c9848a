// mpmath's log(value) / log(base) for usual operands, in machine numbers: what mp_number computes with big integers.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace env::bfcl {

// The quotient's text of at most `digits` digits, computed to the nearest of `bits` bits at every step. nullopt where
// operands are not above zero and finite, or 1, where that is too much for machine numbers, and where a logarithm lies
// so near the middle of two numbers that they do not tell which is nearer.
std::optional<std::string> small_logarithm(double value, double base, size_t bits, size_t digits);

}  // namespace env::bfcl
