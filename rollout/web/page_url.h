// Addresses of pages, as Python's requests prepares them and speaks of them.
#pragma once

#include <string>
#include <string_view>

namespace rollout::web {

struct PageUrl {
  std::string text;  // whole and ready to be sent: what must be is escaped, an empty path is "/"
  std::string host;  // without brackets
  int port = 0;
  std::string target;  // path and query

  // "HTTPSConnectionPool(host='e.org', port=443)"
  std::string pool() const;
};

// Throws std::invalid_argument with the reference's words for what is no address of a page.
PageUrl parse_page_url(std::string_view url);

// Letters, digits and -._~ as they are, a space as +, other bytes as %XX: a value in a query.
std::string escape_query(std::string_view text);

}  // namespace rollout::web
