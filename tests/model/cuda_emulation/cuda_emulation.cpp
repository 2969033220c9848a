#include "cuda_emulation.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <new>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

// Saves the callee-saved registers on this stack, leaves its pointer in *save, and goes on where `load` was left.
extern "C" void emulation_switch(void** save, void* load);
asm(R"(
.text
.type emulation_switch, @function
emulation_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size emulation_switch, .-emulation_switch
)");

namespace emulation {

namespace {

constexpr int kLanes = 32;
constexpr size_t kStackBytes = 256 * 1024;
constexpr int kMaxThreads = 1024;

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "CUDA emulation: %s\n", what);
  std::abort();
}

enum class Wait { none, warp, block, done };

struct Copy {
  void* to;
  const void* from;
};

struct Thread {
  void* stack_pointer = nullptr;
  Wait wait = Wait::none;
  unsigned parity = 0;
  std::vector<std::vector<Copy>> copies;  // groups under way, oldest first; the last one is open
};

struct Warp {
  int arrived = 0;
  int operation = 0;
  alignas(16) unsigned char slots[2][kLanes][kSlotBytes];
};

struct Device {
  Order order = Order::forward;
  unsigned char* stacks = nullptr;
  std::vector<Thread> threads;
  std::vector<Warp> warps;
  const std::function<void()>* kernel = nullptr;
  unsigned char* shared = nullptr;
  void* scheduler = nullptr;
  int current = 0;
  int alive = 0;
  int at_barrier = 0;
  const void* scheduler_stack = nullptr;  // for AddressSanitizer
  size_t scheduler_stack_bytes = 0;
};
Device device;

struct Stream {
  Pace pace = Pace::eager;
  std::deque<std::function<void()>> waiting;
  std::vector<std::function<void()>>* recording = nullptr;
};
Stream stream;

#if defined(__SANITIZE_ADDRESS__)
void leave_stack(void** fake, const void* bottom, size_t bytes) {
  __sanitizer_start_switch_fiber(fake, bottom, bytes);
}
void enter_stack(void* fake, const void** bottom, size_t* bytes) {
  __sanitizer_finish_switch_fiber(fake, bottom, bytes);
}
#else
void leave_stack(void** /*fake*/, const void* /*bottom*/, size_t /*bytes*/) {}
void enter_stack(void* /*fake*/, const void** /*bottom*/, size_t* /*bytes*/) {}
#endif

unsigned char* stack_of(int thread) {
  return device.stacks + static_cast<size_t>(thread) * kStackBytes;
}

// Back to the scheduler; returns when this thread is chosen again.
void yield() {
  void* fake = nullptr;
  const bool ends = device.threads[static_cast<size_t>(device.current)].wait == Wait::done;
  leave_stack(ends ? nullptr : &fake, device.scheduler_stack, device.scheduler_stack_bytes);
  emulation_switch(&device.threads[static_cast<size_t>(device.current)].stack_pointer, device.scheduler);
  enter_stack(fake, nullptr, nullptr);
}

void release_block() {
  for (Thread& thread : device.threads) {
    if (thread.wait == Wait::block) thread.wait = Wait::none;
  }
  device.at_barrier = 0;
}

__attribute__((no_sanitize("address"))) void thread_main() {
  enter_stack(nullptr, &device.scheduler_stack, &device.scheduler_stack_bytes);
  (*device.kernel)();
  Thread& thread = device.threads[static_cast<size_t>(device.current)];
  thread.wait = Wait::done;
  --device.alive;
  if (device.alive > 0 && device.at_barrier == device.alive) release_block();
  yield();
  fail("a thread ran on behind its end");
}

void resume(int index) {
  device.current = index;
  current_place.thread.x = static_cast<unsigned>(index);
  void* fake = nullptr;
  leave_stack(&fake, stack_of(index), kStackBytes);
  emulation_switch(&device.scheduler, device.threads[static_cast<size_t>(index)].stack_pointer);
  enter_stack(fake, nullptr, nullptr);
}

