#include "serve/answer.h"

#include <algorithm>
#include <utility>

#include "serve/api_error.h"

namespace serve {
namespace {

std::string event(const std::string& data) {
  return "data: " + data + "\n\n";
}

// What ended the reply before its time, for its client.
ApiError trouble(const JobEnd& end) {
  if (!end.failure.empty()) return {500, "The reply could not be generated; the server's log says why.", {}, "failed"};
  if (end.late) return {504, "The reply took longer than the server allows.", {}, "timeout"};
  return {503, "The server stops.", {}, "stopping"};
}

}  // namespace

Answer::Answer(std::shared_ptr<Exchange> exchange, std::unique_ptr<AnswerForm> form, const Options& options)
    : exchange_(std::move(exchange)),
      form_(std::move(form)),
      options_(options),
      texts_(options.choices),
      opened_(options.choices, false),
      left_(options.choices) {}

void Answer::cancel() {
  for (const std::weak_ptr<Job>& one : jobs_) {
    if (const std::shared_ptr<Job> job = one.lock()) job->cancel();
  }
}

bool Answer::send(core::Value chunk) {
  if (options_.include_usage && !chunk.as_dict().contains("usage")) chunk.as_dict()["usage"] = nullptr;
  return exchange_->write(event(compact_json(chunk)));
}

bool Answer::open(size_t choice) {
  if (!streams_) exchange_->begin_stream();
  streams_ = true;
  if (opened_[choice]) return true;
  opened_[choice] = true;
  core::Value chunk = form_->opening_chunk(choice);
  return chunk.is_none() || send(std::move(chunk));
}

bool Answer::part(size_t choice, ChoicePart part) {
  if (failed_) return false;
  if (options_.stream) return open(choice) && send(form_->chunk(choice, part, {}));
  gather(choice, std::move(part));
  return true;
}

void Answer::gather(size_t choice, ChoicePart part) {
  ChoicePart& said = texts_[choice].said;
  said.reasoning += part.reasoning;
  said.content += part.content;
  std::ranges::move(part.calls, std::back_inserter(said.calls));
  std::ranges::move(part.tokens, std::back_inserter(said.tokens));
}

void Answer::over(size_t choice, ChoicePart last, const ChoiceEnd& end) {
  usage_.completion_tokens += end.tokens;
  if (choice % options_.choices_of_prompt == 0) usage_.prompt_tokens += end.prompt_tokens;
  --left_;
  if (failed_) return;
  const bool cut_off = end.job.finish == model::FinishReason::cancelled && !end.stopped;
  if (cut_off || !end.job.failure.empty()) {
    fail(end.job);
    return;
  }
  const std::string reason = form_->finish_reason(end);
  if (options_.stream) {
    if (!open(choice) || !send(form_->chunk(choice, last, reason))) {
      failed_ = true;
      cancel();
      return;
    }
  } else {
    gather(choice, std::move(last));
    texts_[choice].finish_reason = reason;
  }
  if (left_ == 0) finish();
}

void Answer::fail(const JobEnd& end) {
  failed_ = true;
  cancel();
  const ApiError error = trouble(end);
  if (!streams_) {
    exchange_->answer(error.reply());
    return;
  }
  exchange_->write(event(error.body()));
  exchange_->end_stream();
}

void Answer::finish() {
  if (!options_.stream) {
    exchange_->answer({.body = compact_json(form_->whole(texts_, usage_)), .headers = {}});
    return;
  }
  if (options_.include_usage) send(form_->usage_chunk(usage_));
  exchange_->write(event("[DONE]"));
  exchange_->end_stream();
}

}  // namespace serve
