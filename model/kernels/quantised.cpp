#include "model/kernels/quantised.h"

#include <ATen/Parallel.h>
#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "core/error.h"
#include "model/kernels/isa.h"
#include "model/kernels/quantised_table.h"

namespace model::kernels {

namespace {

constexpr int64_t kHalf = 2;  // bytes of an fp16

int64_t header_bytes(QuantFormat format) {
  return format == QuantFormat::q4_1 ? 2 * kHalf : kHalf;
}
int64_t number_bytes(QuantFormat format) {  // of a row's block
  return format == QuantFormat::q8_0 ? kQuantBlock : kQuantBlock / 2;
}

// What stored weights are larger than their value.
int32_t offset_of(QuantFormat format) {
  return format == QuantFormat::q8_0 ? 128 : format == QuantFormat::q4_0 ? 8 : 0;
}

float half_at(const uint8_t* p) {
  uint16_t bits;
  std::memcpy(&bits, p, sizeof(bits));
  return _cvtsh_ss(bits);
}

float largest_of(__m256 v) {
  const __m128 half = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  const __m128 two = _mm_max_ps(half, _mm_movehl_ps(half, half));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps(two, two, 1)));
}

int32_t sum_of(__m256i v) {
  const __m128i half = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  const __m128i two = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
}

// 32 numbers to bytes, to nearest even; returns the scale and the bytes' sum.
struct RoundedBlock {
  float scale;
  int32_t sum;
};
RoundedBlock round_block(const float* x, uint8_t* q) {
  __m256 v[4];
  __m256 largest = _mm256_setzero_ps(), poison = _mm256_setzero_ps();
  for (int i = 0; i < 4; ++i) {
    v[i] = _mm256_loadu_ps(x + i * 8);
    largest = _mm256_max_ps(largest, _mm256_andnot_ps(_mm256_set1_ps(-0.0F), v[i]));
    poison = _mm256_fmadd_ps(v[i], _mm256_setzero_ps(), poison);  // NaN where a number is not finite
  }
  constexpr float kSmallest = 1e-30F;  // below, the inverse of the scale would leave fp32's range
  const bool finite = _mm256_movemask_ps(_mm256_cmp_ps(poison, poison, _CMP_UNORD_Q)) == 0;
  const float top = largest_of(largest);
  if (!finite || top < kSmallest) {
    std::memset(q, 0, kQuantBlock);
    return {finite ? 0.0F : std::numeric_limits<float>::quiet_NaN(), 0};
  }
  const __m256 inverse = _mm256_set1_ps(127.0F / top);
  __m256i rounded[4];
  for (int i = 0; i < 4; ++i) rounded[i] = _mm256_cvtps_epi32(_mm256_mul_ps(v[i], inverse));
  const __m256i sum =
      _mm256_add_epi32(_mm256_add_epi32(rounded[0], rounded[1]), _mm256_add_epi32(rounded[2], rounded[3]));
  // Packing interleaves the 128-bit halves: first the low halves of all four.
  const __m256i bytes =
      _mm256_packs_epi16(_mm256_packs_epi32(rounded[0], rounded[1]), _mm256_packs_epi32(rounded[2], rounded[3]));
  const __m256i ordered = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(q), ordered);
  return {top / 127.0F, sum_of(sum)};
}

// Rows of x to the kernels' form.
at::Tensor quantise_rows(const at::Tensor& x, const QuantisedMatrix& w) {
  const int64_t rows = x.size(0), blocks = w.blocks();
  const int64_t row_bytes = QuantisedInput{nullptr, blocks}.row_bytes();
  at::Tensor out = at::empty({rows, row_bytes}, at::kByte);
  auto* to = out.mutable_data_ptr<uint8_t>();
  constexpr int64_t kElementsATask = 16384;
  at::parallel_for(0, rows, std::max<int64_t>(1, kElementsATask / w.columns), [&](int64_t begin, int64_t end) {
    std::vector<float> wide(x.scalar_type() == at::kFloat ? 0 : static_cast<size_t>(w.columns));
    for (int64_t row = begin; row < end; ++row) {
      const float* from = nullptr;
      if (wide.empty()) {
        from = x.const_data_ptr<float>() + row * x.stride(0);
      } else {
        const auto* bits = reinterpret_cast<const uint16_t*>(x.const_data_ptr()) + row * x.stride(0);
        for (int64_t i = 0; i < w.columns; ++i) {
          wide[static_cast<size_t>(i)] = std::bit_cast<float>(static_cast<uint32_t>(bits[i]) << 16U);
        }
        from = wide.data();
      }
      quantise_row(from, w.columns, w.format, to + row * row_bytes);
    }
  });
  return out;
}

