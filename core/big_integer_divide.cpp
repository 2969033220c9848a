// Division, shifts and bit operations of core::BigInteger.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "core/big_integer.h"
#include "core/error.h"

namespace core {
namespace {

constexpr uint64_t kLimbBase = uint64_t{1} << kLimbBits;

}  // namespace

uint32_t BigInteger::divide_small(Limbs& a, uint32_t divisor) {
  uint64_t remainder = 0;
  for (size_t i = a.size(); i-- > 0;) {
    remainder = (remainder << kLimbBits) | a[i];
    a[i] = static_cast<uint32_t>(remainder / divisor);
    remainder %= divisor;
  }
  trim(a);
  return static_cast<uint32_t>(remainder);
}

// Schoolbook long division (Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D).
void BigInteger::divide_magnitude(const Limbs& a, const Limbs& b, Limbs& quotient, Limbs& remainder) {
  if (compare_magnitude(a, b) < 0) {
    quotient.clear();
    remainder = a;
    return;
  }
  if (b.size() == 1) {
    quotient = a;
    const uint32_t rest = divide_small(quotient, b[0]);
    remainder.assign(rest != 0 ? 1 : 0, rest);
    return;
  }
  const auto shift = static_cast<size_t>(std::countl_zero(b.back()));
  const Limbs divisor = BigInteger(b, false).shift_left(shift).limbs_;
  Limbs rest = BigInteger(a, false).shift_left(shift).limbs_;
  rest.resize(a.size() + 1, 0);
  const size_t n = divisor.size();
  quotient.assign(a.size() - n + 1, 0);
  for (size_t j = quotient.size(); j-- > 0;) {
    const uint64_t top = (static_cast<uint64_t>(rest[j + n]) << kLimbBits) | rest[j + n - 1];
    uint64_t guess = top / divisor[n - 1];
    uint64_t left = top % divisor[n - 1];
    while (guess >= kLimbBase || guess * divisor[n - 2] > ((left << kLimbBits) | rest[j + n - 2])) {
      --guess;
      left += divisor[n - 1];
      if (left >= kLimbBase) break;
    }
    uint64_t carry = 0;
    int64_t borrow = 0;
    for (size_t i = 0; i < n; ++i) {
      carry += guess * divisor[i];
      const int64_t digit = static_cast<int64_t>(rest[i + j]) - static_cast<int64_t>(carry & 0xFFFFFFFFU) - borrow;
      rest[i + j] = static_cast<uint32_t>(digit);
      borrow = digit < 0 ? 1 : 0;
      carry >>= kLimbBits;
    }
    const int64_t digit = static_cast<int64_t>(rest[j + n]) - static_cast<int64_t>(carry) - borrow;
    rest[j + n] = static_cast<uint32_t>(digit);
    if (digit < 0) {  // the guess was one too large: add the divisor back
      --guess;
      uint64_t sum = 0;
      for (size_t i = 0; i < n; ++i) {
        sum += static_cast<uint64_t>(rest[i + j]) + divisor[i];
        rest[i + j] = static_cast<uint32_t>(sum);
        sum >>= kLimbBits;
      }
      rest[j + n] += static_cast<uint32_t>(sum);
    }
    quotient[j] = static_cast<uint32_t>(guess);
  }
  remainder = BigInteger(std::move(rest), false).shift_right(shift).limbs_;
}

void BigInteger::floor_divide(const BigInteger& a, const BigInteger& b, BigInteger& quotient, BigInteger& remainder) {
  FR_CHECK(!b.is_zero(), "division by zero");
  Limbs q, r;
  divide_magnitude(a.limbs_, b.limbs_, q, r);
  BigInteger floored(std::move(q), a.negative_ != b.negative_);
  BigInteger rest(std::move(r), a.negative_);
  if (!rest.is_zero() && a.negative_ != b.negative_) {
    floored = floored - BigInteger(1);
    rest = rest + b;
  }
  quotient = std::move(floored);
  remainder = std::move(rest);
}

BigInteger BigInteger::shift_left(size_t count) const {
  if (is_zero()) return {};
  const size_t limbs = count / kLimbBits;
  const auto bits = static_cast<unsigned>(count % kLimbBits);
  Limbs out(limbs, 0);
  uint64_t carry = 0;
  for (const uint32_t limb : limbs_) {
    carry |= static_cast<uint64_t>(limb) << bits;
    out.push_back(static_cast<uint32_t>(carry));
    carry >>= kLimbBits;
  }
  out.push_back(static_cast<uint32_t>(carry));
  return {std::move(out), negative_};
}

BigInteger BigInteger::shift_right(size_t count) const {
  if (negative_) return -((-*this - BigInteger(1)).shift_right(count) + BigInteger(1));
  const size_t limbs = count / kLimbBits;
  const auto bits = static_cast<unsigned>(count % kLimbBits);
  Limbs out;
  for (size_t i = limbs; i < limbs_.size(); ++i) {
    const uint64_t high = i + 1 < limbs_.size() ? limbs_[i + 1] : 0;
    out.push_back(static_cast<uint32_t>(((high << kLimbBits) | limbs_[i]) >> bits));
  }
  return {std::move(out), false};
}

BigInteger::Limbs BigInteger::twos_complement(size_t size) const {
  Limbs out = limbs_;
  out.resize(size, 0);
  if (!negative_) return out;
  uint64_t carry = 1;
  for (uint32_t& limb : out) {
    carry += static_cast<uint32_t>(~limb);
    limb = static_cast<uint32_t>(carry);
    carry >>= kLimbBits;
  }
  return out;
}

BigInteger BigInteger::from_twos_complement(Limbs limbs) {
  const bool negative = !limbs.empty() && (limbs.back() >> (kLimbBits - 1)) != 0;
  if (!negative) return {std::move(limbs), false};
  const size_t size = limbs.size();
  BigInteger positive;
  positive.limbs_ = std::move(limbs);
  positive.negative_ = true;  // negating the complement gives the magnitude
  return {positive.twos_complement(size), true};
}

template <class Operation>
BigInteger BigInteger::bitwise(const BigInteger& a, const BigInteger& b, Operation operation) {
  const size_t size = std::max(a.limbs_.size(), b.limbs_.size()) + 1;
  Limbs out = a.twos_complement(size);
  const Limbs other = b.twos_complement(size);
  for (size_t i = 0; i < size; ++i) out[i] = operation(out[i], other[i]);
  return from_twos_complement(std::move(out));
}

BigInteger operator&(const BigInteger& a, const BigInteger& b) {
  return BigInteger::bitwise(a, b, [](uint32_t x, uint32_t y) { return x & y; });
}
BigInteger operator|(const BigInteger& a, const BigInteger& b) {
  return BigInteger::bitwise(a, b, [](uint32_t x, uint32_t y) { return x | y; });
}
BigInteger operator^(const BigInteger& a, const BigInteger& b) {
  return BigInteger::bitwise(a, b, [](uint32_t x, uint32_t y) { return x ^ y; });
}

double BigInteger::true_divide(const BigInteger& a, const BigInteger& b) {
  FR_CHECK(!b.is_zero(), "division by zero");
  if (a.is_zero()) return b.negative_ ? -0.0 : 0.0;
  // Scale so that the quotient has 64 to 66 bits, note in its last bit whether anything was cut off, then round once:
  // to 53 bits, or to fewer where the result is subnormal.
  constexpr int kWantedBits = 65;
  const auto shift = kWantedBits - static_cast<int>(a.bits()) + static_cast<int>(b.bits());
  const BigInteger top =
      shift > 0 ? BigInteger(a.limbs_, false).shift_left(static_cast<size_t>(shift)) : BigInteger(a.limbs_, false);
  const BigInteger bottom =
      shift < 0 ? BigInteger(b.limbs_, false).shift_left(static_cast<size_t>(-shift)) : BigInteger(b.limbs_, false);
  BigInteger quotient, remainder;
  floor_divide(top, bottom, quotient, remainder);
  const int exponent = static_cast<int>(quotient.bits()) - shift;  // |a / b| < 2^exponent
  const int kept = std::min(std::numeric_limits<double>::digits, exponent + 1074);
  const double sign = a.negative_ != b.negative_ ? -1.0 : 1.0;
  if (exponent > std::numeric_limits<double>::max_exponent) return sign * std::numeric_limits<double>::infinity();
  if (kept < 0) return sign * 0.0;
  const auto cut = static_cast<size_t>(static_cast<int>(quotient.bits()) - kept);
  BigInteger mantissa = quotient.shift_right(cut);
  const BigInteger rest = quotient - mantissa.shift_left(cut);
  const int order = compare(rest, BigInteger(1).shift_left(cut - 1));
  const bool odd = !mantissa.is_zero() && (mantissa.limbs_[0] & 1U) != 0;
  if (order > 0 || (order == 0 && (!remainder.is_zero() || odd))) mantissa = mantissa + BigInteger(1);
  return sign * std::ldexp(static_cast<double>(mantissa.to_int64()), exponent - kept);
}

}  // namespace core
