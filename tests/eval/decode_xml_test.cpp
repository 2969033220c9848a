// Calls in XML; the expected values are bfcl_eval 2026.3.23's.
#include <gtest/gtest.h>

#include <random>

#include "core/python_text.h"
#include "eval/decode.h"

namespace eval {
namespace {

std::string decoded(CallSyntax syntax, std::string_view text, bool tag = false) {
  const Decoded result = decode_ast(DecodeMode::prompt, text, {syntax, tag});
  return result.ok ? core::python_repr(result.value) : result.error_class;
}
std::string verbose(std::string_view text) {
  return decoded(CallSyntax::verbose_xml, text);
}
std::string concise(std::string_view text) {
  return decoded(CallSyntax::concise_xml, text);
}
std::string concise_value(const std::string& type, const std::string& text) {
  return concise("<functions><function name='f'><param name='a' type='" + type + "'>" + text +
                 "</param></function></functions>");
}

TEST(DecodeXml, Verbose) {
  EXPECT_EQ(verbose("ok:\n<functions><function name=\"f\"><params><param name=\"a\" value=\" 7 \" type=\"integer\"/>"
                    "<param value=\"x\"/><param name=\"b\" type=\"string\"/></params></function><function name=\"g\"/>"
                    "</functions>"),
            "[{'f': {'a': 7, None: 'x', 'b': ''}}, {'g': {}}]");
  EXPECT_EQ(verbose("<functions><function name='f'><params/><param name='a' value='1'/></function></functions>"),
            "[{'f': {}}]");
  EXPECT_EQ(verbose("<functions><x><function name='f'/></x></functions>"), "[]");
  EXPECT_EQ(verbose("<functions><function/></functions>"), "KeyError");
  EXPECT_EQ(verbose("<functions/>"), "ValueError");
}

TEST(DecodeXml, Concise) {
  EXPECT_EQ(concise_value("string", " a &amp; b &#233; <!-- c -->d<![CDATA[<e>]]> "),
            "[{'f': {'a': 'a & b \u00e9 d<e>'}}]");
  EXPECT_EQ(concise_value("string", "a<b>c</b>d"), "[{'f': {'a': 'a'}}]");
  EXPECT_EQ(concise_value("integer", " 1_0 "), "[{'f': {'a': 10}}]");
  EXPECT_EQ(concise_value("integer", "1.5"), "ValueError");
  EXPECT_EQ(concise_value("float", "1e3"), "[{'f': {'a': 1000.0}}]");
  EXPECT_EQ(concise_value("boolean", "TRUE"), "[{'f': {'a': True}}]");
  EXPECT_EQ(concise_value("boolean", "1"), "[{'f': {'a': False}}]");
  EXPECT_EQ(concise_value("null", "x"), "[{'f': {'a': None}}]");
  EXPECT_EQ(concise_value("dict", "{'k': [1, (2,)]}"), "[{'f': {'a': {'k': [1, (2,)]}}}]");
  EXPECT_EQ(concise_value("array", "[true]"), "ValueError");
  EXPECT_EQ(concise_value("array", "[1"), "SyntaxError");
  EXPECT_EQ(concise_value("number", "1"), "[{'f': {'a': '1'}}]");
  EXPECT_EQ(concise("<functions><function name='f'><param>1</param></function></functions>"), "KeyError");
  EXPECT_EQ(decoded(CallSyntax::concise_xml, "<TOOLCALL><functions></functions></TOOLCALL>", true), "[]");
  EXPECT_EQ(decoded(CallSyntax::concise_xml, "<functions></functions>", true), "ValueError");
}

TEST(DecodeXml, WhatIsNotWellFormedFails) {
  EXPECT_EQ(concise_value("string", "a & b"), "ParseError");
  EXPECT_EQ(concise_value("string", "&nbsp;"), "ParseError") << "there is no document type to define it";
  EXPECT_EQ(concise_value("string", "<!DOCTYPE x [<!ENTITY y 'z'>]>"), "ParseError");
  EXPECT_EQ(concise_value("string", "<x:y/>"), "ParseError");
  EXPECT_EQ(concise("<functions><functions></functions></functions>"), "ParseError");
  EXPECT_EQ(concise("<functions><function name='f'></functions>"), "ParseError");
  EXPECT_EQ(concise("<functions>\xff</functions>"), "UnicodeEncodeError");
  EXPECT_EQ(concise(std::string_view("<functions>\0</functions>", 24)), "ParseError");
}

TEST(DecodeXml, HostileRepliesNeverHurt) {
  for (const char* piece :
       {"<function name='f'>", "<a>", "x", "&amp;", "<!--", "<![CDATA[", "<param name='a'/>", "<a b='"}) {
    std::string text = "<functions>";
    while (text.size() < 1000000) text += piece;
    text += "</functions>";
    verbose(text);
    concise(text);
  }
  std::mt19937_64 random(9);
  constexpr std::string_view kAlphabet = "<>/='\" abparmfunction&;#!-[]:\xc3\xa9\xff";
  for (int i = 0; i < 5000; ++i) {
    std::string text(random() % 60, ' ');
    for (char& c : text) c = kAlphabet[random() % kAlphabet.size()];
    concise("<functions><function name='f'>" + text + "</function></functions>");
    verbose("<functions>" + text + "</functions>");
  }
}

}  // namespace
}  // namespace eval