void start_thread(int index) {
  Thread& thread = device.threads[static_cast<size_t>(index)];
  thread.wait = Wait::none;
  thread.parity = 0;
  if (thread.copies.size() != 1 || !thread.copies[0].empty()) thread.copies.assign(1, {});
  // As emulation_switch leaves a stack: six registers and where to go on, which a call would have pushed.
  auto* top = reinterpret_cast<void**>(stack_of(index) + kStackBytes) - 2;
  *top = reinterpret_cast<void*>(&thread_main);
  for (int i = 1; i <= 6; ++i) top[-i] = nullptr;
  thread.stack_pointer = top - 6;
}

// One round over a warp's lanes that can go on; false where none can.
bool run_lanes(int first) {
  bool progress = false;
  for (int i = 0; i < kLanes; ++i) {
    const int index = first + (device.order == Order::forward ? i : kLanes - 1 - i);
    if (device.threads[static_cast<size_t>(index)].wait != Wait::none) continue;
    progress = true;
    resume(index);
  }
  return progress;
}

// A warp goes as far as it can before another starts: further apart than they will ever be on a GPU.
void run_block(int count) {
  device.alive = count;
  device.at_barrier = 0;
  device.warps.assign(static_cast<size_t>(count / kLanes), {});
  for (int i = 0; i < count; ++i) start_thread(i);
  while (device.alive > 0) {
    bool progress = false;
    for (int i = 0; i < count / kLanes; ++i) {
      const int first = (device.order == Order::forward ? i : count / kLanes - 1 - i) * kLanes;
      while (run_lanes(first)) progress = true;
    }
    if (!progress) fail("threads of a block wait at different barriers, or for lanes that have ended");
  }
}

}  // namespace

void set_pace(Pace pace) {
  drain();
  stream.pace = pace;
}

void enqueue(std::function<void()> work) {
  if (stream.recording != nullptr) {
    stream.recording->push_back(std::move(work));
  } else if (stream.pace == Pace::eager) {
    work();
  } else {
    stream.waiting.push_back(std::move(work));
  }
}

void drain() {
  if (stream.recording != nullptr) fail("somebody waits for what is only being recorded");
  for (; !stream.waiting.empty(); stream.waiting.pop_front()) stream.waiting.front()();
}

std::vector<std::function<void()>> record(const std::function<void()>& enqueues) {
  if (stream.recording != nullptr) fail("a recording within another");
  std::vector<std::function<void()>> all;
  stream.recording = &all;
  enqueues();
  stream.recording = nullptr;
  return all;
}

bool is_recording() {
  return stream.recording != nullptr;
}

void set_order(Order order) {
  device.order = order;
}

int lane() {
  return device.current % kLanes;
}

unsigned char* dynamic_shared() {
  return device.shared;
}

void require_all_lanes(unsigned mask) {
  if (mask != 0xffffffffU) fail("a warp operation of some lanes");
}

void block_barrier() {
  Thread& thread = device.threads[static_cast<size_t>(device.current)];
  if (++device.at_barrier == device.alive) return release_block();
  thread.wait = Wait::block;
  yield();
}

const unsigned char* exchange(const void* own, size_t size, int operation) {
  Thread& thread = device.threads[static_cast<size_t>(device.current)];
  const int first = device.current / kLanes * kLanes;
  Warp& warp = device.warps[static_cast<size_t>(first / kLanes)];
  if (size > kSlotBytes) fail("a warp operation on more than a slot");
  if (warp.arrived > 0 && warp.operation != operation) fail("lanes of a warp are at different operations");
  warp.operation = operation;
  const unsigned parity = thread.parity;
  thread.parity ^= 1U;
  if (size > 0) std::memcpy(warp.slots[parity][device.current - first], own, size);
  if (++warp.arrived == kLanes) {
    warp.arrived = 0;
    for (int i = first; i < first + kLanes; ++i) {
      Thread& other = device.threads[static_cast<size_t>(i)];
      if (other.wait == Wait::warp) other.wait = Wait::none;
    }
  } else {
    thread.wait = Wait::warp;
    yield();
  }
  return warp.slots[parity][0];
}

