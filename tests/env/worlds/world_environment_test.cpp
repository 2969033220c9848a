// The benchmark's worlds as environments: tools, calls as values, copies.
#include "env/bfcl/worlds/world_environment.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/python_text.h"
#include "world_fixtures.h"

namespace {

using env::bfcl::WorldEnvironment;

const core::fs::path kData = core::fs::path(FR_DEPS_DIR) / "bfcl/bfcl_eval/data";

WorldEnvironment environment() {
  return {fixtures::file_world(), std::make_shared<env::bfcl::Tools>()};
}

TEST(WorldEnvironment, CallsTakeValuesAsTheyAre) {
  WorldEnvironment world = environment();
  const env::ToolResult echoed = world.call({"echo", {{"content", "see ls (now)"}}, ""});
  EXPECT_TRUE(echoed.ok);
  EXPECT_EQ(echoed.text, R"j({"terminal_output": "see ls (now)"})j");
  EXPECT_EQ(core::python_repr(echoed.value), "{'terminal_output': 'see ls (now)'}");
  EXPECT_EQ(world.call({"touch", {{"file_name", "a"}}, ""}).text, "None");
}

TEST(WorldEnvironment, FailuresAreAnswers) {
  WorldEnvironment world = environment();
  const env::ToolResult unknown = world.call({"kill", {}, ""});
  EXPECT_FALSE(unknown.ok);
  EXPECT_EQ(unknown.text, "Error during execution: name 'kill' is not defined");
  EXPECT_EQ(world.call({"cd", {{"dir", "x"}}, ""}).text,
            "Error during execution: GorillaFileSystem.cd() got an unexpected keyword argument 'dir'");
  const env::ToolResult refused = world.call({"cd", {{"folder", "x"}}, ""});
  EXPECT_FALSE(refused.ok);
  EXPECT_EQ(refused.text, R"({"error": "cd: 'x': No such file or directory"})");
}

TEST(WorldEnvironment, StateTellsWorldsApartThatBehaveDifferently) {
  WorldEnvironment world = environment();
  world.call({"mkdir", {{"dir_name", "d"}}, ""});
  const std::unique_ptr<env::Environment> copy = world.clone();
  EXPECT_TRUE(core::identical(world.state(), copy->state()));
  copy->call({"cd", {{"folder", "d"}}, ""});
  EXPECT_FALSE(core::identical(world.state(), copy->state()));
  EXPECT_EQ(world.call({"pwd", {}, ""}).text, R"({"current_working_directory": "//"})");
}

TEST(WorldEnvironment, TheSameCallsGiveTheSameWorld) {
  const auto played = [] {
    WorldEnvironment world = environment();
    std::string text;
    for (const char* name : {"b", "a", "c"}) text += world.call({"touch", {{"file_name", name}}, ""}).text;
    text += world.call({"find", {}, ""}).text;
    return text + core::python_repr(world.state());
  };
  EXPECT_EQ(played(), played());
}

TEST(WorldEnvironment, OffersTheDocumentsOfItsClasses) {
  if (!core::fs::exists(kData)) GTEST_SKIP() << "benchmark data missing: run scripts/setup";
  const auto tools = env::bfcl::read_tools(kData, {"GorillaFileSystem"});
  ASSERT_EQ(tools->size(), 18U);
  WorldEnvironment world(fixtures::file_world(), tools);
  for (const chat::ToolSpec& tool : world.tools()) {
    const std::string text = world.call({tool.name(), {}, ""}).text;
    EXPECT_EQ(text.find("is not defined"), std::string::npos) << tool.name();
  }
  EXPECT_THROW(env::bfcl::read_tools(kData, {"NoSuchAPI"}), core::Error);
}

TEST(World, UnknownClassesAreErrors) {
  env::bfcl::WorldOptions options;
  options.classes = {"NoSuchAPI"};
  EXPECT_THROW(env::bfcl::World{options}, core::Error);
  EXPECT_EQ(env::bfcl::make_simulator("NoSuchAPI"), nullptr);
}

}  // namespace