void row_of_strip(const QuantisedMatrix& w, int64_t row, float* out) {
  const auto* strip = w.strips.const_data_ptr<uint8_t>() + row / kStripRows * w.strip_bytes();
  const int64_t lane = row % kStripRows;
  const int64_t header = header_bytes(w.format) * kStripRows, size = number_bytes(w.format) * kStripRows;
  const auto offset = static_cast<float>(offset_of(w.format));
  for (int64_t b = 0; b < w.blocks(); ++b) {
    const float scale = half_at(strip + b * header + lane * kHalf);
    const float minimum =
        w.format == QuantFormat::q4_1 ? half_at(strip + b * header + kStripRows * kHalf + lane * kHalf) : 0;
    const uint8_t* numbers = strip + w.scale_bytes() + b * size + lane * 4;
    const int64_t count = std::min(kQuantBlock, w.columns - b * kQuantBlock);
    for (int64_t i = 0; i < count; ++i) {
      const int64_t place = w.format == QuantFormat::q8_0 ? i : i % (kQuantBlock / 2);
      const uint8_t byte = numbers[place / 4 * (kStripRows * 4) + place % 4];
      const int number = w.format == QuantFormat::q8_0 ? byte : i == place ? byte & 15 : byte >> 4;
      out[b * kQuantBlock + i] = scale * (static_cast<float>(number) - offset) + minimum;
    }
  }
}

}  // namespace

std::string_view quant_format_name(QuantFormat format) {
  switch (format) {
    case QuantFormat::q8_0:
      return "q8_0";
    case QuantFormat::q4_0:
      return "q4_0";
    case QuantFormat::q4_1:
      return "q4_1";
  }
  return "unknown";
}

int64_t quant_block_bytes(QuantFormat format) {
  return header_bytes(format) + number_bytes(format);
}

int64_t QuantisedMatrix::scale_bytes() const {
  return (blocks() * header_bytes(format) * kStripRows + 63) / 64 * 64;
}

int64_t QuantisedMatrix::strip_bytes() const {
  return scale_bytes() + blocks() * number_bytes(format) * kStripRows;
}

QuantisedMatrix make_quantised(QuantFormat format, int64_t rows, int64_t columns) {
  QuantisedMatrix matrix{format, rows, columns, {}};
  matrix.strips = at::empty({matrix.strip_count(), matrix.strip_bytes()}, at::kByte);
  return matrix;
}

void store_strip(const QuantisedMatrix& matrix, int64_t strip, const std::byte* blocks) {
  const int64_t header = header_bytes(matrix.format), size = number_bytes(matrix.format);
  auto* to = matrix.strips.mutable_data_ptr<uint8_t>() + strip * matrix.strip_bytes();
  std::memset(to, 0, static_cast<size_t>(matrix.scale_bytes()));  // the padding, too
  const uint8_t flip = matrix.format == QuantFormat::q8_0 ? 128 : 0;
  for (int64_t row = 0; row < kStripRows; ++row) {
    for (int64_t b = 0; b < matrix.blocks(); ++b, blocks += header + size) {
      uint8_t* scales = to + b * header * kStripRows + row * kHalf;
      for (int64_t h = 0; h < header / kHalf; ++h)
        std::memcpy(scales + h * kStripRows * kHalf, blocks + h * kHalf, kHalf);
      uint8_t* numbers = to + matrix.scale_bytes() + b * size * kStripRows + row * 4;
      for (int64_t i = 0; i < size; ++i) {
        numbers[i / 4 * (kStripRows * 4) + i % 4] = static_cast<uint8_t>(blocks[header + i]) ^ flip;
      }
    }
  }
}

