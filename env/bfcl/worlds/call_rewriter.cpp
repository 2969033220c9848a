#include "env/bfcl/worlds/call_rewriter.h"

#include <algorithm>
#include <array>

#include "core/python_string.h"
#include "core/utf8.h"

namespace env::bfcl {
namespace {

constexpr std::array<std::string_view, 8> kRefused = {"kill",   "exit",  "quit",  "remove",
                                                      "unlink", "popen", "Popen", "run"};

bool is_word_at(std::string_view text, size_t& at) {
  const size_t begin = at;
  if (core::is_python_word(core::next_code_point(text, at))) return true;
  at = begin;
  return false;
}

bool starts_identifier(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

std::string rewrite_calls(std::string_view text, const InstanceOf& instance_of) {
  std::string out;
  out.reserve(text.size() + 64);
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    while (at < text.size() && is_word_at(text, at)) {
    }
    if (at == begin) {  // no word: one character on
      core::next_code_point(text, at);
      out += text.substr(begin, at - begin);
      continue;
    }
    const std::string_view word = text.substr(begin, at - begin);
    const size_t next = core::skip_python_space(text, at);
    if (starts_identifier(word.front()) && next < text.size() && text[next] == '(') {
      if (const std::optional<std::string> instance = instance_of(word)) {
        out += *instance;
        out += '.';
      }
      at = next;
    }
    out += word;
  }
  return out;
}

bool is_refused(std::string_view method) {
  return std::find(kRefused.begin(), kRefused.end(), method) != kRefused.end();
}

std::optional<std::string> refused_name(std::string_view rewritten) {
  std::string_view name = rewritten.substr(0, rewritten.find('('));
  const size_t dot = name.find('.');
  if (dot != std::string_view::npos) {
    name.remove_prefix(dot + 1);
    name = name.substr(0, name.find('.'));
  }
  if (!is_refused(name)) return std::nullopt;
  return std::string(name);
}

}  // namespace env::bfcl
