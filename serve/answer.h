// The answer to one request for replies: gathers its choices and sends them, as a stream or as a whole. On the engine's
// thread, but for cancel().
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "serve/answer_form.h"
#include "serve/choice.h"
#include "serve/exchange.h"

namespace serve {

class Answer final : public Choice::Listener {
 public:
  struct Options {
    bool stream = false;
    bool include_usage = false;
    size_t choices = 1;
    size_t choices_of_prompt = 1;  // its tokens are counted once
  };

  Answer(std::shared_ptr<Exchange> exchange, std::unique_ptr<AnswerForm> form, const Options& options);

  // The jobs that report to it.
  void watch(std::vector<std::weak_ptr<Job>> jobs) { jobs_ = std::move(jobs); }
  // Nobody wants it any more. From any thread, after watch().
  void cancel();

  bool part(size_t choice, ChoicePart part) override;
  void over(size_t choice, ChoicePart last, const ChoiceEnd& end) override;

 private:
  // False: nobody reads.
  bool send(core::Value chunk);
  bool open(size_t choice);
  void gather(size_t choice, ChoicePart part);
  void fail(const JobEnd& end);
  void finish();

  std::shared_ptr<Exchange> exchange_;
  std::unique_ptr<AnswerForm> form_;
  Options options_;
  std::vector<std::weak_ptr<Job>> jobs_;
  std::vector<ChoiceText> texts_;
  std::vector<bool> opened_;
  size_t left_;
  bool streams_ = false;
  bool failed_ = false;
  Usage usage_;
};

}  // namespace serve
