#include "core/gguf.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <span>
#include <unordered_set>
#include <utility>

#include "core/error.h"

namespace core {
namespace {

static_assert(std::endian::native == std::endian::little, "GGUF is read as little endian, in place");

constexpr uint32_t kMagic = 0x46554747;  // "GGUF"
constexpr uint64_t kDefaultAlignment = 32;
// Far above any real model; keeps a hostile header from costing more than its bytes.
constexpr uint64_t kMaxKeys = 10'000;
constexpr uint64_t kMaxTensors = 1'000'000;
constexpr uint32_t kMaxDimensions = 4;  // ggml's GGML_MAX_DIMS
constexpr int kMaxArrayDepth = 8;

enum class MetaType : uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, string, array, u64, i64, f64 };
// Smallest number of bytes that a value of each type takes in the file.
constexpr std::array<uint64_t, 13> kMinBytes = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};

// Shown in messages only: whatever a hostile file calls its keys, the error stays one readable line.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 80)) out += (c >= 0x20 && c < 0x7F) ? c : '?';
  if (text.size() > 80) out += "...";
  return out;
}

// Walks the header. Every read is checked against the end of the file.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  uint64_t position() const { return position_; }
  uint64_t remaining() const { return bytes_.size() - position_; }
  // What is being read, for error messages.
  void set_place(std::string place) { place_ = std::move(place); }

  template <class T>
  T read() {
    T value;
    need(sizeof(T));
    std::memcpy(&value, bytes_.data() + position_, sizeof(T));
    position_ += sizeof(T);
    return value;
  }

  std::string_view read_string() {
    const auto size = read<uint64_t>();
    need(size);
    const std::string_view text(reinterpret_cast<const char*>(bytes_.data()) + position_, size);
    position_ += size;
    return text;
  }

  // A count of things that take at least `min_bytes` each: refused where the file cannot hold them.
  uint64_t read_count(uint64_t min_bytes, uint64_t limit) {
    const auto count = read<uint64_t>();
    if (count > limit) fail(format("a count of {} is more than the {} that this program accepts", count, limit));
    if (count > remaining() / min_bytes) fail(format("the file is too short for a count of {}", count));
    return count;
  }

  [[noreturn]] void fail(std::string_view what) const {
    throw data_error(format("{}: {} (byte {})", place_, what, position_),
                     "the file is damaged or incomplete: fetch it again");
  }

 private:
  void need(uint64_t size) const {
    if (size > remaining()) fail(format("the file ends early: {} bytes needed, {} left", size, remaining()));
  }

  std::span<const std::byte> bytes_;
  uint64_t position_ = 0;
  std::string place_ = "GGUF header";
};

Value read_value(Cursor& in, uint32_t raw_type, int depth);

template <class T>
List read_numbers(Cursor& in, uint64_t count) {
  List list;
  list.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    if constexpr (std::is_same_v<T, float>) {
      list.emplace_back(static_cast<double>(in.read<float>()));
    } else if constexpr (std::is_same_v<T, double>) {
      list.emplace_back(in.read<double>());
    } else if constexpr (std::is_same_v<T, uint64_t>) {
      list.emplace_back(static_cast<unsigned long>(in.read<uint64_t>()));
    } else {
      list.emplace_back(static_cast<long>(in.read<T>()));
    }
  }
  return list;
}

List read_array(Cursor& in, int depth) {
  const auto type = in.read<uint32_t>();
  if (type >= kMinBytes.size()) in.fail(format("unknown array element type {}", type));
  const uint64_t count = in.read_count(kMinBytes[type], std::numeric_limits<uint64_t>::max());
  switch (static_cast<MetaType>(type)) {
    case MetaType::u8:
      return read_numbers<uint8_t>(in, count);
    case MetaType::i8:
      return read_numbers<int8_t>(in, count);
    case MetaType::u16:
      return read_numbers<uint16_t>(in, count);
    case MetaType::i16:
      return read_numbers<int16_t>(in, count);
    case MetaType::u32:
      return read_numbers<uint32_t>(in, count);
    case MetaType::i32:
      return read_numbers<int32_t>(in, count);
    case MetaType::f32:
      return read_numbers<float>(in, count);
    case MetaType::u64:
      return read_numbers<uint64_t>(in, count);
    case MetaType::i64:
      return read_numbers<int64_t>(in, count);
    case MetaType::f64:
      return read_numbers<double>(in, count);
    case MetaType::boolean:
    case MetaType::string:
    case MetaType::array:
      break;
  }
  List list;
  list.reserve(count);
  for (uint64_t i = 0; i < count; ++i) list.push_back(read_value(in, type, depth + 1));
  return list;
}

