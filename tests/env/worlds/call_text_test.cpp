// Call texts on their way through rewriting, refused names and evaluation.
#include <gtest/gtest.h>

#include "env/bfcl/worlds/call_rewriter.h"
#include "world_fixtures.h"

namespace {

using fixtures::file_world;
using fixtures::run;

std::string rewritten(std::string_view text) {
  return env::bfcl::rewrite_calls(text, [](std::string_view name) {
    return name == "ls" || name == "cd" ? std::optional<std::string>("inst") : std::nullopt;
  });
}

TEST(CallRewriter, WorksOnTheWholeText) {
  EXPECT_EQ(rewritten("cd(folder=ls ())"), "inst.cd(folder=inst.ls())");
  EXPECT_EQ(rewritten("f  (x='see ls (now) and Total \t(x)')"), "f(x='see inst.ls(now) and Total(x)')");
  EXPECT_EQ(rewritten("ls"), "ls");
  EXPECT_EQ(rewritten("ls\xe2\x80\x83("), "inst.ls(");  // an em space
  EXPECT_EQ(rewritten("1ls (xls (\xc3\xa9ls ("), "1ls (xls(\xc3\xa9ls (");
  EXPECT_EQ(rewritten("\xc3\xa9 (ls\xc3\xa9 ("), "\xc3\xa9 (ls\xc3\xa9(");
  EXPECT_EQ(rewritten(""), "");
}

TEST(CallRewriter, RefusesNames) {
  EXPECT_EQ(env::bfcl::refused_name("kill(1)"), "kill");
  EXPECT_EQ(env::bfcl::refused_name("os.popen('x')"), "popen");
  EXPECT_EQ(env::bfcl::refused_name("run"), "run");
  EXPECT_FALSE(env::bfcl::refused_name("inst.rm(file_name='kill')"));
  EXPECT_FALSE(env::bfcl::refused_name("running()"));
}

TEST(CallText, ShowsTheInstancesNameInsideStrings) {
  env::bfcl::World world = file_world("{}", "my.model/1-FC_eval_multi_turn_base_0");
  EXPECT_EQ(run(world, "echo(content='see ls (now)')"),
            R"j({"terminal_output": "see my_model_1_FC_eval_multi_turn_base_0_GorillaFileSystem_instance.ls(now)"})j");
}

TEST(CallText, EvaluatesLiteralsDisplaysAndNestedCalls) {
  env::bfcl::World world = file_world();
  EXPECT_EQ(run(world, "1 + 1"), "2");
  EXPECT_EQ(run(world, "[1, 'a', None]"), "[1, 'a', None]");
  EXPECT_EQ(run(world, "'text'"), "text");
  EXPECT_EQ(run(world, "None"), "None");
  EXPECT_EQ(run(world, "touch('a')", "echo(content=ls(), file_name='a')", "cat('a')"),
            R"({"file_content": {"current_directory_content": ["a"]}})");
  EXPECT_EQ(run(world, "echo(*['x'], **{'file_name': None})"), R"({"terminal_output": "x"})");
  EXPECT_EQ(run(world, "echo({'k': (1, 1.5, True)})"), R"({"terminal_output": {"k": [1, 1.5, true]}})");
  EXPECT_EQ(run(world, "echo(2j)"), "{'terminal_output': 2j}");
  EXPECT_EQ(run(world, "  pwd()"), R"({"current_working_directory": "//"})");
}

TEST(CallText, ComparesAndSubscripts) {
  env::bfcl::World world = file_world();
  EXPECT_EQ(run(world, "1 < 2 <= 2.0 != 'a'"), "True");
  EXPECT_EQ(run(world, "[2 > 3 > no_such, 'a' in 'bar', [1] not in [[1.0]]]"), "[False, True, False]");
  EXPECT_EQ(run(world, "ls()['current_directory_content'] == []"), "True");
  EXPECT_EQ(run(world, "['aéz'[1], 'aéz'[-1], (1, [2])[True][0], b'a'[0]]"), "['é', 'z', 2, 97]");
}

TEST(CallText, AnswersAsPythonRaises) {
  env::bfcl::World world = file_world();
  const auto error = [&](std::string_view call) {
    const std::string text = run(world, call);
    EXPECT_TRUE(text.starts_with("Error during execution: ")) << text;
    return text.substr(text.find(": ") + 2);
  };
  EXPECT_EQ(error("no_such(x=1)"), "name 'no_such' is not defined");
  EXPECT_EQ(error("ls"), "name 'ls' is not defined");
  EXPECT_EQ(error("ls.x()"), "name 'ls' is not defined");
  EXPECT_EQ(error("cd(folder=nan)"), "name 'nan' is not defined");
  EXPECT_EQ(error("_ls()"), "name '_ls' is not defined");
  EXPECT_EQ(error("GorillaFileSystem.ls()"), "name 'GorillaFileSystem' is not defined");
  EXPECT_EQ(error("w_GorillaFileSystem_instance.nope()"), "'GorillaFileSystem' object has no attribute 'nope'");
  EXPECT_EQ(error("ls()()"), "'dict' object is not callable");
  EXPECT_EQ(error("exit()"), "Function call exit is not allowed.");
  EXPECT_EQ(error("json(x=1)"), "'module' object is not callable");
  EXPECT_EQ(error("len(obj=1)"), "len() takes no keyword arguments");
  EXPECT_EQ(error("cd(**1)"),
            "bfcl_eval.eval_checker.multi_turn_eval.func_source_code.gorilla_file_system.GorillaFileSystem.cd() "
            "argument after ** must be a mapping, not int");
  EXPECT_EQ(error("ls(a=1, a=2)"), "keyword argument repeated: a (<string>, line 1)");
  EXPECT_NE(error("x = 1").find("(<string>, line 1)"), std::string::npos);
  EXPECT_NE(error("ls(").find("(<string>, line 1)"), std::string::npos);
  EXPECT_EQ(error("cd(1/0)"), "division by zero");
  EXPECT_EQ(error("l<s()"), "name 'l' is not defined");
  EXPECT_EQ(error("1 <= 'a'"), "'<=' not supported between instances of 'int' and 'str'");
  EXPECT_EQ(error("1 in 2"), "argument of type 'int' is not iterable");
  EXPECT_EQ(error("0['a']"), "'int' object is not subscriptable");
  EXPECT_EQ(error("[1]['a']"), "list indices must be integers or slices, not str");
  EXPECT_EQ(error("'a'[1.0]"), "string indices must be integers, not 'float'");
  EXPECT_EQ(error("(1,)[-2]"), "tuple index out of range");
  EXPECT_EQ(error("ls()['x']"), "'x'");
}

TEST(CallText, HostileTextsEnd) {
  env::bfcl::World world = file_world();
  EXPECT_TRUE(world.execute(std::string(100'000, '(')).raised);
  EXPECT_TRUE(world.execute("'a' * 10 ** 12").raised);
  EXPECT_TRUE(world.execute("9 ** 9 ** 9").raised);
  EXPECT_TRUE(world.execute("'%999999d' * 4000 % ((1,) * 4000)").raised);
  EXPECT_TRUE(world.execute("'%(a).0s' * 50000 % {'a': 'x' * 1000 * 500}").raised);
  EXPECT_TRUE(world.execute("[0] * 10 ** 9").raised);
  EXPECT_TRUE(world.execute("__import__('os').system('true')").raised);
  EXPECT_TRUE(world.execute(std::string("\0ls()", 5)).raised);
  EXPECT_TRUE(world.execute("").raised);
  std::string nested = "ls()";
  for (int i = 0; i < 150; ++i) nested = "echo(" + nested + ")";
  EXPECT_FALSE(world.execute(nested).raised);
  // Contents that double with every call.
  world.execute("touch('a')");
  bool refused = false;
  for (int i = 0; i < 64 && !refused; ++i) {
    refused = world.execute("echo(content=[cat('a'), cat('a')], file_name='a')").raised;
  }
  EXPECT_TRUE(refused);
}

}  // namespace
