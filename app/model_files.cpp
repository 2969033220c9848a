#include "app/model_files.h"

#include "core/error.h"
#include "core/gguf.h"
#include "core/json.h"

namespace app {
namespace {

std::string chat_template(const std::filesystem::path& model) {
  if (!std::filesystem::is_directory(model)) {
    const core::GgufFile file(model);
    const core::Value* text = file.find("tokenizer.chat_template");
    return text != nullptr && text->is_string() ? text->as_string() : "";
  }
  if (std::filesystem::exists(model / "chat_template.jinja")) return core::read_file(model / "chat_template.jinja");
  const core::Value config = core::read_json_file(model / "tokenizer_config.json");
  return config.get_string("chat_template");
}

}  // namespace

std::unique_ptr<chat::Renderer> renderer_for_model(const std::filesystem::path& model, std::string_view name) {
  return name.empty() ? chat::renderer_for_template(chat_template(model)) : chat::make_renderer(name);
}

std::vector<chat::TokenId> stop_ids(const chat::Renderer& renderer, const chat::Tokenizer& tokenizer) {
  std::vector<chat::TokenId> ids;
  for (const std::string& text : renderer.stop_texts()) {
    if (const auto id = tokenizer.id_of(text)) ids.push_back(*id);
  }
  if (ids.empty()) {
    throw core::data_error(
        core::format("the vocabulary has none of the stop tokens of the template `{}`", renderer.name()),
        "name the right template with the option `renderer`");
  }
  return ids;
}

}  // namespace app
