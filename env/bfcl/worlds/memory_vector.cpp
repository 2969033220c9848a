// MemoryAPI_vector: a short-term and a long-term store of texts, found by likeness.
#include "core/json.h"
#include "env/bfcl/worlds/memory_api.h"
#include "env/bfcl/worlds/vector_store.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

class MemoryVector final : public MemorySimulator {
 public:
  explicit MemoryVector(const std::shared_ptr<const TextEncoder>& encoder)
      : core_(7, 300, encoder), archival_(50, 2000, encoder) {}

  std::string_view class_name() const override { return "MemoryAPI_vector"; }
  const std::vector<Method>& methods() const override { return table().methods(); }

  // Throws core::Error(data) for a snapshot of another form.
  void load_scenario(const Dict& scenario, bool /*long_context*/) override {
    const Value* saved = scenario.find("snapshot");
    if (saved == nullptr) return;
    core_.load(saved->at("core_memory"));
    archival_.load(saved->at("archival_memory"));
  }

  Value call(size_t method, const Arguments& arguments) override { return table().call(*this, method, arguments); }
  Dict state() const override { return snapshot(); }
  bool equals(const Simulator& truth) const override {
    const auto* other = dynamic_cast<const MemoryVector*>(&truth);
    return other != nullptr && core_.equals(other->core_) && archival_.equals(other->archival_);
  }
  std::unique_ptr<Simulator> clone() const override { return std::make_unique<MemoryVector>(*this); }

  // An empty one shows as {}: the reference's store has no length, so its sentence for that case is never shown.
  std::string context() const override { return core::dump_json(core_.texts(), {.ensure_ascii = true, .indent = 4}); }
  Dict snapshot() const override {
    return {{"core_memory", core_.snapshot()}, {"archival_memory", archival_.snapshot()}};
  }

 private:
  static const MethodTable<MemoryVector>& table();

  // A method of one of the stores as a method of this class.
  template <VectorStore MemoryVector::* store, Value (VectorStore::*method)(const Arguments&)>
  Value on(const Arguments& arguments) {
    return (this->*store.*method)(arguments);
  }

  VectorStore core_;
  VectorStore archival_;
};

const MethodTable<MemoryVector>& MemoryVector::table() {
  using M = MemoryVector;
  using S = VectorStore;
  static const MethodTable<M> kTable({
      // in the order of the class body
      {"core_memory_add", {"text"}, &M::on<&M::core_, &S::add>},
      {"core_memory_remove", {"vec_id"}, &M::on<&M::core_, &S::remove>},
      {"core_memory_update", {"vec_id", "new_text"}, &M::on<&M::core_, &S::update>},
      {"core_memory_clear", {}, &M::on<&M::core_, &S::clear>},
      {"core_memory_retrieve", {"query", {"top_k", 5}}, &M::on<&M::core_, &S::retrieve>},
      {"core_memory_retrieve_all", {}, &M::on<&M::core_, &S::retrieve_all>},
      {"archival_memory_add", {"text"}, &M::on<&M::archival_, &S::add>},
      {"archival_memory_remove", {"vec_id"}, &M::on<&M::archival_, &S::remove>},
      {"archival_memory_update", {"vec_id", "new_text"}, &M::on<&M::archival_, &S::update>},
      {"archival_memory_clear", {}, &M::on<&M::archival_, &S::clear>},
      {"archival_memory_retrieve", {"query", {"top_k", 5}}, &M::on<&M::archival_, &S::retrieve>},
      {"archival_memory_retrieve_all", {}, &M::on<&M::archival_, &S::retrieve_all>},
  });
  return kTable;
}

}  // namespace

std::unique_ptr<MemorySimulator> make_memory_vector(const std::shared_ptr<ProcessState>& process) {
  static const std::shared_ptr<const TextEncoder> kDefault = std::make_shared<HashEncoder>();
  const bool given = process != nullptr && process->text_encoder != nullptr;
  return std::make_unique<MemoryVector>(given ? process->text_encoder : kDefault);
}

}  // namespace env::bfcl
