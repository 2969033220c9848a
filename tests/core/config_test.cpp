#include "core/config.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/error.h"

namespace core {
namespace {

struct Optim {
  double rate = 1e-4;
  int64_t steps = 10;
  std::vector<double> betas{0.9, 0.95};
  template <class V>
  void fields(V& v) {
    v("rate", rate, "peak rate");
    v("steps", steps, "optimiser steps");
    v("betas", betas, "of Adam");
  }
};

struct Config {
  std::string model = "m";
  bool resume = true;
  std::vector<std::string> data;
  Optim optim;
  template <class V>
  void fields(V& v) {
    v("model", model, "model folder");
    v("resume", resume, "continue a run");
    v("data", data, "files");
    v("optim", optim, "optimiser");
  }
};

Config load(const std::vector<std::string>& overrides) {
  return load_config<Config>({}, overrides);
}

std::string error_of(const std::vector<std::string>& overrides) {
  try {
    load(overrides);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    return std::string(error.what()) + " | " + error.hint();
  }
  return "no error";
}

TEST(Config, DefaultsHoldWithoutAFile) {
  const Config config = load({});
  EXPECT_EQ(config.model, "m");
  EXPECT_DOUBLE_EQ(config.optim.rate, 1e-4);
}

TEST(Config, OverridesReachNestedKeysAndKeepTypes) {
  const Config config =
      load({"optim.rate=3e-5", "optim.steps=1e6", "model=a=b", "data=[x, y]", "optim.betas=0.5", "resume=false"});
  EXPECT_DOUBLE_EQ(config.optim.rate, 3e-5);
  EXPECT_EQ(config.optim.steps, 1000000);
  EXPECT_EQ(config.model, "a=b");
  EXPECT_EQ(config.data, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(config.optim.betas, std::vector<double>{0.5});
  EXPECT_FALSE(config.resume);
}

TEST(Config, UnknownKeyNamesTheNearest) {
  EXPECT_EQ(error_of({"optim.rat=1"}), "unknown config key `optim.rat` | did you mean `optim.rate`?");
  EXPECT_EQ(error_of({"zzzzzzzz=1"}), "unknown config key `zzzzzzzz` | ");
}

TEST(Config, WrongTypesNameTheKey) {
  EXPECT_EQ(error_of({"optim.steps=soon"}), "config key `optim.steps`: expected a whole number, found str \"soon\" | ");
  EXPECT_EQ(error_of({"optim.steps=1.5"}), "config key `optim.steps`: expected a whole number, found float 1.5 | ");
  EXPECT_EQ(error_of({"resume=1"}), "config key `resume`: expected true or false, found int 1 | ");
  EXPECT_EQ(error_of({"optim=3"}), "config key `optim`: expected a section of keys, found int 3 | ");
  EXPECT_NE(error_of({"novalue"}).find("is not an override"), std::string::npos);
}

TEST(Config, BadYamlGivesFileLineAndColumn) {
  const auto path = std::filesystem::path(testing::TempDir()) / "bad.yaml";
  std::ofstream(path) << "model: m\noptim: [1, 2\n";
  try {
    load_config<Config>(path, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("bad.yaml:3:"), std::string::npos) << error.what();
  }
  std::ofstream(path) << "model: a\nmodel: b\n";
  EXPECT_THROW(load_config<Config>(path, {}), Error);
  EXPECT_THROW(load_config<Config>("/nonexistent/config.yaml", {}), Error);
}

TEST(Config, WrittenConfigReadsBackTheSame) {
  Config config;
  config.model = "true";  // text that looks like a bool must come back as text
  config.data = {"1", "a: b", "#x", "", "null", "1e5"};
  config.optim.rate = 0.1 + 0.2;
  const Dict dict = config_to_dict(config);
  const Value back = parse_yaml(dump_yaml(dict), "test");
  EXPECT_TRUE(identical(Value(dict), back)) << dump_yaml(dict);
}

TEST(Config, HelpListsEveryField) {
  const std::string help = config_help<Config>();
  for (const char* key : {"model = \"m\"", "resume = true", "optim.rate = 0.0001", "optim.betas = [0.9, 0.95]"}) {
    EXPECT_NE(help.find(key), std::string::npos) << key << "\n" << help;
  }
}

}  // namespace
}  // namespace core
