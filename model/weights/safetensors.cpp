#include "model/weights/safetensors.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "model/weights/stored_tensor.h"

namespace model {

namespace {

constexpr uint64_t kMaxHeader = 100'000'000;  // as the reference implementation
constexpr std::string_view kDamaged = "the file is damaged or not safetensors: fetch it again";

struct DtypeName {
  std::string_view name;
  StoredDtype dtype;
  uint64_t bytes;
};
constexpr DtypeName kDtypes[] = {
    {"F64", StoredDtype::f64, 8},   {"F32", StoredDtype::f32, 4},         {"F16", StoredDtype::f16, 2},
    {"BF16", StoredDtype::bf16, 2}, {"F8_E4M3", StoredDtype::f8_e4m3, 1}, {"F8_E5M2", StoredDtype::f8_e5m2, 1},
};

core::Error damaged(std::string message) {
  return core::data_error(std::move(message), std::string(kDamaged));
}

const DtypeName& dtype_of(const std::string& name) {
  for (const DtypeName& known : kDtypes) {
    if (known.name == name) return known;
  }
  throw core::data_error(core::format("dtype {} is not a float type", name), "F64, F32, F16, BF16 and F8 can be read");
}

struct Range {
  uint64_t begin, end;
};

SafetensorsEntry read_entry(const core::Value& json, std::span<const std::byte> data, Range& range) {
  SafetensorsEntry entry;
  const DtypeName& dtype = dtype_of(json.at("dtype").as_string());
  entry.dtype = dtype.dtype;
  uint64_t bytes = dtype.bytes;
  for (const core::Value& item : json.at("shape").as_list()) {
    const int64_t size = item.as_int();
    if (size < 0 || (size > 0 && bytes > data.size() / static_cast<uint64_t>(size))) {
      throw damaged(core::format("a dimension of {} does not fit the file of {} bytes of data", size, data.size()));
    }
    bytes *= static_cast<uint64_t>(size);
    entry.shape.push_back(size);
  }
  const core::List& offsets = json.at("data_offsets").as_list();
  if (offsets.size() != 2 || offsets[0].as_int() < 0 || offsets[1].as_int() < offsets[0].as_int()) {
    throw damaged("data_offsets are not a range");
  }
  range = {static_cast<uint64_t>(offsets[0].as_int()), static_cast<uint64_t>(offsets[1].as_int())};
  if (range.end > data.size()) {
    throw damaged(core::format("data up to byte {} in a file with {} (truncated?)", range.end, data.size()));
  }
  if (range.end - range.begin != bytes) {
    throw damaged(core::format("{} bytes of data for shape {} of {}, which takes {}", range.end - range.begin,
                               shape_text(entry.shape), std::string(dtype.name), bytes));
  }
  entry.data = data.subspan(range.begin, bytes);
  return entry;
}

std::vector<SafetensorsEntry> read_entries(std::span<const std::byte> bytes) {
  uint64_t header_size = 0;
  if (bytes.size() < sizeof(header_size)) throw damaged(core::format("only {} bytes long", bytes.size()));
  std::memcpy(&header_size, bytes.data(), sizeof(header_size));
  if (header_size > kMaxHeader || header_size > bytes.size() - sizeof(header_size)) {
    throw damaged(core::format("header of {} bytes in a file of {} (truncated?)", header_size, bytes.size()));
  }
  const auto* text = reinterpret_cast<const char*>(bytes.data() + sizeof(header_size));
  core::Value header;
  try {
    header = core::parse_json({text, header_size});
  } catch (const core::Error& error) {
    throw damaged(core::format("header: {}", error.what()));
  }
  const std::span<const std::byte> data = bytes.subspan(sizeof(header_size) + header_size);

  std::vector<SafetensorsEntry> entries;
  std::vector<std::pair<Range, std::string>> ranges;
  for (const auto& [key, value] : header.as_dict()) {
    const std::string& name = key.as_string();
    if (name == "__metadata__") continue;
    Range range{};
    try {
      entries.push_back(read_entry(value, data, range));
    } catch (const core::Error& error) {
      throw error.in(name);
    }
    entries.back().name = name;
    if (range.begin != range.end) ranges.emplace_back(range, name);
  }
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.first.begin < b.first.begin; });
  for (size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].first.begin < ranges[i - 1].first.end) {
      throw damaged(core::format("{}: its data overlaps that of {}", ranges[i].second, ranges[i - 1].second));
    }
  }
  return entries;
}

template <class T>
void decode(const std::byte* data, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, data + i * static_cast<int64_t>(sizeof(T)), sizeof(T));
    out[i] = static_cast<float>(value);
  }
}

}  // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : file_(path) {
  try {
    entries_ = read_entries(file_.bytes());
  } catch (const core::Error& error) {
    throw error.in(path.string());
  }
}

void decode_floats(std::span<const std::byte> data, StoredDtype dtype, int64_t begin, int64_t end, float* out) {
  const auto at = [&](int64_t bytes) { return data.data() + begin * bytes; };
  const int64_t count = end - begin;
  switch (dtype) {
    case StoredDtype::f64:
      return decode<double>(at(8), count, out);
    case StoredDtype::f32:
      std::memcpy(out, at(4), static_cast<size_t>(count) * 4);
      return;
    case StoredDtype::f16:
      return decode<at::Half>(at(2), count, out);
    case StoredDtype::bf16:
      return decode<at::BFloat16>(at(2), count, out);
    case StoredDtype::f8_e4m3:
      return decode<at::Float8_e4m3fn>(at(1), count, out);
    case StoredDtype::f8_e5m2:
      return decode<at::Float8_e5m2>(at(1), count, out);
  }
}

}  // namespace model
