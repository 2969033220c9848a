// Damaged and malicious weight files: each ends in one error that names the place, none in a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "core/error.h"
#include "core/files.h"
#include "model/weights/hf_directory.h"
#include "tests/model/parity_data.h"

namespace model {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class HostileWeights : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::path(testing::TempDir()) / "funreason-hostile";
    fs::remove_all(dir_);
    config_.layers = 1;
    config_.width = 8;
    config_.heads = config_.kv_heads = 2;
    config_.head_size = 4;
    config_.ffn = 8;
    config_.vocab = 10;
    config_.context_length = 16;
    config_.tied_head = true;
    save_hf_directory(dir_, config_, at::ones({ParameterLayout(config_).size()}), {});
    weights_ = dir_ / "model.safetensors";
    whole_ = core::read_file(weights_);
  }

  void write(std::string_view content) const { std::ofstream(weights_, std::ios::binary) << content; }

  // A safetensors file from its header text.
  void write_header(std::string_view header, size_t data_bytes, int64_t lie = 0) const {
    const uint64_t size = header.size() + static_cast<uint64_t>(lie);
    std::string content(reinterpret_cast<const char*>(&size), sizeof(size));
    write(content.append(header).append(data_bytes, '\0'));
  }

  void expect_error(std::string_view message) const {
    EXPECT_THAT([&] { load_weights(dir_, at::kFloat); }, testing::ThrowsMessage<core::Error>(testing::AllOf(
                                                             HasSubstr("funreason-hostile"), HasSubstr(message))));
  }

  fs::path dir_, weights_;
  ModelConfig config_;
  std::string whole_;
};

TEST_F(HostileWeights, TruncatedAnywhere) {
  for (size_t size = 0; size < whole_.size(); size += size < 1200 ? 7 : 97) {
    write(std::string_view(whole_).substr(0, size));
    EXPECT_THROW(load_weights(dir_, at::kFloat), core::Error) << size;
  }
  write(whole_);
  EXPECT_NO_THROW(load_weights(dir_, at::kFloat));
}

TEST_F(HostileWeights, RandomBytesInTheHeader) {
  uint64_t header_size = 0;
  std::memcpy(&header_size, whole_.data(), sizeof(header_size));
  at::manual_seed(2);
  const at::Tensor places = at::randint(static_cast<int64_t>(8 + header_size), {400}, at::kLong);
  const at::Tensor bytes = at::randint(256, {400}, at::kLong);
  for (int64_t i = 0; i < places.numel(); ++i) {
    std::string damaged = whole_;
    damaged[static_cast<size_t>(places[i].item<int64_t>())] = static_cast<char>(bytes[i].item<int64_t>());
    write(damaged);
    try {
      load_weights(dir_, at::kFloat);  // a byte may be harmless
    } catch (const core::Error&) {
    }
  }
}

TEST_F(HostileWeights, HeaderLengths) {
  write_header("{}", 0, int64_t{1} << 62);
  expect_error("truncated");
  write_header("{}", 0, -3);
  expect_error("truncated");
  write_header("{\"a\": ", 4);
  expect_error("header");
  write_header("[1, 2]", 4);
  expect_error("expected dict");
}

TEST_F(HostileWeights, RangesAndShapes) {
  const char* a = R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
  const std::pair<const char*, const char*> bad[] = {
      {R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]})", "overlaps"},
      {R"("b":{"dtype":"F32","shape":[2],"data_offsets":[8,100]})", "truncated"},
      {R"("b":{"dtype":"F32","shape":[2],"data_offsets":[16,8]})", "range"},
      {R"("b":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]})", "range"},
      {R"("b":{"dtype":"F32","shape":[3],"data_offsets":[8,16]})", "8 bytes of data for shape [3]"},
      {R"("b":{"dtype":"F32","shape":[-2],"data_offsets":[8,16]})", "does not fit"},
      {R"("b":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[8,16]})", "does not fit"},
      {R"("b":{"dtype":"I32","shape":[2],"data_offsets":[8,16]})", "I32 is not a float type"},
      {R"("b":{"dtype":"F32","shape":2,"data_offsets":[8,16]})", "expected list"},
      {R"("b":{"shape":[2],"data_offsets":[8,16]})", "dtype"},
      {R"("b":7)", "b"},
  };
  for (const auto& [b, message] : bad) {
    write_header(core::format("{{{},{}}", a, b), 16);
    SCOPED_TRACE(b);
    expect_error(message);
  }
}

