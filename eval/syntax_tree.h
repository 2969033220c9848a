// Java and JavaScript source as concrete syntax trees of tree-sitter, with the grammars that the reference is pinned to
// (their wheels, unpacked by scripts/setup). Knows nothing of calls.
#pragma once

#include <tree_sitter/api.h>

#include <memory>
#include <string_view>
#include <vector>

namespace eval {

enum class Grammar { java, javascript };

// Replies are far shorter; beyond this the library is too slow, and past 65,535 tokens in a row it corrupts memory.
inline constexpr size_t kMaxSourceBytes = 16384;

class SyntaxNode {
 public:
  explicit SyntaxNode(TSNode node) : node_(node) {}

  std::string_view type() const { return ts_node_type(node_); }
  bool is(std::string_view name) const { return type() == name; }
  size_t begin() const { return ts_node_start_byte(node_); }  // in bytes of the source
  size_t end() const { return ts_node_end_byte(node_); }
  std::vector<SyntaxNode> children() const;
  // The first child of a field; a node where is_null() holds if there is none.
  SyntaxNode field(std::string_view name) const;
  bool is_null() const { return ts_node_is_null(node_); }

 private:
  TSNode node_;
};

class SyntaxTree {
 public:
  // `source` is UTF-8. Throws PythonError(SyntaxError) for source that is too long or takes the library too long, and
  // core::Error(environment) where the grammar is missing.
  SyntaxTree(Grammar grammar, std::string_view source);

  SyntaxNode root() const { return SyntaxNode(ts_tree_root_node(tree_.get())); }
  // Whether the library skipped something ("ERROR" in its S-expression). A token that it put in is no error.
  bool has_error() const;

 private:
  struct Delete {
    void operator()(TSTree* tree) const { ts_tree_delete(tree); }
  };
  std::unique_ptr<TSTree, Delete> tree_;
};

}  // namespace eval
