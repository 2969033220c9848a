#include "env/bfcl/worlds/web_source.h"

#include "core/error.h"
#include "core/json.h"

namespace env::bfcl {

using core::Value;

RecordedWeb::RecordedWeb(const Value& recording) {
  for (const Value& line : recording.at("searches").as_list()) {
    const Value* region = line.find("region");
    searches_.push_back(
        {line.at("keywords"), region == nullptr ? std::nullopt : std::optional(*region), line.at("answer").as_dict()});
  }
  for (const Value& line : recording.at("pages").as_list()) {
    WebPage page;
    page.error = line.get_string("error");
    if (page.error.empty()) {
      for (const auto& [mode, text] : line.at("content").as_dict()) page.content[mode.as_string()] = text.as_string();
    }
    pages_[line.at("url").as_string()] = std::move(page);
  }
}

RecordedWeb RecordedWeb::from_file(const core::fs::path& path) {
  const Value recording = core::read_json_file(path);
  try {
    return RecordedWeb(recording);
  } catch (const core::Error& error) {
    throw error.in(path.string());
  }
}

core::Dict RecordedWeb::search(const Value& keywords, const Value& region) const {
  for (const Search& search : searches_) {
    if (search.keywords == keywords && (!search.region || *search.region == region)) return search.answer;
  }
  return {};
}

WebPage RecordedWeb::fetch(std::string_view url) const {
  const auto found = pages_.find(url);
  return found == pages_.end() ? WebPage{{}, "no recording of this page"} : found->second;
}

}  // namespace env::bfcl