Value read_value(Cursor& in, uint32_t raw_type, int depth) {
  switch (static_cast<MetaType>(raw_type)) {
    case MetaType::u8:
      return static_cast<int>(in.read<uint8_t>());
    case MetaType::i8:
      return static_cast<int>(in.read<int8_t>());
    case MetaType::u16:
      return static_cast<int>(in.read<uint16_t>());
    case MetaType::i16:
      return static_cast<int>(in.read<int16_t>());
    case MetaType::u32:
      return in.read<uint32_t>();
    case MetaType::i32:
      return in.read<int32_t>();
    case MetaType::f32:
      return static_cast<double>(in.read<float>());
    case MetaType::boolean:
      return in.read<uint8_t>() != 0;
    case MetaType::string:
      return in.read_string();
    case MetaType::u64:
      return static_cast<unsigned long>(in.read<uint64_t>());
    case MetaType::i64:
      return static_cast<long>(in.read<int64_t>());
    case MetaType::f64:
      return in.read<double>();
    case MetaType::array:
      if (depth >= kMaxArrayDepth) in.fail(format("arrays are nested more than {} deep", kMaxArrayDepth));
      return read_array(in, depth);
  }
  in.fail(format("unknown value type {}", raw_type));
}

Dict read_metadata(Cursor& in, uint64_t count) {
  Dict metadata;
  metadata.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    in.set_place(format("GGUF metadata entry {} of {}", i + 1, count));
    const std::string_view key = in.read_string();
    in.set_place(format("GGUF metadata key '{}'", printable(key)));
    if (metadata.contains(key)) in.fail("the key appears twice");
    metadata[key] = read_value(in, in.read<uint32_t>(), 0);
  }
  return metadata;
}

struct BlockFormat {
  uint64_t elements;
  uint64_t bytes;
};

// Block sizes of ggml's formats; nullopt for the ones that this program does not read.
std::optional<BlockFormat> block_format(GgmlType type) {
  switch (type) {
    case GgmlType::f32:
      return BlockFormat{1, 4};
    case GgmlType::f16:
    case GgmlType::bf16:
      return BlockFormat{1, 2};
    case GgmlType::q4_0:
      return BlockFormat{32, 18};
    case GgmlType::q4_1:
      return BlockFormat{32, 20};
    case GgmlType::q8_0:
      return BlockFormat{32, 34};
    case GgmlType::q6_k:
      return BlockFormat{256, 210};
  }
  return std::nullopt;
}

struct TensorEntry {
  GgufTensor tensor;
  uint64_t offset = 0;                // from the start of the data section
  std::optional<uint64_t> byte_size;  // nullopt: unknown format
};

TensorEntry read_tensor_entry(Cursor& in, uint64_t alignment) {
  TensorEntry entry;
  entry.tensor.name = in.read_string();
  in.set_place(format("GGUF tensor '{}'", printable(entry.tensor.name)));
  const auto dimensions = in.read<uint32_t>();
  if (dimensions > kMaxDimensions) in.fail(format("{} dimensions, at most {} expected", dimensions, kMaxDimensions));
  uint64_t elements = 1;
  for (uint32_t d = 0; d < dimensions; ++d) {
    const auto extent = in.read<uint64_t>();
    constexpr auto kMax = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    if (extent == 0 || extent > kMax / elements) in.fail(format("impossible dimension {}", extent));
    elements *= extent;
    entry.tensor.shape.push_back(static_cast<int64_t>(extent));
  }
  const uint64_t row = entry.tensor.shape.empty() ? 1 : static_cast<uint64_t>(entry.tensor.shape.front());
  std::reverse(entry.tensor.shape.begin(), entry.tensor.shape.end());
  entry.tensor.type = static_cast<GgmlType>(in.read<uint32_t>());
  entry.offset = in.read<uint64_t>();
  if (entry.offset % alignment != 0) in.fail(format("offset {} is not a multiple of {}", entry.offset, alignment));
  if (const auto block = block_format(entry.tensor.type)) {
    if (row % block->elements != 0) in.fail(format("rows of {} do not fill blocks of {}", row, block->elements));
    const uint64_t blocks = elements / block->elements;
    if (blocks > std::numeric_limits<uint64_t>::max() / block->bytes) in.fail("impossible size");
    entry.byte_size = blocks * block->bytes;
  }
  return entry;
}

