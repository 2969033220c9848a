// The class behind ticket_api.h. Methods in ticket_methods.cpp.
#pragma once

#include <memory>
#include <string_view>

#include "core/copy_on_write.h"
#include "env/bfcl/worlds/method_table.h"

namespace env::bfcl {

class TicketWorld final : public Simulator {
 public:
  std::string_view class_name() const override { return "TicketAPI"; }
  const std::vector<Method>& methods() const override { return table().methods(); }
  // Besides the interface's: core::Error(data) where the queue is no list of dicts.
  void load_scenario(const core::Dict& scenario, bool long_context) override;
  core::Value call(size_t method, const Arguments& arguments) override;
  core::Dict state() const override;
  bool equals(const Simulator& truth) const override;
  std::unique_ptr<Simulator> clone() const override;

 private:
  static const MethodTable<TicketWorld>& table();

  core::Value create_ticket(const Arguments& arguments);
  core::Value get_ticket(const Arguments& arguments);
  core::Value close_ticket(const Arguments& arguments);
  core::Value resolve_ticket(const Arguments& arguments);
  core::Value edit_ticket(const Arguments& arguments);
  core::Value ticket_login(const Arguments& arguments);
  core::Value ticket_get_login_status(const Arguments& arguments);
  core::Value logout(const Arguments& arguments);
  core::Value get_user_tickets(const Arguments& arguments);

  bool is_logged_in() const { return core::python_truth(current_user_); }
  static constexpr size_t kNowhere = static_cast<size_t>(-1);
  // The place of the first ticket of this id; kNowhere. Throws PythonError where a ticket before it has no id.
  size_t find_ticket(const core::Value& id) const;
  const core::Value& ticket(size_t place) const { return (*ticket_queue_)[place]; }
  core::Dict& writable(size_t place) { return ticket_queue_.write()[place].as_dict(); }

  // Public attributes by their Python names. Callers and scenarios put any type into the single values.
  core::CopyOnWrite<core::List> ticket_queue_;
  core::Value ticket_counter_;
  core::Value current_user_;
};

// {"error": text}
core::Value ticket_error(std::string_view text);

}  // namespace env::bfcl
