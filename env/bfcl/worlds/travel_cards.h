// The credit cards that a TravelAPI instance lists: its own and, with a long context, those of the process that it
// shares with other instances. Knows nothing of tokens, bookings or prices.
#pragma once

#include <memory>
#include <string>

#include "core/copy_on_write.h"
#include "core/value.h"
#include "env/bfcl/worlds/process_state.h"

namespace env::bfcl {

class TravelCards {
 public:
  TravelCards() = default;
  // Cards of a scenario, as written. With a process, its extension cards are listed behind them, except for ids that
  // the scenario has too.
  explicit TravelCards(core::CopyOnWrite<core::Dict> own, std::shared_ptr<ProcessState> process = nullptr);

  // nullptr where there is no such card. Raises TypeError for an unhashable id.
  const core::Value* find(const core::Value& id) const;
  // card["balance"] as credit_card_list[id]["balance"] gives it: raises KeyError for an unknown card or no balance.
  const core::Value& balance(const core::Value& id) const;
  // Of a card that balance() was asked about.
  void set_balance(const core::Value& id, core::Value balance);
  void add(const std::string& id, core::Dict card);
  // All of them by id, in the order of Python's dict.
  core::Dict all() const;
  // all() == other.all()
  bool equals(const TravelCards& other) const;
  // A copy that lists the extension of `process` instead, which holds a copy of this one's.
  TravelCards clone(std::shared_ptr<ProcessState> process) const;

 private:
  core::CopyOnWrite<core::Dict> own_;
  size_t scenario_count_ = 0;              // of own_: these stand before the extension, registered ones behind it
  std::shared_ptr<ProcessState> process_;  // none without a long context
};

}  // namespace env::bfcl
