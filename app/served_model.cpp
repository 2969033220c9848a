#include "app/served_model.h"

#include "chat/model_template.h"
#include "core/error.h"

namespace app {

void require_model(const std::string& model) {
  if (model.empty()) throw core::usage_error("no model given", "add model=FOLDER_OR_GGUF");
}

ServedModel load_served_model(const PolicyOptions& options, const std::string& renderer) {
  require_model(options.model.string());
  chat::Tokenizer tokenizer = chat::Tokenizer::from_model(options.model);
  auto its_renderer = chat::renderer_for_model(options.model, renderer == "auto" ? "" : renderer);
  return {std::move(tokenizer), std::move(its_renderer), torch_backend().load_policy(options)};
}

}  // namespace app
