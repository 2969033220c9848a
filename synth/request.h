// The embedded writer: turns calls into the sentences of a request and notes where every value stands.
// Knows neither schemas nor files.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/rng.h"
#include "synth/frames.h"
#include "synth/sample.h"

namespace synth {

struct Request {
  std::string text;
  std::vector<Mention> mentions;
  std::vector<std::string> frames;
};

// A sentence before its slots are filled, and the calls that it stands for. Several calls share one sentence where
// their values are listed ("in Oslo, Bergen and Narvik").
struct Sentence {
  std::string text;                // grammar expanded, slots `<key>`, bool clauses between `<+key>` and `<-key>`
  std::vector<std::string> extra;  // further sentences (clauses that begin with ".")
  std::vector<size_t> calls;
  std::string frame;
};

// A phrase that mentions all drawn values of the call, without the frame. Empty where none fits.
struct Phrase {
  std::string text;
  std::vector<std::string> extra;
  PhraseType type = PhraseType::singular;
  std::string id;
};
Phrase choose_phrase(const Tool& tool, const Call& call, core::Rng& rng);
// Puts a frame around the phrase; `verb_class` gives the request verb.
Sentence frame_phrase(const Tool& tool, const Phrase& phrase, core::Rng& rng);

class RequestWriter {
 public:
  RequestWriter(const std::vector<std::unique_ptr<Tool>>& tools, const std::vector<Call>& calls, core::Rng& rng)
      : tools_(tools), calls_(calls), rng_(rng), habits_(Habits::draw(rng)) {}

  void add_text(std::string_view text) { request_.text += text; }
  // Fills the slots; false where a slot names a value that the call lacks.
  bool add(const Sentence& sentence);
  bool fill(std::string_view grammar, std::span<const size_t> calls);
  Request take() { return std::move(request_); }
  bool empty() const { return request_.text.empty(); }
  size_t size() const { return request_.text.size(); }

 private:
  bool fill_slot(std::string_view slot, std::span<const size_t> calls);
  bool mark(std::string_view slot, std::span<const size_t> calls);

  const std::vector<std::unique_ptr<Tool>>& tools_;
  const std::vector<Call>& calls_;
  core::Rng& rng_;
  Habits habits_;
  Request request_;
  size_t mark_begin_ = 0;
};

}  // namespace synth
