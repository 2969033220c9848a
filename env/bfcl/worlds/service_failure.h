// A service outside that a world needs cannot be had just now.
#pragma once

#include <stdexcept>

namespace env::bfcl {

// what(): one line. The entry that needed it has failed, as one does whose model cannot be asked; it is no observation.
class ServiceFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace env::bfcl
