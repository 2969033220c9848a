// Binding of arguments: CPython's texts and their precedence.
#include "env/bfcl/worlds/binding.h"

#include <gtest/gtest.h>

#include "core/python_text.h"
#include "env/bfcl/worlds/python_error.h"

namespace {

using core::Value;
using env::bfcl::CallArguments;
using env::bfcl::Method;

const Method kThree{"m", {{"a", {}}, {"b", {}}, {"c", {}}}};
const Method kDefaults{"m", {{"a", {}}, {"b", Value(1)}, {"c", Value(nullptr)}}};
const Method kNone{"m", {}};

// repr of the bound values, or the exception's text.
std::string bind(const Method& method, CallArguments arguments) {
  try {
    return core::python_repr(env::bfcl::bind_arguments("C", method, std::move(arguments)));
  } catch (const env::bfcl::PythonError& error) {
    return error.text;
  }
}

TEST(Binding, FillsPositionsNamesAndDefaults) {
  EXPECT_EQ(bind(kThree, {{1, 2}, {{"c", 3}}}), "[1, 2, 3]");
  EXPECT_EQ(bind(kThree, {{}, {{"c", 3}, {"a", 1}, {"b", 2}}}), "[1, 2, 3]");
  EXPECT_EQ(bind(kDefaults, {{"x"}, {}}), "['x', 1, None]");
  EXPECT_EQ(bind(kNone, {}), "[]");
}

TEST(Binding, NamesWhatIsMissing) {
  EXPECT_EQ(bind(kThree, {{1, 2}, {}}), "C.m() missing 1 required positional argument: 'c'");
  EXPECT_EQ(bind(kThree, {{}, {{"b", 2}}}), "C.m() missing 2 required positional arguments: 'a' and 'c'");
  EXPECT_EQ(bind(kThree, {}), "C.m() missing 3 required positional arguments: 'a', 'b', and 'c'");
}

TEST(Binding, CountsSelf) {
  EXPECT_EQ(bind(kNone, {{1}, {}}), "C.m() takes 1 positional argument but 2 were given");
  EXPECT_EQ(bind(kThree, {{1, 2, 3, 4}, {}}), "C.m() takes 4 positional arguments but 5 were given");
  EXPECT_EQ(bind(kDefaults, {{1, 2, 3, 4}, {}}), "C.m() takes from 2 to 4 positional arguments but 5 were given");
  EXPECT_EQ(bind(kNone, {{}, {{"self", 1}}}), "C.m() got multiple values for argument 'self'");
}

TEST(Binding, KeywordsComeBeforeCountsAndCountsBeforeWhatIsMissing) {
  EXPECT_EQ(bind(kThree, {{1, 2, 3, 4}, {{"x", 1}}}), "C.m() got an unexpected keyword argument 'x'");
  EXPECT_EQ(bind(kThree, {{1, 2, 3, 4}, {{"a", 1}}}), "C.m() got multiple values for argument 'a'");
  EXPECT_EQ(bind(kThree, {{}, {{"x", 1}}}), "C.m() got an unexpected keyword argument 'x'");
  EXPECT_EQ(bind(kThree, {{1}, {{"a", 1}, {"x", 1}}}), "C.m() got multiple values for argument 'a'");
  EXPECT_EQ(bind(kThree, {{1}, {{"x", 1}, {"a", 1}}}), "C.m() got an unexpected keyword argument 'x'");
}

}  // namespace
