// The engine's one thread: replies join its running batch as they are asked for, and leave it when they end, when
// nobody wants them any more, or when their time is up. Knows no HTTP and no texts.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "model/policy.h"
#include "serve/metrics.h"

namespace serve {

struct JobEnd {
  model::FinishReason finish = model::FinishReason::stop;
  bool late = false;    // its time was up
  std::string failure;  // why the engine or the job itself failed; not for clients' eyes
};

// One reply to be generated. token() and end() are called on the engine's thread, and quick; end() exactly once for a
// job that was taken. What they throw is this job's trouble alone: what token() throws ends the job with a failure, and
// where end() throws it is called once more, with one.
class Job {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Job() = default;
  virtual void token(const model::SampledToken& token) = 0;
  virtual void end(const JobEnd& end) = 0;

  // Nobody wants it any more. From any thread, any number of times.
  void cancel() { cancelled_ = true; }
  bool cancelled() const { return cancelled_; }

  model::GenerationRequest request;  // moved from when the job starts
  Clock::time_point deadline = Clock::time_point::max();

 protected:
  // For token(): what was wanted is there. Nothing more is generated, and the job ends as one that stopped by itself.
  void finish_early() { finished_ = true; }

 private:
  friend class Scheduler;

  bool goes_on() const { return !cancelled_ && !finished_ && failure_.empty(); }

  std::atomic<bool> cancelled_ = false;
  bool finished_ = false;
  std::string failure_;  // what token() threw
  Clock::time_point asked_;
  Clock::time_point last_token_;
};

class Scheduler {
 public:
  enum class Taken { yes, full, stopping };

  struct Settings {
    size_t at_once = 32;
    size_t queue = 256;
  };

  Scheduler(model::Policy& policy, const Settings& settings, Metrics& metrics);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  ~Scheduler();  // cancels what is left

  // All of them or none.
  Taken submit(std::span<const std::shared_ptr<Job>> jobs);
  // Takes no more jobs, and waits until all have ended, cancelling them after `limit`.
  void drain(std::chrono::duration<double> limit);
  size_t open() const;  // jobs that wait or run

 private:
  void run();
  void generate();
  std::vector<model::GenerationRequest> arrivals(bool idle);
  void take_token(size_t place, const model::SampledToken& token);
  // How a job ends that the engine has left with `finish`.
  JobEnd end_of(const Job& job, model::FinishReason finish) const;
  void finish(Job& job, const JobEnd& end);
  void fail_all(const std::string& reason);

  model::Policy& policy_;
  Settings settings_;
  Metrics& metrics_;
  mutable std::mutex mutex_;
  std::condition_variable work_;     // something to do, or the end
  std::condition_variable settled_;  // a job has ended
  std::deque<std::shared_ptr<Job>> waiting_;
  size_t open_ = 0;
  bool draining_ = false;
  bool ends_ = false;
  std::atomic<bool> cancels_all_ = false;  // from any thread, without the lock
  // Of the engine's thread alone:
  std::unordered_map<size_t, std::shared_ptr<Job>> running_;  // by place in the present generate()
  size_t next_place_ = 0;
  Job::Clock::time_point now_;  // at the present step
  std::thread thread_;
};

}  // namespace serve
