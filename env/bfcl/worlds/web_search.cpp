#include "env/bfcl/worlds/web_search.h"

#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/method_table.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/python_words.h"
#include "env/html/entities.h"
#include "env/html/markdown.h"
#include "env/html/page_text.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

Value web_error(std::string_view text) {
  return Dict{{"error", text}};
}

// An engine may answer anything; what Python says of results that are no list.
void require_sliceable(const Value& results) {
  if (results.is_list()) return;
  throw PythonError(results.is_dict() ? "unhashable type: 'slice'"
                                      : core::format("'{}' object is not subscriptable", results.type_name()));
}

class WebSearch final : public Simulator {
 public:
  explicit WebSearch(std::shared_ptr<const WebSource> web) : web_(std::move(web)) {}

  std::string_view class_name() const override { return "WebSearchAPI"; }
  const std::vector<Method>& methods() const override { return table().methods(); }
  void load_scenario(const Dict& scenario, bool /*long_context*/) override {
    show_snippet_ = python_lookup(scenario, "show_snippet");
  }
  Value call(size_t method, const Arguments& arguments) override { return table().call(*this, method, arguments); }
  Dict state() const override { return {{"show_snippet", show_snippet_}}; }
  bool equals(const Simulator& truth) const override {
    const auto* other = dynamic_cast<const WebSearch*>(&truth);
    return other != nullptr && show_snippet_ == other->show_snippet_;
  }
  std::unique_ptr<Simulator> clone() const override { return std::make_unique<WebSearch>(*this); }

 private:
  static const MethodTable<WebSearch>& table() {
    using W = WebSearch;
    static const MethodTable<W> kTable({
        {"search_engine_query", {"keywords", {"max_results", 10}, {"region", "wt-wt"}}, &W::search_engine_query},
        {"fetch_url_content", {"url", {"mode", "raw"}}, &W::fetch_url_content},
    });
    return kTable;
  }

  Value search_engine_query(const Arguments& arguments) {
    const WebAnswer asked = web_->search(arguments[0], arguments[2]);
    if (!asked.error.empty()) return web_error(asked.error);
    const Value* results = asked.answer.find("organic_results");
    if (results == nullptr) {
      return web_error("Failed to retrieve the search results from server. Please try again later.");
    }
    require_sliceable(*results);
    const core::List& rows = results->as_list();
    const size_t shown = python_slice_size(rows.size(), arguments[1]);
    core::List list;
    for (size_t i = 0; i < shown; ++i) {
      Dict row{{"title", python_subscript(rows[i], "title")}, {"href", python_subscript(rows[i], "link")}};
      if (core::python_truth(show_snippet_)) row["body"] = python_subscript(rows[i], "snippet");
      list.emplace_back(std::move(row));
    }
    return list;
  }

  Value fetch_url_content(const Arguments& arguments) {
    const std::string& url = text_with(arguments[0], "startswith");
    if (!url.starts_with("http://") && !url.starts_with("https://")) throw PythonError("Invalid URL: " + url);
    const auto failed = [&url](const std::string& why) {
      return web_error(core::format("An error occurred while fetching {}: {}", url, why));
    };
    const WebPage page = web_->fetch(url);
    if (!page.error.empty()) return failed(page.error);
    const std::string mode = core::python_str(arguments[1]);
    const bool known = arguments[1].is_string() && (mode == "raw" || mode == "markdown" || mode == "truncate");
    if (!known) return failed("Unsupported mode: " + mode);
    const auto content = page.content.find(mode);
    if (content != page.content.end()) return Dict{{"content", content->second}};
    const auto raw = page.content.find("raw");
    if (raw == page.content.end()) return failed("no recording of this page in this mode");
    try {
      return Dict{{"content", mode == "markdown" ? html::page_markdown(raw->second) : html::page_text(raw->second)}};
    } catch (const html::PageError& error) {
      return failed(error.what());
    }
  }

  std::shared_ptr<const WebSource> web_;
  Value show_snippet_ = true;
};

}  // namespace

std::unique_ptr<Simulator> make_web_search(const std::shared_ptr<ProcessState>& process) {
  static const std::shared_ptr<const WebSource> kNothing = std::make_shared<RecordedWeb>();
  const bool given = process != nullptr && process->web != nullptr;
  return std::make_unique<WebSearch>(given ? process->web : kNothing);
}

}  // namespace env::bfcl
