// exp(x) and 2^x for x <= 0 to about 2 ulp: x = n ln2 + r, a degree-6 polynomial in r (Cephes' expf), times 2^n.
// Included after simd_*.h in the kernel files; no include guard on purpose.

inline Vec exp_polynomial(Vec r) {
  Vec p = Vec::set(1.9875691500e-4F);
  p = Vec::fma(p, r, Vec::set(1.3981999507e-3F));
  p = Vec::fma(p, r, Vec::set(8.3334519073e-3F));
  p = Vec::fma(p, r, Vec::set(4.1665795894e-2F));
  p = Vec::fma(p, r, Vec::set(1.6666665459e-1F));
  p = Vec::fma(p, r, Vec::set(5.0000001201e-1F));
  return Vec::fma(p * r, r, r + Vec::set(1.0F));
}

inline Vec exp_nonpositive(Vec x) {
  x = Vec::max(x, Vec::set(-87.0F));
  const Vec n = Vec::round(x * Vec::set(1.44269504088896341F));
  Vec r = Vec::fma(n, Vec::set(-0.693359375F), x);
  r = Vec::fma(n, Vec::set(2.12194440e-4F), r);
  return Vec::scale(exp_polynomial(r), n);
}

// A whole number more or less in x moves the exponent of the result and leaves its digits as they are.
inline Vec exp2_nonpositive(Vec x) {
  x = Vec::max(x, Vec::set(-126.0F));
  const Vec n = Vec::round(x);
  return Vec::scale(exp_polynomial((x - n) * Vec::set(0.693147180559945309F)), n);
}
