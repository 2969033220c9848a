#include "rollout/web/live_web.h"

#include "core/json.h"

namespace rollout::web {

using core::Value;
using env::bfcl::RecordedWeb;
using env::bfcl::WebAnswer;
using env::bfcl::WebPage;

LiveWeb::LiveWeb(const WebConfig& config, const core::fs::path& record)
    : state_(new State{SearchEngine(config), PageReader(config), {}, nullptr, {}}) {
  if (record.empty()) return;
  if (record.has_parent_path()) core::fs::create_directories(record.parent_path());
  state_->file = std::make_unique<core::AppendFile>(record);  // cuts a torn last line off before it is read
  state_->known = RecordedWeb::from_file(record);
}

void LiveWeb::State::keep(const Value& item) {
  if (file == nullptr) return;
  file->write_line(core::dump_json(item));
  known.add(item);
}

WebAnswer LiveWeb::search(const Value& keywords, const Value& region) const {
  if (const WebAnswer* known = state_->known.find_search(keywords, region)) return *known;
  ++state_->counts.searches;
  WebAnswer answer = state_->engine.search(keywords, region);
  state_->keep(RecordedWeb::search_item(keywords, region, answer));
  return answer;
}

WebPage LiveWeb::fetch(std::string_view url) const {
  if (const WebPage* known = state_->known.find_page(url)) return *known;
  ++state_->counts.pages;
  WebPage page = state_->reader.fetch(url);
  state_->keep(RecordedWeb::page_item(url, page));
  return page;
}

}  // namespace rollout::web
