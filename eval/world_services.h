// What the worlds of a run ask of the outside, as its config names it: a recording of the web or the live one, a served
// text encoder.
#pragma once

#include <memory>

#include "core/value.h"
#include "env/bfcl/worlds/text_encoder.h"
#include "env/bfcl/worlds/web_source.h"
#include "eval/eval_config.h"
#include "rollout/endpoint/embeddings.h"
#include "rollout/web/live_web.h"

namespace eval {

class WorldServices {
 public:
  // Reads recordings and keys. Throws core::Error where one is missing or broken.
  explicit WorldServices(const EvalConfig& config);

  // nullptr: nothing is found.
  std::shared_ptr<const env::bfcl::WebSource> web() const { return web_; }
  // nullptr: the default one.
  std::shared_ptr<const env::bfcl::TextEncoder> text_encoder() const { return encoder_; }

  // Puts into a run's facts what is live: where it is asked, and how often it was since the last time. Nothing for what
  // is not.
  void add_to(core::Dict& facts);

 private:
  const EvalConfig& config_;
  std::shared_ptr<const env::bfcl::WebSource> web_;
  std::shared_ptr<const rollout::web::LiveWeb> live_;
  std::shared_ptr<const rollout::endpoint::ServedEncoder> encoder_;
  rollout::web::WebCounts told_web_;
  rollout::endpoint::EmbeddingCounts told_embeddings_;
};

}  // namespace eval