void check_no_overlap(std::vector<const TensorEntry*> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const TensorEntry* a, const TensorEntry* b) { return a->offset < b->offset; });
  for (size_t i = 1; i < entries.size(); ++i) {
    const TensorEntry& before = *entries[i - 1];
    // A tensor of unknown format has at least one byte of its own.
    if (entries[i]->offset - before.offset < before.byte_size.value_or(1)) {
      throw data_error(format("GGUF tensor '{}': its data overlaps that of tensor '{}'",
                              printable(entries[i]->tensor.name), printable(before.tensor.name)),
                       "the file is damaged: fetch it again");
    }
  }
}

// Data ranges, checked against the file and one another. `section` holds everything behind the header.
void place_tensors(std::vector<TensorEntry>& entries, std::span<const std::byte> section) {
  std::vector<const TensorEntry*> by_offset;
  by_offset.reserve(entries.size());
  for (TensorEntry& entry : entries) {
    const uint64_t size = entry.byte_size.value_or(1);
    if (entry.offset > section.size() || size > section.size() - entry.offset) {
      throw data_error(
          format("GGUF tensor '{}': the file ends early: its data takes bytes {} to {} of the data section, "
                 "which has {}",
                 printable(entry.tensor.name), entry.offset, entry.offset + size, section.size()),
          "the file is damaged or incomplete: fetch it again");
    }
    if (entry.byte_size) entry.tensor.data = section.subspan(entry.offset, *entry.byte_size);
    by_offset.push_back(&entry);
  }
  check_no_overlap(std::move(by_offset));
}

void check_magic_and_version(Cursor& in) {
  if (in.remaining() < 4 || in.read<uint32_t>() != kMagic) {
    throw data_error("not a GGUF file (it does not start with \"GGUF\")", "a .gguf model file is needed here");
  }
  const auto version = in.read<uint32_t>();
  if (version == 2 || version == 3) return;
  if (version != 0 && (version & 0xFFFFU) == 0) {
    throw data_error("big-endian GGUF files are not supported", "convert it with gguf-convert-endian");
  }
  throw data_error(format("GGUF version {} is not supported, only 2 and 3", version),
                   "convert the model again with a current llama.cpp");
}

uint64_t alignment_of(const Dict& metadata) {
  const Value* value = metadata.find(std::string_view("general.alignment"));
  if (value == nullptr) return kDefaultAlignment;
  const int64_t alignment = value->type() == Value::Type::integer ? value->as_int() : 0;
  if (alignment < 1 || alignment > (1 << 24) || !std::has_single_bit(static_cast<uint64_t>(alignment))) {
    throw data_error("GGUF metadata key 'general.alignment': not a power of two up to 2^24",
                     "the file is damaged: fetch it again");
  }
  return static_cast<uint64_t>(alignment);
}

struct Header {
  Dict metadata;
  std::vector<TensorEntry> entries;
};

Header read_gguf(std::span<const std::byte> bytes) {
  Cursor in(bytes);
  check_magic_and_version(in);
  // Name length, dimension count, type and offset; key length, value type and a byte of value.
  const uint64_t tensor_count = in.read_count(8 + 4 + 4 + 8, kMaxTensors);
  const uint64_t key_count = in.read_count(8 + 4 + 1, kMaxKeys);
  Header header;
  header.metadata = read_metadata(in, key_count);
  const uint64_t alignment = alignment_of(header.metadata);
  header.entries.reserve(tensor_count);
  std::unordered_set<std::string> names;
  for (uint64_t i = 0; i < tensor_count; ++i) {
    in.set_place(format("GGUF tensor entry {} of {}", i + 1, tensor_count));
    header.entries.push_back(read_tensor_entry(in, alignment));
    if (!names.insert(header.entries.back().tensor.name).second) in.fail("the name appears twice");
  }
  const uint64_t start = (in.position() + alignment - 1) / alignment * alignment;
  place_tensors(header.entries, bytes.subspan(std::min<uint64_t>(start, bytes.size())));
  return header;
}

}  // namespace

GgufFile::GgufFile(const fs::path& path) : file_(path) {
  try {
    Header header = read_gguf(file_.bytes());
    metadata_ = std::move(header.metadata);
    tensors_.reserve(header.entries.size());
    for (TensorEntry& entry : header.entries) tensors_.push_back(std::move(entry.tensor));
  } catch (const Error& error) {
    throw error.in(path.string());
  }
}

const Value& GgufFile::at(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) {
    throw data_error(format("{}: GGUF metadata key '{}' is missing", path().string(), key),
                     "the file was made for another program or by a broken converter");
  }
  return *value;
}

const GgufTensor* GgufFile::tensor(std::string_view name) const {
  for (const GgufTensor& tensor : tensors_) {
    if (tensor.name == name) return &tensor;
  }
  return nullptr;
}

}  // namespace core
