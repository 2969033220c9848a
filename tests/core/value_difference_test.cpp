// Where two values part.
#include "core/value_difference.h"

#include <gtest/gtest.h>

#include "core/json.h"

namespace {

TEST(ValueDifference, NamesTheFirstPlace) {
  const auto difference = [](const char* left, const char* right) {
    const auto found = core::first_difference(core::parse_json(left), core::parse_json(right));
    return found ? found->path + ": " + found->left + " | " + found->right : "none";
  };
  EXPECT_EQ(difference(R"j({"a": {"b": [1, 2]}})j", R"j({"a": {"b": [1, 3]}})j"), "a / b / 1: 2 | 3");
  EXPECT_EQ(difference(R"j({"a": {"b": "x"}})j", R"j({"a": {"b": "x", "c": {}}})j"), "a / c: nothing | {}");
  EXPECT_EQ(difference(R"j({"a": 1, "z": [0]})j", R"j({"a": 1})j"), "z: [0] | nothing");
  EXPECT_EQ(difference("[1, 2, 3]", "[1, 2]"), "2: 3 | nothing");
  EXPECT_EQ(difference("[1]", "[1, 2]"), "1: nothing | 2");
  EXPECT_EQ(difference(R"j({"a": []})j", R"j({"a": {}})j"), "a: [] | {}");
  EXPECT_EQ(difference(R"j({"a": 1, "b": true})j", R"j({"b": 1.0, "a": 1.0})j"), "none") << "Python's equality";
}

TEST(ValueDifference, ListsThemAllUpToALimit) {
  const core::Value left = core::parse_json(R"j({"a": {"b": [1, 2], "gone": 0}, "same": 1})j");
  const core::Value right = core::parse_json(R"j({"a": {"b": [3, 4, 5]}, "same": 1, "new": {}})j");
  const auto paths = [&](size_t most) {
    std::string text;
    for (const core::ValueDifference& each : core::value_differences(left, right, most)) {
      text += each.path + ": " + each.left + " | " + each.right + "; ";
    }
    return text;
  };
  EXPECT_EQ(paths(100),
            "a / b / 0: 1 | 3; a / b / 1: 2 | 4; a / b / 2: nothing | 5; a / gone: 0 | nothing; new: nothing | {}; ");
  EXPECT_EQ(paths(2), "a / b / 0: 1 | 3; a / b / 1: 2 | 4; ");
  EXPECT_EQ(paths(0), "");
  EXPECT_TRUE(core::value_differences(left, left, 9).empty());
}

}  // namespace
