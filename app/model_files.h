// What the torch-free side reads from a model: its chat template and its stop tokens.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "chat/renderer.h"

namespace app {

// `name` if given, else recognised from the model's own Jinja template.
std::unique_ptr<chat::Renderer> renderer_for_model(const std::filesystem::path& model, std::string_view name);

// Ids of the renderer's stop texts. Throws core::Error(data) if the vocabulary has none of them.
std::vector<chat::TokenId> stop_ids(const chat::Renderer& renderer, const chat::Tokenizer& tokenizer);

}  // namespace app
