#include "tests/train/tiny_run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "chat/message.h"
#include "core/files.h"
#include "core/json.h"
#include "core/rng.h"
#include "model/weights/hf_directory.h"

namespace train::testing {
namespace {

// GPT-2's bytes_to_unicode: printable Latin-1 stands for itself, the rest for code points from 256 on.
std::string byte_letter(int byte) {
  const auto printable = [](int b) { return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174; };
  int code = byte;
  if (!printable(byte)) {
    code = 256;
    for (int b = 0; b < byte; ++b) code += printable(b) ? 0 : 1;
  }
  if (code < 0x80) return {static_cast<char>(code)};
  return {static_cast<char>(0xc0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3f))};
}

core::Value added_token(int id, const char* content) {
  return core::Dict{{"id", id},        {"content", content},  {"single_word", false}, {"lstrip", false},
                    {"rstrip", false}, {"normalized", false}, {"special", true}};
}

}  // namespace

std::string byte_tokenizer_json() {
  core::Dict vocabulary;
  for (int byte = 0; byte < 256; ++byte) vocabulary[byte_letter(byte)] = byte;
  const core::Dict byte_level{
      {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
  const core::Dict tokenizer{
      {"version", "1.0"},
      {"truncation", nullptr},
      {"padding", nullptr},
      {"added_tokens", core::List{added_token(256, "<|im_start|>"), added_token(257, "<|im_end|>")}},
      {"normalizer", nullptr},
      {"pre_tokenizer", byte_level},
      {"post_processor", nullptr},
      {"decoder", byte_level},
      {"model", core::Dict{{"type", "BPE"},
                           {"dropout", nullptr},
                           {"unk_token", nullptr},
                           {"vocab", vocabulary},
                           {"merges", core::List{}}}}};
  return core::dump_json(core::Value(tokenizer));
}

void write_tiny_model(const fs::path& dir, uint64_t seed) {
  model::ModelConfig config;
  config.layers = 2;
  config.width = 32;
  config.heads = 4;
  config.kv_heads = 2;
  config.head_size = 8;
  config.ffn = 64;
  config.vocab = 260;
  config.tied_head = true;
  config.context_length = 512;
  config.eos_ids = {257};
  const model::ParameterLayout layout(config);
  const at::Tensor flat = layout.make_flat(at::kFloat);
  at::manual_seed(seed);
  for (const model::NamedTensor& tensor : layout.named(flat)) {
    if (tensor.value.dim() == 1) {
      tensor.value.fill_(1);
    } else {
      tensor.value.normal_(0, 0.08);
    }
  }
  model::save_hf_directory(dir, config, flat,
                           {.dtype = at::kFloat, .files = {{"tokenizer.json", byte_tokenizer_json()}}});
}

void write_conversations(const fs::path& file, int count, uint64_t seed) {
  std::ofstream out(file);
  for (int i = 0; i < count; ++i) {
    core::Rng rng(seed, i);
    const std::string word(static_cast<size_t>(rng.integer(1, 12)), static_cast<char>('a' + rng.integer(0, 25)));
    chat::Conversation conversation;
    conversation.messages.push_back(
        {.role = chat::Role::system, .content = "Repeat what the user says, letter by letter."});
    conversation.messages.push_back({.role = chat::Role::user, .content = "Say " + word + ", please."});
    conversation.messages.push_back({.role = chat::Role::assistant, .content = word});
    out << core::dump_json(core::Value(chat::conversation_to_json(conversation))) << "\n";
  }
}

SftConfig tiny_config(const fs::path& dir) {
  if (!fs::exists(dir / "model")) write_tiny_model(dir / "model");
  if (!fs::exists(dir / "data.jsonl")) write_conversations(dir / "data.jsonl", 20);
  SftConfig config;
  config.model = (dir / "model").string();
  config.data = {(dir / "data.jsonl").string()};
  config.run_dir = (dir / "run").string();
  config.renderer = "smollm2";
  config.optimizer.learning_rate = 3e-3;
  config.batch_samples = 4;
  config.micro_batch_tokens = 200;
  config.epochs = 2;
  config.dtype = "fp32";
  config.threads = 1;
  return config;
}

Folder::Folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  path_ = fs::temp_directory_path() /
          (std::string("funreason_") + test->test_suite_name() + "_" + test->name() + "_" + std::to_string(::getpid()));
  fs::remove_all(path_);
  fs::create_directories(path_);
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace train::testing
