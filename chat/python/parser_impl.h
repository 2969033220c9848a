// The recursive-descent parser behind parse_expression. Rules follow the names of CPython's grammar.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "chat/python/ast.h"
#include "chat/python/string_literal.h"
#include "chat/python/token.h"

namespace chat::python {

class Parser {
 public:
  // `base`: where `text` starts in the whole text, for errors; `depth`: levels of nesting around it.
  Parser(std::string_view text, Tree& tree, size_t base, int depth);

  // eval: expressions NEWLINE* ENDMARKER
  const Node* eval_input();
  // The braces' content of an f-string, which CPython puts into parentheses and parses as star_expressions.
  const Node* fstring_input();

 private:
  // Counts levels of recursion for as long as it lives.
  class Level {
   public:
    explicit Level(Parser& parser);
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };

  // Tokens
  const Token& peek(size_t ahead = 0) const { return tokens_[std::min(next_ + ahead, tokens_.size() - 1)]; }
  bool at(Tok kind) const { return peek().kind == kind; }
  const Token& take() { return tokens_[next_++]; }
  bool accept(Tok kind);
  void expect(Tok kind, std::string_view what);
  std::string_view text_of(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
  [[noreturn]] void refuse(std::string_view what) const;

  // Nodes
  Node& make(Kind kind);
  const Node* finish(Node& node, std::initializer_list<const Node*> children = {});
  const Node* constant(core::Value value);

  // parser.cpp: operators
  const Node* expression();
  const Node* named_expression();
  const Node* star_named_expression();
  const Node* star_expressions();
  const Node* disjunction();
  const Node* conjunction();
  const Node* inversion();
  const Node* comparison();
  bool comparison_operator(Op& op);
  const Node* binary(int minimum_binding);
  const Node* factor();
  const Node* power();
  const Node* primary();
  const Node* starred(const Node* value);

  // parser_atoms.cpp
  const Node* atom();
  const Node* parenthesised();
  const Node* list_display();
  const Node* brace_display();
  const Node* dict_display(Node& node, const Node* first_key);
  const Node* yield_expression();
  const Node* strings();
  const Node* slices();
  const Node* slice();
  std::string identifier();

  // parser_clauses.cpp
  const Node* call(const Node* function);
  void keyword_arguments(Node& node);
  const Node* lambda();
  void lambda_parameters(Parameters& parameters);
  Parameter lambda_parameter();
  bool at_comprehension() const { return at(Tok::kw_for) || at(Tok::kw_async); }
  const Node* comprehension(Kind kind, const Node* element, const Node* value = nullptr);
  const Node* star_targets();
  const Node* star_target();
  void check_target(const Node& node) const;

  // fstring.cpp
  struct FString;
  void add_fstring(FString& out, const StringToken& token);
  void fstring_pieces(FString& out, const StringToken& token, size_t& at, int level);
  const Node* fstring_field(FString& out, const StringToken& token, size_t& at, int level);
  const Node* finish_fstring(FString& parts);

  std::string_view text_;
  Tree& tree_;
  size_t base_;
  int depth_;
  std::vector<Token> tokens_;
  size_t next_ = 0;
};

// Pieces of one or more string tokens that stand side by side: `text` is the literal being collected.
struct Parser::FString {
  std::vector<const Node*> values;
  std::string text;
  bool is_format = false;
};

}  // namespace chat::python