void quantise_row(const float* x, int64_t columns, QuantFormat format, uint8_t* row) {
  const int64_t blocks = (columns + kQuantBlock - 1) / kQuantBlock;
  uint8_t* scales = row + blocks * kQuantBlock;
  uint8_t* shifts = scales + blocks * 4;
  for (int64_t b = 0; b < blocks; ++b) {
    const float* from = x + b * kQuantBlock;
    float padded[kQuantBlock] = {};
    if (columns - b * kQuantBlock < kQuantBlock) {
      std::copy(from, x + columns, padded);
      from = padded;
    }
    const RoundedBlock block = round_block(from, row + b * kQuantBlock);
    std::memcpy(scales + b * 4, &block.scale, sizeof(block.scale));
    const int32_t back = -offset_of(format) * block.sum;
    const float weight = block.scale * static_cast<float>(block.sum);
    std::memcpy(shifts + b * 4, format == QuantFormat::q4_1 ? static_cast<const void*>(&weight) : &back, 4);
  }
}

const QuantisedKernels& quantised_kernels(ByteProducts instructions) {
  return instructions == ByteProducts::avx512_vnni ? kQuantisedVnni : kQuantisedAvx2;
}

at::Tensor quantised_linear(const at::Tensor& x, const QuantisedMatrix& w, const at::Tensor& bias,
                            c10::optional<at::ScalarType> out_type) {
  const at::ScalarType type = x.scalar_type(), out = out_type.value_or(type);
  FR_CHECK(x.dim() == 2 && x.size(1) == w.columns && x.stride(1) == 1, "x [rows, columns of w] is needed");
  FR_CHECK((type == at::kFloat || type == at::kBFloat16) && (out == type || out == at::kFloat),
           "no kernel for these types");
  FR_CHECK(!bias.defined() || bias.numel() == w.rows, "a bias an output");
  at::Tensor y = at::empty({x.size(0), w.rows}, x.options().dtype(out));
  const at::Tensor quantised = quantise_rows(x, w);
  const at::Tensor wide_bias = bias.defined() ? bias.to(at::kFloat).contiguous() : bias;

  QuantisedArgs args;
  args.x = {quantised.const_data_ptr<uint8_t>(), w.blocks()};
  args.w = w.strips.const_data_ptr<uint8_t>();
  args.strip_bytes = w.strip_bytes();
  args.scale_bytes = w.scale_bytes();
  args.bias = bias.defined() ? wide_bias.const_data_ptr<float>() : nullptr;
  args.y = y.mutable_data_ptr();
  args.rows = x.size(0);
  args.outputs = w.rows;
  static const QuantisedKernels& kernels =
      quantised_kernels(has_byte_products() ? ByteProducts::avx512_vnni : ByteProducts::avx2);
  const auto format = static_cast<size_t>(w.format);
  const QuantisedFunction run = out == at::kFloat ? kernels.to_f32[format] : kernels.to_bf16[format];
  const int64_t grain = std::max<int64_t>(1, kMinWork / std::max<int64_t>(1, w.columns * args.rows * kStripRows));
  at::parallel_for(0, w.strip_count(), grain, [&](int64_t begin, int64_t end) { run(args, begin, end); });
  return y;
}

at::Tensor quantised_rows(const QuantisedMatrix& w, const at::Tensor& ids_T, at::ScalarType type) {
  const at::Tensor ids = ids_T.contiguous();
  at::Tensor out = at::empty({ids.numel(), w.columns}, at::kFloat);
  const int64_t* id = ids.const_data_ptr<int64_t>();
  for (int64_t i = 0; i < ids.numel(); ++i) row_of_strip(w, id[i], out.mutable_data_ptr<float>() + i * w.columns);
  return out.to(type);
}

}  // namespace model::kernels
