#include "chat/constraint/notation.h"

#include <algorithm>

#include "chat/python/parser.h"
#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"

namespace chat::constraint {
namespace {

constexpr int kIndentation = 24;  // blanks after a line's end
constexpr int kAnyDepth = 6;      // of lists and objects in values without a schema
constexpr size_t kMostCode = size_t{1} << 20U;
constexpr size_t kBitsAWord = 64;

}  // namespace

Writer::Writer(Notation notation) : notation_(notation) {
  if (notation == Notation::json) {
    define_json_string();
  } else {
    define_python_strings();
  }
  out_.end_shared(notation);
  define_space();
  define_numbers();
  define_any();
}

Program Writer::take() {
  if (out_.here() > kMostCode) {
    throw core::usage_error("the schemas are too large to constrain replies to", "use fewer tools, or simpler schemas");
  }
  return out_.take();
}

void Writer::define_space() {
  space_ = out_.here();
  out_.either({[] {}, [&] { out_.text(" "); },
               [&] {
                 out_.text("\n");
                 out_.repeat_up_to(kIndentation, [&] { out_.text(" "); });
               }});
  out_.ret();
}

void Writer::digits(int most) {
  out_.byte({{'0', '9'}});
  out_.repeat_up_to(most - 1, [&] { out_.byte({{'0', '9'}}); });
}

// As many digits as a double and an int of any use have: no number is without end, and none is infinite.
void Writer::define_numbers() {
  constexpr int kDigits = 32;
  integer_ = out_.here();
  out_.maybe([&] { out_.text("-"); });
  out_.either({[&] { out_.text("0"); },
               [&] {
                 out_.byte({{'1', '9'}});
                 out_.repeat_up_to(kDigits - 1, [&] { out_.byte({{'0', '9'}}); });
               }});
  out_.ret();
  number_ = out_.here();
  out_.call(integer_);
  out_.maybe([&] {
    out_.text(".");
    digits(kDigits);
  });
  out_.maybe([&] {
    out_.byte({{'e', 'e'}, {'E', 'E'}});
    out_.either({[&] {
                   out_.maybe([&] { out_.byte({{'+', '+'}, {'-', '-'}}); });
                   digits(2);
                 },
                 [&] {  // what is below the least double is zero
                   out_.text("-");
                   out_.byte({{'1', '3'}});
                   out_.byte({{'0', '9'}});
                   out_.byte({{'0', '9'}});
                 }});
  });
  out_.ret();
}

void Writer::scalar() {
  const bool json = notation_ == Notation::json;
  out_.either({[&] { out_.call(string_); }, [&] { out_.call(number_); }, [&] { out_.text(json ? "true" : "True"); },
               [&] { out_.text(json ? "false" : "False"); }, [&] { out_.text(json ? "null" : "None"); }});
}

void Writer::define_any() {
  uint32_t inner = out_.here();
  scalar();
  out_.ret();
  for (int depth = 0; depth < kAnyDepth; ++depth) {
    const uint32_t here = out_.here();
    const Emitter::Part item = [&] { out_.call(inner); };
    out_.either({[&] { scalar(); }, [&] { list(item, 0, Shape::kUnbounded); }, [&] { map(item); }});
    out_.ret();
    inner = here;
  }
  any_ = inner;
}

void Writer::value(const ShapePtr& shape) {
  using Kind = Shape::Kind;
  const bool is_small = shape->kind != Kind::object && shape->kind != Kind::values && shape->kind != Kind::choice;
  if (is_small || shape.use_count() == 1) return plain_value(*shape);
  const auto known = written_.find(shape);
  if (known != written_.end()) return out_.call(known->second);
  const uint32_t over = out_.open_jump();
  const uint32_t here = out_.here();
  plain_value(*shape);
  out_.ret();
  out_.land(over);
  written_[shape] = here;
  out_.call(here);
}

void Writer::plain_value(const Shape& shape) {
  using Kind = Shape::Kind;
  const bool json = notation_ == Notation::json;
  if (out_.here() > kMostCode) return;  // take() says so
  switch (shape.kind) {
    case Kind::any:
      return out_.call(any_);
    case Kind::string:
      return out_.call(string_);
    case Kind::integer:
      return out_.call(integer_);
    case Kind::number:
      return out_.call(number_);
    case Kind::boolean:
      return out_.either({[&] { out_.text(json ? "true" : "True"); }, [&] { out_.text(json ? "false" : "False"); }});
    case Kind::null:
      return out_.text(json ? "null" : "None");
    case Kind::values:
      return literals(shape.values);
    case Kind::choice: {
      std::vector<Emitter::Part> parts;
      for (const ShapePtr& part : shape.parts) parts.emplace_back([&] { value(part); });
      return out_.either(parts);
    }
    case Kind::list:
      if (shape.items == nullptr) return list([] {}, 0, 0);
      return list([&] { value(shape.items); }, shape.least, shape.most);
    case Kind::tuple:
      return tuple(shape);
    case Kind::map:
      if (shape.items == nullptr) return out_.text("{}");
      return map([&] { value(shape.items); });
    case Kind::object:
      out_.text("{");
      return properties(shape, '}', [&](const Property& property) {
        key(property.name);
        out_.text(":");
        space();
        value(property.shape);
      });
  }
}

void Writer::literals(const std::vector<core::Value>& values) {
  std::vector<std::string> texts;
  for (const core::Value& value : values) {
    texts.push_back(notation_ == Notation::json ? core::dump_json(value) : core::python_repr(value));
    // Either quote will do; JSON's escapes mean the same in Python.
    if (notation_ == Notation::python && value.is_string()) texts.push_back(core::dump_json(value));
  }
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  std::vector<Emitter::Part> parts;
  for (const std::string& text : texts) parts.emplace_back([&] { out_.text(text); });
  out_.either(parts);
}

void Writer::key(const std::string& name) {
  literals({core::Value(name)});
}

void Writer::list(const Emitter::Part& item, size_t least, size_t most) {
  out_.text("[");
  if (most == 0) return out_.text("]");
  space();
  const uint32_t over = out_.open_jump();
  const uint32_t once = out_.here();
  item();
  out_.ret();
  out_.land(over);
  const auto next = [&] {
    out_.text(",");
    space();
    out_.call(once);
  };
  const auto items = [&] {
    out_.call(once);
    for (size_t i = 1; i < least; ++i) next();
    if (most == Shape::kUnbounded) {
      const uint32_t again = out_.here();
      out_.maybe([&] {
        next();
        out_.jump(again);
      });
    } else {
      out_.repeat_up_to(static_cast<int>(most - std::max<size_t>(least, 1)), next);
    }
    space();
  };
  if (least > 0) {
    items();
  } else {
    out_.maybe(items);
  }
  out_.text("]");
}

void Writer::tuple(const Shape& shape) {
  const auto fixed = [&](bool python) {
    for (size_t i = 0; i < shape.parts.size(); ++i) {
      if (i > 0) {
        out_.text(",");
        space();
      }
      value(shape.parts[i]);
    }
    if (python && shape.parts.size() == 1) out_.text(",");
  };
  const auto as_list = [&] {
    if (shape.parts.empty() && shape.items == nullptr) return out_.text("[]");
    if (shape.parts.empty()) return list([&] { value(shape.items); }, 0, Shape::kUnbounded);
    out_.text("[");
    space();
    fixed(false);
    space();
    out_.text("]");
  };
  const auto as_tuple = [&] {
    out_.text("(");
    if (!shape.parts.empty()) {
      fixed(true);
    } else if (shape.items != nullptr) {
      out_.maybe([&] {  // (1,) and (1, 2)
        value(shape.items);
        out_.text(",");
        out_.maybe([&] {
          const uint32_t again = out_.here();
          space();
          value(shape.items);
          out_.maybe([&] {
            out_.text(",");
            out_.jump(again);
          });
        });
      });
    }
    out_.text(")");
  };
  if (notation_ == Notation::json) return as_list();
  out_.either({as_list, as_tuple});
}

void Writer::map(const Emitter::Part& item) {
  out_.text("{");
  space();
  out_.maybe([&] {
    const uint32_t again = out_.here();
    out_.call(string_);
    out_.text(":");
    space();
    item();
    out_.maybe([&] {
      out_.text(",");
      space();
      out_.jump(again);
    });
    space();
  });
  out_.text("}");
}

void Writer::arguments(const Shape& object) {
  properties(object, ')', [&](const Property& property) {
    if (python::is_plain_name(property.name)) {
      out_.text(property.name + "=");
      value(property.shape);
      return;
    }
    out_.text("**{");  // a dict can hold any name
    key(property.name);
    out_.text(": ");
    value(property.shape);
    out_.text("}");
  });
}

void Writer::properties(const Shape& object, char close, const std::function<void(const Property&)>& property) {
  const auto count = static_cast<uint32_t>(object.properties.size());
  const auto words = static_cast<uint32_t>((count + kBitsAWord - 1) / kBitsAWord);
  space();
  if (count > 0) {
    std::vector<uint64_t> needed(words);
    for (size_t i = 0; i < count; ++i) {
      if (object.properties[i].required) needed[i / kBitsAWord] |= uint64_t{1} << (i % kBitsAWord);
    }
    out_.put(Op::open, 0, words);
    const uint32_t first = out_.open_split(2);
    out_.set_target(first, 0);
    const uint32_t again = out_.here();
    const uint32_t which = out_.open_split(count);
    std::vector<uint32_t> ends;
    for (uint32_t i = 0; i < count; ++i) {
      out_.set_target(which, i);
      out_.put(Op::mark, i, words);
      property(object.properties[i]);
      ends.push_back(out_.open_jump());
    }
    for (const uint32_t end : ends) out_.land(end);
    const uint32_t then = out_.open_split(2);
    out_.set_target(then, 0);
    out_.put(Op::left, count, words);
    out_.text(",");
    space();
    out_.jump(again);
    out_.set_target(first, 1);
    out_.set_target(then, 1);
    out_.put(Op::close, out_.needed(needed), words);
    space();
  }
  out_.text(std::string_view(&close, 1));
}

}  // namespace chat::constraint
