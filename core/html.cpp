#include "core/html.h"

#include "core/error.h"
#include "core/utf8.h"

namespace core {

namespace {

constexpr std::string_view kStyle = R"css(
:root { --ink: #1b2430; --muted: #667085; --line: #e4e7ec; --soft: #f6f7f9; --accent: #2563eb; --good: #0f7b4b;
        --bad: #b42318; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto,
       "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 40px 28px 72px; }
h1 { font-size: 27px; line-height: 1.25; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 19px; margin: 44px 0 10px; padding-bottom: 6px; border-bottom: 1px solid var(--line); }
h3 { font-size: 15px; margin: 22px 0 6px; }
p { margin: 8px 0; max-width: 78ch; }
.muted { color: var(--muted); }
.small { font-size: 13px; }
.good { color: var(--good); }
.bad { color: var(--bad); }
table { border-collapse: collapse; width: 100%; margin: 12px 0; font-variant-numeric: tabular-nums; }
th { text-align: left; white-space: nowrap; font-weight: 600; font-size: 13px; color: var(--muted); border-bottom: 1px solid #c9ced6; }
th, td { padding: 6px 10px; vertical-align: top; }
th { vertical-align: bottom; }
td { border-bottom: 1px solid var(--line); }
th.num, td.num { text-align: right; }
th.num { white-space: normal; }
td.num { white-space: nowrap; }
tr.total td { font-weight: 600; border-top: 1px solid #c9ced6; }
.range { color: var(--muted); font-size: 12.5px; font-weight: 400; display: inline-block; min-width: 6.4em; }
.range.wide { min-width: 8.8em; }
.cards { display: flex; flex-wrap: wrap; gap: 14px; margin: 22px 0 8px; }
.card { flex: 1 1 150px; background: var(--soft); border: 1px solid var(--line); border-radius: 10px;
        padding: 14px 16px; }
.card .value { font-size: 24px; font-weight: 650; letter-spacing: -0.01em; }
.card .label { color: var(--muted); font-size: 13px; }
figure { margin: 14px 0; }
figcaption { color: var(--muted); font-size: 13px; margin-top: 4px; }
svg { display: block; width: 100%; height: auto; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; margin: 4px 0 12px;
      white-space: pre-wrap; overflow-wrap: anywhere; font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas,
      "DejaVu Sans Mono", monospace; }
details { border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; padding: 0 14px; }
details[open] { padding-bottom: 8px; }
summary { cursor: pointer; padding: 9px 0; }
code, pre, .tokens span { unicode-bidi: isolate; }
code { font: 12.5px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.tag { display: inline-block; border-radius: 20px; padding: 1px 9px; font-size: 12px; font-weight: 600; margin-right: 6px; }
.tag.good { background: #e7f6ee; }
.tag.bad { background: #fdecea; }
.tag.plain { background: var(--soft); color: var(--muted); }
.message { border-left: 3px solid var(--line); padding: 2px 0 2px 14px; margin: 12px 0; }
.message > b { font-size: 13px; color: var(--muted); font-weight: 600; }
.message.user { border-color: var(--accent); }
.message.assistant { border-color: #98a2b3; }
.message.tool { border-color: #d9b44a; }
.message pre { margin-bottom: 6px; }
.tokens .context { color: #98a2b3; }
.p1 { background: #fff8e0; }
.p2 { background: #ffe8bf; }
.p3 { background: #ffcfb0; }
.p4 { background: #ffb0a6; }
.unweighted { opacity: 0.55; }
@media print { details { break-inside: avoid; } }
)css";

// The character at `at`, which moves past it.
void append_character(std::string& out, std::string_view text, size_t& at) {
  constexpr char32_t kReplacement = 0xFFFD;
  const char32_t point = next_code_point(text, at);
  const bool control = (point < 0x20 && point != '\n' && point != '\t') || point == 0x7F;
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;  // invalid bytes read as such
  append_utf8(out, control || surrogate ? kReplacement : point);
}

}  // namespace

std::string html_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (size_t at = 0; at < text.size();) {
    switch (text[at]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        append_character(out, text, at);
        continue;
    }
    ++at;
  }
  return out;
}

std::string excerpt(std::string_view text, size_t limit) {
  size_t points = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!is_utf8_continuation(text[i]) && points++ == limit) {
      return format("{}… ({} more bytes)", text.substr(0, i), text.size() - i);
    }
  }
  return std::string(text);
}

std::string html_element(std::string_view name, std::string_view content, std::string_view css_class) {
  std::string out = "<" + std::string(name);
  if (!css_class.empty()) out += " class=\"" + html_escape(css_class) + "\"";
  out += ">";
  out += content;
  return out + "</" + std::string(name) + ">";
}

std::string html_text(std::string_view name, std::string_view text, std::string_view css_class) {
  return html_element(name, html_escape(text), css_class);
}

std::string html_titled(std::string_view text, std::string_view css_class, std::string_view title) {
  return format("<span class=\"{}\" title=\"{}\">{}</span>", html_escape(css_class), html_escape(title),
                html_escape(text));
}

std::string html_tag(std::string_view text, std::string_view kind) {
  return html_text("span", text, format("tag {}", kind));
}

std::string html_details(std::string_view summary, std::string_view content, bool open) {
  return std::string(open ? "<details open>" : "<details>") + html_element("summary", summary) + std::string(content) +
         "</details>\n";
}

void HtmlTable::add_row(std::vector<std::string> cells, std::string_view css_class) {
  FR_CHECK(cells.size() == columns_.size(), "{} cells for {} columns", cells.size(), columns_.size());
  std::string row;
  for (size_t i = 0; i < cells.size(); ++i) row += html_element("td", cells[i], columns_[i].numeric ? "num" : "");
  rows_ += html_element("tr", row, css_class) + "\n";
}

std::string HtmlTable::html() const {
  std::string head;
  for (const HtmlColumn& column : columns_) head += html_text("th", column.title, column.numeric ? "num" : "");
  return "<table>\n<thead>" + html_element("tr", head) + "</thead>\n<tbody>\n" + rows_ + "</tbody>\n</table>\n";
}

std::string html_page(std::string_view title, std::string_view body) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
         html_text("title", title) + "\n<style>" + std::string(kStyle) + "</style>\n</head>\n<body>\n<main>\n" +
         std::string(body) + "</main>\n</body>\n</html>\n";
}

}  // namespace core