TEST_F(HostileWeights, MissingExtraAndWrongTensors) {
  const auto rewrite = [&](const std::function<void(std::vector<NamedTensor>&)>& change) {
    const at::Tensor flat = at::ones({ParameterLayout(config_).size()});
    std::vector<NamedTensor> tensors = ParameterLayout(config_).named(flat);
    change(tensors);
    write_safetensors(weights_, tensors, at::kFloat);
  };
  rewrite([](auto& tensors) { tensors.pop_back(); });
  expect_error("tensor model.norm.weight is missing");
  rewrite([](auto& tensors) { tensors.push_back({"model.layers.0.mlp.experts.0.weight", at::ones({2})}); });
  expect_error("model.layers.0.mlp.experts.0.weight");
  rewrite([](auto& tensors) { tensors[0].value = at::ones({8, 10}); });
  expect_error("model.embed_tokens.weight: shape [8, 10], expected [10, 8]");
  rewrite([](auto& tensors) { tensors.push_back({"lm_head.weight", at::ones({10, 8})}); });
  EXPECT_NO_THROW(load_weights(dir_, at::kFloat));  // a tied head, stored twice
}

TEST_F(HostileWeights, FilesThatAreNotThere) {
  EXPECT_THAT([] { load_weights("/no/such/model", at::kFloat); },
              testing::ThrowsMessage<core::Error>(HasSubstr("/no/such/model")));
  fs::remove(weights_);
  expect_error("no model.safetensors");
  std::ofstream(dir_ / "model.safetensors.index.json") << R"({"weight_map": {"a": "../../etc/passwd"}})";
  expect_error("not a plain file name");
  std::ofstream(dir_ / "model.safetensors.index.json") << R"({"weight_map": {"a": "model-1.safetensors"}})";
  expect_error("model-1.safetensors");
  fs::remove(dir_ / "config.json");
  expect_error("no config.json");
}

TEST_F(HostileWeights, GarbageAsGguf) {
  const fs::path path = dir_ / "x.gguf";
  for (const std::string& content :
       {std::string(), std::string("GGUF"), std::string(5000, 'x'), std::string(64, '\0'), whole_}) {
    std::ofstream(path, std::ios::binary) << content;
    EXPECT_THAT([&] { load_weights(path, at::kFloat); }, testing::ThrowsMessage<core::Error>(HasSubstr("x.gguf")));
  }
}

TEST_F(HostileWeights, TruncatedGguf) {
  FR_NEED_PARITY();
  const std::string good = core::read_file(test::parity_dir() / "gguf" / "qwen3.gguf");
  const fs::path path = dir_ / "x.gguf";
  for (const double share : {0.0001, 0.001, 0.01, 0.2, 0.9, 0.99999}) {
    std::ofstream(path, std::ios::binary)
        << good.substr(0, static_cast<size_t>(share * static_cast<double>(good.size())));
    EXPECT_THAT([&] { load_weights(path, at::kFloat); }, testing::ThrowsMessage<core::Error>(HasSubstr("x.gguf")))
        << share;
  }
  std::string other = good;
  for (size_t at = other.find("qwen3"); at != std::string::npos && at < 4096; at = other.find("qwen3", at + 1)) {
    other.replace(at, 5, "gemma");
  }
  std::ofstream(path, std::ios::binary) << other;
  EXPECT_THAT([&] { load_weights(path, at::kFloat); },
              testing::ThrowsMessage<core::Error>(HasSubstr("architecture \"gemma\" is not supported")));
}

}  // namespace
}  // namespace model
