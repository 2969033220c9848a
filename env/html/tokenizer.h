// Reads HTML as html.parser of Python 3.11 does, whose ideas of tags, references and what is left over at a page's end
// decide what the benchmark's page tools show. Knows no elements but script and style.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace env::html {

struct Attribute {
  std::string name;                     // lower case
  std::optional<std::u32string> value;  // references resolved; nullopt: no `=`
};

// What is found, in order. Names of tags are in lower case.
class TokenSink {
 public:
  virtual ~TokenSink() = default;

  // `closed`: written <name/>; such a tag has no end tag of its own.
  virtual void start_tag(const std::string& name, const std::vector<Attribute>& attributes, bool closed) = 0;
  virtual void end_tag(const std::string& name) = 0;
  virtual void data(std::u32string_view text) = 0;
  // Without `&`, `&#` and `;`.
  virtual void numeric_reference(std::u32string_view digits) = 0;
  virtual void named_reference(std::u32string_view name) = 0;
  // A comment, a document type, a processing instruction.
  virtual void aside() = 0;
  // <![name[text]]>, with "name[text"
  virtual void marked_section(std::u32string_view text) = 0;
};

// `feeds`: how often the page's text is given on before the parser is closed. What a feed cannot make out, it leaves to
// the next one, so that a page with two broken references differs by it. Throws PageError for what the parser refuses
// and for a page whose reading takes too many steps.
void tokenize(std::u32string_view page, int feeds, TokenSink& sink);

}  // namespace env::html
