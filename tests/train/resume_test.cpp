// Runs the trainer in processes of its own, because they are killed.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "core/config.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "core/progress.h"
#include "core/rng.h"
#include "tests/train/tiny_run.h"
#include "train/checkpoint.h"
#include "train/sft.h"

namespace train {
namespace {

using testing::Folder;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kConfigVariable = "FUNREASON_TEST_SFT_CONFIG";
constexpr const char* kFileLimitVariable = "FUNREASON_TEST_FILE_LIMIT";

// The body of a worker process; not a test by itself.
TEST(SftWorker, DISABLED_RunsTheConfigOfItsParent) {
  const char* file = std::getenv(kConfigVariable);
  ASSERT_NE(file, nullptr);
  core::catch_interrupts();
  if (const char* limit = std::getenv(kFileLimitVariable)) {
    signal(SIGXFSZ, SIG_IGN);
    const auto bytes = static_cast<rlim_t>(std::atoll(limit));
    const rlimit files{bytes, bytes};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &files), 0);
  }
  try {
    const SftResult result = run_sft(core::load_config<SftConfig>(file, {}));
    std::_Exit(result.interrupted ? 10 : 0);
  } catch (const core::Error& error) {
    std::ofstream(std::string(file) + ".error") << error.what();
    std::_Exit(error.exit_code());
  }
}

class Worker {
 public:
  explicit Worker(const SftConfig& config, const char* file_limit = nullptr) {
    file_ = config.run_dir + ".yaml";
    core::write_file_atomic(file_, core::dump_yaml(core::Value(core::config_to_dict(config))));
    pid_ = fork();
    if (pid_ == 0) {
      setenv(kConfigVariable, file_.c_str(), 1);
      if (file_limit != nullptr) setenv(kFileLimitVariable, file_limit, 1);
      if (std::freopen("/dev/null", "w", stdout) == nullptr || std::freopen("/dev/null", "w", stderr) == nullptr) {
        std::_Exit(98);
      }
      execl("/proc/self/exe", "train_test", "--gtest_also_run_disabled_tests", "--gtest_filter=SftWorker.*", nullptr);
      std::_Exit(99);
    }
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
  }

