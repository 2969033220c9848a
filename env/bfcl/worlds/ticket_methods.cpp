// TicketAPI: what its methods do.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "core/text.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/ticket_world.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

constexpr std::array<std::string_view, 4> kEditable = {"title", "description", "status", "priority"};

Value no_ticket(const Value& id) {
  return ticket_error(core::format("Ticket with ID {} not found.", core::python_str(id)));
}

// {"status": "Ticket 1 has been closed successfully."}
Value done(const Value& id, std::string_view what) {
  return Dict{{"status", core::format("Ticket {} has been {} successfully.", core::python_str(id), what)}};
}

// The fields that cannot be edited, joined in the caller's order (the reference joins a set, which
// has none); none where all can.
std::optional<std::string> invalid_fields(const Dict& updates) {
  std::vector<std::string> names;
  std::optional<std::string> trouble;
  for (const auto& [key, value] : updates) {
    const bool editable =
        key.is_string() && std::find(kEditable.begin(), kEditable.end(), key.as_string()) != kEditable.end();
    if (editable) continue;
    if (!key.is_string() && !trouble) {
      trouble = core::format("sequence item {}: expected str instance, {} found", names.size(), key.type_name());
    }
    names.push_back(core::python_str(key));
  }
  if (trouble) throw PythonError(*trouble);
  return names.empty() ? std::nullopt : std::optional(core::join(names, ", "));
}

std::string lower_status(const Value& status) {
  return core::python_lower(text_with(status, "lower"));
}

}  // namespace

size_t TicketWorld::find_ticket(const Value& id) const {
  for (size_t i = 0; i < ticket_queue_->size(); ++i) {
    if (python_subscript(ticket(i), "id") == id) return i;
  }
  return kNowhere;
}

Value TicketWorld::create_ticket(const Arguments& arguments) {
  const Value& priority = arguments[2];
  if (!is_logged_in()) return ticket_error("User not authenticated. Please log in to create a ticket.");
  if (python_less(priority, 1) || python_less(5, priority)) {
    return ticket_error("Invalid priority. Priority must be between 1 and 5.");
  }
  const Value made = Dict{{"id", ticket_counter_}, {"title", arguments[0]}, {"description", arguments[1]},
                          {"status", "Open"},      {"priority", priority},  {"created_by", current_user_}};
  ticket_queue_.write().push_back(made);
  ticket_counter_ = python_add_in_place(ticket_counter_, 1);
  return made;
}

Value TicketWorld::get_ticket(const Arguments& arguments) {
  const size_t place = find_ticket(arguments[0]);
  return place == kNowhere ? no_ticket(arguments[0]) : ticket(place);
}

Value TicketWorld::close_ticket(const Arguments& arguments) {
  const Value& id = arguments[0];
  const size_t place = find_ticket(id);
  if (place == kNowhere) return no_ticket(id);
  if (is_text(python_subscript(ticket(place), "status"), "Closed")) {
    return ticket_error(core::format("Ticket with ID {} is already closed.", core::python_str(id)));
  }
  writable(place).set("status", "Closed");
  return done(id, "closed");
}

Value TicketWorld::resolve_ticket(const Arguments& arguments) {
  const Value& id = arguments[0];
  const size_t place = find_ticket(id);
  if (place == kNowhere) return no_ticket(id);
  if (is_text(python_subscript(ticket(place), "status"), "Resolved")) {
    return ticket_error(core::format("Ticket with ID {} is already resolved.", core::python_str(id)));
  }
  Dict& resolved = writable(place);
  resolved.set("status", "Resolved");
  resolved.set("resolution", arguments[1]);
  return done(id, "resolved");
}

Value TicketWorld::edit_ticket(const Arguments& arguments) {
  const Value& id = arguments[0];
  const Value& updates = arguments[1];
  const size_t place = find_ticket(id);
  if (place == kNowhere) return no_ticket(id);
  if (!updates.is_dict()) throw PythonError(core::format("'{}' object has no attribute 'keys'", updates.type_name()));
  const std::optional<std::string> invalid = invalid_fields(updates.as_dict());
  if (invalid) return ticket_error(core::format("Invalid fields for update: {}", *invalid));
  Dict& edited = writable(place);
  for (const auto& [field, value] : updates.as_dict()) {
    if (!value.is_none()) edited.set(field, value);
  }
  return done(id, "updated");
}

Value TicketWorld::ticket_login(const Arguments& arguments) {
  if (!core::python_truth(arguments[0]) || !core::python_truth(arguments[1])) return Dict{{"success", false}};
  current_user_ = arguments[0];
  return Dict{{"success", true}};
}

Value TicketWorld::ticket_get_login_status(const Arguments& /*arguments*/) {
  return Dict{{"login_status", is_logged_in()}};
}

Value TicketWorld::logout(const Arguments& /*arguments*/) {
  if (!is_logged_in()) return Dict{{"success", false}};
  current_user_ = {};
  return Dict{{"success", true}};
}

Value TicketWorld::get_user_tickets(const Arguments& arguments) {
  const Value& status = arguments[0];
  if (!is_logged_in()) {
    return core::List{ticket_error("User not authenticated. Please log in to view tickets.")};
  }
  core::List own;
  for (const Value& each : *ticket_queue_) {
    if (python_subscript(each, "created_by") == current_user_) own.push_back(each);
  }
  if (!core::python_truth(status)) return own;
  core::List matching;
  for (Value& each : own) {
    const std::string found = lower_status(python_subscript(each, "status"));
    if (found == lower_status(status)) matching.push_back(std::move(each));
  }
  return matching;
}

}  // namespace env::bfcl
