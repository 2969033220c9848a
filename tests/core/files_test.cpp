#include "core/files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <zlib.h>

#include <array>
#include <csignal>

#include "core/error.h"

namespace core {
namespace {

class Files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  fs::path folder_;
};

// Writes past the limit fail as on a full disk.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() { setrlimit(RLIMIT_FSIZE, &old_); }

 private:
  rlimit old_{};
};

constexpr std::array kWholeFileWriters = {write_file_atomic, write_derived_file};

TEST_F(Files, AtomicWriteReplacesAndLeavesNoTemporary) {
  for (const auto write : kWholeFileWriters) {
    fs::remove_all(folder_ / "sub");
    write(folder_ / "sub" / "folder" / "a.txt", "one");
    write(folder_ / "sub" / "folder" / "a.txt", "two");
    EXPECT_EQ(read_file(folder_ / "sub" / "folder" / "a.txt"), "two");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "sub" / "folder"), {}), 1);
    EXPECT_THROW(write(folder_ / "sub" / "folder" / "a.txt" / "b", ""), Error);
  }
}

TEST_F(Files, AFailedAtomicWriteKeepsTheOldFile) {
  for (const auto write : kWholeFileWriters) {
    write(folder_ / "a.txt", "old");
    {
      const SmallDisk disk(1000);
      EXPECT_THROW(write(folder_ / "a.txt", std::string(100000, 'x')), Error);
    }
    EXPECT_EQ(read_file(folder_ / "a.txt"), "old");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
  }
}

TEST_F(Files, FullDiskIsAnEnvironmentError) {
  AppendFile file("/dev/full");
  try {
    file.write_line("x");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 4);
    EXPECT_NE(std::string(error.hint()).find("disk is full"), std::string::npos) << error.what();
  }
}

TEST_F(Files, AppendKeepsWholeLinesOnly) {
  const fs::path path = folder_ / "a.jsonl";
  {
    AppendFile(path).write_line("one");
  }
  std::ofstream(path, std::ios::app) << "torn li";
  {
    AppendFile file(path);
    file.write_line("two");
    const SmallDisk disk(file.size() + 100);
    EXPECT_THROW(file.write_line(std::string(5000, 'x')), Error);
  }
  EXPECT_EQ(read_file(path), "one\ntwo\n");
}

TEST_F(Files, MissingFileNamesPathAndReason) {
  try {
    read_file(folder_ / "none");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("none: cannot open: No such file"), std::string::npos) << error.what();
  }
  EXPECT_THROW(MappedFile(folder_ / "none"), Error);
  EXPECT_THROW(read_file(folder_), Error);
  EXPECT_THROW(read_maybe_gzip(folder_ / "none"), Error);
}

TEST_F(Files, ReadsGzipAndPlainAlike) {
  const std::string text(300000, 'y');
  gzFile file = gzopen((folder_ / "a.gz").c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  write_file_atomic(folder_ / "b", text);
  EXPECT_EQ(read_maybe_gzip(folder_ / "a.gz"), text);
  EXPECT_EQ(read_maybe_gzip(folder_ / "b"), text);
  const std::string packed = read_file(folder_ / "a.gz");
  write_file_atomic(folder_ / "cut.gz", packed.substr(0, packed.size() / 2));
  EXPECT_THROW(read_maybe_gzip(folder_ / "cut.gz"), Error);
}

TEST_F(Files, EmptyFileMapsToNothing) {
  write_file_atomic(folder_ / "e", "");
  EXPECT_TRUE(MappedFile(folder_ / "e").bytes().empty());
  EXPECT_EQ(read_file(folder_ / "e"), "");
}

}  // namespace
}  // namespace core
