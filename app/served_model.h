// A model that a command can talk to: tokenizer, renderer and policy, loaded in one place and in one order, so that
// what is wrong with a model is said in the same words by every command.
#pragma once

#include <memory>
#include <string>

#include "app/backend.h"
#include "chat/renderer.h"
#include "chat/tokenizer.h"

namespace app {

struct ServedModel {
  chat::Tokenizer tokenizer;
  std::unique_ptr<chat::Renderer> renderer;
  std::unique_ptr<model::Policy> policy;
};

// Throws core::Error(usage) where no model was named.
void require_model(const std::string& model);

// `renderer`: its name; empty or "auto": recognised from the model's own template. What costs little comes first: a
// model whose tokenizer or template is unknown fails before LibTorch is opened.
ServedModel load_served_model(const PolicyOptions& options, const std::string& renderer);

// That of a config of `eval`, `steps` or `serve`.
template <class Config>
ServedModel load_served_model(const Config& config) {
  return load_served_model(PolicyOptions{config, config.model}, config.renderer);
}

}  // namespace app
