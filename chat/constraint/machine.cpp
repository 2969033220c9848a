#include "chat/constraint/machine.h"

#include <algorithm>
#include <bit>

#include "core/error.h"

namespace chat::constraint {
namespace {

constexpr uint32_t kOutside = 0;
constexpr uint32_t kWordBits = 64;

uint64_t mix(uint64_t hash, uint64_t value) {
  hash ^= value + 0x9E3779B97F4A7C15U + (hash << 6U) + (hash >> 2U);
  return hash * 0xFF51AFD7ED558CCDU;
}

}  // namespace

size_t Machine::CellHash::operator()(const Cell& cell) const {
  return mix(mix(0, cell.below), cell.word);
}

size_t Machine::ThreadsHash::operator()(const std::vector<Thread>& threads) const {
  uint64_t hash = threads.size();
  for (const Thread& thread : threads) hash = mix(mix(hash, thread.place), thread.stack);
  return hash;
}

Machine::Machine(const Program& program) : program_(program) {
  number({});  // kDead
  std::vector<Thread> threads;
  follow({program.start, 0}, threads);
  start_ = number(std::move(threads));
}

Machine::State Machine::alone(uint32_t place) {
  std::vector<Thread> threads;
  follow({place, push(0, kOutside)}, threads);
  return number(std::move(threads));
}

Machine::State Machine::after_part(State state) {
  FR_CHECK(states_[state].shared_place != 0);
  const Cell cell = cells_[states_[state].threads.front().stack];
  std::vector<Thread> threads;
  follow({static_cast<uint32_t>(cell.word), cell.below}, threads);
  return number(std::move(threads));
}

Machine::State Machine::compute(State state, uint8_t byte) {
  std::vector<Thread> next;
  for (const Thread thread : std::vector(states_[state].threads)) {
    const Instruction& instruction = program_.code[thread.place];
    if (instruction.op != Op::bytes) continue;
    for (uint32_t i = instruction.a; i < instruction.b; ++i) {
      const Edge& edge = program_.edges[i];
      if (byte >= edge.low && byte <= edge.high) follow({edge.target, thread.stack}, next);
    }
  }
  const State reached = number(std::move(next));
  std::unique_ptr<Row>& row = states_[state].row;
  if (row == nullptr) {
    row = std::make_unique<Row>();
    row->fill(kUnknown);
  }
  return (*row)[byte] = reached;
}

Machine::State Machine::number(std::vector<Thread> threads) {
  std::ranges::sort(threads);
  threads.erase(std::unique(threads.begin(), threads.end()), threads.end());
  const auto [at, is_new] = numbers_.try_emplace(threads, static_cast<State>(states_.size()));
  if (!is_new) return at->second;
  Known& known = states_.emplace_back();
  for (const Thread& thread : threads) {
    known.accepts = known.accepts || program_.code[thread.place].op == Op::accept;
    known.outside = known.outside || program_.code[thread.place].op == Op::outside;
  }
  if (threads.size() == 1 && threads[0].place != kOutside && threads[0].place < program_.shared_end) {
    known.shared_place = threads[0].place;
  }
  known.threads = std::move(threads);
  return at->second;
}

void Machine::follow(Thread first, std::vector<Thread>& found) {
  std::vector<Thread> todo = {first};
  while (!todo.empty()) {
    Thread thread = todo.back();
    todo.pop_back();
    const Instruction& instruction = program_.code[thread.place];
    switch (instruction.op) {
      case Op::outside:
      case Op::accept:
      case Op::bytes:
        found.push_back(thread);
        break;
      case Op::split:
        for (uint32_t i = instruction.a; i < instruction.b; ++i) todo.push_back({program_.targets[i], thread.stack});
        break;
      case Op::jump:
        todo.push_back({instruction.a, thread.stack});
        break;
      case Op::call:
        todo.push_back({instruction.a, push(thread.stack, thread.place + 1)});
        break;
      case Op::ret: {
        const Cell cell = cells_[thread.stack];
        todo.push_back({static_cast<uint32_t>(cell.word), cell.below});
        break;
      }
      default:
        follow_object(instruction, thread, todo);
        break;
    }
  }
}

void Machine::follow_object(const Instruction& instruction, Thread thread, std::vector<Thread>& todo) {
  const auto push_all = [&](uint32_t stack, const std::vector<uint64_t>& words) {
    for (const uint64_t word : words) stack = push(stack, word);
    return stack;
  };
  ++thread.place;
  if (instruction.op == Op::open) {
    todo.push_back({thread.place, push_all(thread.stack, std::vector<uint64_t>(instruction.b))});
    return;
  }
  const uint32_t word_count = instruction.op == Op::left ? (instruction.a + kWordBits - 1) / kWordBits : instruction.b;
  uint32_t below = 0;
  std::vector<uint64_t> written = words(thread.stack, word_count, below);
  if (instruction.op == Op::mark) {
    uint64_t& word = written[instruction.a / kWordBits];
    const uint64_t bit = uint64_t{1} << (instruction.a % kWordBits);
    if ((word & bit) != 0) return;
    word |= bit;
    thread.stack = push_all(below, written);
  } else if (instruction.op == Op::left) {
    uint32_t count = 0;
    for (const uint64_t word : written) count += static_cast<uint32_t>(std::popcount(word));
    if (count == instruction.a) return;
  } else {
    for (size_t i = 0; i < written.size(); ++i) {
      const uint64_t needed = program_.needed[instruction.a + i];
      if ((written[i] & needed) != needed) return;
    }
    thread.stack = below;
  }
  todo.push_back(thread);
}

std::vector<uint64_t> Machine::words(uint32_t stack, uint32_t count, uint32_t& below) const {
  std::vector<uint64_t> words(count);
  for (uint32_t i = count; i-- > 0;) {
    words[i] = cells_[stack].word;
    stack = cells_[stack].below;
  }
  below = stack;
  return words;
}

uint32_t Machine::push(uint32_t stack, uint64_t word) {
  const auto [at, is_new] = cell_numbers_.try_emplace({stack, word}, static_cast<uint32_t>(cells_.size()));
  if (is_new) cells_.push_back({stack, word});
  return at->second;
}

}  // namespace chat::constraint
