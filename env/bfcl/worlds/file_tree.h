// The objects of a simulated file system: files, directories, and the tables of contents that directories hold by
// reference. As in Python, several directories may hold one table and several tables one file, and a table may contain
// itself. Copies share everything until one of them writes. Knows no tool and no path.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/copy_on_write.h"
#include "core/value.h"

namespace env::bfcl {

// Objects by number; a copy costs a pointer for every 32 of them, a first write a copy of 32.
template <class T>
class SharedTable {
 public:
  uint32_t size() const { return size_; }
  const T& operator[](uint32_t i) const { return (*chunks_[i / kChunk])[i % kChunk]; }
  T& write(uint32_t i) { return chunks_[i / kChunk].write()[i % kChunk]; }
  uint32_t push(T value) {
    if (size_ % kChunk == 0) chunks_.emplace_back().write().reserve(kChunk);
    chunks_.back().write().push_back(std::move(value));
    return size_++;
  }

 private:
  static constexpr uint32_t kChunk = 32;
  std::vector<core::CopyOnWrite<std::vector<T>>> chunks_;
  uint32_t size_ = 0;
};

class FileTree {
 public:
  // A Python value that never changes; names and contents are str unless a caller passed something else.
  using Shared = std::shared_ptr<const core::Value>;

  static constexpr uint32_t kNone = UINT32_MAX;

  struct File {
    Shared name;
    Shared content;
  };
  struct Directory {
    Shared name;
    uint32_t parent = kNone;    // directory
    uint32_t contents = kNone;  // table
  };
  struct Item {
    uint32_t number = kNone;  // file or directory
    bool is_directory = false;
  };
  // Every item lies under its own name, so the name is not kept again; its hash finds it.
  struct Entry {
    uint32_t hash = 0;
    Item item;
  };
  using Contents = std::vector<Entry>;  // in Python's insertion order

  const File& file(uint32_t number) const { return files_[number]; }
  const Directory& directory(uint32_t number) const { return directories_[number]; }
  const Contents& contents(uint32_t directory) const { return *tables_[directories_[directory].contents]; }
  const core::Value& name(const Item& item) const {
    return *(item.is_directory ? directories_[item.number].name : files_[item.number].name);
  }

  // nullptr where the table of `directory` lacks the name. Names are compared as Python compares dict keys.
  const Item* find(uint32_t directory, const core::Value& name) const;

  uint32_t add_root(core::Value name);
  // Makes room for this many items in all.
  void reserve(uint32_t directory, size_t items) { contents_of(directory).reserve(items); }
  // Each adds an item at the end of a directory's table, which lacks the name.
  uint32_t add_file(uint32_t directory, Shared name, Shared content);
  uint32_t add_directory(uint32_t directory, const core::Value& name);
  // Takes the name out of the table. The object lives on for those who hold it.
  void remove(uint32_t directory, const core::Value& name);
  void write(uint32_t file, core::Value content) { files_.write(file).content = share(std::move(content)); }
  static Shared share(core::Value value) { return std::make_shared<const core::Value>(std::move(value)); }
  // `directory` holds the very table of `other`, or a copy of it as it is now.
  void share_contents(uint32_t directory, uint32_t other);
  void copy_contents(uint32_t directory, uint32_t other);

  size_t table_count() const { return tables_.size(); }
  // Objects in the tables, reachable or not.
  size_t size() const { return files_.size() + directories_.size() + tables_.size(); }
  // Drops what neither `root` nor `current` reaches, and renumbers both.
  void collect(uint32_t& root, uint32_t& current);

 private:
  Contents& contents_of(uint32_t directory) { return tables_.write(directories_[directory].contents).write(); }
  size_t position(const Contents& contents, const core::Value& name) const;  // size() where missing

  SharedTable<File> files_;
  SharedTable<Directory> directories_;
  SharedTable<core::CopyOnWrite<Contents>> tables_;
};

}  // namespace env::bfcl
