// GorillaFileSystem: where one is, and what lies below.
#include <algorithm>
#include <unordered_map>

#include "core/format.h"
#include "core/plain_text.h"
#include "core/python_text.h"
#include "core/utf8.h"
#include "env/bfcl/worlds/file_system_world.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using core::Value;
using Item = FileTree::Item;

// Levels that the reference's recursions reach below Python's limit of 1000 frames: one frame a level in find, two
// in du. Where exactly they end depends on who called the checker.
constexpr int kFindLevels = 980;
constexpr int kSizeLevels = 490;

struct Search {
  const FileTree& tree;
  const Value& name;
  core::List matches;
  WalkBudget budget;

  void walk(uint32_t directory, const std::string& base, int level) {
    if (level > kFindLevels) recursion_error();
    for (const FileTree::Entry& entry : tree.contents(directory)) {
      const Value& item_name = tree.name(entry.item);
      std::string path = base + "/" + core::python_str(item_name);
      budget.spend(8 + path.size() / 8);
      const bool matches_name = name.is_none() || python_contains(item_name, name);
      if (!entry.item.is_directory) {
        if (matches_name) matches.emplace_back(std::move(path));
        continue;
      }
      if (matches_name) matches.emplace_back(path);
      walk(entry.item.number, path, level + 1);
    }
  }
};

// Finds out whether tables contain themselves, so that a search does not collect every level on its way to the limit.
bool contains_itself(const FileTree& tree, uint32_t directory, std::vector<uint32_t>& open,
                     std::vector<uint8_t>& done) {
  const uint32_t table = tree.directory(directory).contents;
  if (done[table] == 2) return false;
  if (done[table] == 1) return true;
  if (open.size() > static_cast<size_t>(kFindLevels)) return true;
  done[table] = 1;
  open.push_back(table);
  for (const FileTree::Entry& entry : tree.contents(directory)) {
    if (entry.item.is_directory && contains_itself(tree, entry.item.number, open, done)) return true;
  }
  open.pop_back();
  done[table] = 2;
  return false;
}

// len(text.encode("utf-8"))
size_t encoded_size(const Value& content) {
  const std::string& text = text_with(content, "encode");
  size_t position = 0;
  for (size_t at = 0; at < text.size(); ++position) {
    const size_t plain = core::plain_prefix(std::string_view(text).substr(at), {'\n'});
    at += plain;
    position += plain;
    if (at == text.size()) break;
    if (static_cast<unsigned char>(text[at]) != 0xEDU) {  // the lead byte of surrogates, and of few others
      core::next_code_point(text, at);
      continue;
    }
    const char32_t c = core::next_code_point(text, at);
    if (c < 0xD800 || c > 0xDFFF) continue;
    size_t run = 1;
    for (size_t next = at; next < text.size(); ++run) {
      const char32_t other = core::next_code_point(text, next);
      if (other < 0xD800 || other > 0xDFFF) break;
    }
    if (run > 1) {
      throw PythonError(core::format("'utf-8' codec can't encode characters in position {}-{}: surrogates not allowed",
                                     position, position + run - 1));
    }
    throw PythonError(core::format("'utf-8' codec can't encode character {} in position {}: surrogates not allowed",
                                   core::python_repr_string(text.substr(at - 3, 3)), position));
  }
  return text.size();
}

struct Measure {
  const FileTree& tree;
  WalkBudget budget;
  // Of each file: shared directories show one many times.
  std::unordered_map<uint32_t, size_t> sizes;

  size_t total(uint32_t directory, int level) {
    if (level > kSizeLevels) recursion_error();
    size_t sum = 0;
    for (const FileTree::Entry& entry : tree.contents(directory)) {
      budget.spend(8);
      sum += entry.item.is_directory ? total(entry.item.number, level + 1) : file_size(entry.item.number);
    }
    return sum;
  }

  size_t file_size(uint32_t file) {
    const auto known = sizes.find(file);
    if (known != sizes.end()) return known->second;
    return sizes[file] = encoded_size(*tree.file(file).content);
  }
};

}  // namespace

