// One compiled split pattern of a pre-tokenizer: a tokenizer.json regular expression (Oniguruma's Ruby dialect) run by
// PCRE2. Patterns whose meaning differs between the two are refused. Immutable and thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace chat {

class SplitRegex {
 public:
  // Working memory of one thread; fits every pattern.
  class Scratch {
   public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;

   private:
    friend class SplitRegex;
    struct Impl;
    std::unique_ptr<Impl> impl_;
  };

  struct Match {
    size_t begin;
    size_t end;
  };

  // Throws core::Error(data) naming what is not supported.
  explicit SplitRegex(std::string_view pattern);

  // First match at or behind `from`, in valid UTF-8. False where there is none.
  bool find(std::string_view text, size_t from, Scratch& scratch, Match& match) const;

 private:
  std::shared_ptr<void> code_;
};

// The pattern in PCRE2's terms. Throws core::Error(data).
std::string to_pcre2_pattern(std::string_view pattern);

}  // namespace chat
