// The benchmark's simulated classes by name: how to make one, where its documents lie. Knows nothing of entries.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "env/bfcl/worlds/process_state.h"
#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

struct ClassInfo {
  std::string_view name;
  std::string_view file;  // without suffix, of the class's module and of its documents
  std::unique_ptr<Simulator> (*make)(const std::shared_ptr<ProcessState>& process);

  std::string module() const;  // "bfcl_eval.….gorilla_file_system"
};

// Every class that the program simulates.
const std::vector<ClassInfo>& simulated_classes();
// nullptr where the program does not simulate it.
const ClassInfo* find_class(std::string_view name);
// A method of one class.
struct MethodOfClass {
  const ClassInfo* info = nullptr;
  const Method* method = nullptr;
  size_t number = 0;     // in the class
  bool refused = false;  // by its name, in a call text
};
// The methods of this name, at most one a class.
std::span<const MethodOfClass> methods_named(std::string_view name);
// A fresh instance beside the others of `process` (nullptr: alone); no scenario is loaded. nullptr as find_class.
std::unique_ptr<Simulator> make_simulator(std::string_view class_name,
                                          const std::shared_ptr<ProcessState>& process = nullptr);

}  // namespace env::bfcl