void copy_async(void* shared, const void* global) {
  if (reinterpret_cast<uintptr_t>(shared) % 16 != 0 || reinterpret_cast<uintptr_t>(global) % 16 != 0) {
    fail("an asynchronous copy that is not aligned to 16 bytes");
  }
  if (device.order == Order::backward)
    std::memcpy(shared, global, 16);
  else
    device.threads[static_cast<size_t>(device.current)].copies.back().push_back({shared, global});
}

void commit_copies() {
  device.threads[static_cast<size_t>(device.current)].copies.emplace_back();
}

void wait_copies(int pending) {
  auto& groups = device.threads[static_cast<size_t>(device.current)].copies;
  while (static_cast<int>(groups.size()) - 1 > pending) {
    for (const Copy& copy : groups.front()) std::memcpy(copy.to, copy.from, 16);
    groups.erase(groups.begin());
  }
}

uint32_t bf16_bits(float x) {
  const uint32_t bits = __float_as_uint(x);
  if ((bits & 0x7fffffffU) > 0x7f800000U) return 0x7fffU;
  return (bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U;
}

void mma_m16n8k16(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1) {
  const uint32_t own[6] = {a[0], a[1], a[2], a[3], b0, b1};
  const unsigned char* all = exchange(own, sizeof own, 4);
  const auto word = [&](int of_lane, int index) {
    uint32_t value;
    std::memcpy(&value, all + static_cast<size_t>(of_lane) * kSlotBytes + static_cast<size_t>(index) * 4, 4);
    return value;
  };
  const int r = lane() / 4, c = lane() % 4;
  for (int half = 0; half < 2; ++half) {  // of the inner dimension
    for (int pair = 0; pair < 4; ++pair) {
      for (int i = 0; i < 4; ++i) {
        const uint32_t x = word(4 * r + pair, 2 * half + i / 2);
        const uint32_t y = word(4 * (2 * c + i % 2) + pair, 4 + half);
        d[i] += __uint_as_float(x << 16U) * __uint_as_float(y << 16U);
        d[i] += __uint_as_float(x & 0xffff0000U) * __uint_as_float(y & 0xffff0000U);
      }
    }
  }
}

void run(dim3 grid, int threads, size_t shared_bytes, const std::function<void()>& kernel) {
  if (threads <= 0 || threads % kLanes != 0 || threads > kMaxThreads) fail("a block of a size that no GPU takes");
  if (shared_bytes > 227 * 1024) fail("more shared memory than a block of sm_90 has");
  if (device.stacks == nullptr) {
    void* memory = mmap(nullptr, kStackBytes * kMaxThreads, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) fail("no memory for stacks");
    device.stacks = static_cast<unsigned char*>(memory);
  }
  device.kernel = &kernel;
  device.threads.resize(static_cast<size_t>(threads));
  current_place.block_size = dim3(static_cast<unsigned>(threads));
  current_place.grid_size = grid;
  const unsigned blocks = grid.x * grid.y * grid.z;
  for (unsigned i = 0; i < blocks; ++i) {
    const unsigned block = device.order == Order::forward ? i : blocks - 1 - i;
    current_place.block = dim3(block % grid.x, block / grid.x % grid.y, block / grid.x / grid.y);
    // Exactly as much as was asked for, so that AddressSanitizer sees what lies behind it.
    device.shared = static_cast<unsigned char*>(::operator new(shared_bytes, std::align_val_t{128}));
    std::memset(device.shared, 0xff, shared_bytes);
    run_block(threads);
    ::operator delete(device.shared, std::align_val_t{128});
  }
}

}  // namespace emulation
