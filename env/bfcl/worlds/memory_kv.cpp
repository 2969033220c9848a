// MemoryAPI_kv: a short-term and a long-term store of texts by keys.
#include "core/error.h"
#include "core/json.h"
#include "env/bfcl/worlds/key_value_store.h"
#include "env/bfcl/worlds/memory_api.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

// A snapshot's store: texts by texts.
Dict checked(const Value& store) {
  for (const auto& [key, value] : store.as_dict()) {
    if (!key.is_string() || !value.is_string())
      throw core::data_error("MemoryAPI_kv: a snapshot holds more than texts");
  }
  return store.as_dict();
}

class MemoryKv final : public MemorySimulator {
 public:
  std::string_view class_name() const override { return "MemoryAPI_kv"; }
  const std::vector<Method>& methods() const override { return table().methods(); }

  // Throws core::Error(data) for a snapshot of another form.
  void load_scenario(const Dict& scenario, bool /*long_context*/) override {
    const Value* saved = scenario.find("snapshot");
    if (saved == nullptr) return;
    core_.load(checked(saved->at("core_memory")));
    archival_.load(checked(saved->at("archival_memory")));
  }

  Value call(size_t method, const Arguments& arguments) override { return table().call(*this, method, arguments); }
  Dict state() const override { return snapshot(); }
  bool equals(const Simulator& truth) const override {
    const auto* other = dynamic_cast<const MemoryKv*>(&truth);
    return other != nullptr && core_.equals(other->core_) && archival_.equals(other->archival_);
  }
  std::unique_ptr<Simulator> clone() const override { return std::make_unique<MemoryKv>(*this); }

  std::string context() const override {
    if (core_.entries().empty()) return "There is no content in the core memory at this point.";
    return core::dump_json(core_.entries(), {.ensure_ascii = true, .indent = 4});
  }
  Dict snapshot() const override {
    return {{"core_memory", core_.entries()}, {"archival_memory", archival_.entries()}};
  }

 private:
  static const MethodTable<MemoryKv>& table();

  // A method of one of the stores as a method of this class.
  template <KeyValueStore MemoryKv::* store, Value (KeyValueStore::*method)(const Arguments&)>
  Value on(const Arguments& arguments) {
    return (this->*store.*method)(arguments);
  }

  KeyValueStore core_{
      7,
      300,
      {"Core memory is full. Please clear some entries.", "Key-value pair added.", "Short term memory cleared."}};
  KeyValueStore archival_{
      50, 2000, {"Long term memory is full. Please clear some entries.", "Key added.", "Long term memory cleared."}};
};

const MethodTable<MemoryKv>& MemoryKv::table() {
  using M = MemoryKv;
  using S = KeyValueStore;
  static const MethodTable<M> kTable({
      // in the order of the class body
      {"core_memory_add", {"key", "value"}, &M::on<&M::core_, &S::add>},
      {"core_memory_remove", {"key"}, &M::on<&M::core_, &S::remove>},
      {"core_memory_replace", {"key", "value"}, &M::on<&M::core_, &S::replace>},
      {"core_memory_clear", {}, &M::on<&M::core_, &S::clear>},
      {"core_memory_retrieve", {"key"}, &M::on<&M::core_, &S::retrieve>},
      {"core_memory_list_keys", {}, &M::on<&M::core_, &S::list_keys>},
      {"core_memory_key_search", {"query", {"k", 5}}, &M::on<&M::core_, &S::key_search>},
      {"core_memory_retrieve_all", {}, &M::on<&M::core_, &S::retrieve_all>},
      {"archival_memory_add", {"key", "value"}, &M::on<&M::archival_, &S::add>},
      {"archival_memory_remove", {"key"}, &M::on<&M::archival_, &S::remove>},
      {"archival_memory_replace", {"key", "value"}, &M::on<&M::archival_, &S::replace>},
      {"archival_memory_clear", {}, &M::on<&M::archival_, &S::clear>},
      {"archival_memory_retrieve", {"key"}, &M::on<&M::archival_, &S::retrieve>},
      {"archival_memory_list_keys", {}, &M::on<&M::archival_, &S::list_keys>},
      {"archival_memory_key_search", {"query", {"k", 5}}, &M::on<&M::archival_, &S::key_search>},
  });
  return kTable;
}

}  // namespace

std::unique_ptr<MemorySimulator> make_memory_kv() {
  return std::make_unique<MemoryKv>();
}

}  // namespace env::bfcl
