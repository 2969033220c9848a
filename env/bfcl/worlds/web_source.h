// Where the web-search world gets its answers from: a recording of what a search engine and the pages once said, so
// that a run can be repeated, or the live web (rollout/web).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/files.h"
#include "core/value.h"

namespace env::bfcl {

// One page as it was fetched: its text in the tool's modes ("raw", "markdown", "truncate"), or why there is none. The
// others are made of "raw" where they are missing.
struct WebPage {
  std::map<std::string, std::string, std::less<>> content;  // by mode
  std::string error;                                        // not empty: fetching it failed
};

// What a search engine answered: a JSON object, or why there is none.
struct WebAnswer {
  core::Dict answer;  // {"organic_results": [{"title", "link", "snippet"}, …]}; {} where nothing is known
  std::string error;  // not empty: asking it failed
};

class WebSource {
 public:
  virtual ~WebSource() = default;

  // Both may throw ServiceFailure, which ends the entry, and core::Error, which ends the run.
  virtual WebAnswer search(const core::Value& keywords, const core::Value& region) const = 0;
  virtual WebPage fetch(std::string_view url) const = 0;
};

// Answers from a recording:
//   {"searches": [{"keywords": …, "region": …, "answer": {…}}, …],
//    "pages": [{"url": …, "content": {"raw": …, "markdown": …, "truncate": …}} or {"url": …, "error": …}, …]}
// or the same items as JSON Lines, as they are recorded. A search without a region answers for all regions; "error" in
// place of "answer" says why there is none. Of several answers to one question the first counts.
class RecordedWeb final : public WebSource {
 public:
  RecordedWeb() = default;  // knows nothing
  // Throws core::Error(data) for a recording of another form.
  explicit RecordedWeb(const core::Value& recording);
  static RecordedWeb from_file(const core::fs::path& path);

  WebAnswer search(const core::Value& keywords, const core::Value& region) const override;
  WebPage fetch(std::string_view url) const override;

  // nullptr where it does not know.
  const WebAnswer* find_search(const core::Value& keywords, const core::Value& region) const;
  const WebPage* find_page(std::string_view url) const;
  // Takes one item of a recording. Throws core::Error(data) for one of another form.
  void add(const core::Value& item);
  static core::Value search_item(const core::Value& keywords, const core::Value& region, const WebAnswer& answer);
  static core::Value page_item(std::string_view url, const WebPage& page);

 private:
  struct Search {
    core::Value keywords;
    std::optional<core::Value> region;
    WebAnswer answer;
  };

  std::vector<Search> searches_;
  std::map<std::string, WebPage, std::less<>> pages_;
};

}  // namespace env::bfcl
