#include "serve/scheduler.h"

#include <exception>
#include <utility>

#include "core/error.h"
#include "core/log.h"

namespace serve {
namespace {

double seconds_between(Job::Clock::time_point from, Job::Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

// What a call of a job threw, logged; empty: nothing. It never flies through the engine, where it would end every
// reply.
template <class Call>
std::string trouble_of(const Call& call) {
  try {
    call();
    return {};
  } catch (const std::exception& error) {
    std::string trouble = core::format("a reply failed: {}", error.what());
    core::log_line(core::LogLevel::error, trouble);
    return trouble;
  }
}

}  // namespace

Scheduler::Scheduler(model::Policy& policy, const Settings& settings, Metrics& metrics)
    : policy_(policy), settings_(settings), metrics_(metrics), thread_([this] { run(); }) {}

Scheduler::~Scheduler() {
  cancels_all_ = true;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    draining_ = true;
    ends_ = true;
  }
  work_.notify_all();
  thread_.join();
}

Scheduler::Taken Scheduler::submit(std::span<const std::shared_ptr<Job>> jobs) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (draining_) return Taken::stopping;
    if (waiting_.size() + jobs.size() > settings_.queue) {
      ++metrics_.refused;
      return Taken::full;
    }
    const auto now = Job::Clock::now();
    for (const std::shared_ptr<Job>& job : jobs) {
      job->asked_ = now;
      waiting_.push_back(job);
    }
    open_ += jobs.size();
    metrics_.waiting = static_cast<int64_t>(waiting_.size());
  }
  work_.notify_all();
  return Taken::yes;
}

void Scheduler::drain(std::chrono::duration<double> limit) {
  std::unique_lock<std::mutex> lock(mutex_);
  draining_ = true;
  if (settled_.wait_for(lock, limit, [this] { return open_ == 0; })) return;
  cancels_all_ = true;
  work_.notify_all();
  settled_.wait(lock, [this] { return open_ == 0; });
}

size_t Scheduler::open() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return open_;
}

void Scheduler::run() {
  while (true) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      work_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
      if (ends_ && waiting_.empty()) return;
    }
    try {
      generate();
      fail_all("the engine left replies unfinished");
    } catch (const std::exception& error) {
      core::log_line(core::LogLevel::error, core::format("generation failed: {}", error.what()));
      fail_all(error.what());
    }
  }
}

// One call of the engine lasts until it has nothing to do and the server ends.
void Scheduler::generate() {
  next_place_ = 0;
  model::GenerationCallbacks callbacks;
  callbacks.arrivals = [this](bool idle) { return arrivals(idle); };
  callbacks.abandoned = [this](size_t place) {
    const Job& job = *running_.at(place);
    return cancels_all_ || !job.goes_on() || now_ > job.deadline;
  };
  callbacks.on_token = [this](size_t place, const model::SampledToken& token) { take_token(place, token); };
  callbacks.on_complete = [this](size_t place, const model::Completion& completion) {
    const auto found = running_.find(place);
    const std::shared_ptr<Job> job = std::move(found->second);
    running_.erase(found);
    metrics_.running = static_cast<int64_t>(running_.size());
    finish(*job, end_of(*job, completion.finish));
  };
  policy_.generate({}, callbacks);
}

std::vector<model::GenerationRequest> Scheduler::arrivals(bool idle) {
  std::vector<std::shared_ptr<Job>> over;
  std::vector<model::GenerationRequest> requests;
  {
    std::unique_lock<std::mutex> lock(mutex_);
    if (idle) {
      metrics_.set_cache(policy_.cache_use());
      work_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    }
    now_ = Job::Clock::now();
    std::erase_if(waiting_, [&](const std::shared_ptr<Job>& job) {
      if (!cancels_all_ && !job->cancelled() && now_ <= job->deadline) return false;
      over.push_back(job);
      return true;
    });
    while (!waiting_.empty() && running_.size() < settings_.at_once) {
      const std::shared_ptr<Job> job = std::move(waiting_.front());
      waiting_.pop_front();
      metrics_.prompt_tokens += job->request.prompt.size();
      requests.push_back(std::move(job->request));
      running_.emplace(next_place_++, job);
    }
    metrics_.waiting = static_cast<int64_t>(waiting_.size());
    metrics_.running = static_cast<int64_t>(running_.size());
  }
  for (const std::shared_ptr<Job>& job : over) finish(*job, end_of(*job, model::FinishReason::cancelled));
  if (!idle) metrics_.set_cache(policy_.cache_use());
  return requests;
}

void Scheduler::take_token(size_t place, const model::SampledToken& token) {
  Job& job = *running_.at(place);
  const auto now = Job::Clock::now();
  const bool first = job.last_token_ == Job::Clock::time_point();
  (first ? metrics_.first_token : metrics_.between).add(seconds_between(first ? job.asked_ : job.last_token_, now));
  job.last_token_ = now;
  ++metrics_.generated_tokens;
  if (job.goes_on()) job.failure_ = trouble_of([&] { job.token(token); });
}

JobEnd Scheduler::end_of(const Job& job, model::FinishReason finish) const {
  if (!job.failure_.empty()) return {.finish = finish, .late = false, .failure = job.failure_};
  if (finish != model::FinishReason::cancelled) return {.finish = finish, .late = false, .failure = {}};
  if (job.finished_) return {.finish = model::FinishReason::stop, .late = false, .failure = {}};
  return {.finish = finish, .late = !job.cancelled() && !cancels_all_, .failure = {}};
}

// However it ends, it is one less that drain() waits for.
void Scheduler::finish(Job& job, const JobEnd& end) {
  if (end.finish == model::FinishReason::cancelled) ++metrics_.cancelled;
  metrics_.whole_answer.add(seconds_between(job.asked_, Job::Clock::now()));
  const std::string trouble = trouble_of([&] { job.end(end); });
  if (!trouble.empty()) {
    // Its client is to be told all the same.
    trouble_of([&] { job.end({.finish = end.finish, .late = false, .failure = trouble}); });
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    --open_;
  }
  settled_.notify_all();
}

void Scheduler::fail_all(const std::string& reason) {
  for (const auto& [place, job] : std::exchange(running_, {})) {
    JobEnd end = end_of(*job, model::FinishReason::cancelled);
    if (end.finish == model::FinishReason::cancelled && end.failure.empty()) {
      end = {.finish = end.finish, .late = false, .failure = reason};
    }
    finish(*job, end);
  }
  metrics_.running = 0;
}

}  // namespace serve
