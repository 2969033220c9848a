// One reply on its way from tokens to what a client is shown: bytes to characters, stop texts, calls. Knows no JSON.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/tokenizer.h"
#include "chat/utf8_stream.h"
#include "serve/reply_reader.h"
#include "serve/scheduler.h"
#include "serve/stop_scanner.h"

namespace serve {

// A token of the shown text, for log-probs.
struct ShownToken {
  std::string bytes;
  size_t begin = 0;  // of its bytes in the reply's text
  model::SampledToken token;
};

struct ChoicePart : ReplyPart {
  std::vector<ShownToken> tokens;

  bool empty() const { return ReplyPart::empty() && tokens.empty(); }
};

struct ChoiceEnd {
  JobEnd job;
  bool stopped = false;  // by a stop text, or because what was wanted is there; maybe in its last characters
  size_t calls = 0;
  size_t prompt_tokens = 0;
  size_t tokens = 0;  // sampled, the one that ended it included
};

struct ChoiceOptions {
  size_t index = 0;
  std::vector<std::string> stop;
  ReplyReader::Options reader;
  bool skip_special = true;
  std::optional<chat::TokenId> call_mark;  // is text though it is special
  bool ranked = false;                     // tokens are handed on, too
  std::vector<chat::TokenId> stop_ids;     // are not part of the text
};

class Choice final : public Job {
 public:
  // Called on the engine's thread.
  struct Listener {
    virtual ~Listener() = default;
    // Never empty. False: nobody wants the rest.
    virtual bool part(size_t choice, ChoicePart part) = 0;
    virtual void over(size_t choice, ChoicePart last, const ChoiceEnd& end) = 0;
  };

  // `tokenizer` must outlive it.
  Choice(const chat::Tokenizer& tokenizer, ChoiceOptions options, std::shared_ptr<Listener> listener);

  void token(const model::SampledToken& token) override;
  void end(const JobEnd& end) override;

  // To be set with the request, whose prompt is moved away later.
  size_t prompt_tokens = 0;

 private:
  // Through stop texts and the reader.
  ChoicePart read(std::string_view text, bool last);
  void take_shown(ChoicePart& part);
  bool is_stop(chat::TokenId id) const;

  const chat::Tokenizer& tokenizer_;
  ChoiceOptions options_;
  std::shared_ptr<Listener> listener_;
  chat::Utf8Stream utf8_;
  StopScanner stops_;
  ReplyReader reader_;
  std::vector<ShownToken> shown_;  // that wait for their text to be released
  size_t taken_ = 0;               // bytes of tokens
  size_t released_ = 0;            // bytes that left the scanner
  size_t tokens_ = 0;
};

}  // namespace serve
