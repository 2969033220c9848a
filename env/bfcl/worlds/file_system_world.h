// The class behind file_system.h. Methods by topic: file_system_paths.cpp (pwd, cd, find, du), file_system_files.cpp
// (what reads files), file_system_items.cpp (what makes, moves and removes).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "env/bfcl/worlds/file_tree.h"
#include "env/bfcl/worlds/method_table.h"

namespace env::bfcl {

class FileSystemWorld final : public Simulator {
 public:
  FileSystemWorld() : root_(tree_.add_root("/")), current_(root_) {}

  std::string_view class_name() const override { return "GorillaFileSystem"; }
  const std::vector<Method>& methods() const override { return table().methods(); }
  void load_scenario(const core::Dict& scenario, bool long_context) override;
  core::Value call(size_t method, const Arguments& arguments) override;
  // {"long_context", "root"}: the root in the form of a scenario. What lies within itself, and what is too much to
  // walk, is "...".
  core::Dict state() const override;
  core::Dict private_state() const override;
  std::string state_repr() const override;
  // Throws PythonError, RecursionError's text, where the trees are alike and contain themselves.
  bool equals(const Simulator& truth) const override;
  std::unique_ptr<Simulator> clone() const override;

 private:
  static const MethodTable<FileSystemWorld>& table();

  core::Value pwd(const Arguments& arguments);
  core::Value ls(const Arguments& arguments);
  core::Value cd(const Arguments& arguments);
  core::Value find(const Arguments& arguments);
  core::Value du(const Arguments& arguments);

  core::Value cat(const Arguments& arguments);
  core::Value wc(const Arguments& arguments);
  core::Value sort(const Arguments& arguments);
  core::Value grep(const Arguments& arguments);
  core::Value tail(const Arguments& arguments);
  core::Value diff(const Arguments& arguments);

  core::Value mkdir(const Arguments& arguments);
  core::Value touch(const Arguments& arguments);
  core::Value echo(const Arguments& arguments);
  core::Value mv(const Arguments& arguments);
  core::Value cp(const Arguments& arguments);
  core::Value rm(const Arguments& arguments);
  core::Value rmdir(const Arguments& arguments);

  void load_directory(const core::Dict& items, uint32_t directory, bool long_context);
  // `name in self._current_dir.contents`: throws PythonError for an unhashable name.
  bool is_here(const core::Value& name) const;
  // The item of the current directory that goes by the name, if the name is here; then "." is the directory itself.
  std::optional<FileTree::Item> item_here(const core::Value& name) const;
  // How mv and cp speak, and where cp looks for what is there already.
  struct PlacementWords {
    std::string_view tool;
    std::string_view verb;
    bool looks_for_path;
  };
  // Where an item goes.
  struct Placement {
    std::optional<core::Value> refusal;  // the rest is only set where there is none
    FileTree::Item item{};
    uint32_t target = 0;  // directory
    core::Value name;     // there
    std::string text;     // as the result names it
  };
  Placement place(const PlacementWords& words, const Arguments& arguments) const;
  // The contents of a file of the current directory; nullptr where there is no such file.
  const core::Value* content_here(const core::Value& name) const;
  // The directory at a path; FileTree::kNone where there is none. Throws PythonError for what is no path.
  uint32_t navigate(const core::Value& path) const;
  // Both raise ValueError where the name is taken.
  void add_file(uint32_t directory, FileTree::Shared name, FileTree::Shared content);
  uint32_t add_directory(uint32_t directory, const core::Value& name);
  // The names of a directory and of those it was made in, the outermost first.
  std::vector<const core::Value*> names_to(uint32_t directory) const;

  FileTree tree_;
  uint32_t root_;
  uint32_t current_;
  bool long_context_ = false;
  size_t collect_at_ = 4096;  // objects at which unreachable ones are dropped
  size_t written_ = 0;        // weight of everything that echo wrote
};

// {key: value}; Dict's own list of items would copy the value.
core::Value file_result(std::string_view key, core::Value value);
// {"error": text}
core::Value file_error(std::string text);
// False where the name holds a character that the reference forbids. Throws PythonError for what is no container.
bool is_valid_name(const core::Value& name);
// Raises RecursionError.
[[noreturn]] void recursion_error(std::string_view where = "");
// Steps that a walk over the tree may still take. Shared directories let a small tree hold more paths than memory
// could; Python would not come back from those.
class WalkBudget {
 public:
  // Throws PythonError when the steps are used up.
  void spend(size_t steps = 1);
  bool try_spend(size_t steps = 1);

 private:
  size_t left_ = 2'000'000;
};

}  // namespace env::bfcl
