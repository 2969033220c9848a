// Collects the spans of one rendering: the label of the current message, and where generation begins and ends.
// Shared by the renderers; knows no template.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/assistant_spans.h"
#include "chat/renderer.h"

namespace chat {

class SpanWriter {
 public:
  // The text that follows belongs to this message (-1: to none).
  void message(Role role, int32_t index) {
    role_ = role;
    message_ = index;
  }
  // The model writes what follows, until `end_generated`. Tokens never cross either point.
  void begin_generated() { generated_ = boundary_ = true; }
  void end_generated() {
    generated_ = false;
    boundary_ = true;
  }

  void write(std::string_view text, SpanKind kind = SpanKind::prompt) {
    if (text.empty()) return;
    const bool joins = !spans_.empty() && !boundary_ && spans_.back().kind == kind && spans_.back().role == role_ &&
                       spans_.back().message == message_ && spans_.back().generated == generated_;
    if (joins) {
      spans_.back().text += text;
    } else {
      spans_.push_back({std::string(text), role_, kind, message_, generated_, boundary_});
    }
    boundary_ = false;
  }
  void write(const std::vector<Piece>& pieces) {
    for (const Piece& piece : pieces) write(piece.text, piece.kind);
  }

  std::vector<Span> take() { return std::move(spans_); }

 private:
  std::vector<Span> spans_;
  Role role_ = Role::system;
  int32_t message_ = -1;
  bool generated_ = false;
  bool boundary_ = false;
};

}  // namespace chat
