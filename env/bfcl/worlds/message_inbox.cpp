// MessageAPI: sending, deleting and finding messages. A message is a dict whose first item is receiver and text.
#include <algorithm>
#include <iterator>
#include <utility>

#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/message_world.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

// What scenarios and nested calls put into the inbox may be anything.
const core::DictItem& first_item(const Value& message) {
  if (!message.is_dict()) {
    throw PythonError(core::format("'{}' object has no attribute 'items'", message.type_name()));
  }
  if (message.as_dict().empty()) throw PythonError("list index out of range");
  return *message.as_dict().begin();
}

Value not_logged_in() {
  return message_error("No user is currently logged in.");
}

}  // namespace

int64_t MessageWorld::new_message_id() {
  constexpr int64_t kLow = 10000;
  constexpr int64_t kHigh = 99999;
  // The reference would draw for ever.
  if (generated_ids_->size() > static_cast<size_t>(kHigh - kLow)) throw PythonError("no message id is left");
  int64_t id = random_.randint(kLow, kHigh);
  while (generated_ids_->contains(id)) id = random_.randint(kLow, kHigh);
  generated_ids_.write().insert(id);
  return id;
}

Value MessageWorld::send_message(const Arguments& arguments) {
  const Value& receiver = arguments[0];
  if (!is_logged_in()) return not_logged_in();
  const std::string shown = core::python_str(receiver);
  if (!has_user_id(receiver)) return message_error(core::format("Receiver ID '{}' not found.", shown));
  const Dict message_id{{"new_id", new_message_id()}};
  require_hashable(receiver);
  Dict message;
  message.set(receiver, arguments[1]);
  inbox_.write().emplace_back(std::move(message));
  message_count_ = python_add_in_place(message_count_, 1);
  return Dict{{"sent_status", true},
              {"message_id", message_id},
              {"message", core::format("Message sent to '{}' successfully.", shown)}};
}

Value MessageWorld::delete_message(const Arguments& arguments) {
  const Value& wanted = arguments[0];
  if (!is_logged_in()) return not_logged_in();
  const std::string shown = core::python_str(wanted);
  for (auto message = inbox_->rbegin(); message != inbox_->rend(); ++message) {
    const Value receiver = first_item(*message).key;
    if (!(receiver == wanted)) continue;
    // The newest one is found; the first one that is equal to it goes. It may be equal to none, not even itself (NaN).
    const auto newest = std::prev(message.base());
    const auto place = std::find(inbox_->begin(), newest, *newest) - inbox_->begin();
    core::List& inbox = inbox_.write();
    inbox.erase(inbox.begin() + place);
    return Dict{{"deleted_status", true},
                {"receiver_id", receiver},
                {"message", core::format("Receiver {}'s latest message deleted successfully.", shown)}};
  }
  return message_error(core::format("Receiver ID {} not found.", shown));
}

Value MessageWorld::view_messages_sent(const Arguments& /*arguments*/) {
  if (!is_logged_in()) return not_logged_in();
  Dict sent;
  for (const Value& message : *inbox_) {
    const auto& [receiver, content] = first_item(message);
    const Value* earlier = sent.find(receiver);
    core::List contents = earlier == nullptr ? core::List() : earlier->as_list();
    contents.push_back(content);
    sent.set(receiver, std::move(contents));
  }
  return Dict{{"messages", std::move(sent)}};
}

Value MessageWorld::search_messages(const Arguments& arguments) {
  if (!is_logged_in()) return not_logged_in();
  const std::string keyword = core::python_lower(text_with(arguments[0], "lower"));
  core::List results;
  for (const Value& message : *inbox_) {
    const auto& [receiver, content] = first_item(message);
    if (core::find_text(core::python_lower(text_with(content, "lower")), keyword) == std::string_view::npos) continue;
    results.emplace_back(Dict{{"receiver_id", receiver}, {"message", content}});
  }
  return Dict{{"results", std::move(results)}};
}

Value MessageWorld::get_message_stats(const Arguments& /*arguments*/) {
  if (!is_logged_in()) return not_logged_in();
  Dict contacts;
  for (const Value& message : *inbox_) contacts.set(first_item(message).key, true);
  return Dict{{"stats", Dict{{"received_count", static_cast<int64_t>(inbox_->size())},
                             {"total_contacts", static_cast<int64_t>(contacts.size())}}}};
}

}  // namespace env::bfcl
