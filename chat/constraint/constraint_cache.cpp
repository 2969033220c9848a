#include "chat/constraint/constraint_cache.h"

#include <algorithm>

#include "core/python_text.h"

namespace chat::constraint {
namespace {

constexpr size_t kMostKept = 64;
// One that has worked out more is made afresh for the next user: 1 KB a state.
constexpr size_t kMostStates = 10'000;

std::string key_of(core::List parts, const std::vector<TokenId>& stop_ids) {
  for (const TokenId id : stop_ids) parts.emplace_back(id);
  return core::python_repr(parts);
}

}  // namespace

std::shared_ptr<const TokenConstraint> ConstraintCache::calls(std::span<const ToolSpec> tools, const CallRules& rules,
                                                              const std::vector<TokenId>& stop_ids) {
  core::List strict(rules.strict.begin(), rules.strict.end());
  core::List parts = {"calls",    static_cast<int>(rules.form),      static_cast<int>(rules.mode),
                      rules.only, static_cast<int>(rules.reasoning), rules.several,
                      strict};
  for (const ToolSpec& tool : tools) {
    const core::Dict* parameters = tool.parameters();
    parts.emplace_back(core::List{tool.name(), parameters == nullptr ? core::Value() : core::Value(*parameters)});
  }
  return find_or_make(key_of(std::move(parts), stop_ids), stop_ids, special_call_mark(rules.form, tokenizer_),
                      [&] { return compile_calls(tools, rules); });
}

std::shared_ptr<const TokenConstraint> ConstraintCache::json(const std::optional<core::Value>& schema,
                                                             const JsonRules& rules,
                                                             const std::vector<TokenId>& stop_ids) {
  core::List parts = {"json", schema.value_or(core::Value()), static_cast<int>(rules.reasoning), rules.strict};
  return find_or_make(key_of(std::move(parts), stop_ids), stop_ids, std::nullopt,
                      [&] { return compile_json(schema, rules); });
}

std::shared_ptr<const TokenConstraint> ConstraintCache::find_or_make(std::string key,
                                                                     const std::vector<TokenId>& stop_ids,
                                                                     std::optional<TokenId> mark,
                                                                     const std::function<Program()>& compile) {
  {
    const std::scoped_lock lock(mutex_);
    const auto known = std::ranges::find(kept_, key, &Kept::first);
    if (known != kept_.end() && known->second->states() <= kMostStates) {
      kept_.splice(kept_.begin(), kept_, known);
      return known->second;
    }
    if (known != kept_.end()) kept_.erase(known);
  }
  auto made = std::make_shared<const TokenConstraint>(vocabulary(mark), compile(), stop_ids);
  const std::scoped_lock lock(mutex_);
  kept_.emplace_front(std::move(key), made);
  if (kept_.size() > kMostKept) kept_.pop_back();
  return made;
}

std::shared_ptr<const Vocabulary> ConstraintCache::vocabulary(std::optional<TokenId> mark) {
  const std::scoped_lock lock(mutex_);
  std::shared_ptr<const Vocabulary>& known = vocabularies_[mark];
  if (known == nullptr) known = std::make_shared<const Vocabulary>(tokenizer_, mark);
  return known;
}

}  // namespace chat::constraint
