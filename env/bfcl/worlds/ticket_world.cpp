#include "env/bfcl/worlds/ticket_world.h"

#include "core/error.h"
#include "env/bfcl/worlds/scenario.h"
#include "env/bfcl/worlds/shared_equality.h"
#include "env/bfcl/worlds/ticket_api.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {

using core::Dict;
using core::Value;

const MethodTable<TicketWorld>& TicketWorld::table() {
  using W = TicketWorld;
  static const MethodTable<W> kTable({
      // in the order of the class body
      {"create_ticket", {"title", {"description", ""}, {"priority", 1}}, &W::create_ticket},
      {"get_ticket", {"ticket_id"}, &W::get_ticket},
      {"close_ticket", {"ticket_id"}, &W::close_ticket},
      {"resolve_ticket", {"ticket_id", "resolution"}, &W::resolve_ticket},
      {"edit_ticket", {"ticket_id", "updates"}, &W::edit_ticket},
      {"ticket_login", {"username", "password"}, &W::ticket_login},
      {"ticket_get_login_status", {}, &W::ticket_get_login_status},
      {"logout", {}, &W::logout},
      {"get_user_tickets", {{"status", Value()}}, &W::get_user_tickets},
  });
  return kTable;
}

void TicketWorld::load_scenario(const Dict& scenario, bool /*long_context*/) {
  static const Dict& kDefaults = world_data("ticket", "default_state").as_dict();
  const Scenario read(class_name(), scenario, kDefaults);
  for (const Value& ticket : *read.list("ticket_queue")) {
    if (!ticket.is_dict()) throw core::data_error("TicketAPI: ticket_queue holds what is no dict");
  }
  ticket_queue_ = read.list("ticket_queue");
  ticket_counter_ = read.value("ticket_counter");
  current_user_ = read.value("current_user");
}

Value TicketWorld::call(size_t method, const Arguments& arguments) {
  return table().call(*this, method, arguments);
}

Dict TicketWorld::state() const {
  return {{"ticket_queue", ticket_queue_}, {"ticket_counter", ticket_counter_}, {"current_user", current_user_}};
}

bool TicketWorld::equals(const Simulator& truth) const {
  const auto* other = dynamic_cast<const TicketWorld*>(&truth);
  return other != nullptr && same_content(ticket_queue_, other->ticket_queue_) &&
         ticket_counter_ == other->ticket_counter_ && current_user_ == other->current_user_;
}

std::unique_ptr<Simulator> TicketWorld::clone() const {
  return std::make_unique<TicketWorld>(*this);
}

Value ticket_error(std::string_view text) {
  return Dict{{"error", text}};
}

std::unique_ptr<Simulator> make_ticket_api() {
  return std::make_unique<TicketWorld>();
}

}  // namespace env::bfcl
