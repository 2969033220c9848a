// Reads texts as mpmath converts them to numbers.
#pragma once

#include <optional>
#include <string_view>

#include "env/bfcl/worlds/binary_float.h"

namespace env::bfcl {

class MpPrecision;

// "2.5", "1e-7", "1/3", "10L", "inf": the nearest number of this precision; none for other texts. Throws PythonError:
// ZeroDivisionError's empty text for "1/0", and for exponents beyond what this program computes.
std::optional<BinaryFloat> read_mp_text(std::string_view text, const MpPrecision& precision);

}  // namespace env::bfcl
