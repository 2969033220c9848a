#include "env/bfcl/worlds/travel_cards.h"

#include <utility>

#include "core/python_text.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/shared_equality.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {

using core::Dict;
using core::Value;

TravelCards::TravelCards(core::CopyOnWrite<Dict> own, std::shared_ptr<ProcessState> process)
    : own_(std::move(own)), scenario_count_(own_->size()), process_(std::move(process)) {
  if (process_ != nullptr && process_->travel_cards->empty()) {
    static const core::CopyOnWrite<Dict> kExtension = world_data("long_context", "CREDIT_CARD_EXTENSION").shared_dict();
    process_->travel_cards = kExtension;
  }
}

const Value* TravelCards::find(const Value& id) const {
  const Value* own = python_find(*own_, id);
  return own != nullptr || process_ == nullptr ? own : process_->travel_cards->find(id);
}

const Value& TravelCards::balance(const Value& id) const {
  const Value* card = find(id);
  if (card == nullptr) throw PythonError(core::python_repr(id));
  return python_subscript(*card, "balance");
}

void TravelCards::set_balance(const Value& id, Value balance) {
  const bool is_own = python_find(*own_, id) != nullptr;
  Dict& cards = is_own ? own_.write() : process_->travel_cards.write();
  cards[id.as_string()].as_dict().set("balance", std::move(balance));
}

void TravelCards::add(const std::string& id, Dict card) {
  own_.write().set(id, std::move(card));
}

Dict TravelCards::all() const {
  if (process_ == nullptr) return *own_;
  Dict cards;
  cards.reserve(own_->size() + process_->travel_cards->size());
  size_t place = 0;
  const auto add_extension = [&] {
    for (const auto& [id, card] : *process_->travel_cards) {
      if (own_->find(id) == nullptr) cards.set(id, card);
    }
  };
  for (const auto& [id, card] : *own_) {
    if (place++ == scenario_count_) add_extension();
    cards.set(id, card);
  }
  if (place <= scenario_count_) add_extension();
  return cards;
}

bool TravelCards::equals(const TravelCards& other) const {
  const bool same_extension =
      process_ == other.process_ || (process_ != nullptr && other.process_ != nullptr &&
                                     process_->travel_cards.shares_with(other.process_->travel_cards));
  if (same_extension && same_content(own_, other.own_)) return true;
  return same_items(all(), other.all());
}

TravelCards TravelCards::clone(std::shared_ptr<ProcessState> process) const {
  TravelCards copy = *this;
  if (process_ != nullptr) copy.process_ = std::move(process);
  return copy;
}

}  // namespace env::bfcl
