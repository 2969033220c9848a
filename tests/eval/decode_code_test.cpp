// Java and JavaScript calls through tree-sitter; the expected values are bfcl_eval 2026.3.23's.
#include <gtest/gtest.h>

#include <ctime>
#include <filesystem>
#include <random>

#include "core/python_text.h"
#include "eval/decode.h"
#include "eval/syntax_tree.h"

namespace eval {
namespace {

class DecodeCode : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(std::filesystem::path(FR_DEPS_DIR) / "grammars")) {
      GTEST_SKIP() << "grammars missing: run scripts/setup";
    }
  }
  static std::string decoded(CallSyntax syntax, std::string_view text) {
    const Decoded result = decode_ast(DecodeMode::prompt, text, {syntax, false});
    return result.ok ? core::python_repr(result.value) : result.error_class;
  }
  static std::string java(std::string_view text) { return decoded(CallSyntax::java, text); }
  static std::string javascript(std::string_view text) { return decoded(CallSyntax::javascript, text); }
};

TEST_F(DecodeCode, Java) {
  EXPECT_EQ(java("[a.b.f(x=1, y=\"two\", z='c')]"), "[{'a.b.f': {'x': '1', 'y': 'two', 'z': 'c'}}]");
  EXPECT_EQ(java("f(x = new int[] { 1, 2 })"), "[{'f': {'x': 'new int[]{1,2}'}}]");
  EXPECT_EQ(java("f(x=new HashMap<String, Integer>() {{ put(\"a\", 1); }})"),
            "[{'f': {'x': 'new HashMap<String,Integer>()'}}]")
      << "the class body is lost";
  EXPECT_EQ(java("f(x=new A(\"q\", g(1)), y)"), "[{'f': {'x': 'new A(\"q\", g(1))', None: 'y'}}]");
  EXPECT_EQ(java("f(1, 2)"), "SyntaxError");
  EXPECT_EQ(java("f(x=1); g(y=2)"), "[{'f': {'x': '1'}}]");
  EXPECT_EQ(java("no call"), "{}") << "a missing semicolon is put in";
  EXPECT_EQ(java("f(x=1, x=2)"), "Exception");
  EXPECT_EQ(java("f(x=new int[2])"), "AttributeError");
  EXPECT_EQ(java("f(x="), "SyntaxError");
  EXPECT_EQ(java("f(a=\"\u00e9\", b=1)"), "[{'f': {'a': '\u00e9\"', '=': ')'}}]") << "offsets in bytes cut characters";
}

TEST_F(DecodeCode, JavaScript) {
  EXPECT_EQ(javascript("[a.f(x=1, y='two', z=[1, 2])]"), "[{'a.f': {'x': '1', 'y': 'two', 'z': '[1, 2]'}}]");
  EXPECT_EQ(javascript("f(x, true, false, 1)"), "Exception");
  EXPECT_EQ(javascript("f(true, false, 1, x=\"\u00e9\", y=`z`)"), "[{'f': {None: 'true', 'x': '\u00e9', 'y': '`z`'}}]");
  EXPECT_EQ(javascript("await f(x=1)"), "None");
  EXPECT_EQ(javascript("x = f(y=1)"), "None");
  EXPECT_EQ(javascript("f(x=(a, b) => a + b)"), "[{'f': {'x': '(a, b) => a + b'}}]");
  EXPECT_EQ(javascript("f(x=1, x=2)"), "Exception");
  EXPECT_EQ(javascript("f(x=1"), "SyntaxError");
}

TEST_F(DecodeCode, RepliesThatAreNoTextFail) {
  EXPECT_EQ(java("f(x=\"\xff\")"), "UnicodeEncodeError");
  EXPECT_EQ(javascript("f(x=\"\xed\xa0\x80\")"), "UnicodeEncodeError");
  EXPECT_EQ(java(std::string_view("f(x=\0)", 6)), "SyntaxError");
  EXPECT_EQ(java(std::string(kMaxSourceBytes + 3, ' ') + "f(x=1, y=2)"), "[{'f': {'x': '1', 'y': '2'}}]")
      << "blanks at the ends do not count";
  EXPECT_EQ(java("f(" + std::string(kMaxSourceBytes, ' ') + ")"), "SyntaxError") << "too long";
}

TEST_F(DecodeCode, DeepNestingEnds) {
  const auto nested = [](std::string_view open, std::string_view close, int depth) {
    std::string text = "f(x=";
    for (int i = 0; i < depth; ++i) text += open;
    text += "1";
    for (int i = 0; i < depth; ++i) text += close;
    return text + ")";
  };
  EXPECT_EQ(java(nested("(", ")", 50)).substr(0, 12), "[{'f': {'x':");
  EXPECT_EQ(java(nested("(", ")", 2000)), "RecursionError");
  EXPECT_EQ(java(nested("-", "", 2000)), "RecursionError");
  EXPECT_EQ(javascript(nested("[", "]", 5000)).substr(0, 12), "[{'f': {'x':");
}

TEST_F(DecodeCode, HostileRepliesNeverHurt) {
  std::mt19937_64 random(5);
  constexpr std::string_view kAlphabet = "abf(=1, )[]{}'\"\\<>+;./`$\n\xc3\xa9";
  for (int i = 0; i < 400; ++i) {
    std::string text(random() % 80, ' ');
    for (char& c : text) c = kAlphabet[random() % kAlphabet.size()];
    java(text);
    javascript(text);
    java("f(a=" + text + ")");
    javascript("f(a=" + text + ")");
  }
  for (const char* piece : {"(", "a<", "f(a=", "\"", "{", "new a(){"}) {
    std::string text;
    while (text.size() < 1000000) text += piece;
    EXPECT_EQ(java(text), "SyntaxError");
    EXPECT_EQ(javascript(text), "SyntaxError");
    text.resize(3000);
    java(text);
    javascript(text);
  }
}

}  // namespace
}  // namespace eval
