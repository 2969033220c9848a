#include "core/big_integer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "core/error.h"

namespace core {
namespace {

constexpr uint32_t kDecimalChunk = 1'000'000'000;
constexpr int kDecimalChunkDigits = 9;

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

}  // namespace

BigInteger::BigInteger(Limbs limbs, bool negative) : limbs_(std::move(limbs)), negative_(negative) {
  trim(limbs_);
  if (limbs_.empty()) negative_ = false;
}

BigInteger::BigInteger(int64_t value) : negative_(value < 0) {
  // Negation in unsigned arithmetic is right for the smallest int64, too.
  uint64_t magnitude = negative_ ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  for (; magnitude != 0; magnitude >>= kLimbBits) limbs_.push_back(static_cast<uint32_t>(magnitude));
}

BigInteger::BigInteger(const Value& value) {
  if (value.type() == Value::Type::big_integer) {
    *this = from_text(value.as_big_int().decimal, 10);
  } else {
    *this = BigInteger(value.is_bool() ? static_cast<int64_t>(value.as_bool()) : value.as_int());
  }
}

BigInteger BigInteger::from_text(std::string_view digits, int base) {
  BigInteger out;
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (digits.empty()) throw data_error("an integer without digits");
  for (const char c : digits) {
    const int digit = digit_value(c);
    if (digit >= base) throw data_error(format("`{}` is no digit of base {}", std::string(1, c), base));
    uint64_t carry = static_cast<uint64_t>(digit);
    for (uint32_t& limb : out.limbs_) {
      carry += static_cast<uint64_t>(limb) * static_cast<uint64_t>(base);
      limb = static_cast<uint32_t>(carry);
      carry >>= kLimbBits;
    }
    if (carry != 0) out.limbs_.push_back(static_cast<uint32_t>(carry));
  }
  out.negative_ = negative && !out.limbs_.empty();
  return out;
}

void BigInteger::trim(Limbs& limbs) {
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
}

size_t BigInteger::bits() const {
  return limbs_.empty() ? 0 : (limbs_.size() - 1) * kLimbBits + static_cast<size_t>(std::bit_width(limbs_.back()));
}

bool BigInteger::fits_int64() const {
  if (bits() < 64) return true;
  return negative_ && bits() == 64 && limbs_[0] == 0 && limbs_[1] == 0x80000000U;
}

int64_t BigInteger::to_int64() const {
  uint64_t magnitude = 0;
  for (size_t i = 0; i < limbs_.size(); ++i) magnitude |= static_cast<uint64_t>(limbs_[i]) << (kLimbBits * i);
  return static_cast<int64_t>(negative_ ? 0 - magnitude : magnitude);
}

std::string BigInteger::to_decimal() const {
  if (limbs_.empty()) return "0";
  std::string reversed;
  Limbs rest = limbs_;
  while (!rest.empty()) {
    uint32_t chunk = divide_small(rest, kDecimalChunk);
    for (int i = 0; i < kDecimalChunkDigits && (chunk != 0 || !rest.empty()); ++i, chunk /= 10) {
      reversed += static_cast<char>('0' + chunk % 10);
    }
  }
  if (negative_) reversed += '-';
  return {reversed.rbegin(), reversed.rend()};
}

Value BigInteger::to_value() const {
  if (fits_int64()) return to_int64();
  return BigInt{to_decimal()};
}

double BigInteger::to_double() const {
  return true_divide(*this, BigInteger(1));
}

BigInteger BigInteger::operator-() const {
  return {limbs_, !negative_};
}

int BigInteger::compare_magnitude(const Limbs& a, const Limbs& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

int BigInteger::compare(const BigInteger& a, const BigInteger& b) {
  if (a.negative_ != b.negative_) return a.negative_ ? -1 : 1;
  const int order = compare_magnitude(a.limbs_, b.limbs_);
  return a.negative_ ? -order : order;
}

BigInteger::Limbs BigInteger::add_magnitude(const Limbs& a, const Limbs& b) {
  const Limbs& longer = a.size() >= b.size() ? a : b;
  const Limbs& shorter = a.size() >= b.size() ? b : a;
  Limbs out;
  out.reserve(longer.size() + 1);
  uint64_t carry = 0;
  for (size_t i = 0; i < longer.size(); ++i) {
    carry += static_cast<uint64_t>(longer[i]) + (i < shorter.size() ? shorter[i] : 0);
    out.push_back(static_cast<uint32_t>(carry));
    carry >>= kLimbBits;
  }
  out.push_back(static_cast<uint32_t>(carry));
  return out;
}

BigInteger::Limbs BigInteger::subtract_magnitude(const Limbs& a, const Limbs& b) {
  Limbs out = a;
  int64_t borrow = 0;
  for (size_t i = 0; i < out.size(); ++i) {
    int64_t digit = static_cast<int64_t>(out[i]) - (i < b.size() ? b[i] : 0) - borrow;
    borrow = digit < 0 ? 1 : 0;
    if (digit < 0) digit += int64_t{1} << kLimbBits;
    out[i] = static_cast<uint32_t>(digit);
  }
  return out;
}

BigInteger operator+(const BigInteger& a, const BigInteger& b) {
  if (a.negative_ == b.negative_) return {BigInteger::add_magnitude(a.limbs_, b.limbs_), a.negative_};
  if (BigInteger::compare_magnitude(a.limbs_, b.limbs_) >= 0) {
    return {BigInteger::subtract_magnitude(a.limbs_, b.limbs_), a.negative_};
  }
  return {BigInteger::subtract_magnitude(b.limbs_, a.limbs_), b.negative_};
}

BigInteger operator-(const BigInteger& a, const BigInteger& b) {
  return a + -b;
}

BigInteger operator*(const BigInteger& a, const BigInteger& b) {
  BigInteger::Limbs out(a.limbs_.size() + b.limbs_.size() + 1, 0);
  for (size_t i = 0; i < a.limbs_.size(); ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < b.limbs_.size(); ++j) {
      carry += static_cast<uint64_t>(a.limbs_[i]) * b.limbs_[j] + out[i + j];
      out[i + j] = static_cast<uint32_t>(carry);
      carry >>= kLimbBits;
    }
    out[i + b.limbs_.size()] = static_cast<uint32_t>(carry);
  }
  return {std::move(out), a.negative_ != b.negative_};
}

BigInteger BigInteger::power(BigInteger base, uint64_t exponent) {
  BigInteger result(1);
  for (; exponent != 0; exponent >>= 1U) {
    if ((exponent & 1U) != 0) result = result * base;
    if (exponent > 1) base = base * base;
  }
  return result;
}

}  // namespace core
