// What every refusal looks like.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/serve/talk.h"

namespace fixtures {

inline void expect_error(const Heard& heard, int status, const std::string& code, const std::string& part = {}) {
  EXPECT_EQ(heard.status, status) << heard.body;
  EXPECT_EQ(heard.headers.at("content-type"), "application/json");
  const core::Value error = heard.json().at("error");
  EXPECT_EQ(error.get_string("code"), code) << heard.body;
  EXPECT_NE(error.get_string("message").find(part), std::string::npos) << heard.body;
  for (const char* key : {"message", "type", "param", "code"}) EXPECT_TRUE(error.as_dict().contains(key)) << key;
}

}  // namespace fixtures
