#include "chat/split_regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <limits>
#include <new>
#include <utility>

#include "core/error.h"

namespace chat {
namespace {

// Patterns that backtrack may take a stack frame a character. Beyond the limit the interpreter takes over.
constexpr size_t kJitStackStart = 32UL * 1024;
constexpr size_t kJitStackLimit = 64UL * 1024 * 1024;

std::string pcre2_message(int code) {
  std::array<PCRE2_UCHAR, 256> text{};
  pcre2_get_error_message(code, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

PCRE2_SPTR pcre2_text(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

}  // namespace

struct SplitRegex::Scratch::Impl {
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  pcre2_jit_stack* stack = pcre2_jit_stack_create(kJitStackStart, kJitStackLimit, nullptr);

  Impl() {
    if (data == nullptr || context == nullptr) {
      free_all();
      throw std::bad_alloc();
    }
    // Without JIT (or its stack) the interpreter runs, bounded by the heap alone.
    if (stack != nullptr) pcre2_jit_stack_assign(context, nullptr, stack);
    pcre2_set_match_limit(context, std::numeric_limits<uint32_t>::max());
    pcre2_set_depth_limit(context, std::numeric_limits<uint32_t>::max());
    pcre2_set_heap_limit(context, std::numeric_limits<uint32_t>::max());
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { free_all(); }

 private:
  void free_all() {
    pcre2_jit_stack_free(stack);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
  }
};

SplitRegex::Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
SplitRegex::Scratch::~Scratch() = default;
SplitRegex::Scratch::Scratch(Scratch&&) noexcept = default;
SplitRegex::Scratch& SplitRegex::Scratch::operator=(Scratch&&) noexcept = default;

SplitRegex::SplitRegex(std::string_view pattern) {
  const std::string translated = to_pcre2_pattern(pattern);
  int code = 0;
  PCRE2_SIZE offset = 0;
  constexpr uint32_t kOptions = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_AUTO_CAPTURE;
  pcre2_code* compiled = pcre2_compile(pcre2_text(translated), translated.size(), kOptions, &code, &offset, nullptr);
  if (compiled == nullptr) {
    throw core::data_error(core::format("split pattern '{}': {}", pattern, pcre2_message(code)));
  }
  code_ = std::shared_ptr<void>(compiled, [](void* p) { pcre2_code_free(static_cast<pcre2_code*>(p)); });
  uint32_t matches_empty = 0;
  pcre2_pattern_info(compiled, PCRE2_INFO_MATCHEMPTY, &matches_empty);
  if (matches_empty != 0) {
    throw core::data_error(
        core::format("split pattern '{}': a pattern that matches nothing is not supported", pattern));
  }
  pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);  // where it fails, the interpreter runs
}

bool SplitRegex::find(std::string_view text, size_t from, Scratch& scratch, Match& match) const {
  const Scratch::Impl& memory = *scratch.impl_;
  const auto run = [&](uint32_t options) {
    return pcre2_match(static_cast<const pcre2_code*>(code_.get()), pcre2_text(text), text.size(), from,
                       options | PCRE2_NO_UTF_CHECK, memory.data, memory.context);
  };
  int found = run(0);
  if (found == PCRE2_ERROR_JIT_STACKLIMIT) found = run(PCRE2_NO_JIT);
  if (found == PCRE2_ERROR_NOMATCH) return false;
  if (found < 0) {
    throw core::data_error(core::format("splitting a text of {} bytes: {}", text.size(), pcre2_message(found)));
  }
  const PCRE2_SIZE* range = pcre2_get_ovector_pointer(memory.data);
  match = {range[0], range[1]};
  return true;
}

}  // namespace chat
