#include "chat/utf8_stream.h"

#include <algorithm>

#include "core/utf8.h"

namespace chat {
namespace {

// Length that a lead byte promises; 1 for ASCII and for bytes that start nothing.
size_t sequence_length(unsigned char lead) {
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  return 1;
}

}  // namespace

std::string Utf8Stream::push(std::string_view bytes) {
  pending_ += bytes;
  // Only the last three bytes can belong to a sequence whose end has not come yet.
  size_t keep = 0;
  for (size_t back = 1; back <= std::min<size_t>(3, pending_.size()); ++back) {
    const char byte = pending_[pending_.size() - back];
    if (core::is_utf8_continuation(byte)) continue;
    if (sequence_length(static_cast<unsigned char>(byte)) > back) keep = back;
    break;
  }
  std::string ready = pending_.substr(0, pending_.size() - keep);
  pending_.erase(0, ready.size());
  return ready;
}

}  // namespace chat
