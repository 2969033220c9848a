#include "chat/model_template.h"

#include "core/error.h"
#include "core/files.h"
#include "core/gguf.h"
#include "core/json.h"

namespace chat {

std::string model_template(const std::filesystem::path& model) {
  if (!std::filesystem::is_directory(model)) {
    const core::GgufFile file(model);
    const core::Value* text = file.find("tokenizer.chat_template");
    return text != nullptr && text->is_string() ? text->as_string() : "";
  }
  if (std::filesystem::exists(model / "chat_template.jinja")) return core::read_file(model / "chat_template.jinja");
  if (!std::filesystem::exists(model / "tokenizer_config.json")) return "";
  return core::read_json_file(model / "tokenizer_config.json").get_string("chat_template");
}

std::unique_ptr<Renderer> renderer_for_model(const std::filesystem::path& model, std::string_view name) {
  return name.empty() ? renderer_for_template(model_template(model)) : make_renderer(name);
}

std::vector<TokenId> stop_ids(const Renderer& renderer, const Tokenizer& tokenizer) {
  std::vector<TokenId> ids;
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

}  // namespace chat
