// Renderers against the real Jinja templates (tests/parity/make_renderers.py), byte for byte.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>

#include "chat/renderer.h"
#include "core/error.h"
#include "core/json.h"

namespace {

struct Count {
  int equal = 0;
  int refused = 0;
};

chat::RenderOptions options_from(const core::Value& json) {
  chat::RenderOptions options;
  options.add_generation_prompt = json.get_bool("add_generation_prompt", false);
  options.thinking = json.get_bool("enable_thinking", true) ? chat::Thinking::on : chat::Thinking::off;
  return options;
}

TEST(RendererParity, EqualsTheJinjaTemplates) {
  const std::filesystem::path path = std::filesystem::path(FR_PARITY_DIR) / "renderers.jsonl";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is missing: run tests/parity/make_renderers.py";
  std::map<std::string, Count> counts;
  core::for_each_jsonl(path, [&](const core::Value& line, size_t number) {
    const std::string name = line.at("template").as_string();
    if (const core::Value* jinja = line.find("jinja")) {
      EXPECT_EQ(chat::renderer_for_template(jinja->as_string())->name(), name);
      return;
    }
    Count& count = counts[name + " (" + line.at("source").as_string() + ")"];
    const chat::Conversation conversation = chat::conversation_from_json(line.at("conversation"));
    const auto renderer = chat::make_renderer(name);
    const chat::RenderOptions options = options_from(line.at("options"));
    const core::Value* expected = line.find("text");
    if (expected == nullptr) {
      EXPECT_THROW(renderer->render(conversation, options), core::Error) << path << ":" << number;
      ++count.refused;
      return;
    }
    const std::vector<chat::Span> spans = renderer->render(conversation, options);
    ASSERT_EQ(chat::rendered_text(spans), expected->as_string()) << path << ":" << number;
    ++count.equal;
  });
  for (const auto& [name, count] : counts) {
    std::cout << name << ": " << count.equal << " texts equal, " << count.refused << " refused by both\n";
    EXPECT_GE(count.equal, 500) << name;
  }
  EXPECT_GE(counts.size(), 2U);
}

}  // namespace
