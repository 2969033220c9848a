// Runs a program over bytes. States are numbered as they are met, and every step is kept, so that the machine becomes a
// table as it runs. Not for several threads. Knows no tokens.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "chat/constraint/program.h"

namespace chat::constraint {

class Machine {
 public:
  using State = uint32_t;
  static constexpr State kDead = 0;

  // The program must outlive the machine.
  explicit Machine(const Program& program);

  State start() const { return start_; }
  // kDead where the byte cannot follow.
  State step(State state, uint8_t byte) {
    const std::unique_ptr<Row>& row = states_[state].row;
    if (row != nullptr && (*row)[byte] != kUnknown) return (*row)[byte];
    return compute(state, byte);
  }
  bool accepts(State state) const { return states_[state].accepts; }
  // What one part of the program leaves to its caller.
  bool is_outside(State state) const { return states_[state].outside; }
  // The instruction of a state that stands in the program's shared parts and nowhere else, so that what is inside of
  // the part does not depend on its caller; 0: no such state.
  uint32_t shared_place(State state) const { return states_[state].shared_place; }
  // The state at `place` of a shared part, alone: where the part returns, the state is outside.
  State alone(uint32_t place);
  // Where a state of a shared part goes on when the part returns.
  State after_part(State state);

  size_t size() const { return states_.size(); }

 private:
  static constexpr State kUnknown = ~State{0};
  using Row = std::array<State, 256>;

  // An alternative that is still possible: what it does next, and its stack.
  struct Thread {
    uint32_t place = 0;
    uint32_t stack = 0;
    bool operator==(const Thread&) const = default;
    auto operator<=>(const Thread&) const = default;
  };
  struct Known {
    std::vector<Thread> threads;
    std::unique_ptr<Row> row;
    uint32_t shared_place = 0;
    bool accepts = false;
    bool outside = false;
  };
  // Stacks share what is below; number 0 is the empty one.
  struct Cell {
    uint32_t below = 0;
    uint64_t word = 0;
    bool operator==(const Cell&) const = default;
  };
  struct CellHash {
    size_t operator()(const Cell& cell) const;
  };
  struct ThreadsHash {
    size_t operator()(const std::vector<Thread>& threads) const;
  };

  State compute(State state, uint8_t byte);
  State number(std::vector<Thread> threads);
  // What `thread` comes to before it takes a byte.
  void follow(Thread thread, std::vector<Thread>& found);
  uint32_t push(uint32_t stack, uint64_t word);
  // The object's words, the last one on top of the stack; `below` gets what is under them.
  std::vector<uint64_t> words(uint32_t stack, uint32_t count, uint32_t& below) const;
  void follow_object(const Instruction& instruction, Thread thread, std::vector<Thread>& todo);

  const Program& program_;
  std::deque<Known> states_;
  std::unordered_map<std::vector<Thread>, State, ThreadsHash> numbers_;
  std::vector<Cell> cells_{{}};
  std::unordered_map<Cell, uint32_t, CellHash> cell_numbers_;
  State start_ = kDead;
};

}  // namespace chat::constraint
