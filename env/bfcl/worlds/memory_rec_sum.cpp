// MemoryAPI_rec_sum: one text that the model keeps short itself.
#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "core/utf8.h"
#include "env/bfcl/worlds/memory_answers.h"
#include "env/bfcl/worlds/memory_api.h"
#include "env/bfcl/worlds/method_table.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

constexpr size_t kMostCharacters = 10'000;
// A replacement may go past that limit, as often as the old text stands there; Python would stop only when the
// machine's memory is used up.
constexpr size_t kMostBytes = 4'000'000;

bool is_too_long(std::string_view text) {
  return core::count_code_points(text) > kMostCharacters;
}

Value too_long(std::string_view when) {
  return refused(core::format("Entry will be too long after {}. Please shorten the entry to less than {} characters.",
                              when, kMostCharacters));
}

// Where text.replace(part, …) puts its replacements; nothing stands before every character and at the end.
std::vector<size_t> occurrences(std::string_view text, std::string_view part) {
  std::vector<size_t> places;
  if (part.empty()) {
    for (size_t at = 0; at < text.size(); core::next_code_point(text, at)) places.push_back(at);
    places.push_back(text.size());
    return places;
  }
  for (size_t at = core::find_text(text, part, 0); at != std::string_view::npos;
       at = core::find_text(text, part, at + part.size())) {
    places.push_back(at);
  }
  return places;
}

class MemoryRecSum final : public MemorySimulator {
 public:
  std::string_view class_name() const override { return "MemoryAPI_rec_sum"; }
  const std::vector<Method>& methods() const override { return table().methods(); }

  // Throws core::Error(data) for a snapshot of another form.
  void load_scenario(const Dict& scenario, bool /*long_context*/) override {
    if (const Value* saved = scenario.find("snapshot")) memory_ = saved->at("memory").as_string();
  }

  Value call(size_t method, const Arguments& arguments) override { return table().call(*this, method, arguments); }
  Dict state() const override { return snapshot(); }
  bool equals(const Simulator& truth) const override {
    const auto* other = dynamic_cast<const MemoryRecSum*>(&truth);
    return other != nullptr && memory_ == other->memory_;
  }
  std::unique_ptr<Simulator> clone() const override { return std::make_unique<MemoryRecSum>(*this); }

  std::string context() const override {
    return memory_.empty() ? "There is no content in the memory at this point." : memory_;
  }
  Dict snapshot() const override { return {{"memory", memory_}}; }

 private:
  static const MethodTable<MemoryRecSum>& table();

  Value memory_append(const Arguments& arguments) {
    std::string combined = memory_ + core::python_str(arguments[0]);
    if (is_too_long(combined)) return too_long("appending");
    memory_ = std::move(combined);
    return done("Memory appended.");
  }
  Value memory_update(const Arguments& arguments) {
    std::string text = core::python_str(arguments[0]);
    if (is_too_long(text)) return too_long("updating");
    memory_ = std::move(text);
    return done("Memory updated.");
  }
  Value memory_clear(const Arguments& /*arguments*/) {
    memory_.clear();
    return done("Short term memory cleared.");
  }
  Value memory_replace(const Arguments& arguments) {
    const std::string old = core::python_str(arguments[0]);
    const std::string replacement = core::python_str(arguments[1]);
    const std::vector<size_t> places = occurrences(memory_, old);
    if (places.empty()) return refused(core::format("Text '{}' not found in memory.", old));
    if (is_too_long(replacement)) return too_long("replacing");
    if (memory_.size() + places.size() * replacement.size() > kMostBytes) {
      throw PythonError("the memory would grow too large");
    }
    std::string text;
    size_t copied = 0;
    for (const size_t place : places) {
      text.append(memory_, copied, place - copied).append(replacement);
      copied = place + old.size();
    }
    memory_ = text.append(memory_, copied);
    return done("Memory updated.");
  }
  Value memory_retrieve(const Arguments& /*arguments*/) {
    return memory_.empty() ? refused("Memory is empty.") : Dict{{"memory_content", memory_}};
  }

  std::string memory_;
};

const MethodTable<MemoryRecSum>& MemoryRecSum::table() {
  using M = MemoryRecSum;
  static const MethodTable<M> kTable({
      {"memory_append", {"text"}, &M::memory_append},
      {"memory_update", {"text"}, &M::memory_update},
      {"memory_clear", {}, &M::memory_clear},
      {"memory_replace", {"old_text", "new_text"}, &M::memory_replace},
      {"memory_retrieve", {}, &M::memory_retrieve},
  });
  return kTable;
}

}  // namespace

std::unique_ptr<MemorySimulator> make_memory_rec_sum() {
  return std::make_unique<MemoryRecSum>();
}

}  // namespace env::bfcl
