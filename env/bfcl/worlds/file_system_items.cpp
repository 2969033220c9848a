// GorillaFileSystem: what makes, moves, copies and removes the items of the current directory.
#include <algorithm>
#include <array>

#include "chat/python/fold.h"
#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/file_system_world.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using core::Value;
using Item = FileTree::Item;

// What one world may be made to hold, in the units of fold_weight(): 128 MB of text.
constexpr size_t kMaxWritten = 16'000'000;

}  // namespace

bool is_valid_name(const Value& name) {
  static constexpr std::string_view kForbidden = "|/\\?%*:\"><";
  static constexpr std::array<bool, 256> kIsForbidden = [] {
    std::array<bool, 256> table{};
    for (const char c : kForbidden) table[static_cast<unsigned char>(c)] = true;
    return table;
  }();
  if (name.is_string()) {
    return std::ranges::none_of(name.as_string(), [](char c) { return kIsForbidden[static_cast<unsigned char>(c)]; });
  }
  for (const char c : kForbidden) {
    if (python_contains(name, Value(std::string(1, c)))) return false;
  }
  return true;
}

bool FileSystemWorld::is_here(const Value& name) const {
  return item_here(name).has_value();
}

std::optional<Item> FileSystemWorld::item_here(const Value& name) const {
  require_hashable(name);
  const Item* found = tree_.find(current_, name);
  if (found == nullptr) return std::nullopt;
  return is_text(name, ".") ? Item{current_, true} : *found;
}

void FileSystemWorld::add_file(uint32_t directory, FileTree::Shared name, FileTree::Shared content) {
  if (tree_.find(directory, *name) != nullptr) {
    throw PythonError(core::format("File '{}' already exists in directory '{}'.", core::python_str(*name),
                                   core::python_str(*tree_.directory(directory).name)));
  }
  tree_.add_file(directory, std::move(name), std::move(content));
}

uint32_t FileSystemWorld::add_directory(uint32_t directory, const Value& name) {
  if (tree_.find(directory, name) != nullptr) {
    throw PythonError(core::format("Directory '{}' already exists in directory '{}'.", core::python_str(name),
                                   core::python_str(*tree_.directory(directory).name)));
  }
  return tree_.add_directory(directory, name);
}

Value FileSystemWorld::mkdir(const Arguments& arguments) {
  const Value& name = arguments[0];
  const auto refused = [&](std::string_view why) {
    return file_error(core::format("mkdir: cannot create directory '{}': {}", core::python_str(name), why));
  };
  if (!is_valid_name(name)) return refused("Invalid character");
  if (is_here(name)) return refused("File exists");
  add_directory(current_, name);
  return {};
}

Value FileSystemWorld::touch(const Arguments& arguments) {
  const Value& name = arguments[0];
  const auto refused = [&](std::string_view why) {
    return file_error(core::format("touch: cannot touch '{}': {}", core::python_str(name), why));
  };
  if (!is_valid_name(name)) return refused("Invalid character");
  if (is_here(name)) return refused("File exists");
  add_file(current_, FileTree::share(name), FileTree::share(""));
  return {};
}

Value FileSystemWorld::echo(const Arguments& arguments) {
  const Value& content = arguments[0];
  const Value& name = arguments[1];
  const auto refused = [&](std::string_view why) {
    return file_error(core::format("echo: cannot write to '{}': {}", core::python_str(name), why));
  };
  if (!name.is_none() && !is_valid_name(name)) return refused("Invalid character");
  if (!core::python_truth(name)) return file_result("terminal_output", content);
  const std::optional<Item> item = item_here(name);
  if (!item) return refused("No such file");
  if (item->is_directory) throw PythonError("'Directory' object has no attribute '_write'");
  written_ += chat::python::fold_weight(content);
  if (written_ > kMaxWritten) throw PythonError("");  // str(MemoryError())
  tree_.write(item->number, content);
  return {};
}

FileSystemWorld::Placement FileSystemWorld::place(const PlacementWords& words, const Arguments& arguments) const {
  const std::string source = core::python_str(arguments[0]);
  const std::string destination = core::python_str(arguments[1]);
  Placement placement;
  const auto refuse = [&](const std::string& why) {
    placement.refusal = file_error(core::format("{}: {}", words.tool, why));
    return placement;
  };
  const std::optional<Item> item = item_here(arguments[0]);
  if (!item) return refuse(core::format("cannot {} '{}': No such file or directory", words.verb, source));
  placement.item = *item;
  if (python_contains(arguments[1], "/")) {
    return refuse("path not allowed in destination. Provide only a file or directory name.");
  }
  placement.target = current_;
  placement.name = arguments[1];
  placement.text = destination;
  const std::optional<Item> onto = item_here(arguments[1]);
  if (!onto) return placement;
  if (!onto->is_directory) {
    return refuse(core::format("cannot {} '{}' to '{}': Not a directory", words.verb, source, destination));
  }
  placement.text += "/" + source;
  if (tree_.find(onto->number, Value(words.looks_for_path ? placement.text : source)) != nullptr) {
    return refuse(core::format("cannot {} '{}' to '{}': File exists", words.verb, source, placement.text));
  }
  placement.target = onto->number;
  placement.name = arguments[0];
  return placement;
}

Value FileSystemWorld::mv(const Arguments& arguments) {
  const Placement placement = place({"mv", "move", false}, arguments);
  if (placement.refusal) return *placement.refusal;
  const Item& item = placement.item;
  tree_.remove(current_, arguments[0]);
  if (item.is_directory) {
    // A new directory over the old table: what lies below still has the old one for its parent.
    tree_.share_contents(add_directory(placement.target, placement.name), item.number);
  } else {
    add_file(placement.target, FileTree::share(placement.name), tree_.file(item.number).content);
  }
  return file_result("result", core::format("'{}' moved to '{}'", core::python_str(arguments[0]), placement.text));
}

Value FileSystemWorld::cp(const Arguments& arguments) {
  // The reference looks for the whole path where only names lie; what is there already raises below.
  const Placement placement = place({"cp", "copy", true}, arguments);
  if (placement.refusal) return *placement.refusal;
  const Item& item = placement.item;
  if (item.is_directory) {
    // One level is copied, and only after the copy was put in place: a directory copied into itself contains itself.
    tree_.copy_contents(add_directory(placement.target, placement.name), item.number);
  } else {
    add_file(placement.target, FileTree::share(placement.name), tree_.file(item.number).content);
  }
  return file_result("result", core::format("'{}' copied to '{}'", core::python_str(arguments[0]), placement.text));
}

Value FileSystemWorld::rm(const Arguments& arguments) {
  const std::string name = core::python_str(arguments[0]);
  if (!is_here(arguments[0])) {
    return file_error(core::format("rm: cannot remove '{}': No such file or directory", name));
  }
  tree_.remove(current_, arguments[0]);
  return file_result("result", core::format("'{}' removed", name));
}

Value FileSystemWorld::rmdir(const Arguments& arguments) {
  const auto refused = [&](std::string_view why) {
    return file_error(core::format("rmdir: cannot remove '{}': {}", core::python_str(arguments[0]), why));
  };
  const std::optional<Item> item = item_here(arguments[0]);
  if (!item) return refused("No such file or directory");
  if (!item->is_directory) return refused("Not a directory");
  if (!tree_.contents(item->number).empty()) return refused("Directory not empty");
  tree_.remove(current_, arguments[0]);
  return file_result("result", core::format("'{}' removed", core::python_str(arguments[0])));
}

}  // namespace env::bfcl
