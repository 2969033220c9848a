// MessageAPI: its rules, what hostile arguments come to, and that copies are independent.
#include <gtest/gtest.h>

#include <string>

#include "core/python_text.h"
#include "world_fixtures.h"

namespace {

using core::Dict;
using core::Value;
using env::bfcl::World;
using fixtures::run;

constexpr const char* kRaised = "Error during execution: ";

World messages(Dict given = {{"current_user", "USR001"}}) {
  return fixtures::world_of("MessageAPI", std::move(given));
}

Value attribute(const World& world, std::string_view name) {
  return world.simulator(0).state().at(name);
}

TEST(Message, StartsFromTheDefaultStateWithoutAUser) {
  World world = messages({});
  EXPECT_EQ(run(world, "message_get_login_status()"), R"({"login_status": false})");
  EXPECT_EQ(run(world, "send_message('USR002', 'hi')"), R"({"error": "No user is currently logged in."})");
  EXPECT_EQ(run(world, "message_login('USR9')"), R"({"login_status": false, "message": "User ID 'USR9' not found."})");
  EXPECT_EQ(run(world, "message_login('USR001')", "get_message_stats()"),
            R"({"stats": {"received_count": 3, "total_contacts": 3}})");
  EXPECT_EQ(world.simulator(0).state_repr().substr(0, 37), "{'generated_ids': set(), 'user_count'");
}

TEST(Message, DrawsIdsAsPythonDoes) {
  World world = messages();
  EXPECT_EQ(
      run(world, "send_message('USR002', 'hi')"),
      R"({"sent_status": true, "message_id": {"new_id": 67410}, "message": "Message sent to 'USR002' successfully."})");
  EXPECT_EQ(run(world, "send_message('USR005', 'hi')"), R"({"error": "Receiver ID 'USR005' not found."})");
  EXPECT_EQ(run(world, "send_message('USR003', 'hi')").substr(0, 53),
            R"({"sent_status": true, "message_id": {"new_id": 41772})");
  EXPECT_EQ(attribute(world, "generated_ids"), Value(core::List{41772, 67410}));
  EXPECT_EQ(world.simulator(0).state_repr().substr(0, 33), "{'generated_ids': {41772, 67410},");
  EXPECT_EQ(attribute(world, "message_count"), Value(5));
}

TEST(Message, AnIdThatIsTakenIsDrawnAgain) {
  World world = messages({{"current_user", "USR001"}, {"generated_ids", core::List{67410}}});
  EXPECT_EQ(run(world, "send_message('USR002', 'hi')").substr(0, 53),
            R"({"sent_status": true, "message_id": {"new_id": 41772})");
}

TEST(Message, AMessageThatIsNotEqualToItselfIsDeleted) {
  World world = messages({{"current_user", "USR001"}, {"inbox", core::List{}}});
  run(world, "send_message('USR002', 1e400 - 1e400)", "send_message('USR002', 1e400 - 1e400)",
      "send_message('USR003', 'x')");
  EXPECT_EQ(run(world, "delete_message('USR002')").substr(0, 23), R"({"deleted_status": true)");
  EXPECT_EQ(core::python_repr(attribute(world, "inbox")), "[{'USR002': nan}, {'USR003': 'x'}]");
}

TEST(Message, DeletingFindsTheNewestAndRemovesTheFirstEqualOne) {
  World world = messages(
      {{"current_user", "USR001"}, {"inbox", core::parse_json(R"([{"U": "a"}, {"V": "b"}, {"U": "c"}, {"U": "a"}])")}});
  EXPECT_EQ(
      run(world, "delete_message('U')"),
      R"({"deleted_status": true, "receiver_id": "U", "message": "Receiver U's latest message deleted successfully."})");
  EXPECT_EQ(attribute(world, "inbox"), core::parse_json(R"([{"V": "b"}, {"U": "c"}, {"U": "a"}])"));
  EXPECT_EQ(attribute(world, "message_count"), Value(3));
  EXPECT_EQ(run(world, "delete_message('W')"), R"({"error": "Receiver ID W not found."})");
  EXPECT_EQ(run(world, "view_messages_sent()"), R"({"messages": {"V": ["b"], "U": ["c", "a"]}})");
}

TEST(Message, ANewContactCountsEvenWhereItsIdIsTaken) {
  World world = messages({{"user_map", core::parse_json(R"({"Ann": "USR005"})")}});
  EXPECT_EQ(run(world, "add_contact('Bob')"), R"({"error": "User ID 'USR005' already exists."})");
  EXPECT_EQ(run(world, "add_contact('Bob')"),
            R"({"added_status": true, "user_id": "USR006", "message": "Contact 'Bob' added successfully."})");
  EXPECT_EQ(run(world, "list_users()"), R"({"user_list": ["Ann", "Bob"]})");
}

TEST(Message, SearchesWithoutCase) {
  World world = messages();
  run(world, "send_message('USR002', 'ΟΔΟΣ Straße')");
  EXPECT_EQ(run(world, "search_messages('οδοσ')"), R"({"results": []})");
  EXPECT_EQ(run(world, "search_messages('STRA')").substr(0, 38), R"({"results": [{"receiver_id": "USR002",)");
}

TEST(Message, HostileArguments) {
  World world = messages();
  EXPECT_EQ(run(world, "get_user_id([])"), std::string(kRaised) + "unhashable type: 'list'");
  EXPECT_EQ(run(world, "add_contact({})"), std::string(kRaised) + "unhashable type: 'dict'");
  EXPECT_EQ(run(world, "search_messages(None)"), std::string(kRaised) + "'NoneType' object has no attribute 'lower'");
  EXPECT_EQ(run(world, "send_message(['USR002'], 1)"), R"({"error": "Receiver ID '['USR002']' not found."})");
  EXPECT_EQ(run(world, "send_message('USR002', {'k': None})").substr(0, 21), R"({"sent_status": true,)");
  EXPECT_EQ(run(world, "search_messages('x')"), std::string(kRaised) + "'dict' object has no attribute 'lower'");

  World odd = messages({{"current_user", 1}, {"inbox", core::parse_json(R"([{}])")}, {"user_count", "4"}});
  EXPECT_EQ(run(odd, "view_messages_sent()"), std::string(kRaised) + "list index out of range");
  EXPECT_EQ(run(odd, "add_contact('Z')"), std::string(kRaised) + "can only concatenate str (not \"int\") to str");
}

TEST(Message, ACopyIsIndependentAndDrawsTheSameIds) {
  World world = messages();
  run(world, "send_message('USR002', 'one')");
  World copy = world;
  EXPECT_TRUE(world.simulator(0).equals(copy.simulator(0)));
  const std::string text = run(copy, "send_message('USR002', 'two')");
  EXPECT_FALSE(world.simulator(0).equals(copy.simulator(0)));
  EXPECT_EQ(attribute(world, "message_count"), Value(4));
  EXPECT_EQ(run(world, "send_message('USR002', 'two')"), text);
  EXPECT_TRUE(world.simulator(0).equals(copy.simulator(0)));
}

}  // namespace
