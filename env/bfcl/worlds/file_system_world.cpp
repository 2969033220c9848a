#include "env/bfcl/worlds/file_system_world.h"

#include <algorithm>

#include "chat/python/fold.h"
#include "core/error.h"
#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/file_system.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Value;
using Item = FileTree::Item;

// Levels of directories that Python's `==` compares before it raises: three of its 1000 frames each.
constexpr int kCompareLevels = 330;
// The same for its repr(), of about four frames a level.
constexpr size_t kPrintLevels = 240;
// What a step of the budget compares, in the units of fold_weight().
constexpr size_t kCompared = 16;

struct Comparison {
  const FileTree& a;
  const FileTree& b;
  WalkBudget budget;

  bool equal(uint32_t left, uint32_t right, int level) {
    if (level > kCompareLevels) recursion_error(" in comparison");
    if (!core::python_equal(*a.directory(left).name, *b.directory(right).name)) return false;
    const FileTree::Contents& ours = a.contents(left);
    if (ours.size() != b.contents(right).size()) return false;
    for (const FileTree::Entry& entry : ours) {
      const Value& name = a.name(entry.item);
      budget.spend(8 + chat::python::fold_weight(name) / kCompared);
      const Item* other = b.find(right, name);
      if (other == nullptr || !equal(entry.item, *other, level)) return false;
    }
    return true;
  }

  bool equal(const Item& left, const Item& right, int level) {
    if (left.is_directory != right.is_directory) return false;
    if (left.is_directory) return equal(left.number, right.number, level + 1);
    const FileTree::Shared& ours = a.file(left.number).content;
    const FileTree::Shared& theirs = b.file(right.number).content;
    if (ours == theirs) return true;
    budget.spend(chat::python::fold_weight(*ours) / kCompared);
    return core::python_equal(*ours, *theirs);
  }
};

// Walks the tree with the tables it is inside of, as Python's repr() of dicts does.
struct Printer {
  const FileTree& tree;
  std::vector<uint32_t> open;
  WalkBudget budget;

  bool enters(uint32_t directory) {
    const uint32_t table = tree.directory(directory).contents;
    if (std::find(open.begin(), open.end(), table) != open.end()) return false;
    open.push_back(table);
    return true;
  }

  void repr(uint32_t directory, std::string& out) {
    if (open.size() >= kPrintLevels) recursion_error(" while getting the repr of an object");
    const FileTree::Directory& self = tree.directory(directory);
    const std::string parent =
        self.parent == FileTree::kNone ? "None" : core::python_str(*tree.directory(self.parent).name);
    out += core::format("<Directory: {}, Parent: {}, Contents: ", core::python_str(*self.name), parent);
    if (!enters(directory)) {
      out += "{...}>";
      return;
    }
    out += '{';
    const char* separator = "";
    for (const FileTree::Entry& entry : tree.contents(directory)) {
      const size_t before = out.size();
      out += separator;
      separator = ", ";
      out += core::python_repr(tree.name(entry.item)) + ": ";
      if (entry.item.is_directory) {
        repr(entry.item.number, out);
      } else {
        const FileTree::File& file = tree.file(entry.item.number);
        out += "<<File: " + core::python_str(*file.name) + ", Content: " + core::python_str(*file.content) + ">>";
      }
      budget.spend(1 + (out.size() - before) / 8);
    }
    out += "}>";
    open.pop_back();
  }

  // What is too much, or nested too deeply, shows as "...".
  Value scenario(uint32_t directory) {
    if (open.size() >= kPrintLevels || !enters(directory)) return "...";
    core::Dict contents;
    for (const FileTree::Entry& entry : tree.contents(directory)) {
      const Value& name = tree.name(entry.item);
      if (!budget.try_spend(8 + chat::python::fold_weight(name))) {
        contents.set("...", "...");
        break;
      }
      if (entry.item.is_directory) {
        contents.set(name, scenario(entry.item.number));
      } else {
        const Value& content = *tree.file(entry.item.number).content;
        const bool fits = budget.try_spend(chat::python::fold_weight(content));
        contents.set(name, core::Dict{{"type", "file"}, {"content", fits ? content : Value("...")}});
      }
    }
    open.pop_back();
    core::Dict directory_form{{"type", "directory"}};
    directory_form["contents"] = std::move(contents);
    return directory_form;
  }
};

// What a long context adds.
struct LongContext {
  const core::List& kept_files = world_data("long_context", "FILES_TAIL_USED").as_list();  // as they are
  const Value& content = world_data("long_context", "FILE_CONTENT_EXTENSION");
  std::vector<FileTree::Shared> files;  // empty ones
  FileTree::Shared empty = FileTree::share("");

  static const LongContext& tables() {
    static const LongContext kTables;
    return kTables;
  }

 private:
  LongContext() {
    for (const Value& name : world_data("long_context", "POPULATE_FILE_EXTENSION").as_list()) {
      files.push_back(FileTree::share(name));
    }
  }
};

const core::Dict& items_of(const Value& value) {
  if (value.is_dict()) return value.as_dict();
  throw PythonError(core::format("'{}' object has no attribute 'items'", value.type_name()));
}

}  // namespace

