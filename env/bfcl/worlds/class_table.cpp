#include "env/bfcl/worlds/class_table.h"

#include "env/bfcl/worlds/call_rewriter.h"
#include "env/bfcl/worlds/file_system.h"
#include "env/bfcl/worlds/math_api.h"
#include "env/bfcl/worlds/memory_api.h"
#include "env/bfcl/worlds/message_api.h"
#include "env/bfcl/worlds/ticket_api.h"
#include "env/bfcl/worlds/trading_bot.h"
#include "env/bfcl/worlds/travel_api.h"
#include "env/bfcl/worlds/twitter_api.h"
#include "env/bfcl/worlds/vehicle_api.h"
#include "env/bfcl/worlds/web_search.h"

namespace env::bfcl {

std::string ClassInfo::module() const {
  return "bfcl_eval.eval_checker.multi_turn_eval.func_source_code." + std::string(file);
}

const std::vector<ClassInfo>& simulated_classes() {
  using Process = std::shared_ptr<ProcessState>;
  using Made = std::unique_ptr<Simulator>;
  static const std::vector<ClassInfo> kClasses = {
      {"GorillaFileSystem", "gorilla_file_system", [](const Process&) { return make_file_system(); }},
      {"MathAPI", "math_api", [](const Process&) { return make_math_api(); }},
      {"MessageAPI", "message_api", [](const Process&) { return make_message_api(); }},
      {"TicketAPI", "ticket_api", [](const Process&) { return make_ticket_api(); }},
      {"TradingBot", "trading_bot", [](const Process&) { return make_trading_bot(); }},
      {"TravelAPI", "travel_booking",
       [](const Process& process) { return process ? make_travel_api(process) : make_travel_api(); }},
      {"TwitterAPI", "posting_api",
       [](const Process& process) { return process ? make_twitter_api(process) : make_twitter_api(); }},
      {"VehicleControlAPI", "vehicle_control", [](const Process&) { return make_vehicle_api(); }},
      {"MemoryAPI_kv", "memory_kv", [](const Process&) { return Made(make_memory_kv()); }},
      {"MemoryAPI_rec_sum", "memory_rec_sum", [](const Process&) { return Made(make_memory_rec_sum()); }},
      {"MemoryAPI_vector", "memory_vector", [](const Process& process) { return Made(make_memory_vector(process)); }},
      {"WebSearchAPI", "web_search", [](const Process& process) { return make_web_search(process); }},
  };
  return kClasses;
}

const ClassInfo* find_class(std::string_view name) {
  for (const ClassInfo& info : simulated_classes()) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

namespace {

// The methods of all classes by name: open addressing in a table that is mostly empty.
class MethodsByName {
 public:
  MethodsByName() : rows_(kSlots) {
    for (const ClassInfo& info : simulated_classes()) {
      const std::vector<Method>& methods = info.make(nullptr)->methods();  // one list for all instances
      for (size_t i = 0; i < methods.size(); ++i) {
        std::vector<MethodOfClass>& row = rows_[slot_of(methods[i].name)];
        row.push_back({&info, &methods[i], i, is_refused(methods[i].name)});
      }
    }
  }

  std::span<const MethodOfClass> find(std::string_view name) const { return rows_[slot_of(name)]; }

 private:
  static constexpr size_t kSlots = 1024;

  // Of this name, or the empty one where it would be.
  size_t slot_of(std::string_view name) const {
    if (name.empty()) return 0;  // stays empty: see below
    const auto letter = [name](size_t i) { return static_cast<unsigned char>(name[i]); };
    size_t slot = (letter(0) * 37U + letter(name.size() / 2) * 151U + letter(name.size() - 1) * 7U +
                   letter(name.size() * 3 / 4) * 67U + name.size() * 181U) %
                  kSlots;
    while (slot == 0 || (!rows_[slot].empty() && !is_name(rows_[slot], name))) slot = (slot + 1) % kSlots;
    return slot;
  }

  static bool is_name(const std::vector<MethodOfClass>& row, std::string_view name) {
    const std::string& own = row.front().method->name;
    return own.size() == name.size() && own.back() == name.back() && own == name;
  }

  std::vector<std::vector<MethodOfClass>> rows_;
};

}  // namespace

std::span<const MethodOfClass> methods_named(std::string_view name) {
  static const MethodsByName kMethods;
  return kMethods.find(name);
}

std::unique_ptr<Simulator> make_simulator(std::string_view class_name, const std::shared_ptr<ProcessState>& process) {
  const ClassInfo* info = find_class(class_name);
  return info == nullptr ? nullptr : info->make(process);
}

}  // namespace env::bfcl
