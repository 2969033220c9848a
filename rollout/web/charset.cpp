#include "rollout/web/charset.h"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <memory>

#include "chat/utf8_text.h"
#include "core/text.h"
#include "core/utf8.h"

namespace rollout::web {
namespace {

std::string_view unquoted(std::string_view text) {
  while (!text.empty() && std::string_view("\"' ").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && std::string_view("\"' ").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

// Of "text/html; charset=utf-8"; empty where it names none.
std::string charset_of(const std::string& content_type) {
  const std::vector<std::string> parts = core::split(content_type, ';');
  std::string charset;
  for (size_t i = 1; i < parts.size(); ++i) {
    const size_t equals = parts[i].find('=');
    if (equals == std::string::npos) continue;
    if (unquoted(core::trim(parts[i].substr(0, equals))) == "charset")
      charset = unquoted(core::trim(parts[i].substr(equals + 1)));
  }
  return charset;
}

std::string from_latin_1(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) core::append_utf8(text, static_cast<unsigned char>(byte));
  return text;
}

// False where the C library does not know the set.
bool convert(std::string_view bytes, const std::string& charset, std::string& text) {
  // Python's names may have underscores.
  const iconv_t handle = iconv_open("UTF-8", core::replace_all(charset, "_", "-").c_str());
  if (handle == reinterpret_cast<iconv_t>(-1)) return false;
  const std::unique_ptr<void, void (*)(void*)> closing(handle, [](void* open) { iconv_close(open); });
  std::string input(bytes);
  char* in = input.data();
  size_t in_left = input.size();
  std::array<char, 4096> buffer{};
  while (true) {
    char* out = buffer.data();
    size_t out_left = buffer.size();
    const size_t done = iconv(handle, in_left > 0 ? &in : nullptr, &in_left, &out, &out_left);
    const int trouble = done == static_cast<size_t>(-1) ? errno : 0;
    text.append(buffer.data(), buffer.size() - out_left);
    if (in_left == 0 && trouble == 0) return true;
    if (trouble == EILSEQ || trouble == EINVAL) {
      text += "\xEF\xBF\xBD";
      ++in;
      --in_left;
      iconv(handle, nullptr, nullptr, nullptr, nullptr);
      if (in_left == 0) return true;
    }
  }
}

bool is_utf8(const std::string& charset) {
  return charset == "utf-8" || charset == "utf8" || charset == "utf_8" || charset == "u8";
}

}  // namespace

std::string body_text(std::string_view body, std::string_view content_type) {
  const std::string type = core::to_lower_ascii(content_type);
  std::string charset = charset_of(type);
  if (charset.empty()) {
    if (type.find("text") != std::string::npos) return from_latin_1(body);
    if (type.find("application/json") != std::string::npos || chat::is_valid_utf8(body)) return chat::repair_utf8(body);
    charset = "windows-1252";
  }
  if (charset == "latin-1" || charset == "latin1" || charset == "iso-8859-1") return from_latin_1(body);
  std::string text;
  if (!is_utf8(charset) && convert(body, charset, text)) return text;
  return chat::repair_utf8(body);
}

}  // namespace rollout::web
