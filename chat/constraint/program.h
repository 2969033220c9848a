// A grammar as a program for a machine over bytes (chat/constraint/machine.h): alternatives are followed at once, parts
// that occur often are called, and a stack holds where calls return to and which properties of an object were written.
// Knows no schemas and no tokens.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace chat::constraint {

enum class Op : uint8_t {
  outside,  // the caller of a part that is looked at alone (machine.h): nothing follows
  accept,   // the text may end here
  bytes,    // takes a byte: one of edges [a, b), which say where it goes on
  split,    // goes on at each of targets [a, b)
  jump,     // to a
  call,     // to a; `ret` comes back behind it
  ret,
  open,   // an object begins: b words of bits, one a property
  mark,   // property a is written now; not where it was before. b: the object's words
  left,   // goes on only where one of the first a properties is not written yet
  close,  // goes on only where the bits needed [a, a + b) are there; the object's words go
};

struct Instruction {
  Op op = Op::outside;
  uint32_t a = 0;
  uint32_t b = 0;
};

struct Range {
  uint8_t low = 0;
  uint8_t high = 0;
};

struct Edge {
  uint8_t low = 0;
  uint8_t high = 0;
  uint32_t target = 0;
};

// How values are written.
enum class Notation : uint8_t { json, python };

struct Program {
  std::vector<Instruction> code;  // code[0] is `outside`
  std::vector<Edge> edges;
  std::vector<uint32_t> targets;
  std::vector<uint64_t> needed;  // words of properties that an object must have
  uint32_t start = 0;
  Notation notation = Notation::json;
  // Instructions before this one are of parts that all programs of a notation share, at the same places.
  uint32_t shared_end = 1;
};

// Writes a program front to back. What is emitted goes on at what is emitted next.
class Emitter {
 public:
  using Part = std::function<void()>;

  Emitter();

  uint32_t here() const { return static_cast<uint32_t>(program_.code.size()); }
  void byte(std::span<const Range> ranges);
  void byte(std::initializer_list<Range> ranges) { byte(std::span(ranges.begin(), ranges.size())); }
  void text(std::string_view text);
  // One of the parts; each goes on behind them all.
  void either(const std::vector<Part>& parts);
  void maybe(const Part& part);
  void repeat_up_to(int times, const Part& part);
  void jump(uint32_t target) { put(Op::jump, target); }
  void call(uint32_t target) { put(Op::call, target); }
  void ret() { put(Op::ret); }
  // A split whose targets are set later, all of them.
  uint32_t open_split(uint32_t targets);
  void set_target(uint32_t split, size_t index) { program_.targets[program_.code[split].a + index] = here(); }
  void put(Op op, uint32_t a = 0, uint32_t b = 0) { program_.code.push_back({op, a, b}); }
  // A state of an automaton whose states' places are known.
  void state(std::initializer_list<Edge> edges);
  void state(std::span<const Edge> edges);
  // A jump whose target is set later.
  uint32_t open_jump();
  void land(uint32_t jump) { program_.code[jump].a = here(); }
  // Places in `needed`.
  uint32_t needed(std::span<const uint64_t> words);
  void end_shared(Notation notation) {
    program_.notation = notation;
    program_.shared_end = here();
  }
  void start_here() { program_.start = here(); }

  Program take() { return std::move(program_); }

 private:
  Program program_;
};

}  // namespace chat::constraint