  void signal_it(int number) const { kill(pid_, number); }
  // Exit code, -signal if a signal ended it, nothing after `timeout`.
  std::optional<int> wait(std::chrono::duration<double> timeout) {
    return wait_until([end = Clock::now() + timeout] { return Clock::now() >= end; });
  }
  // The same, but nothing as soon as `enough()` holds.
  template <class Condition>
  std::optional<int> wait_until(const Condition& enough) {
    while (!enough()) {
      int status = 0;
      if (waitpid(pid_, &status, WNOHANG) == pid_) {
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return std::nullopt;
  }
  std::string error() const { return core::read_file(file_ + ".error"); }

 private:
  std::string file_;
  pid_t pid_ = -1;
};

constexpr auto kLong = std::chrono::seconds(120);

SftConfig resume_config(const fs::path& dir, const std::string& dtype) {
  SftConfig config = testing::tiny_config(dir);
  config.dtype = dtype;
  config.threads = dtype == "fp32" ? 2 : 1;
  config.epochs = 18;  // 120 steps, an epoch ends within some of them
  config.batch_samples = 3;
  config.checkpoint_every = 2;
  config.keep_checkpoints = 2;
  return config;
}

// Everything of a metrics line but the times.
std::vector<std::string> metric_lines(const SftConfig& config) {
  std::vector<std::string> lines;
  for (core::Value& line : core::read_jsonl(fs::path(config.run_dir) / "metrics.jsonl")) {
    line.as_dict().erase("seconds");
    line.as_dict().erase("tokens_per_s");
    lines.push_back(core::dump_json(line));
  }
  return lines;
}

// Of the newest complete checkpoint; 0 before the first. Only looks: a CheckpointStore would clear away what a running
// worker is writing.
int64_t last_step(const SftConfig& config) {
  constexpr std::string_view kPrefix = "step-";
  int64_t last = 0;
  std::error_code none_yet;
  for (const auto& entry : fs::directory_iterator(fs::path(config.run_dir) / "checkpoints", none_yet)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(kPrefix) || name.ends_with(".partial")) continue;
    last = std::max<int64_t>(last, std::stoll(name.substr(kPrefix.size())));
  }
  return last;
}

std::string last_weights(const SftConfig& config, const char* file) {
  const CheckpointStore store(config.run_dir);
  return core::read_file(store.path(store.steps().back()) / file);
}

TEST(Resume, KilledRunsEndInTheSameBytes) {
  const Folder folder;
  for (const char* dtype : {"fp32", "bf16"}) {
    SCOPED_TRACE(dtype);
    SftConfig config = resume_config(folder.path(), dtype);
    config.run_dir += dtype;
    SftConfig whole = config;
    whole.run_dir += "-whole";
    ASSERT_EQ(Worker(whole).wait(kLong), 0);

    // Each worker dies at a random moment between two checkpoints of its own, until one reaches the end first.
    core::Rng rng(2026, std::string_view(dtype) == "bf16");
    int kills = 0;
    for (std::optional<int> code; kills < 12 && code != 0;) {
      Worker worker(config);
      code = worker.wait_until(
          [&, target = last_step(config) + rng.integer(2, 8)] { return last_step(config) >= target; });
      if (!code) {
        std::this_thread::sleep_for(std::chrono::microseconds(rng.integer(0, 8000)));
        worker.signal_it(SIGKILL);
        code = worker.wait(kLong);
        kills += code == -SIGKILL ? 1 : 0;
      }
      ASSERT_TRUE(code == -SIGKILL || code == 0);
    }
    ASSERT_EQ(Worker(config).wait(kLong), 0);
    EXPECT_GT(kills, 2);
    for (const char* file : {"model.safetensors", "optimizer.safetensors"}) {
      EXPECT_TRUE(last_weights(config, file) == last_weights(whole, file)) << file;
    }
    EXPECT_EQ(metric_lines(config), metric_lines(whole));
    for (const auto& entry : fs::directory_iterator(fs::path(config.run_dir) / "checkpoints")) {
      EXPECT_TRUE(entry.path().filename().string().starts_with("step-")) << entry.path();
    }
  }
}

TEST(Resume, InterruptSavesACheckpointAndReturns) {
  const Folder folder;
  SftConfig config = resume_config(folder.path(), "fp32");
  config.checkpoint_every = 0;
  SftConfig whole = config;
  whole.run_dir += "-whole";
  ASSERT_EQ(Worker(whole).wait(kLong), 0);

  Worker worker(config);
  const fs::path metrics = fs::path(config.run_dir) / "metrics.jsonl";
  for (int i = 0; i < 12000 && !(fs::exists(metrics) && fs::file_size(metrics) > 0); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  worker.signal_it(SIGINT);
  const auto code = worker.wait(kLong);
  ASSERT_TRUE(code.has_value());
  if (*code == 10) {
    EXPECT_EQ(CheckpointStore(config.run_dir).steps().size(), 1U);
    ASSERT_EQ(Worker(config).wait(kLong), 0);
  } else {
    EXPECT_EQ(*code, 0) << "the signal came after the last step";
  }
  EXPECT_TRUE(last_weights(config, "model.safetensors") == last_weights(whole, "model.safetensors"));
}

TEST(Resume, FullDiskLeavesEarlierCheckpointsWhole) {
  const Folder folder;
  SftConfig config = resume_config(folder.path(), "fp32");
  config.epochs = 1;
  ASSERT_EQ(Worker(config).wait(kLong), 0);
  SftConfig longer = config;
  longer.run_dir += "-2";
  // Weights fit, the optimiser's state (twice as large) does not.
  const auto size = fs::file_size(CheckpointStore(config.run_dir).path(7) / "model.safetensors");
  Worker limited(longer, std::to_string(size + size / 2).c_str());
  EXPECT_EQ(limited.wait(kLong), static_cast<int>(core::ErrorKind::environment));
  EXPECT_NE(limited.error().find("optimizer.safetensors"), std::string::npos) << limited.error();
  EXPECT_TRUE(CheckpointStore(longer.run_dir).steps().empty());
  ASSERT_EQ(Worker(longer).wait(kLong), 0);  // with room again the same command works
  EXPECT_TRUE(last_weights(config, "model.safetensors") == last_weights(longer, "model.safetensors"));
}

TEST(Resume, SecondProcessIsRefused) {
  const Folder folder;
  SftConfig config = resume_config(folder.path(), "fp32");
  config.epochs = 500;
  Worker first(config);
  for (int i = 0; i < 12000 && !fs::exists(fs::path(config.run_dir) / "metrics.jsonl"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  try {
    run_sft(config);
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_NE(std::string(error.what()).find("another process"), std::string::npos) << error.what();
  }
}

TEST(Resume, DamagedCheckpointIsNamed) {
  const Folder folder;
  SftConfig config = resume_config(folder.path(), "fp32");
  config.epochs = 1;
  config.steps = 4;
  config.checkpoint_every = 2;
  run_sft(config);
  const CheckpointStore store(config.run_dir);
  fs::remove_all(store.path(4));
  const fs::path state = store.path(2) / "optimizer.safetensors";
  const std::string whole = core::read_file(state);
  for (const size_t size : {size_t{0}, size_t{5}, whole.size() / 2, whole.size() - 1}) {
    core::write_file_atomic(state, std::string_view(whole).substr(0, size));
    try {
      run_sft(config);
      FAIL() << size;
    } catch (const core::Error& error) {
      EXPECT_NE(std::string(error.what()).find("optimizer.safetensors"), std::string::npos) << error.what();
    }
  }
  core::write_file_atomic(state, whole);
  EXPECT_EQ(run_sft(config).steps, 4);
}

}  // namespace
}  // namespace train
