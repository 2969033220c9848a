#include "synth/trace/trace.h"

#include <array>

namespace synth {

std::string_view origin_name(Origin origin) {
  constexpr std::array<std::string_view, 3> kNames = {"literal", "output", "state"};
  return kNames.at(static_cast<size_t>(origin));
}

}  // namespace synth
