// GorillaFileSystem: what the oracle's cases reach seldom: aliases, cycles, copies, hostile trees.
#include "env/bfcl/worlds/file_system.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files.h"
#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/python_error.h"
#include "world_fixtures.h"

namespace {

using env::bfcl::World;
using fixtures::file_world;
using fixtures::run;

constexpr const char* kTree = R"({"home": {"type": "directory", "contents": {
  "docs": {"type": "directory", "contents": {
    "a.txt": {"type": "file", "content": "one\ntwo"},
    "sub": {"type": "directory", "contents": {"deep.txt": {"type": "file", "content": "x"}}}}},
  "b.txt": {"type": "file", "content": "b"}}}})";

TEST(FileSystem, AMovedDirectoryIsANewObjectOverTheOldContents) {
  World world = file_world(kTree);
  run(world, "cd('docs')", "cd('sub')");
  World moved = file_world(kTree);
  EXPECT_EQ(run(moved, "mv('docs', 'papers')", "cd('papers')", "cd('sub')", "pwd()"),
            R"({"current_working_directory": "/home/docs/sub"})");
  EXPECT_EQ(run(moved, "cd('..')", "pwd()"), R"({"current_working_directory": "/home/docs"})");
  // The old object still shares its contents with the new one.
  EXPECT_EQ(run(moved, "touch('new')", "cd('/')", "cd('papers')", "ls()"),
            R"({"current_directory_content": ["a.txt", "sub", "new"]})");
}

TEST(FileSystem, AMovedItemGoesToTheEnd) {
  World world = file_world(kTree);
  EXPECT_EQ(run(world, "mv('docs', 'zeta')", "mv('b.txt', 'alpha')", "ls()"),
            R"({"current_directory_content": ["zeta", "alpha"]})");
}

TEST(FileSystem, ACopyOfADirectorySharesWhatLiesBelow) {
  World world = file_world(kTree);
  run(world, "cp('docs', 'copy')", "cd('copy')", "echo('changed', 'a.txt')", "touch('only_here')", "cd('sub')",
      "touch('seen_in_both')", "cd('/')");
  EXPECT_EQ(run(world, "cd('docs')", "cat('a.txt')"), R"({"file_content": "changed"})");
  EXPECT_EQ(run(world, "ls()"), R"({"current_directory_content": ["a.txt", "sub"]})");
  EXPECT_EQ(run(world, "cd('sub')", "ls()"), R"({"current_directory_content": ["deep.txt", "seen_in_both"]})");
  // A copied file is a file of its own.
  EXPECT_EQ(run(world, "cd('/')", "cp('b.txt', 'c.txt')", "echo('other', 'c.txt')", "cat('b.txt')"),
            R"({"file_content": "b"})");
  EXPECT_EQ(run(world, "cp('b.txt', 'docs')", "cp('b.txt', 'docs')"),
            "Error during execution: File 'b.txt' already exists in directory 'docs'.");
}

TEST(FileSystem, ADirectoryCopiedIntoItselfAnswersAsPythonDoes) {
  World world = file_world(kTree);
  EXPECT_EQ(run(world, "cp('docs', 'docs')"), R"({"result": "'docs' copied to 'docs/docs'"})");
  EXPECT_EQ(run(world, "find()"), "Error during execution: maximum recursion depth exceeded");
  EXPECT_EQ(run(world, "du()"), "Error during execution: maximum recursion depth exceeded");
  EXPECT_EQ(run(world, "cd('docs')", "cd('docs')", "cd('docs')", "cd('docs')", "cd('..')", "pwd()"),
            R"({"current_working_directory": "/home/docs"})");
  EXPECT_NE(world.simulator(0).state_repr().find("Contents: {...}>"), std::string::npos);
  const World copy = world;
  EXPECT_THROW(world.simulator(0).equals(copy.simulator(0)), env::bfcl::PythonError);
  EXPECT_NE(core::python_repr(world.simulator(0).state()).find("'...'"), std::string::npos);
  EXPECT_EQ(run(world, "mv('docs', 'docs')"), R"({"error": "mv: cannot move 'docs' to 'docs/docs': File exists"})");
}

