// Which addresses belong to the public internet (IANA's special-purpose registries).
#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "core/http_client.h"

namespace core {
namespace {

struct Block4 {
  uint32_t first;
  int bits;
};

constexpr uint32_t quad(uint32_t a, uint32_t b, uint32_t c = 0, uint32_t d = 0) {
  return a << 24U | b << 16U | c << 8U | d;
}

constexpr std::array kClosed4 = {
    Block4{quad(0, 0), 8},         Block4{quad(10, 0), 8},      Block4{quad(100, 64), 10},
    Block4{quad(127, 0), 8},       Block4{quad(169, 254), 16},  Block4{quad(172, 16), 12},
    Block4{quad(192, 0), 24},      Block4{quad(192, 0, 2), 24}, Block4{quad(192, 88, 99), 24},
    Block4{quad(192, 168), 16},    Block4{quad(198, 18), 15},   Block4{quad(198, 51, 100), 24},
    Block4{quad(203, 0, 113), 24}, Block4{quad(224, 0), 3}};

bool is_public(uint32_t address) {
  return std::ranges::none_of(kClosed4, [address](const Block4& block) {
    return (address ^ block.first) >> static_cast<unsigned>(32 - block.bits) == 0;
  });
}

bool is_public(const std::array<uint8_t, 16>& address) {
  const auto four_at = [&](size_t at) { return quad(address[at], address[at + 1], address[at + 2], address[at + 3]); };
  const auto begins = [&](std::initializer_list<uint8_t> bytes) {
    return std::equal(bytes.begin(), bytes.end(), address.begin());
  };
  // IPv4 inside of IPv6: mapped, translated (NAT64), 6to4
  if (begins({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) return is_public(four_at(12));
  if (begins({0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})) return is_public(four_at(12));
  if (begins({0x20, 0x02})) return is_public(four_at(2));
  if (begins({0x20, 0x01, 0x0D, 0xB8}) || begins({0x20, 0x01, 0, 0})) return false;  // documentation, Teredo
  return (address[0] & 0xE0U) == 0x20;                                               // 2000::/3, global unicast
}

}  // namespace

bool is_public_address(std::string_view address) {
  const std::string text(address);
  in_addr four{};
  if (inet_aton(text.c_str(), &four) != 0) return is_public(ntohl(four.s_addr));
  std::array<uint8_t, 16> six{};
  return inet_pton(AF_INET6, text.c_str(), six.data()) == 1 && is_public(six);
}

}  // namespace core
