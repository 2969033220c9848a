#include "eval/world_services.h"

namespace eval {
namespace {

// `count` more than before, when the run was continued.
void add_count(core::Dict& service, const core::Dict& before, std::string_view name, size_t count) {
  const core::Value* earlier = before.find(name);
  service[name] = (earlier == nullptr ? 0 : earlier->as_int()) + static_cast<int64_t>(count);
}

core::Dict earlier_facts(const core::Dict& facts, std::string_view name) {
  const core::Value* service = facts.find(name);
  return service == nullptr ? core::Dict() : service->as_dict();
}

}  // namespace

WorldServices::WorldServices(const EvalConfig& config) : config_(config) {
  if (config.web_search.is_live()) {
    live_ = std::make_shared<rollout::web::LiveWeb>(config.web_search, config.web_record);
    web_ = live_;
  } else if (!config.web.empty()) {
    web_ = std::make_shared<env::bfcl::RecordedWeb>(env::bfcl::RecordedWeb::from_file(config.web));
  }
  if (config.embeddings.is_served()) {
    encoder_ = std::make_shared<rollout::endpoint::ServedEncoder>(config.embeddings);
  }
}

void WorldServices::add_to(core::Dict& facts) {
  if (live_ != nullptr) {
    const core::Dict before = earlier_facts(facts, "web");
    core::Dict web{{"live", true}, {"url", config_.web_search.url}, {"engine", config_.web_search.engine}};
    const rollout::web::WebCounts counts = live_->counts();
    add_count(web, before, "searches", counts.searches - told_web_.searches);
    add_count(web, before, "pages", counts.pages - told_web_.pages);
    told_web_ = counts;
    web["record"] = config_.web_record;
    facts["web"] = std::move(web);
  }
  if (encoder_ != nullptr) {
    const core::Dict before = earlier_facts(facts, "embeddings");
    const rollout::endpoint::EmbeddingCounts counts = encoder_->counts();
    core::Dict embeddings{{"live", true}, {"url", config_.embeddings.url}, {"model", config_.embeddings.model}};
    add_count(embeddings, before, "requests", counts.requests - told_embeddings_.requests);
    add_count(embeddings, before, "texts", counts.texts - told_embeddings_.texts);
    told_embeddings_ = counts;
    facts["embeddings"] = std::move(embeddings);
  }
}

}  // namespace eval