TEST(FileSystem, ADotIsTheDirectoryItselfWhereItIsAName) {
  World world = file_world();
  EXPECT_EQ(run(world, "mkdir('.')", "cp('.', '.')"),
            "Error during execution: Directory '.' already exists in directory '/'.");
  EXPECT_EQ(run(world, "echo('x', '.')"), "Error during execution: 'Directory' object has no attribute '_write'");
}

TEST(FileSystem, SharedDirectoriesDoNotMultiplyWork) {
  World world = file_world();
  run(world, "mkdir('d')", "touch('f')", "mv('f', 'd')");
  for (int i = 0; i < 40; ++i) {  // each level holds the one below twice
    run(world, "cp('d', 'e')", "mkdir('n')", "mv('d', 'n')", "mv('e', 'n')", "mv('n', 'd')");
  }
  EXPECT_TRUE(world.execute("find()").raised);
  EXPECT_TRUE(world.execute("du()").raised);
  EXPECT_THROW(world.simulator(0).state_repr(), env::bfcl::PythonError);
  world.simulator(0).state();
  World copy = world;
  run(copy, "touch('g')", "rm('g')", "cd('d')");
  EXPECT_THROW(world.simulator(0).equals(copy.simulator(0)), env::bfcl::PythonError);
}

// A search that starts anew behind every failure would take minutes for each of these.
TEST(FileSystem, SearchesAreLinear) {
  World world = file_world(kTree);
  run(world, "echo('a' * 1000 * 1500, 'b.txt')", "touch('a' * 1000 * 1500)");
  EXPECT_EQ(run(world, "grep('b.txt', 'a' * 1000 * 700 + 'b')"), R"({"matching_lines": []})");
  EXPECT_EQ(run(world, "find('.', 'a' * 1000 * 700 + 'b')"), R"({"matches": []})");
}

// 2^12 paths to one file.
World with_shared_file(const std::string& content) {
  World world = file_world();
  run(world, "mkdir('d')", "cd('d')", "touch('f')", "echo(" + content + ", 'f')", "cd('..')");
  for (int i = 0; i < 12; ++i) {
    run(world, "cp('d', 'e')", "mkdir('n')", "mv('d', 'n')", "mv('e', 'n')", "mv('n', 'd')");
  }
  return world;
}

TEST(FileSystem, SharedDirectoriesDoNotMultiplyTheirFiles) {
  World world = with_shared_file("'x' * 1000 * 2000");
  EXPECT_EQ(run(world, "du()"), core::format(R"({{"disk_usage": "{} bytes"})", 2'000'000ULL << 12U));
  EXPECT_THROW(world.simulator(0).equals(with_shared_file("'x' * 1000 * 2000").simulator(0)), env::bfcl::PythonError);
  EXPECT_LT(core::python_repr(world.simulator(0).state()).size(), 40'000'000U);
  EXPECT_LT(core::python_repr(with_shared_file("[0] * 150000").simulator(0).state()).size(), 40'000'000U);
}

TEST(FileSystem, DeepDirectoriesPrintUpToALimit) {
  World world = file_world();
  for (int i = 0; i < 2000; ++i) run(world, "mkdir('d')", "cd('d')");
  EXPECT_THROW(world.simulator(0).state_repr(), env::bfcl::PythonError);
  EXPECT_NE(core::python_repr(world.simulator(0).state()).find("{'d': '...'}"), std::string::npos);
}

