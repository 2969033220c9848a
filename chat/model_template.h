// The chat template that comes with a model: found in its folder or GGUF file, and the renderer for it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chat/renderer.h"

namespace chat {

// The Jinja text: chat_template.jinja, else tokenizer_config.json of a Hugging Face folder; metadata of a GGUF file.
// Empty where the model has none.
std::string model_template(const std::filesystem::path& model);

// The renderer `name` if given, else the one for the model's own template.
// Throws core::Error(usage/data) as make_renderer and renderer_for_template do.
std::unique_ptr<Renderer> renderer_for_model(const std::filesystem::path& model, std::string_view name);

// Ids of the renderer's stop texts. Throws core::Error(data) if the vocabulary has none of them.
std::vector<TokenId> stop_ids(const Renderer& renderer, const Tokenizer& tokenizer);

}  // namespace chat
