// The class behind message_api.h. Methods by topic: message_users.cpp (users and login), message_inbox.cpp (messages).
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "core/copy_on_write.h"
#include "env/bfcl/worlds/method_table.h"
#include "env/bfcl/worlds/python_random.h"

namespace env::bfcl {

class MessageWorld final : public Simulator {
 public:
  std::string_view class_name() const override { return "MessageAPI"; }
  const std::vector<Method>& methods() const override { return table().methods(); }
  // Besides the interface's: core::Error(data) where users, inbox or ids given out are of another type than the default
  // state's, or the seed is no int.
  void load_scenario(const core::Dict& scenario, bool long_context) override;
  core::Value call(size_t method, const Arguments& arguments) override;
  // The set of ids given out as an ascending list.
  core::Dict state() const override;
  core::Dict private_state() const override;
  std::string state_repr() const override;
  bool equals(const Simulator& truth) const override;
  std::unique_ptr<Simulator> clone() const override;

 private:
  static const MethodTable<MessageWorld>& table();

  core::Value list_users(const Arguments& arguments);
  core::Value get_user_id(const Arguments& arguments);
  core::Value message_login(const Arguments& arguments);
  core::Value message_get_login_status(const Arguments& arguments);
  core::Value add_contact(const Arguments& arguments);

  core::Value send_message(const Arguments& arguments);
  core::Value delete_message(const Arguments& arguments);
  core::Value view_messages_sent(const Arguments& arguments);
  core::Value search_messages(const Arguments& arguments);
  core::Value get_message_stats(const Arguments& arguments);

  bool is_logged_in() const { return core::python_truth(current_user_); }
  // `id in user_map.values()`
  bool has_user_id(const core::Value& id) const;
  // One that was not given out before.
  int64_t new_message_id();

  PythonRandom random_{0};
  // Public attributes by their Python names. Callers and scenarios put any type into the single values.
  core::CopyOnWrite<std::set<int64_t>> generated_ids_;
  core::Value user_count_;
  core::CopyOnWrite<core::Dict> user_map_;
  core::CopyOnWrite<core::List> inbox_;
  core::Value message_count_;
  core::Value current_user_;
};

// {"error": text}
core::Value message_error(std::string_view text);

}  // namespace env::bfcl
