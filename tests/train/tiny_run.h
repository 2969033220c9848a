// A whole small world for trainer tests: a random two-layer Llama with a byte tokenizer as a Hugging Face directory,
// generated conversations that begin alike, and a config that trains one on the other in a second.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/sft_config.h"

namespace train::testing {

namespace fs = std::filesystem;

// tokenizer.json of a byte-level BPE without merges and with ChatML's two tokens.
std::string byte_tokenizer_json();

// Writes `dir`: a random Llama (width 32, 2 layers, 260 tokens, context 512), the same for the same seed.
void write_tiny_model(const fs::path& dir, uint64_t seed = 1);

// `count` conversations: a common system text, a question, an answer that follows from it.
void write_conversations(const fs::path& file, int count, uint64_t seed = 1);

// The model, 20 conversations and a run directory inside `dir`, fp32, 1 thread (tests run beside each other).
SftConfig tiny_config(const fs::path& dir);

// A fresh empty folder of the running test, removed at its end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace train::testing
