// TicketAPI: its rules, what hostile arguments come to, and that copies are independent.
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

World tickets(Dict given = {{"current_user", "ann"}}) {
  return fixtures::world_of("TicketAPI", std::move(given));
}

Value attribute(const World& world, std::string_view name) {
  return world.simulator(0).state().at(name);
}

TEST(Ticket, CreatesAndFindsTickets) {
  World world = tickets();
  EXPECT_EQ(run(world, "create_ticket('a')"),
            R"({"id": 1, "title": "a", "description": "", "status": "Open", "priority": 1, "created_by": "ann"})");
  EXPECT_EQ(run(world, "create_ticket('b', priority=6)"),
            R"({"error": "Invalid priority. Priority must be between 1 and 5."})");
  EXPECT_EQ(run(world, "get_ticket(True)"), run(world, "get_ticket(1.0)"));
  EXPECT_EQ(run(world, "get_ticket('1')"), R"({"error": "Ticket with ID 1 not found."})");
  EXPECT_EQ(attribute(world, "ticket_counter"), Value(2));
}

TEST(Ticket, ClosesResolvesAndEdits) {
  World world = tickets();
  run(world, "create_ticket('a')");
  EXPECT_EQ(run(world, "close_ticket(1)"), R"({"status": "Ticket 1 has been closed successfully."})");
  EXPECT_EQ(run(world, "close_ticket(1)"), R"({"error": "Ticket with ID 1 is already closed."})");
  EXPECT_EQ(run(world, "resolve_ticket(1, 'done')"), R"({"status": "Ticket 1 has been resolved successfully."})");
  EXPECT_EQ(run(world, "resolve_ticket(1, 'again')"), R"({"error": "Ticket with ID 1 is already resolved."})");
  EXPECT_EQ(run(world, "edit_ticket(1, {'title': 'b', 'status': None, 'priority': 'high'})"),
            R"({"status": "Ticket 1 has been updated successfully."})");
  EXPECT_EQ(run(world, "edit_ticket(1, {'owner': 1, 'title': 'c', 'id': 2})"),
            R"({"error": "Invalid fields for update: owner, id"})");
  EXPECT_EQ(run(world, "get_ticket(1)"),
            R"({"id": 1, "title": "b", "description": "", "status": "Resolved", "priority": "high", )"
            R"("created_by": "ann", "resolution": "done"})");
}

TEST(Ticket, ListsTheTicketsOfTheUser) {
  World world = tickets({});
  EXPECT_EQ(run(world, "get_user_tickets()"), "[{'error': 'User not authenticated. Please log in to view tickets.'}]");
  EXPECT_EQ(run(world, "create_ticket('a')"),
            R"({"error": "User not authenticated. Please log in to create a ticket."})");
  EXPECT_EQ(run(world, "ticket_login('ann', '')"), R"({"success": false})");
  EXPECT_EQ(run(world, "ticket_login('ann', 0.5)"), R"({"success": true})");
  run(world, "create_ticket('a')", "ticket_login('bob', 'x')", "create_ticket('b')", "close_ticket(2)");
  EXPECT_EQ(run(world, "get_user_tickets('CLOSED')"),
            "[{'id': 2, 'title': 'b', 'description': '', 'status': 'Closed', 'priority': 1, 'created_by': 'bob'}]");
  EXPECT_EQ(run(world, "get_user_tickets('open')"), "[]");
  EXPECT_EQ(run(world, "logout()", "logout()"), R"({"success": false})");
  EXPECT_EQ(run(world, "ticket_get_login_status()"), R"({"login_status": false})");
}

TEST(Ticket, HostileArguments) {
  World world = tickets();
  EXPECT_EQ(run(world, "create_ticket('a', '', '1')"),
            std::string(kRaised) + "'<' not supported between instances of 'str' and 'int'");
  EXPECT_EQ(run(world, "create_ticket('a', '', None)"),
            std::string(kRaised) + "'<' not supported between instances of 'NoneType' and 'int'");
  EXPECT_EQ(run(world, "create_ticket([], {}, 1e999)"),
            R"({"error": "Invalid priority. Priority must be between 1 and 5."})");
  run(world, "create_ticket('a')");
  EXPECT_EQ(run(world, "edit_ticket(1, 'title')"), std::string(kRaised) + "'str' object has no attribute 'keys'");
  EXPECT_EQ(run(world, "edit_ticket(1, {'x': 1, 2: 3})"),
            std::string(kRaised) + "sequence item 1: expected str instance, int found");
  EXPECT_EQ(run(world, "get_user_tickets(5)"), std::string(kRaised) + "'int' object has no attribute 'lower'");

  World odd = tickets({{"current_user", "ann"}, {"ticket_queue", core::parse_json(R"([{"no": {"id": 1}}])")}});
  EXPECT_EQ(run(odd, "get_ticket(1)"), std::string(kRaised) + "'id'");
  EXPECT_EQ(run(odd, "get_user_tickets()"), std::string(kRaised) + "'created_by'");
}

TEST(Ticket, TicketsInTicketsStayBounded) {
  // Every nested answer holds all earlier ones; what one call text may make is bounded.
  World world = tickets();
  for (int i = 0; i < 24; ++i) run(world, "create_ticket(get_user_tickets())");
  EXPECT_EQ(run(world, "create_ticket(get_user_tickets())"), kRaised);  // MemoryError
}

TEST(Ticket, ACopyIsIndependent) {
  World world = tickets();
  run(world, "create_ticket('a')");
  World copy = world;
  EXPECT_TRUE(world.simulator(0).equals(copy.simulator(0)));
  run(copy, "close_ticket(1)");
  EXPECT_FALSE(world.simulator(0).equals(copy.simulator(0)));
  EXPECT_EQ(attribute(world, "ticket_queue").as_list()[0].at("status"), Value("Open"));
  run(world, "close_ticket(1)");
  EXPECT_TRUE(copy.simulator(0).equals(world.simulator(0)));
}

}  // namespace
