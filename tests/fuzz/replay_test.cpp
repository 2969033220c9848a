// The fuzz targets without libFuzzer: the committed corpus, and seeded mutations of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "fuzz/target.h"

namespace {

constexpr int kMutationsEach = 40;  // of a target's corpus; scripts/fuzz does the long runs
constexpr int kMutationsInARow = 3;
constexpr uint64_t kSeed = 20251;
constexpr size_t kLongestInput = 4096;

using Corpus = std::map<std::string, std::string>;  // by file name

Corpus corpus_of(const std::string& target) {
  Corpus corpus;
  const core::fs::path folder = core::fs::path(FR_FUZZ_DIR) / "corpus" / target;
  if (!core::fs::is_directory(folder)) return corpus;
  for (const auto& file : core::fs::directory_iterator(folder)) {
    corpus[file.path().filename().string()] = core::read_file(file.path());
  }
  return corpus;
}

class Fuzz : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!core::fs::exists(core::fs::path(FR_DEPS_DIR) / "data/bfcl/worlds.json")) {
      GTEST_SKIP() << "worlds.json missing: run scripts/setup";
    }
  }
};

TEST_P(Fuzz, TheCorpusAndMutationsOfItKeepEveryPromise) {
  const fuzz::Target& target = fuzz::find_target(GetParam());
  const Corpus corpus = corpus_of(target.name);
  ASSERT_FALSE(corpus.empty());
  std::vector<std::string> inputs;
  for (const auto& [name, input] : corpus) {
    EXPECT_NO_THROW(target.run(input)) << target.name << "/" << name;
    inputs.push_back(input);
  }
  core::Rng rng = core::Rng(kSeed).fork(target.name);
  for (int i = 0; i < kMutationsEach; ++i) {
    std::string input = rng.pick(inputs);
    for (int left = kMutationsInARow; left > 0; --left) {
      input = fuzz::mutated(std::move(input), target.vocabulary, rng, fuzz::random_byte_edit(rng));
    }
    input.resize(std::min(input.size(), kLongestInput));
    EXPECT_NO_THROW(target.run(input)) << target.name << ", mutation " << i << ":\n" << input;
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, Fuzz,
                         testing::Values("python", "java", "javascript", "json", "verbose_xml", "concise_xml",
                                         "qwen_fc", "openai_fc", "file_system", "math", "message", "ticket", "trading",
                                         "travel", "twitter", "vehicle", "memory_kv", "memory_rec_sum", "memory_vector",
                                         "web_search", "page"),
                         [](const auto& target) { return std::string(target.param); });

TEST(FuzzTargets, AnUnknownOneIsNamedBesideTheKnown) {
  if (!core::fs::exists(core::fs::path(FR_DEPS_DIR) / "data/bfcl/worlds.json")) {
    GTEST_SKIP() << "worlds.json missing: run scripts/setup";
  }
  EXPECT_EQ(fuzz::targets().size(), 21U);  // all of them are played above
  try {
    fuzz::find_target("nothing");
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    EXPECT_NE(error.hint().find("memory_vector"), std::string::npos);
  }
}

}  // namespace
