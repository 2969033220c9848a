// json.dumps.
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/json.h"
#include "core/plain_text.h"
#include "core/python_text.h"
#include "core/text_buffer.h"
#include "core/utf8.h"

namespace core {
namespace {

class JsonWriter {
 public:
  JsonWriter(const JsonStyle& style, TextBuffer& out) : style_(style), takes_kept_(is_kept_style(style)), out_(out) {
    // With an indent Python drops the blank after the comma.
    item_separator_ = style.indent >= 0 && style.item_separator == ", " ? std::string_view(",") : style.item_separator;
  }

  // What has no JSON form, "an object of type bytes"; the text is not whole then. Empty where all was written.
  const std::string& trouble() const { return trouble_; }

  void write(const Value& value, int level) {
    switch (value.type()) {
      case Value::Type::none:
        out_ += "null";
        break;
      case Value::Type::boolean:
        out_ += value.as_bool() ? "true" : "false";
        break;
      case Value::Type::integer:
        out_.written(write_int(out_.room(kNumberRoom), value.as_int()));
        break;
      case Value::Type::big_integer:
        out_ += value.as_big_int().decimal;
        break;
      case Value::Type::real:
        write_number(value.as_double());
        break;
      case Value::Type::string:
        write_string(value.as_string());
        break;
      case Value::Type::list:
        if (!write_kept(value.shared_list())) write_items(value.as_list(), level);
        break;
      case Value::Type::tuple:
        write_items(value.as_tuple().items, level);
        break;
      case Value::Type::dict:
        if (!write_kept(value.shared_dict())) write_dict(value.as_dict(), level);
        break;
      case Value::Type::bytes:
      case Value::Type::complex:
      case Value::Type::object:
        trouble_ = format("an object of type {} has no JSON form", value.type_name());
    }
  }

 private:
  // The style that keep_json() prints in.
  static bool is_kept_style(const JsonStyle& style) {
    const auto is = [](std::string_view separator, char first) {
      return separator.size() == 2 && separator[0] == first && separator[1] == ' ';
    };
    return style.ensure_ascii && style.indent < 0 && !style.sort_keys && is(style.item_separator, ',') &&
           is(style.key_separator, ':');
  }

  template <class T>
  bool write_kept(const CopyOnWrite<T>& shared) {
    const std::string* text = takes_kept_ ? shared.text(TextForm::json) : nullptr;
    if (text != nullptr) out_ += *text;
    return text != nullptr;
  }

  void write_number(double value) {
    if (std::isfinite(value)) {
      out_.written(write_python_float(out_.room(kNumberRoom), value));
    } else {
      out_ += infinite_text(value);
    }
  }

  static std::string_view infinite_text(double value) {
    return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  }

  // Text of a dict key that is not a str.
  std::string key_text(const Value& key) {
    switch (key.type()) {
      case Value::Type::string:
        return key.as_string();
      case Value::Type::none:
        return "null";
      case Value::Type::boolean:
        return key.as_bool() ? "true" : "false";
      case Value::Type::real:
        return std::isfinite(key.as_double()) ? python_float(key.as_double())
                                              : std::string(infinite_text(key.as_double()));
      case Value::Type::integer:
      case Value::Type::big_integer:
        return python_repr(key);
      default:
        trouble_ = format("keys must be str, int, float, bool or None, not {}", key.type_name());
        return {};
    }
  }

  void new_line(int level) {
    out_ += '\n';
    for (int i = 0; i < style_.indent * level; ++i) out_ += ' ';
  }

  void separate(bool first, int level) {
    if (!first) out_ += item_separator_;
    if (style_.indent >= 0) new_line(level + 1);
  }

  void write_items(const std::vector<Value>& items, int level) {
    if (items.empty()) {
      out_ += "[]";
      return;
    }
    out_ += '[';
    for (size_t i = 0; i < items.size(); ++i) {
      separate(i == 0, level);
      write(items[i], level + 1);
    }
    if (style_.indent >= 0) new_line(level);
    out_ += ']';
  }

  void write_dict(const Dict& dict, int level) {
    if (dict.empty()) {
      out_ += "{}";
      return;
    }
    out_ += '{';
    bool first = true;
    if (!style_.sort_keys) {
      for (const DictItem& item : dict) {
        write_item(item, first, level);
        first = false;
      }
      return end_dict(level);
    }
    std::vector<const DictItem*> items;
    for (const DictItem& item : dict) items.push_back(&item);
    std::stable_sort(items.begin(), items.end(),
                     [this](const DictItem* a, const DictItem* b) { return key_text(a->key) < key_text(b->key); });
    for (const DictItem* item : items) {
      write_item(*item, first, level);
      first = false;
    }
    end_dict(level);
  }

  void write_item(const DictItem& item, bool first, int level) {
    separate(first, level);
    if (item.key.is_string()) {
      write_string(item.key.as_string());
    } else {
      write_string(key_text(item.key));
    }
    out_ += style_.key_separator;
    write(item.value, level + 1);
  }

  void end_dict(int level) {
    if (style_.indent >= 0) new_line(level);
    out_ += '}';
  }

