#include "eval/syntax_tree.h"

#include <dlfcn.h>

#include <clocale>
#include <string>

#include "chat/python/exception.h"
#include "core/error.h"
#include "core/files.h"

namespace eval {
namespace {

using chat::python::raise;

// Far beyond what any reply needs; nested generics can take the library hours.
constexpr uint64_t kTimeLimitUs = 2'000'000;

struct DeleteTreeParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};

// The grammar out of a Python wheel's extension module. Its references to Python are never called, so they stay
// unresolved (RTLD_LAZY).
const TSLanguage* open_grammar(const std::string& name) {
  const core::fs::path file =
      core::data_dir().parent_path() / "grammars" / ("tree_sitter_" + name) / "_binding.abi3.so";
  const std::string hint = "run scripts/setup: it fetches the grammars that Java and JavaScript replies are read with";
  if (!core::fs::exists(file)) throw core::environment_error(file.string() + ": no such grammar", hint);
  void* library = dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) throw core::environment_error(core::format("cannot open {}", dlerror()), hint);
  using MakeLanguage = const TSLanguage* (*)();
  const auto make = reinterpret_cast<MakeLanguage>(dlsym(library, ("tree_sitter_" + name).c_str()));
  if (make == nullptr) throw core::environment_error(file.string() + ": not the grammar of " + name, hint);
  const TSLanguage* language = make();
  const uint32_t version = ts_language_version(language);
  if (version < TREE_SITTER_MIN_COMPATIBLE_LANGUAGE_VERSION || version > TREE_SITTER_LANGUAGE_VERSION) {
    throw core::environment_error(
        core::format("{}: version {} of tree-sitter's interface, and the library wants {} to {}", file.string(),
                     version, TREE_SITTER_MIN_COMPATIBLE_LANGUAGE_VERSION, TREE_SITTER_LANGUAGE_VERSION),
        hint);
  }
  return language;
}

const TSLanguage* language_of(Grammar grammar) {
  if (grammar == Grammar::java) {
    static const TSLanguage* const java = open_grammar("java");
    return java;
  }
  static const TSLanguage* const javascript = open_grammar("javascript");
  return javascript;
}

// JavaScript's grammar asks the C library which characters are letters and spaces. The reference, like every Python
// program, runs with a UTF-8 locale; this one does not, so the thread borrows one while it parses.
class UnicodeLetters {
 public:
  UnicodeLetters() {
    static const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (utf8 != nullptr) before_ = uselocale(utf8);
  }
  ~UnicodeLetters() {
    if (before_ != nullptr) uselocale(before_);
  }
  UnicodeLetters(const UnicodeLetters&) = delete;
  UnicodeLetters& operator=(const UnicodeLetters&) = delete;

 private:
  locale_t before_ = nullptr;
};

// Depth-first over all nodes, without recursion: replies may nest as deep as they are long.
template <class Predicate>
bool any_node(TSNode root, Predicate predicate) {
  struct Cursor {
    explicit Cursor(TSNode node) : raw(ts_tree_cursor_new(node)) {}
    ~Cursor() { ts_tree_cursor_delete(&raw); }
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    TSTreeCursor raw;
  } cursor(root);
  for (;;) {
    if (predicate(ts_tree_cursor_current_node(&cursor.raw))) return true;
    if (ts_tree_cursor_goto_first_child(&cursor.raw)) continue;
    while (!ts_tree_cursor_goto_next_sibling(&cursor.raw)) {
      if (!ts_tree_cursor_goto_parent(&cursor.raw)) return false;
    }
  }
}

// What the S-expression writes as "(ERROR …)". A skipped character in one, "(UNEXPECTED …)", has the same symbol.
bool is_error(TSNode node) {
  constexpr auto kErrorSymbol = static_cast<TSSymbol>(-1);
  return ts_node_symbol(node) == kErrorSymbol;
}

}  // namespace

std::vector<SyntaxNode> SyntaxNode::children() const {
  std::vector<SyntaxNode> out;
  if (is_null()) return out;
  TSTreeCursor cursor = ts_tree_cursor_new(node_);
  if (ts_tree_cursor_goto_first_child(&cursor)) {
    do {
      out.emplace_back(ts_tree_cursor_current_node(&cursor));
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
  }
  ts_tree_cursor_delete(&cursor);
  return out;
}

SyntaxNode SyntaxNode::field(std::string_view name) const {
  return SyntaxNode(ts_node_child_by_field_name(node_, name.data(), static_cast<uint32_t>(name.size())));
}

SyntaxTree::SyntaxTree(Grammar grammar, std::string_view source) {
  const TSLanguage* language = language_of(grammar);
  if (source.size() > kMaxSourceBytes) raise("SyntaxError", "the source is too long to be parsed");
  const std::unique_ptr<TSParser, DeleteTreeParser> parser(ts_parser_new());
  ts_parser_set_language(parser.get(), language);
  ts_parser_set_timeout_micros(parser.get(), kTimeLimitUs);
  const UnicodeLetters letters;
  tree_.reset(ts_parser_parse_string(parser.get(), nullptr, source.data(), static_cast<uint32_t>(source.size())));
  if (tree_ == nullptr) raise("SyntaxError", "the source takes too long to be parsed");
}

bool SyntaxTree::has_error() const {
  const TSNode root = ts_tree_root_node(tree_.get());
  return ts_node_has_error(root) && any_node(root, is_error);
}

}  // namespace eval
