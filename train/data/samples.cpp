#include "train/data/samples.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <thread>
#include <utility>

#include "chat/served_turns.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/progress.h"

namespace train {
namespace {

constexpr size_t kLinesAtOnce = 2048;  // rendered in parallel; bounds the JSON held in memory

// A sample, and the length of the conversation that it was cut from.
struct Rendered {
  Sample sample;
  int64_t length = 0;
};

struct Line {
  core::Value json;
  size_t number = 0;
  std::vector<Rendered> samples;
  std::exception_ptr error;
};

Rendered render(const chat::Conversation& conversation, chat::LossOn loss_on, const chat::Renderer& renderer,
                const chat::Tokenizer& tokenizer) {
  const chat::Ledger ledger = chat::make_ledger(renderer.render(conversation, {}), tokenizer, loss_on);
  Rendered rendered{sample_from_ledger(ledger), static_cast<int64_t>(ledger.size())};
  if (rendered.sample.tokens.empty()) {
    throw core::data_error("nothing to learn from: no assistant message has tokens with loss",
                           "every conversation needs an assistant message");
  }
  return rendered;
}

void render_line(Line& line, const SampleOptions& options, const chat::Renderer& renderer,
                 const chat::Tokenizer& tokenizer) {
  try {
    const chat::Conversation conversation = chat::conversation_from_json(line.json);
    std::vector<chat::Conversation> turns;
    if (options.learn == Learn::each_reply) turns = chat::served_turns(conversation);
    if (turns.empty()) turns = {conversation};  // without a reply, make_ledger says so
    const auto loss_on =
        options.learn == Learn::all_replies ? chat::LossOn::all_assistant : chat::LossOn::last_assistant;
    for (const chat::Conversation& turn : turns) line.samples.push_back(render(turn, loss_on, renderer, tokenizer));
  } catch (...) {
    line.error = std::current_exception();
  }
}

void render_lines(std::vector<Line>& lines, const SampleOptions& options, const chat::Renderer& renderer,
                  const chat::Tokenizer& tokenizer) {
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < lines.size(); i = next++) render_line(lines[i], options, renderer, tokenizer);
  };
  const unsigned helpers = std::max(1U, std::thread::hardware_concurrency()) - 1;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < helpers && lines.size() > 16; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
}

uint64_t fingerprint_of(const Sample& sample, uint64_t before) {
  static_assert(sizeof(float) == sizeof(uint32_t));
  uint64_t hash = core::mix64(before ^ sample.tokens.size());
  for (const SampleToken& token : sample.tokens) {
    uint32_t weight = 0;
    std::memcpy(&weight, &token.weight, sizeof(weight));
    hash = core::mix64(hash ^ (static_cast<uint64_t>(weight) << 32U) ^ static_cast<uint32_t>(token.id) ^
                       (static_cast<uint64_t>(token.kind) << 24U));
  }
  return hash;
}

class Loader {
 public:
  Loader(const SampleOptions& options, const chat::Renderer& renderer, const chat::Tokenizer& tokenizer)
      : options_(options), renderer_(renderer), tokenizer_(tokenizer), progress_("reading data", 0, "samples") {}

  void read(const std::filesystem::path& path) {
    path_ = path;
    // for_each_jsonl puts the line it is at in front of errors; errors of earlier lines are kept back from it.
    std::exception_ptr error;
    try {
      core::for_each_jsonl(path, [&](core::Value&& json, size_t number) {
        if (error) return;
        Line& line = lines_.emplace_back();
        line.json = std::move(json);
        line.number = number;
        if (lines_.size() < kLinesAtOnce) return;
        try {
          flush();
        } catch (...) {
          error = std::current_exception();
        }
      });
    } catch (...) {
      if (!error) throw;
    }
    if (error) std::rethrow_exception(error);
    flush();
  }

  SampleSet finish() {
    progress_.finish();
    return std::move(set_);
  }

 private:
  void flush() {
    render_lines(lines_, options_, renderer_, tokenizer_);
    // In file order, so that the first bad line is reported whatever the threads did.
    for (Line& line : lines_) take(line);
    progress_.add(static_cast<int64_t>(lines_.size()));
    lines_.clear();
  }

  void take(Line& line) {
    const std::string place = core::format("{}:{}", path_.string(), line.number);
    if (line.error) {
      try {
        std::rethrow_exception(line.error);
      } catch (const core::Error& error) {
        throw error.in(place);
      }
    }
    for (Rendered& rendered : line.samples) take(std::move(rendered), place);
  }

  void take(Rendered rendered, const std::string& place) {
    if (rendered.length > options_.max_length) {
      if (!options_.skip_too_long) {
        throw core::data_error(core::format("{}: the conversation has {} tokens, more than the longest allowed, {}",
                                            place, rendered.length, options_.max_length),
                               "raise max_length up to the model's context, or set too_long: skip");
      }
      ++set_.skipped_too_long;
      return;
    }
    for (const SampleToken& token : rendered.sample.tokens) set_.supervised_tokens += token.weight > 0 ? 1 : 0;
    set_.fingerprint = fingerprint_of(rendered.sample, set_.fingerprint);
    set_.samples.push_back(std::move(rendered.sample));
  }

  const SampleOptions& options_;
  const chat::Renderer& renderer_;
  const chat::Tokenizer& tokenizer_;
  core::Progress progress_;
  std::filesystem::path path_;
  std::vector<Line> lines_;
  SampleSet set_;
};

}  // namespace

Sample sample_from_ledger(const chat::Ledger& ledger) {
  Sample sample;
  const auto tokens = ledger.tokens();
  size_t end = tokens.size();
  while (end > 0 && tokens[end - 1].weight <= 0) --end;
  // A first token has nothing before it that could predict it.
  if (end < 2) return sample;
  sample.tokens.reserve(end);
  for (const chat::LedgerToken& token : tokens.first(end)) {
    sample.tokens.push_back({token.id, token.kind, token.weight});
  }
  sample.tokens.front().weight = 0;
  return sample;
}

SampleSet load_samples(const SampleOptions& options, const chat::Renderer& renderer, const chat::Tokenizer& tokenizer) {
  Loader loader(options, renderer, tokenizer);
  for (const auto& path : options.files) loader.read(path);
  SampleSet set = loader.finish();
  if (set.samples.empty()) {
    throw core::data_error(core::format("no sample to train on ({} longer than {} tokens were skipped)",
                                        set.skipped_too_long, options.max_length),
                           "check the setting `data`");
  }
  return set;
}

}  // namespace train
