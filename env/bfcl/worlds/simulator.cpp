#include "env/bfcl/worlds/simulator.h"

#include "core/python_text.h"

namespace env::bfcl {

std::string Simulator::state_repr() const {
  return core::python_repr(state());
}

}  // namespace env::bfcl
