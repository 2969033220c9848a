// Values as JSON or Python writes them: the parts that every program of a notation begins with, and shapes after them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "chat/constraint/program.h"
#include "chat/constraint/shape.h"

namespace chat::constraint {

class Writer {
 public:
  explicit Writer(Notation notation);

  Emitter& out() { return out_; }
  void value(const ShapePtr& shape);
  // White space that may stand there: a blank, or a line's end and an indentation.
  void space() { out_.call(space_); }
  // name=value, … of a Python call between its brackets, for an object.
  void arguments(const Shape& object);
  // Throws core::Error(usage) where the program has become too large.
  Program take();

 private:
  void define_space();
  void define_json_string();
  void define_python_strings();
  void python_string_body(char quote);
  void define_numbers();
  void digits(int most);
  void define_any();
  void scalar();
  void literals(const std::vector<core::Value>& values);
  void list(const Emitter::Part& item, size_t least, size_t most);
  void tuple(const Shape& shape);
  void map(const Emitter::Part& item);
  // Shapes that stand in several places are written once, and called.
  void plain_value(const Shape& shape);
  void key(const std::string& name);
  // The properties with commas, then the closing bracket; `key` writes a name and what separates it from its value.
  void properties(const Shape& object, char close, const std::function<void(const Property&)>& property);

  Notation notation_;
  Emitter out_;
  uint32_t space_ = 0;
  uint32_t string_ = 0;
  uint32_t integer_ = 0;
  uint32_t number_ = 0;
  uint32_t any_ = 0;
  std::map<ShapePtr, uint32_t> written_;
};

}  // namespace chat::constraint
