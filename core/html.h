// Small builders of a self-contained HTML page: escaping, tables, the page with its style. No scripts, no links out.
// Knows nothing of what is shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace core {

// & < > " ' as entities; control characters other than \n and \t, and bytes that are no UTF-8, as U+FFFD.
std::string html_escape(std::string_view text);
// At most `limit` code points of a text for people; a longer one ends in "…" and says how much is missing.
std::string excerpt(std::string_view text, size_t limit);

// <name class="css_class">content</name>; `content` is HTML.
std::string html_element(std::string_view name, std::string_view content, std::string_view css_class = {});
// The same around plain text.
std::string html_text(std::string_view name, std::string_view text, std::string_view css_class = {});

// <span> around plain text, with a plain text that is shown where the mouse rests on it.
std::string html_titled(std::string_view text, std::string_view css_class, std::string_view title);
// A verdict in a few words; `kind`: good, bad or plain.
std::string html_tag(std::string_view text, std::string_view kind);

// A folded part of the page that opens on a click; both arguments are HTML.
std::string html_details(std::string_view summary, std::string_view content, bool open = false);

struct HtmlColumn {
  std::string title;  // plain text
  bool numeric = false;
};

class HtmlTable {
 public:
  explicit HtmlTable(std::vector<HtmlColumn> columns) : columns_(std::move(columns)) {}

  // One cell a column; cells are HTML.
  void add_row(std::vector<std::string> cells, std::string_view css_class = {});
  std::string html() const;

 private:
  std::vector<HtmlColumn> columns_;
  std::string rows_;
};

// A whole document; `body` is HTML.
std::string html_page(std::string_view title, std::string_view body);

}  // namespace core
