#include "env/bfcl/worlds/web_source.h"

#include "core/error.h"
#include "core/json.h"
#include "core/json_reader.h"

namespace env::bfcl {

using core::Value;

RecordedWeb::RecordedWeb(const Value& recording) {
  for (const Value& item : recording.at("searches").as_list()) add(item);
  for (const Value& item : recording.at("pages").as_list()) add(item);
}

RecordedWeb RecordedWeb::from_file(const core::fs::path& path) {
  // A recording that grew line by line begins with an item; the other form is one object.
  bool lines = true;
  RecordedWeb web;
  core::for_each_json_line(path, [&](core::JsonLines& line) {
    if (!lines) return;
    try {
      const Value item = line.read();
      lines = item.find("searches") == nullptr && item.find("pages") == nullptr;
      if (lines) web.add(item);
    } catch (const core::Error&) {
      if (line.number() > 1) throw;
      lines = false;
    }
  });
  if (lines) return web;
  const Value recording = core::read_json_file(path);
  try {
    return RecordedWeb(recording);
  } catch (const core::Error& error) {
    throw error.in(path.string());
  }
}

void RecordedWeb::add(const Value& item) {
  if (const Value* url = item.find("url")) {
    WebPage page;
    page.error = item.get_string("error");
    if (page.error.empty()) {
      for (const auto& [mode, text] : item.at("content").as_dict()) page.content[mode.as_string()] = text.as_string();
    }
    pages_.try_emplace(url->as_string(), std::move(page));
    return;
  }
  const Value* region = item.find("region");
  WebAnswer answer;
  answer.error = item.get_string("error");
  if (answer.error.empty()) answer.answer = item.at("answer").as_dict();
  searches_.push_back(
      {item.at("keywords"), region == nullptr ? std::nullopt : std::optional(*region), std::move(answer)});
}

Value RecordedWeb::search_item(const Value& keywords, const Value& region, const WebAnswer& answer) {
  core::Dict item{{"keywords", keywords}, {"region", region}};
  if (answer.error.empty()) {
    item["answer"] = answer.answer;
  } else {
    item["error"] = answer.error;
  }
  return item;
}

Value RecordedWeb::page_item(std::string_view url, const WebPage& page) {
  core::Dict item{{"url", url}};
  if (!page.error.empty()) {
    item["error"] = page.error;
    return item;
  }
  core::Dict content;
  for (const auto& [mode, text] : page.content) content[mode] = text;
  item["content"] = std::move(content);
  return item;
}

const WebAnswer* RecordedWeb::find_search(const Value& keywords, const Value& region) const {
  for (const Search& search : searches_) {
    if (search.keywords == keywords && (!search.region || *search.region == region)) return &search.answer;
  }
  return nullptr;
}

const WebPage* RecordedWeb::find_page(std::string_view url) const {
  const auto found = pages_.find(url);
  return found == pages_.end() ? nullptr : &found->second;
}

WebAnswer RecordedWeb::search(const Value& keywords, const Value& region) const {
  const WebAnswer* known = find_search(keywords, region);
  return known == nullptr ? WebAnswer() : *known;
}

WebPage RecordedWeb::fetch(std::string_view url) const {
  const WebPage* known = find_page(url);
  return known == nullptr ? WebPage{{}, "no recording of this page"} : *known;
}

}  // namespace env::bfcl
