#include "env/bfcl/worlds/file_tree.h"

#include <string_view>

namespace env::bfcl {
namespace {

// Names other than texts share one hash: equal keys such as (1,) and (1.0,) must meet.
uint32_t name_hash(const core::Value& name) {
  if (!name.is_string()) return 1;
  return static_cast<uint32_t>(std::hash<std::string_view>()(name.as_string()));
}

}  // namespace

size_t FileTree::position(const Contents& contents, const core::Value& wanted) const {
  const uint32_t hash = name_hash(wanted);
  size_t i = 0;
  while (i < contents.size() && (contents[i].hash != hash || !core::python_equal(name(contents[i].item), wanted))) ++i;
  return i;
}

const FileTree::Item* FileTree::find(uint32_t directory, const core::Value& wanted) const {
  const Contents& table = contents(directory);
  const size_t i = position(table, wanted);
  return i == table.size() ? nullptr : &table[i].item;
}

uint32_t FileTree::add_root(core::Value name) {
  return directories_.push({share(std::move(name)), kNone, tables_.push({})});
}

uint32_t FileTree::add_file(uint32_t directory, Shared name, Shared content) {
  const uint32_t hash = name_hash(*name);
  const uint32_t file = files_.push({std::move(name), std::move(content)});
  contents_of(directory).push_back({hash, {file, false}});
  return file;
}

uint32_t FileTree::add_directory(uint32_t directory, const core::Value& name) {
  const uint32_t added = directories_.push({share(name), directory, tables_.push({})});
  contents_of(directory).push_back({name_hash(name), {added, true}});
  return added;
}

void FileTree::remove(uint32_t directory, const core::Value& name) {
  Contents& table = contents_of(directory);
  const size_t i = position(table, name);
  if (i < table.size()) table.erase(table.begin() + static_cast<std::ptrdiff_t>(i));
}

void FileTree::share_contents(uint32_t directory, uint32_t other) {
  directories_.write(directory).contents = directories_[other].contents;
}

void FileTree::copy_contents(uint32_t directory, uint32_t other) {
  const core::CopyOnWrite<Contents> copy = tables_[directories_[other].contents];
  directories_.write(directory).contents = tables_.push(copy);
}

void FileTree::collect(uint32_t& root, uint32_t& current) {
  std::vector<uint32_t> files(files_.size(), kNone);
  std::vector<uint32_t> directories(directories_.size(), kNone);
  std::vector<uint32_t> tables(tables_.size(), kNone);
  SharedTable<File> kept_files;
  std::vector<uint32_t> kept_directories;  // old numbers; the list of what is left to walk
  std::vector<uint32_t> kept_tables;

  const auto reach = [&](uint32_t directory) {
    if (directory == kNone || directories[directory] != kNone) return;
    directories[directory] = static_cast<uint32_t>(kept_directories.size());
    kept_directories.push_back(directory);
  };
  reach(root);
  reach(current);
  for (size_t i = 0; i < kept_directories.size(); ++i) {
    const Directory& directory = directories_[kept_directories[i]];
    reach(directory.parent);
    if (tables[directory.contents] != kNone) continue;
    tables[directory.contents] = static_cast<uint32_t>(kept_tables.size());
    kept_tables.push_back(directory.contents);
    for (const Entry& entry : *tables_[directory.contents]) {
      if (entry.item.is_directory) {
        reach(entry.item.number);
      } else if (files[entry.item.number] == kNone) {
        files[entry.item.number] = kept_files.push(files_[entry.item.number]);
      }
    }
  }

  SharedTable<Directory> new_directories;
  for (const uint32_t old : kept_directories) {
    const Directory& directory = directories_[old];
    new_directories.push({directory.name, directory.parent == kNone ? kNone : directories[directory.parent],
                          tables[directory.contents]});
  }
  SharedTable<core::CopyOnWrite<Contents>> new_tables;
  for (const uint32_t old : kept_tables) {
    Contents contents = *tables_[old];
    for (Entry& entry : contents) {
      entry.item.number = entry.item.is_directory ? directories[entry.item.number] : files[entry.item.number];
    }
    new_tables.push(core::CopyOnWrite<Contents>(std::move(contents)));
  }
  files_ = std::move(kept_files);
  directories_ = std::move(new_directories);
  tables_ = std::move(new_tables);
  root = directories[root];
  current = directories[current];
}

}  // namespace env::bfcl