TEST(FileSystem, CopiesAreIndependent) {
  World world = file_world(kTree);
  World copy = world;
  EXPECT_TRUE(world.simulator(0).equals(copy.simulator(0)));
  run(copy, "cd('docs')", "echo('changed', 'a.txt')", "rm('sub')");
  EXPECT_EQ(run(world, "ls()"), R"({"current_directory_content": ["docs", "b.txt"]})");
  EXPECT_EQ(run(world, "cd('docs')", "cat('a.txt')"), R"({"file_content": "one\ntwo"})");
  EXPECT_EQ(run(world, "ls()"), R"({"current_directory_content": ["a.txt", "sub"]})");
  EXPECT_FALSE(world.simulator(0).equals(copy.simulator(0)));
  run(world, "echo('changed', 'a.txt')", "rm('sub')", "cd('/')");
  EXPECT_TRUE(world.simulator(0).equals(copy.simulator(0)));  // the current directory is not compared
  EXPECT_NE(core::python_repr(world.simulator(0).private_state()),
            core::python_repr(copy.simulator(0).private_state()));
}

TEST(FileSystem, DroppedObjectsDoNotPileUp) {
  World world = file_world(kTree);
  run(world, "cd('docs')", "cp('sub', 'alias')");
  World before = world;
  for (int i = 0; i < 20'000; ++i) run(world, "touch('t')", "rm('t')");
  EXPECT_TRUE(world.simulator(0).equals(before.simulator(0)));
  EXPECT_EQ(run(world, "pwd()"), run(before, "pwd()"));
  EXPECT_EQ(run(world, "cd('sub')", "echo('same object', 'deep.txt')", "cd('..')", "cd('alias')", "cat('deep.txt')"),
            R"({"file_content": "same object"})");
}

TEST(FileSystem, TailTakesEveryNumber) {
  World world =
      file_world(R"({"r": {"type": "directory", "contents": {"f": {"type": "file", "content": "1\n2\n3"}}}})");
  const auto tail = [&](const char* lines) { return run(world, std::string("tail('f', ") + lines + ")"); };
  EXPECT_EQ(tail("1"), R"({"last_lines": "3"})");
  EXPECT_EQ(tail("0"), R"({"last_lines": "1\n2\n3"})");
  EXPECT_EQ(tail("-1"), R"({"last_lines": "2\n3"})");
  EXPECT_EQ(tail("-9"), R"({"last_lines": ""})");
  EXPECT_EQ(tail("10 ** 30"), R"({"last_lines": "1\n2\n3"})");
  EXPECT_EQ(tail("-10 ** 30"), R"({"last_lines": ""})");
  EXPECT_EQ(tail("True"), R"({"last_lines": "3"})");
  EXPECT_EQ(tail("4.5"), R"({"last_lines": "1\n2\n3"})");
  EXPECT_EQ(tail("1.0"), "Error during execution: slice indices must be integers or None or have an __index__ method");
}

TEST(FileSystem, BrokenScenariosAreErrors) {
  EXPECT_THROW(file_world(R"({"r": {"type": "directory"}})"), core::Error);
  EXPECT_THROW(file_world(R"([1])"), core::Error);
  EXPECT_THROW(file_world(R"({"r": {"contents": {"f": {"content": "x"}}}})"), core::Error);
}

TEST(FileSystem, LongContextPadsFilesAndFillsDirectories) {
  if (!core::fs::exists(core::fs::path(FR_DEPS_DIR) / "data/bfcl/worlds.json")) {
    GTEST_SKIP() << "worlds.json missing: run scripts/setup";
  }
  env::bfcl::WorldOptions options;
  options.classes = {"GorillaFileSystem"};
  options.long_context = true;
  options.initial_config["GorillaFileSystem"] = core::Dict{{"root", core::parse_json(kTree)}};
  World world(options);
  EXPECT_EQ(run(world, "wc('b.txt', 'c')"), R"({"count": 3252, "type": "characters"})");
  EXPECT_EQ(run(world, "cd('docs')", "cd('sub')", "wc('deep.txt', 'c')"), R"({"count": 3252, "type": "characters"})");
  EXPECT_EQ(world.execute("ls()").value.at("current_directory_content").as_list().size(), 31U);
  EXPECT_EQ(world.execute("find('/')").value.at("matches").as_list().size(), 35U);
}

}  // namespace
