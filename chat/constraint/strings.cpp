// String literals of valid UTF-8, escapes included, as automata.
#include "chat/constraint/notation.h"

namespace chat::constraint {
namespace {

constexpr uint8_t kHexLow = 'a';

// Code points above ASCII: the places of the states that follow a first byte.
struct Utf8Places {
  uint32_t one = 0;  // one more byte
  uint32_t two = 0;
  uint32_t three = 0;
  uint32_t after_e0 = 0;
  uint32_t after_ed = 0;
  uint32_t after_f0 = 0;
  uint32_t after_f4 = 0;
  uint32_t end = 0;
};

Utf8Places utf8_places(uint32_t first) {
  return {first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6, first + 7};
}

void add_utf8_starts(const Utf8Places& at, std::vector<Edge>& edges) {
  edges.insert(edges.end(), {{0xC2, 0xDF, at.one},
                             {0xE0, 0xE0, at.after_e0},
                             {0xE1, 0xEC, at.two},
                             {0xED, 0xED, at.after_ed},
                             {0xEE, 0xEF, at.two},
                             {0xF0, 0xF0, at.after_f0},
                             {0xF1, 0xF3, at.three},
                             {0xF4, 0xF4, at.after_f4}});
}

// Writes the states of `at`; no surrogates, nothing overlong, nothing above U+10FFFF.
void utf8_rest(Emitter& out, const Utf8Places& at, uint32_t body) {
  out.state({{0x80, 0xBF, body}});
  out.state({{0x80, 0xBF, at.one}});
  out.state({{0x80, 0xBF, at.two}});
  out.state({{0xA0, 0xBF, at.one}});
  out.state({{0x80, 0x9F, at.one}});
  out.state({{0x90, 0xBF, at.two}});
  out.state({{0x80, 0x8F, at.two}});
}

void hex_digits(Emitter& out, int count) {
  for (int i = 0; i < count; ++i) out.byte({{'0', '9'}, {'A', 'F'}, {kHexLow, 'f'}});
}

// The four digits of a code unit that is no surrogate.
void plain_unit(Emitter& out) {
  out.either({[&] {
                out.byte({{'0', '9'}, {'A', 'C'}, {'E', 'F'}, {kHexLow, 'c'}, {'e', 'f'}});
                hex_digits(out, 3);
              },
              [&] {
                out.byte({{'D', 'D'}, {'d', 'd'}});
                out.byte({{'0', '7'}});
                hex_digits(out, 2);
              }});
}

}  // namespace

void Writer::define_json_string() {
  string_ = out_.here();
  out_.text("\"");
  const uint32_t body = out_.here();
  const Utf8Places utf8 = utf8_places(body + 1);
  const uint32_t close = utf8.end;
  const uint32_t escape = close + 1;
  std::vector<Edge> edges = {
      {0x20, 0x21, body}, {0x23, 0x5B, body}, {0x5D, 0x7F, body}, {'"', '"', close}, {'\\', '\\', escape}};
  add_utf8_starts(utf8, edges);
  out_.state(edges);
  utf8_rest(out_, utf8, body);
  out_.ret();
  out_.either(
      {[&] {
         out_.byte({{'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'b', 'b'}, {'f', 'f'}, {'n', 'n'}, {'r', 'r'}, {'t', 't'}});
       },
       [&] {
         out_.text("u");
         out_.either({[&] { plain_unit(out_); },
                      [&] {  // a surrogate comes with the other half
                        out_.byte({{'D', 'D'}, {'d', 'd'}});
                        out_.byte({{'8', '9'}, {'A', 'B'}, {kHexLow, 'b'}});
                        hex_digits(out_, 2);
                        out_.text("\\u");
                        out_.byte({{'D', 'D'}, {'d', 'd'}});
                        out_.byte({{'C', 'F'}, {'c', 'f'}});
                        hex_digits(out_, 2);
                      }});
       }});
  out_.jump(body);
}

void Writer::define_python_strings() {
  string_ = out_.here();
  out_.either({[&] { python_string_body('\''); }, [&] { python_string_body('"'); }});
  out_.ret();
}

void Writer::python_string_body(char quote) {
  const auto mark = static_cast<uint8_t>(quote);
  out_.text(std::string_view(&quote, 1));
  const uint32_t body = out_.here();
  const Utf8Places utf8 = utf8_places(body + 1);
  const uint32_t close = utf8.end;
  const uint32_t escape = close + 1;
  std::vector<Edge> edges = {{0x20, static_cast<uint8_t>(mark - 1), body},
                             {static_cast<uint8_t>(mark + 1), 0x5B, body},
                             {0x5D, 0x7F, body},
                             {mark, mark, close},
                             {'\\', '\\', escape}};
  add_utf8_starts(utf8, edges);
  out_.state(edges);
  utf8_rest(out_, utf8, body);
  out_.ret();
  out_.either({[&] {
                 out_.byte({{'\'', '\''},
                            {'"', '"'},
                            {'\\', '\\'},
                            {'a', 'b'},
                            {'f', 'f'},
                            {'n', 'n'},
                            {'r', 'r'},
                            {'t', 't'},
                            {'v', 'v'}});
               },
               [&] {
                 out_.text("x");
                 hex_digits(out_, 2);
               },
               [&] {
                 out_.text("u");
                 plain_unit(out_);
               },
               [&] {
                 out_.text("U00");
                 out_.either({[&] {
                                out_.text("0");
                                out_.byte({{'1', '9'}, {'A', 'F'}, {kHexLow, 'f'}});
                              },
                              [&] { out_.text("10"); }});
                 hex_digits(out_, 4);
               }});
  out_.jump(body);
}

}  // namespace chat::constraint
