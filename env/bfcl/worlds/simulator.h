// One class of the benchmark's simulated APIs (GorillaFileSystem, TravelAPI, …): named methods with Python signatures
// over public state. Knows nothing of call texts, of other classes or of instances' names.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace env::bfcl {

struct Parameter {
  std::string name;
  std::optional<core::Value> default_value;  // none: required
};

struct Method {
  std::string name;
  std::vector<Parameter> parameters;  // without self, in the order of the Python signature
};

// One value a parameter, defaults filled in.
using Arguments = std::span<const core::Value>;

class Simulator {
 public:
  virtual ~Simulator() = default;

  virtual std::string_view class_name() const = 0;
  // In the order of the class body.
  virtual const std::vector<Method>& methods() const = 0;
  // Brings a fresh instance into the state of an entry's `initial_config[class]`; once, before any call.
  // Throws PythonError where the reference raises.
  virtual void load_scenario(const core::Dict& scenario, bool long_context) = 0;
  // Runs methods()[method] with one value a parameter, defaults filled in. Returns the Python return value.
  // Throws PythonError where the reference raises; what it had changed until then stays changed, as there.
  virtual core::Value call(size_t method, const Arguments& arguments) = 0;
  // Public attributes (no leading underscore) that the state checker compares, by name, in the order of __init__.
  virtual core::Dict state() const = 0;
  // What later calls depend on beside state(): attributes with a leading underscore, by name.
  virtual core::Dict private_state() const { return {}; }
  // repr() of state() as the reference prints its attributes; simulators whose attributes are objects override it.
  virtual std::string state_repr() const;
  // The state checker's question: is every public attribute of `truth` equal to this one's? Same class only. Throws
  // PythonError where the comparison raises.
  virtual bool equals(const Simulator& truth) const = 0;
  // An independent copy that costs little (shared until written).
  virtual std::unique_ptr<Simulator> clone() const = 0;
};

}  // namespace env::bfcl