Value file_result(std::string_view key, Value value) {
  core::Dict result;
  result[key] = std::move(value);
  return result;
}

Value file_error(std::string text) {
  return file_result("error", std::move(text));
}

void recursion_error(std::string_view where) {
  throw PythonError(core::format("maximum recursion depth exceeded{}", where));
}

void WalkBudget::spend(size_t steps) {
  if (!try_spend(steps)) throw PythonError("the directory tree is too large to walk");
}

bool WalkBudget::try_spend(size_t steps) {
  if (steps > left_) return false;
  left_ -= steps;
  return true;
}

const MethodTable<FileSystemWorld>& FileSystemWorld::table() {
  using World = FileSystemWorld;
  static const MethodTable<World> kTable({
      {"pwd", {}, &World::pwd},
      {"ls", {{"a", false}}, &World::ls},
      {"cd", {"folder"}, &World::cd},
      {"mkdir", {"dir_name"}, &World::mkdir},
      {"touch", {"file_name"}, &World::touch},
      {"echo", {"content", {"file_name", nullptr}}, &World::echo},
      {"cat", {"file_name"}, &World::cat},
      {"find", {{"path", "."}, {"name", nullptr}}, &World::find},
      {"wc", {"file_name", {"mode", "l"}}, &World::wc},
      {"sort", {"file_name"}, &World::sort},
      {"grep", {"file_name", "pattern"}, &World::grep},
      {"du", {{"human_readable", false}}, &World::du},
      {"tail", {"file_name", {"lines", 10}}, &World::tail},
      {"diff", {"file_name1", "file_name2"}, &World::diff},
      {"mv", {"source", "destination"}, &World::mv},
      {"rm", {"file_name"}, &World::rm},
      {"rmdir", {"dir_name"}, &World::rmdir},
      {"cp", {"source", "destination"}, &World::cp},
  });
  return kTable;
}

void FileSystemWorld::load_scenario(const core::Dict& scenario, bool long_context) {
  long_context_ = long_context;
  const Value* roots = scenario.find("root");
  if (roots == nullptr) return;
  const core::Dict& named = items_of(*roots);
  if (named.empty()) throw PythonError("list index out of range");
  const auto& [name, root] = *named.begin();
  tree_ = FileTree();
  root_ = current_ = tree_.add_root(name);
  load_directory(items_of(python_subscript(root, "contents")), root_, long_context);
}

void FileSystemWorld::load_directory(const core::Dict& items, uint32_t directory, bool long_context) {
  const LongContext* const more = long_context ? &LongContext::tables() : nullptr;
  bool is_bottommost = true;
  tree_.reserve(directory, items.size());
  for (const auto& [name, item] : items) {
    const Value& type = python_subscript(item, "type");
    if (is_text(type, "directory")) {
      is_bottommost = false;
      const uint32_t added = tree_.add_directory(directory, name);
      load_directory(items_of(python_subscript(item, "contents")), added, long_context);
    } else if (is_text(type, "file")) {
      const Value& content = python_subscript(item, "content");
      const bool grows = more != nullptr && std::ranges::find(more->kept_files, name) == more->kept_files.end();
      tree_.add_file(directory, FileTree::share(name),
                     FileTree::share(grows ? python_add_in_place(content, more->content) : content));
    }
  }
  if (!is_bottommost || more == nullptr) return;
  tree_.reserve(directory, items.size() + more->files.size());
  for (const FileTree::Shared& name : more->files) add_file(directory, name, more->empty);
}

Value FileSystemWorld::call(size_t method, const Arguments& arguments) {
  if (tree_.size() > collect_at_) {
    tree_.collect(root_, current_);
    collect_at_ = 4096 + 2 * tree_.size();
  }
  return table().call(*this, method, arguments);
}

core::Dict FileSystemWorld::state() const {
  core::Dict root;
  root.set(*tree_.directory(root_).name, Printer{tree_, {}, {}}.scenario(root_));
  core::Dict state{{"long_context", long_context_}};
  state["root"] = std::move(root);
  return state;
}

core::Dict FileSystemWorld::private_state() const {
  std::string path;
  for (const Value* name : names_to(current_)) path += "/" + core::python_str(*name);
  return {{"_current_dir", std::move(path)}};
}

std::string FileSystemWorld::state_repr() const {
  std::string root;
  Printer{tree_, {}, {}}.repr(root_, root);
  return core::format("{{'long_context': {}, 'root': ", long_context_ ? "True" : "False") + root + "}";
}

bool FileSystemWorld::equals(const Simulator& truth) const {
  const auto& other = dynamic_cast<const FileSystemWorld&>(truth);
  return long_context_ == other.long_context_ && Comparison{other.tree_, tree_, {}}.equal(other.root_, root_, 1);
}

std::unique_ptr<Simulator> FileSystemWorld::clone() const {
  return std::make_unique<FileSystemWorld>(*this);
}

std::unique_ptr<Simulator> make_file_system() {
  return std::make_unique<FileSystemWorld>();
}

}  // namespace env::bfcl
