// Body of run_lines; part of line_run.h.
#pragma once

#include "synth/line_run.h"

namespace synth {
namespace detail {

template <class Item>
std::vector<Item> make_block(const LineRun<Item>& run, uint64_t first) {
  std::vector<Item> block(run.block);
  const auto threads = static_cast<size_t>(run.threads);
  std::vector<std::exception_ptr> errors(threads);
  const auto work = [&](size_t worker) {
    try {
      for (size_t i = worker; i < block.size(); i += threads) block[i] = run.make(first + i);
    } catch (...) {
      errors[worker] = std::current_exception();
    }
  };
  std::vector<std::thread> pool;
  for (size_t worker = 1; worker < threads; ++worker) pool.emplace_back(work, worker);
  work(0);
  for (std::thread& thread : pool) thread.join();
  for (const auto& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return block;
}

inline void create_folder_of(const core::fs::path& file) {
  if (!file.has_parent_path()) return;
  std::error_code error;
  core::fs::create_directories(file.parent_path(), error);
  if (!error) return;
  throw core::environment_error(core::format("{}: {}", file.parent_path().string(), error.message()),
                                "choose another output");
}

}  // namespace detail

template <class Item>
LineRunResult run_lines(const LineRun<Item>& run) {
  const core::fs::path part = run.output.string() + ".part";
  const core::fs::path settings = run.output.string() + ".part.settings.json";
  detail::create_folder_of(run.output);
  const bool resumable =
      core::fs::exists(part) && core::fs::exists(settings) && core::read_file(settings) == run.settings;
  if (!resumable) {
    core::fs::remove(part);
    core::write_file_atomic(settings, run.settings);
  }

  LineRunResult result;
  std::unordered_set<uint64_t> fingerprints;
  uint64_t next = 0;
  core::AppendFile file(part);
  if (resumable) {
    core::for_each_jsonl(part, [&](core::Value&& line, size_t) {
      run.resumed(line);
      fingerprints.insert(run.fingerprint_of(line));
      next = static_cast<uint64_t>(line.at("metadata").get_int("index", 0)) + 1;
      ++result.written;
    });
    result.resumed = result.written;
    core::log_info("continuing after {} {} of an interrupted run", result.resumed, run.unit);
  }

  const auto start = std::chrono::steady_clock::now();
  core::Progress progress(run.label, run.count, run.unit);
  progress.skip(result.written);
  int64_t fruitless = 0;
  while (result.written < run.count && !core::interrupted()) {
    const auto block = detail::make_block(run, next);
    next += block.size();
    for (const Item& item : block) {
      ++fruitless;
      if (result.written >= run.count) continue;
      run.tried(item);
      if (!item.ok) continue;
      if (!fingerprints.insert(item.fingerprint).second) {
        run.duplicate();
        continue;
      }
      file.write_line(item.line);
      run.written(item);
      ++result.written;
      fruitless = 0;
    }
    progress.set(result.written);
    if (fruitless >= run.fruitless) {
      throw core::data_error(core::format("{}: {} {} in a row were refused", run.label, fruitless, run.unit),
                             "see the rejection table");
    }
  }
  progress.finish();
  file.sync();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  result.complete = result.written >= run.count;
  if (!result.complete) return result;  // the part file stays
  core::fs::rename(part, run.output);
  core::fs::remove(settings);
  return result;
}

}  // namespace synth
