// Two runs compared entry by entry.
#include "eval/changes.h"

#include <gtest/gtest.h>

namespace {

using eval::ResultLine;

ResultLine line(const std::string& id, const std::string& error_type) {
  ResultLine result;
  result.id = id;
  result.judged = true;
  result.valid = error_type.empty();
  result.error_type = error_type;
  return result;
}

TEST(Changes, WhatChangedAndWhy) {
  const std::vector<ResultLine> before = {line("simple_python_0", "type_error:simple"),
                                          line("simple_python_1", "e:x"),
                                          line("simple_python_2", ""),
                                          line("multiple_0", "e:x"),
                                          line("simple_python_9", ""),
                                          line("simple_python_4", "e:x")};
  const std::vector<ResultLine> after = {line("simple_python_0", ""),    line("simple_python_1", "e:x"),
                                         line("simple_python_2", "e:y"), line("multiple_0", ""),
                                         line("simple_python_8", ""),    line("simple_python_4", "e:z")};
  const eval::PairedChanges changes = eval::paired_changes(before, after, "simple_python");
  ASSERT_EQ(changes.gained.size(), 1U);
  EXPECT_EQ(changes.gained[0].id, "simple_python_0");
  EXPECT_EQ(changes.gained[0].before, "type_error:simple");
  ASSERT_EQ(changes.lost.size(), 1U);
  EXPECT_EQ(changes.lost[0].after, "e:y");
  ASSERT_EQ(changes.other.size(), 1U);
  EXPECT_EQ(changes.both, 4U);
  EXPECT_DOUBLE_EQ(changes.p_value(), 1.0);
  EXPECT_EQ(eval::changes_csv(before, after),
            "category,id,before,after\n"
            "simple_python,simple_python_0,type_error:simple,right\n"
            "simple_python,simple_python_2,right,e:y\n"
            "simple_python,simple_python_4,e:x,e:z\n"
            "multiple,multiple_0,e:x,right\n");
}

TEST(Changes, SignTest) {
  eval::PairedChanges five;
  five.gained.resize(5);
  five.other.resize(50);
  EXPECT_NEAR(five.p_value(), 0.0625, 1e-12);
  eval::PairedChanges many;
  many.gained.resize(900);
  many.lost.resize(100);
  EXPECT_LT(many.p_value(), 1e-100);
  EXPECT_GE(many.p_value(), 0.0);
  EXPECT_DOUBLE_EQ(eval::PairedChanges{}.p_value(), 1.0);
}

}  // namespace
