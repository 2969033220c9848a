#include "model/host_memory.h"

#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace model {
namespace {

constexpr size_t kLarge = size_t{1} << 20;
constexpr size_t kUnit = size_t{1} << 16;  // blocks are multiples of it

// One range of addresses, cut best fit; freed neighbours join. Steps of other lengths so find room in what earlier ones
// left. Pages that were touched stay with the process. Not for several threads at once.
class Arena {
 public:
  // `bytes` of addresses, not of memory. valid() is false where the system refuses.
  explicit Arena(size_t bytes) {
    void* range = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED) return;
    madvise(range, bytes, MADV_HUGEPAGE);
    base_ = static_cast<char*>(range);
    add_free(0, bytes);
  }

  bool valid() const { return base_ != nullptr; }
  HostMemory statistics() const { return statistics_; }

  // nullptr where no gap is large enough.
  void* take(size_t bytes) {
    bytes = (bytes + kUnit - 1) / kUnit * kUnit;
    const auto fit = by_size_.lower_bound({bytes, 0});
    if (fit == by_size_.end()) return nullptr;
    const auto [size, begin] = *fit;
    remove_free(begin, size);
    if (size > bytes) add_free(begin + bytes, size - bytes);
    used_[begin] = bytes;
    statistics_.in_use_bytes += static_cast<int64_t>(bytes);
    statistics_.extent_bytes = std::max(statistics_.extent_bytes, static_cast<int64_t>(begin + bytes));
    return base_ + begin;
  }

  // false: not a block of this arena.
  bool give_back(void* data) {
    const auto found = used_.find(static_cast<size_t>(static_cast<char*>(data) - base_));
    if (found == used_.end()) return false;
    size_t begin = found->first, size = found->second;
    used_.erase(found);
    statistics_.in_use_bytes -= static_cast<int64_t>(size);
    const auto after = free_.lower_bound(begin);
    if (after != free_.end() && after->first == begin + size) {
      size += after->second;
      remove_free(after->first, after->second);
    }
    const auto next = free_.lower_bound(begin);
    if (next != free_.begin()) {
      const auto before = *std::prev(next);
      if (before.first + before.second == begin) {
        begin = before.first;
        size += before.second;
        remove_free(before.first, before.second);
      }
    }
    add_free(begin, size);
    return true;
  }

 private:
  void add_free(size_t begin, size_t size) {
    free_.emplace(begin, size);
    by_size_.emplace(size, begin);
  }
  void remove_free(size_t begin, size_t size) {
    free_.erase(begin);
    by_size_.erase({size, begin});
  }

  char* base_ = nullptr;
  std::map<size_t, size_t> free_;                // begin -> size
  std::set<std::pair<size_t, size_t>> by_size_;  // (size, begin) of the same gaps
  std::unordered_map<size_t, size_t> used_;      // begin -> size
  HostMemory statistics_;
};

class ArenaAllocator final : public c10::Allocator {
 public:
  // Four times the machine's memory: fragments may never use the addresses up.
  ArenaAllocator()
      : arena_(4 * static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE))) {}

  c10::DataPtr allocate(size_t bytes) override {
    if (bytes >= kLarge && arena_.valid()) {
      const std::lock_guard lock(mutex_);
      if (void* data = arena_.take(bytes)) return {data, data, &give_back, c10::Device(c10::kCPU)};
    }
    return c10::GetDefaultCPUAllocator()->allocate(bytes);
  }
  // For callers that keep a bare pointer (oneDNN's scratch memory): it may be of either kind.
  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
  void copy_data(void* to, const void* from, size_t bytes) const override { default_copy_data(to, from, bytes); }

  HostMemory statistics() {
    const std::lock_guard lock(mutex_);
    return arena_.statistics();
  }
  static ArenaAllocator& instance() {
    static auto* allocator = new ArenaAllocator;  // never destroyed: tensors in static storage may outlive main
    return *allocator;
  }

 private:
  static void give_back(void* data) {
    ArenaAllocator& self = instance();
    {
      const std::lock_guard lock(self.mutex_);
      if (self.arena_.give_back(data)) return;
    }
    c10::GetDefaultCPUAllocator()->raw_deleter()(data);
  }

  std::mutex mutex_;
  Arena arena_;
};

// The number that the file begins with; none where there is no such file, or no number ("max").
std::optional<int64_t> number_in(const char* path) {
  std::ifstream file(path);
  int64_t number = 0;
  if (!(file >> number)) return std::nullopt;
  return number;
}

// The number behind `name` in a file of "name number" lines.
std::optional<int64_t> number_of(const char* path, std::string_view name) {
  std::ifstream file(path);
  std::string word, rest;
  for (int64_t number = 0; file >> word >> number; std::getline(file, rest)) {
    if (word == name) return number;
  }
  return std::nullopt;
}

std::optional<int64_t> available_to_system() {
  const std::optional<int64_t> kb = number_of("/proc/meminfo", "MemAvailable:");
  return kb ? std::optional(*kb * 1024) : std::nullopt;
}

// A control group's files, of either version.
struct GroupFiles {
  const char *limit, *used, *stat, *reclaimable;
};
constexpr GroupFiles kGroups[] = {
    {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory.stat", "inactive_file"},
    {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes",
     "/sys/fs/cgroup/memory/memory.stat", "total_inactive_file"}};

// What the group uses counts files that were read (the weights', a moment ago), which give way.
std::optional<int64_t> left_in_group(const GroupFiles& group) {
  const std::optional<int64_t> most = number_in(group.limit), now = number_in(group.used);
  if (!most || !now) return std::nullopt;
  const int64_t firm = *now - number_of(group.stat, group.reclaimable).value_or(0);
  return std::max<int64_t>(0, *most - std::max<int64_t>(0, firm));
}

}  // namespace

int64_t free_memory_bytes() {
  std::optional<int64_t> least = available_to_system();
  for (const GroupFiles& group : kGroups) {
    const std::optional<int64_t> left = left_in_group(group);
    if (left && (!least || *left < *least)) least = left;
  }
  return least.value_or(0);
}

void keep_freed_memory() {
  c10::SetCPUAllocator(&ArenaAllocator::instance());
}

HostMemory host_memory() {
  return ArenaAllocator::instance().statistics();
}

}  // namespace model
