#include "eval/oracle/web_cases.h"

#include "core/format.h"
#include "env/bfcl/worlds/world.h"
#include "eval/oracle/result_texts.h"

namespace eval::oracle {
namespace {

using env::bfcl::WebPage;

constexpr int64_t kFirstErrorStatus = 400;

// Whatever is asked, the fixture is the answer.
class FixtureWeb final : public env::bfcl::WebSource {
 public:
  explicit FixtureWeb(const core::Dict& fixture) : fixture_(fixture) {}

  env::bfcl::WebAnswer search(const core::Value& /*keywords*/, const core::Value& /*region*/) const override {
    return {fixture_, {}};
  }
  WebPage fetch(std::string_view /*url*/) const override {
    const int64_t status = fixture_.at("status").as_int();
    if (status < kFirstErrorStatus) return {{{"raw", fixture_.at("page").as_string()}}, {}};
    return {{}, core::format("{} Client Error: Not Found for url: http://e.org", status)};
  }

 private:
  core::Dict fixture_;
};

}  // namespace

Outcome run_web_case(const core::Value& line) {
  env::bfcl::WorldOptions options;
  options.classes = {line.at("class").as_string()};
  options.initial_config[options.classes.front()] = core::Dict{{"show_snippet", line.at("show_snippet")}};
  options.process = std::make_shared<env::bfcl::ProcessState>();
  options.process->web = std::make_shared<FixtureWeb>(line.at("fixture").as_dict());
  env::bfcl::World world(options);
  const std::string& call = line.at("calls").as_list().at(0).as_string();
  const std::string& expected = line.at("results").as_list().at(0).as_string();
  const std::string found = world.execute(call).text;
  if (same_result(found, expected)) return {};
  return {Outcome::Kind::failed, core::format("{}: {}", call, text_difference(found, expected))};
}

}  // namespace eval::oracle
