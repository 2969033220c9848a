#include "core/big_int.h"

#include <gmp.h>

#include <string>

#include "core/error.h"

namespace core {
namespace {

class Integer {
 public:
  Integer() { mpz_init(z_); }
  explicit Integer(const Value& value) : Integer() {
    if (value.type() == Value::Type::big_integer) {
      mpz_set_str(z_, value.as_big_int().decimal.c_str(), 10);
    } else {
      mpz_set_si(z_, value.as_int());
    }
  }
  Integer(const Integer&) = delete;
  Integer& operator=(const Integer&) = delete;
  ~Integer() { mpz_clear(z_); }

  mpz_ptr get() { return z_; }
  mpz_srcptr get() const { return z_; }

  Value value() const {
    if (mpz_fits_slong_p(z_) != 0) return static_cast<int64_t>(mpz_get_si(z_));
    std::string text(mpz_sizeinbase(z_, 10) + 2, '\0');
    mpz_get_str(text.data(), 10, z_);
    text.resize(text.find('\0'));
    return BigInt{text};
  }

  size_t bits() const { return mpz_sizeinbase(z_, 2); }

 private:
  mpz_t z_;
};

// Exponents and shift widths that stay within the limit of bits; nullopt otherwise.
std::optional<unsigned long> small_count(const Integer& b, size_t max_bits) {
  if (mpz_sgn(b.get()) < 0 || mpz_cmp_ui(b.get(), max_bits) > 0) return std::nullopt;
  return mpz_get_ui(b.get());
}

}  // namespace

Value integer_from_digits(std::string_view digits, int base) {
  Integer result;
  const int status = mpz_set_str(result.get(), std::string(digits).c_str(), base);
  FR_CHECK(status == 0, "digits {}", digits);
  return result.value();
}

std::optional<Value> integer_arithmetic(std::string_view op, const Value& left, const Value& right, size_t max_bits) {
  const Integer a(left);
  const Integer b(right);
  Integer result;
  if (op == "+") {
    mpz_add(result.get(), a.get(), b.get());
  } else if (op == "-") {
    mpz_sub(result.get(), a.get(), b.get());
  } else if (op == "*") {
    if (a.bits() + b.bits() > max_bits) return std::nullopt;
    mpz_mul(result.get(), a.get(), b.get());
  } else if (op == "//" || op == "%") {
    if (mpz_sgn(b.get()) == 0) return std::nullopt;
    if (op == "//") {
      mpz_fdiv_q(result.get(), a.get(), b.get());
    } else {
      mpz_fdiv_r(result.get(), a.get(), b.get());
    }
  } else if (op == "**") {
    const bool trivial = mpz_cmpabs_ui(a.get(), 1) <= 0;
    const auto exponent = small_count(b, trivial ? ~0UL : max_bits);
    if (!exponent || (!trivial && a.bits() * *exponent > max_bits)) return std::nullopt;
    mpz_pow_ui(result.get(), a.get(), *exponent);
  } else if (op == "<<") {
    const auto width = small_count(b, max_bits);
    if (!width || a.bits() + *width > max_bits) return std::nullopt;
    mpz_mul_2exp(result.get(), a.get(), *width);
  } else if (op == ">>") {
    const auto width = small_count(b, max_bits);
    if (mpz_sgn(b.get()) < 0) return std::nullopt;
    mpz_fdiv_q_2exp(result.get(), a.get(), width.value_or(max_bits));
  } else if (op == "|") {
    mpz_ior(result.get(), a.get(), b.get());
  } else if (op == "^") {
    mpz_xor(result.get(), a.get(), b.get());
  } else if (op == "&") {
    mpz_and(result.get(), a.get(), b.get());
  } else {
    return std::nullopt;
  }
  return result.value();
}

Value integer_negate(const Value& a) {
  Integer result(a);
  mpz_neg(result.get(), result.get());
  return result.value();
}

Value integer_invert(const Value& a) {
  Integer result(a);
  mpz_com(result.get(), result.get());
  return result.value();
}

}  // namespace core
