// Cost of the benchmark's worlds, on the file system of one long-context entry; prints one JSON object.
//   fork_us        a copy of the world
//   fork_write_us  a copy, and the first write to it
//   call_us        a call as values, the mean of a mix of twelve
//   text_us        the same calls as texts: rewriting, parsing, binding, printing
//   texts          the same, call by call
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"
#include "env/bfcl/dataset.h"
#include "env/bfcl/worlds/world.h"

namespace {

using Clock = std::chrono::steady_clock;
using env::bfcl::World;

// Microseconds of one `work()`; the best of five rounds, because the machine may be shared.
template <class Work>
double microseconds(size_t repeats, Work work) {
  double best = 1e9;
  for (int round = 0; round < 5; ++round) {
    const Clock::time_point start = Clock::now();
    for (size_t i = 0; i < repeats; ++i) work();
    const double taken = std::chrono::duration<double, std::micro>(Clock::now() - start).count();
    best = std::min(best, taken / static_cast<double>(repeats));
  }
  return best;
}

World file_world() {
  const env::bfcl::Dataset dataset = env::bfcl::Dataset::standard();
  for (const env::bfcl::Entry& entry : dataset.load(env::bfcl::find_category("multi_turn_long_context"))) {
    if (entry.initial_config.find("GorillaFileSystem") == nullptr) continue;
    env::bfcl::WorldOptions options;
    options.classes = {"GorillaFileSystem"};
    options.initial_config = entry.initial_config;
    options.long_context = true;
    options.instance_stem = "model_eval_" + entry.id;
    return World(options);
  }
  throw core::data_error("no long-context entry has a file system");
}

using Keywords = std::vector<std::pair<std::string, core::Value>>;

const std::vector<std::pair<std::string, Keywords>>& calls() {
  static const std::vector<std::pair<std::string, Keywords>> kCalls = {
      {"pwd", {}},
      {"ls", {{"a", true}}},
      {"mkdir", {{"dir_name", "made"}}},
      {"touch", {{"file_name", "note.txt"}}},
      {"echo", {{"content", "first line\nsecond line"}, {"file_name", "note.txt"}}},
      {"cat", {{"file_name", "note.txt"}}},
      {"wc", {{"file_name", "note.txt"}, {"mode", "w"}}},
      {"cd", {{"folder", "made"}}},
      {"cd", {{"folder", ".."}}},
      {"mv", {{"source", "note.txt"}, {"destination", "made"}}},
      {"grep", {{"file_name", "missing.txt"}, {"pattern", "x"}}},
      {"rm", {{"file_name", "made"}}},
  };
  return kCalls;
}

std::string text_of(const std::string& name, const Keywords& arguments) {
  std::string text = name + "(";
  for (const auto& [key, value] : arguments) {
    if (text.back() != '(') text += ", ";
    text += key + "=" + core::python_repr(value);
  }
  return text + ")";
}

core::Dict measure() {
  World world = file_world();
  core::Dict result;
  result["fork_us"] = microseconds(20'000, [&] { const World copy = world; });
  result["fork_write_us"] = microseconds(20'000, [&] {
    World copy = world;
    copy.call("touch", {{}, {{"file_name", "new"}}});
  });
  const auto count = static_cast<double>(calls().size());
  result["call_us"] = microseconds(5'000,
                                   [&] {
                                     for (const auto& [name, arguments] : calls()) world.call(name, {{}, arguments});
                                   }) /
                      count;
  std::vector<std::string> texts;
  for (const auto& [name, arguments] : calls()) texts.push_back(text_of(name, arguments));
  result["text_us"] = microseconds(5'000,
                                   [&] {
                                     for (const std::string& text : texts) world.execute(text);
                                   }) /
                      count;
  core::Dict each;
  for (const std::string& text : texts) each[text] = microseconds(5'000, [&] { world.execute(text); });
  result["texts"] = std::move(each);
  return result;
}

}  // namespace

int main() {
  try {
    std::printf("%s\n", core::dump_json(measure()).c_str());
    return 0;
  } catch (const core::Error& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return error.exit_code();
  }
}