std::vector<const Value*> FileSystemWorld::names_to(uint32_t directory) const {
  std::vector<const Value*> names;
  for (; directory != FileTree::kNone; directory = tree_.directory(directory).parent) {
    names.push_back(tree_.directory(directory).name.get());
  }
  std::reverse(names.begin(), names.end());
  return names;
}

Value FileSystemWorld::pwd(const Arguments&) {
  std::string path;
  const std::vector<const Value*> names = names_to(current_);
  for (size_t i = 0; i < names.size(); ++i) {
    if (!names[i]->is_string()) {
      throw PythonError(core::format("sequence item {}: expected str instance, {} found", i, names[i]->type_name()));
    }
    path += "/" + names[i]->as_string();
  }
  return file_result("current_working_directory", std::move(path));
}

Value FileSystemWorld::ls(const Arguments& arguments) {
  const bool all = core::python_truth(arguments[0]);
  core::List names;
  names.reserve(tree_.contents(current_).size());
  for (const FileTree::Entry& entry : tree_.contents(current_)) {
    const Value& name = tree_.name(entry.item);
    if (all || !text_with(name, "startswith").starts_with('.')) names.push_back(name);
  }
  return file_result("current_directory_content", std::move(names));
}

uint32_t FileSystemWorld::navigate(const Value& path) const {
  if (path.is_none()) return current_;
  const std::string& text = text_with(path, "strip");
  if (text == ".") return current_;
  if (text == "/") return root_;
  uint32_t directory = text.starts_with('/') ? root_ : current_;
  const std::string_view stripped = strip_both(text, '/');
  for (size_t begin = 0; begin <= stripped.size();) {
    const size_t end = std::min(stripped.find('/', begin), stripped.size());
    const std::string_view part = stripped.substr(begin, end - begin);
    begin = end + 1;
    if (part == ".") continue;
    const Item* item = tree_.find(directory, Value(part));
    if (item == nullptr || !item->is_directory) return FileTree::kNone;
    directory = item->number;
  }
  return directory;
}

Value FileSystemWorld::cd(const Arguments& arguments) {
  std::string_view folder = strip_right(text_with(arguments[0], "rstrip"), '/');
  if (folder.empty()) folder = "/";
  if (folder != "/" && folder.find('/') != std::string_view::npos) {
    return file_error(core::format("cd: {}: Unsupported path. Only one folder level at a time is supported.", folder));
  }
  if (folder == "..") {
    const uint32_t parent = tree_.directory(current_).parent;
    // A directory without a parent is the root itself, so the reference's third answer cannot come.
    if (parent == FileTree::kNone) return file_error("Current directory is already the root. Cannot go back.");
    current_ = parent;
    return core::Dict{};
  }
  const uint32_t target = navigate(Value(folder));
  if (target == FileTree::kNone) return file_error(core::format("cd: '{}': No such file or directory", folder));
  current_ = target;
  return file_result("current_working_directory", *tree_.directory(target).name);
}

Value FileSystemWorld::find(const Arguments& arguments) {
  const Value& path = arguments[0];
  const Value& name = arguments[1];
  const uint32_t target = navigate(path);
  if (target == FileTree::kNone) {
    return file_error(core::format("find: '{}': No such file or directory", path.as_string()));
  }
  const std::string base(strip_right(text_with(path, "rstrip"), '/'));
  if (name.is_none() || name.is_string()) {
    std::vector<uint32_t> open;
    std::vector<uint8_t> done(tree_.table_count());
    if (contains_itself(tree_, target, open, done)) recursion_error();
  }
  Search search{tree_, name, {}, {}};
  search.walk(target, base, 1);
  return file_result("matches", std::move(search.matches));
}

Value FileSystemWorld::du(const Arguments& arguments) {
  const size_t bytes = Measure{tree_, {}, {}}.total(current_, 1);
  if (!core::python_truth(arguments[0])) return file_result("disk_usage", core::format("{} bytes", bytes));
  auto size = static_cast<double>(bytes);
  for (const std::string_view unit : {"B", "KB", "MB", "GB", "TB"}) {
    if (size < 1024) return file_result("disk_usage", core::format("{.2} {}", size, unit));
    size /= 1024;
  }
  return file_result("disk_usage", core::format("{.2} PB", size));
}

}  // namespace env::bfcl