  void write_u_escape(char32_t unit) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out_ += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out_ += kHex[(unit >> shift) & 15U];
  }

  void write_string(std::string_view text) {
    char* const begin = out_.room(text.size() + 2);  // both quotes
    *begin = '"';
    const size_t plain = plain_prefix(text, kStops, begin + 1);
    char* end = begin + 1 + plain;
    if (plain < text.size()) {
      out_.written(end);
      write_special(text, plain);
      end = out_.room(1);
    }
    *end++ = '"';
    out_.written(end);
  }

  // What follows the plain beginning of a text, `at` characters long.
  void write_special(std::string_view text, size_t at) {
    while (at < text.size()) {
      if (is_plain(text[at])) {
        out_ += text[at++];
      } else {
        write_escaped(text, at);
      }
      char* const begin = out_.room(text.size() - at);
      const size_t plain = plain_prefix(text.substr(at), kStops, begin);
      out_.written(begin + plain);
      at += plain;
    }
  }

  static constexpr Stops kStops{'"', '\\'};  // in every style

  // Lone surrogates start with this byte; other characters do, too.
  static constexpr unsigned char kSurrogateLead = 0xed;

  bool is_plain(char c) const {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && c != '"' && c != '\\' && (style_.ensure_ascii ? byte < 0x7f : byte != kSurrogateLead);
  }

  // What stands behind the backslash; 0 where the character has no such escape.
  static char short_escape(char c) {
    switch (c) {
      case '"':
      case '\\':
        return c;
      case '\b':
        return 'b';
      case '\f':
        return 'f';
      case '\n':
        return 'n';
      case '\r':
        return 'r';
      case '\t':
        return 't';
      default:
        return '\0';
    }
  }

  void write_escaped(std::string_view text, size_t& at) {
    if (const char name = short_escape(text[at]); name != '\0') {
      char* const out = out_.room(2);
      out[0] = '\\';
      out[1] = name;
      out_.written(out + 2);
      ++at;
      return;
    }
    const size_t start = at;
    const char32_t c = next_code_point(text, at);
    if (!style_.ensure_ascii && c >= 0x80 && (c < 0xd800 || c > 0xdfff)) {
      out_ += text.substr(start, at - start);
    } else if (c >= 0x10000) {
      write_u_escape(0xd800 + ((c - 0x10000) >> 10U));
      write_u_escape(0xdc00 + ((c - 0x10000) & 0x3ffU));
    } else {
      write_u_escape(c);
    }
  }

  const JsonStyle& style_;
  bool takes_kept_;
  std::string_view item_separator_;
  TextBuffer& out_;
  std::string trouble_;
};

// Shorter ones are printed in no time.
constexpr size_t kKeptText = 64;

template <class T>
void keep(Value& value, CopyOnWrite<T> shared) {
  std::string text = dump_json(value, {.ensure_ascii = true});
  if (text.size() < kKeptText) return;
  value = Value();  // so that no one shares the value
  shared.keep_text(TextForm::json, std::move(text));
  value = std::move(shared);
}

}  // namespace

bool append_json(TextBuffer& out, const Value& value, const JsonStyle& style, std::string* trouble) {
  const size_t before = out.text().size();
  JsonWriter writer(style, out);
  writer.write(value, 0);
  const bool whole = writer.trouble().empty();
  if (!whole) out.cut(before);
  if (trouble != nullptr) *trouble = writer.trouble();
  return whole;
}

std::optional<std::string> try_dump_json(const Value& value, const JsonStyle& style, std::string* trouble) {
  constexpr size_t kMostKept = size_t{1} << 20U;
  thread_local TextBuffer buffer;
  buffer.clear();
  std::optional<std::string> text;
  if (append_json(buffer, value, style, trouble)) text = buffer.text();
  if (buffer.text().size() > kMostKept) buffer = TextBuffer();
  return text;
}

std::string dump_json(const Value& value, const JsonStyle& style) {
  std::string trouble;
  std::optional<std::string> text = try_dump_json(value, style, &trouble);
  if (!text) throw data_error(trouble);
  return *std::move(text);
}

bool is_standard_json(const Value& value) {
  const auto is_key = [](const Value& key) {
    return key.is_string() || key.is_number() || key.is_bool() || key.is_none();
  };
  switch (value.type()) {
    case Value::Type::real:
      return std::isfinite(value.as_double());
    case Value::Type::list:
      return std::ranges::all_of(value.as_list(), is_standard_json);
    case Value::Type::tuple:
      return std::ranges::all_of(value.as_tuple().items, is_standard_json);
    case Value::Type::dict:
      return std::ranges::all_of(
          value.as_dict(), [&](const DictItem& item) { return is_key(item.key) && is_standard_json(item.value); });
    case Value::Type::bytes:
    case Value::Type::complex:
    case Value::Type::object:
      return false;
    default:
      return true;
  }
}

void keep_json(Value& value) {
  if (value.is_list()) {
    for (Value& item : value.as_list()) keep_json(item);
    keep(value, value.shared_list());
  } else if (value.is_dict()) {
    for (DictItem& item : value.as_dict()) keep_json(item.value);
    keep(value, value.shared_dict());
  }
}

}  // namespace core
