#include "env/bfcl/worlds/message_world.h"

#include <utility>

#include "core/error.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/message_api.h"
#include "env/bfcl/worlds/scenario.h"
#include "env/bfcl/worlds/shared_equality.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

constexpr int64_t kMessageSeed = 200191;

core::List id_list(const std::set<int64_t>& ids) {
  return {ids.begin(), ids.end()};
}

Dict default_state() {
  Dict defaults = world_data("message", "default_state").as_dict();
  defaults.set("random_seed", kMessageSeed);
  return defaults;
}

}  // namespace

const MethodTable<MessageWorld>& MessageWorld::table() {
  using W = MessageWorld;
  static const MethodTable<W> kTable({
      // in the order of the class body
      {"list_users", {}, &W::list_users},
      {"get_user_id", {"user"}, &W::get_user_id},
      {"message_login", {"user_id"}, &W::message_login},
      {"message_get_login_status", {}, &W::message_get_login_status},
      {"send_message", {"receiver_id", "message"}, &W::send_message},
      {"delete_message", {"receiver_id"}, &W::delete_message},
      {"view_messages_sent", {}, &W::view_messages_sent},
      {"add_contact", {"user_name"}, &W::add_contact},
      {"search_messages", {"keyword"}, &W::search_messages},
      {"get_message_stats", {}, &W::get_message_stats},
  });
  return kTable;
}

void MessageWorld::load_scenario(const Dict& scenario, bool /*long_context*/) {
  static const Dict kDefaults = default_state();
  const Scenario read(class_name(), scenario, kDefaults);
  random_ = PythonRandom(read.seed());
  std::set<int64_t> ids;
  for (const Value& id : *read.list("generated_ids")) ids.insert(id.as_int());
  generated_ids_ = core::CopyOnWrite(std::move(ids));
  user_count_ = read.value("user_count");
  user_map_ = read.dict("user_map");
  inbox_ = read.list("inbox");
  message_count_ = read.value("message_count");
  current_user_ = read.value("current_user");
}

Value MessageWorld::call(size_t method, const Arguments& arguments) {
  return table().call(*this, method, arguments);
}

Dict MessageWorld::state() const {
  return {{"generated_ids", id_list(*generated_ids_)},
          {"user_count", user_count_},
          {"user_map", user_map_},
          {"inbox", inbox_},
          {"message_count", message_count_},
          {"current_user", current_user_}};
}

Dict MessageWorld::private_state() const {
  return {{"_random", Dict{{"seed", random_.seed()}, {"drawn", random_.drawn()}}}};
}

std::string MessageWorld::state_repr() const {
  std::string ids = "set()";
  if (!generated_ids_->empty()) {
    ids = core::python_repr(id_list(*generated_ids_));
    ids.front() = '{';
    ids.back() = '}';
  }
  Dict shown = state();
  shown.set("generated_ids", core::Object{std::move(ids), "set"});
  return core::python_repr(shown);
}

bool MessageWorld::equals(const Simulator& truth) const {
  const auto* other = dynamic_cast<const MessageWorld*>(&truth);
  return other != nullptr && *generated_ids_ == *other->generated_ids_ && user_count_ == other->user_count_ &&
         same_content(user_map_, other->user_map_) && same_content(inbox_, other->inbox_) &&
         message_count_ == other->message_count_ && current_user_ == other->current_user_;
}

std::unique_ptr<Simulator> MessageWorld::clone() const {
  return std::make_unique<MessageWorld>(*this);
}

Value message_error(std::string_view text) {
  return Dict{{"error", text}};
}

std::unique_ptr<Simulator> make_message_api() {
  return std::make_unique<MessageWorld>();
}

}  // namespace env::bfcl
