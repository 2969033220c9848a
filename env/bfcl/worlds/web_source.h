// Where the web-search world gets its answers from. The program itself never asks the network: what a search engine and
// the pages once said is recorded, so that a run can be repeated.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/files.h"
#include "core/value.h"

namespace env::bfcl {

// One page as it was fetched: its text in each of the tool's modes ("raw", "markdown", "truncate"), or why there is
// none.
struct WebPage {
  std::map<std::string, std::string, std::less<>> content;  // by mode; not every mode need be recorded
  std::string error;                                        // not empty: fetching it failed
};

class WebSource {
 public:
  virtual ~WebSource() = default;

  // The search engine's answer: {"organic_results": [{"title", "link", "snippet"}, …]}; {} where nothing is known.
  virtual core::Dict search(const core::Value& keywords, const core::Value& region) const = 0;
  virtual WebPage fetch(std::string_view url) const = 0;
};

// Answers from a recording:
//   {"searches": [{"keywords": …, "region": …, "answer": {…}}, …],
//    "pages": [{"url": …, "content": {"raw": …, "markdown": …, "truncate": …}} or {"url": …, "error": …}, …]}
// A search without a region answers for all regions.
class RecordedWeb final : public WebSource {
 public:
  RecordedWeb() = default;  // knows nothing
  // Throws core::Error(data) for a recording of another form.
  explicit RecordedWeb(const core::Value& recording);
  static RecordedWeb from_file(const core::fs::path& path);

  core::Dict search(const core::Value& keywords, const core::Value& region) const override;
  WebPage fetch(std::string_view url) const override;

 private:
  struct Search {
    core::Value keywords;
    std::optional<core::Value> region;
    core::Dict answer;
  };

  std::vector<Search> searches_;
  std::map<std::string, WebPage, std::less<>> pages_;
};

}  // namespace env::bfcl
