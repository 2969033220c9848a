// The half of the conversion to Markdown that knows elements: what each of them opens and closes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/big_integer.h"
#include "env/html/markdown_writer.h"
#include "env/html/tokenizer.h"

namespace env::html {

class MarkdownSink final : public TokenSink {
 public:
  void start_tag(const std::string& name, const std::vector<Attribute>& attributes, bool closed) override {
    attributes_ = &attributes;
    tag(name, true);
    attributes_ = nullptr;
    if (closed) end_tag(name);
  }
  void end_tag(const std::string& name) override { tag(name, false); }
  void data(std::u32string_view text) override { take_text(std::u32string(text), false); }
  void numeric_reference(std::u32string_view digits) override;
  void named_reference(std::u32string_view name) override;
  void aside() override {}
  void marked_section(std::u32string_view /*text*/) override {}

  std::u32string finish() { return writer_.finish(); }

 private:
  struct Link {
    std::u32string href;
    std::u32string title;
  };
  struct List {
    bool ordered = false;
    core::BigInteger number{0};
  };

  // The attribute's value; nullptr where the start tag has none. Of several the last one counts.
  const std::u32string* attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const;

  void tag(const std::string& name, bool start);
  bool heading(size_t level, bool start);
  void block_tag(const std::string& name, bool start);
  bool inline_tag(const std::string& name, bool start);
  void emphasis(bool start, std::u32string mark);
  void link(bool start);
  void image();
  void list_tag(const std::string& name, bool start);
  void item(bool start);
  void table_tag(const std::string& name, bool start);
  void preformatted(bool start);
  void abbreviation(bool start);
  void take_text(std::u32string text, bool reference);
  void open_bracket();

  MarkdownWriter writer_;
  const std::vector<Attribute>* attributes_ = nullptr;
  std::string current_;  // the last tag
  std::vector<std::optional<Link>> links_;
  std::optional<std::u32string> waiting_href_;  // of a link that has shown nothing yet: its text may be its address
  bool empty_link_ = false;
  std::vector<List> lists_;
  bool after_list_ = false;
  bool code_ = false;
  bool stressed_ = false;  // a mark of emphasis came last
  bool after_stress_ = false;
  std::u32string before_;  // the text that came last
  std::optional<std::u32string> abbreviated_;
  bool split_cell_ = false;
  bool first_row_ = false;
  size_t cells_ = 0;
};

// h1 to h9; 0: no heading.
size_t heading_level(const std::string& name);

}  // namespace env::html
