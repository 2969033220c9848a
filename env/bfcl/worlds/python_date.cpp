#include "env/bfcl/worlds/python_date.h"

#include <unicode/uchar.h>

#include <array>
#include <ctime>
#include <tuple>

#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "core/utf8.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {
namespace {

struct Character {
  char32_t code_point;
  int digit;   // -1: none
  size_t end;  // offset behind it
};
constexpr Character kNoCharacter = {0, -1, 0};

// The text of the pattern `(\d\d\d\d)-(1[0-2]|0[1-9]|[1-9])-(3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])`, which is what
// CPython's _strptime compiles the date's format to, and of `\s+(2[0-3]|[0-1]\d|\d):([0-5]\d|\d):(6[0-1]|[0-5]\d|\d)`
// for the time's. Literal digits are ASCII; `\d` is any decimal digit.
class Reader {
 public:
  explicit Reader(const std::string& text) {
    for (size_t at = 0; at < text.size() && count_ < kRead;) {
      Character& c = characters_[count_++];
      c.code_point = core::next_code_point(text, at);
      c.end = at;
      c.digit = digit_of(c.code_point);
    }
  }

  // False where the pattern does not match.
  bool read(Date& date) {
    for (int i = 0; i < 4; ++i) {
      const int digit = peek(0).digit;
      if (digit < 0) return false;
      date.year = date.year * 10 + digit;
      ++next_;
    }
    return literal('-') && month(date.month) && literal('-') && day(date.day);
  }

  // What follows the date.
  bool read_time(DateTime& time) {
    const size_t date_end = next_;
    while (core::is_python_space(peek(0).code_point)) ++next_;
    return next_ > date_end && hour(time.hour) && literal(':') && sixty(time.minute, '5') && literal(':') &&
           sixty(time.second, '6');
  }

  size_t end() const { return next_ == 0 ? 0 : characters_[next_ - 1].end; }

 private:
  static constexpr size_t kRead = 64;  // a time so far behind its date is not found

  static int digit_of(char32_t c) {
    if (c < 0x80) return c >= '0' && c <= '9' ? static_cast<int>(c - '0') : -1;
    return u_charDigitValue(static_cast<UChar32>(c));
  }
  Character peek(size_t ahead) const { return next_ + ahead < count_ ? characters_[next_ + ahead] : kNoCharacter; }
  bool is(size_t ahead, char32_t low, char32_t high) const {
    const char32_t c = peek(ahead).code_point;
    return c >= low && c <= high;
  }
  bool literal(char32_t c) {
    if (!is(0, c, c)) return false;
    ++next_;
    return true;
  }
  bool take(size_t count, int& value) {
    value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (peek(i).digit >= 0) value = value * 10 + peek(i).digit;
    }
    next_ += count;
    return true;
  }
  bool month(int& value) {
    if ((is(0, '1', '1') && is(1, '0', '2')) || (is(0, '0', '0') && is(1, '1', '9'))) return take(2, value);
    return is(0, '1', '9') && take(1, value);
  }
  bool day(int& value) {
    const bool two = (is(0, '3', '3') && is(1, '0', '1')) || (is(0, '1', '2') && peek(1).digit >= 0) ||
                     (is(0, '0', '0') && is(1, '1', '9')) || (is(0, ' ', ' ') && is(1, '1', '9'));
    if (two) return take(2, value);
    return is(0, '1', '9') && take(1, value);
  }
  bool digit(size_t ahead) const { return peek(ahead).digit >= 0; }
  bool hour(int& value) {
    if ((is(0, '2', '2') && is(1, '0', '3')) || (is(0, '0', '1') && digit(1))) return take(2, value);
    return digit(0) && take(1, value);
  }
  // Up to 59, or to 61 where the first digit may be 6.
  bool sixty(int& value, char32_t highest) {
    if ((highest == '6' && is(0, '6', '6') && is(1, '0', '1')) || (is(0, '0', '5') && digit(1))) return take(2, value);
    return digit(0) && take(1, value);
  }

  std::array<Character, kRead> characters_;  // the first `count_` of them
  size_t count_ = 0;
  size_t next_ = 0;
};

int days_in(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays.at(static_cast<size_t>(month - 1));
}

const std::string& text_of(const core::Value& text) {
  if (text.is_string()) return text.as_string();
  const std::string_view type = text.is_none() ? "None" : text.type_name();
  throw PythonError(core::format("strptime() argument 1 must be str, not {}", type));
}

std::string mismatch(const std::string& text, std::string_view format) {
  return core::format("time data {} does not match format '{}'", core::python_repr_string(text), format);
}

// What a match of the pattern may still be refused for; empty where there is nothing.
std::string refusal(const std::string& text, size_t end, const Date& date) {
  if (end != text.size()) return "unconverted data remains: " + text.substr(end);
  if (date.year == 0) return "year 0 is out of range";
  if (date.day > days_in(date.year, date.month)) return "day is out of range for month";
  return {};
}

}  // namespace

DateReading read_date(const core::Value& value) {
  const std::string& text = text_of(value);
  Reader reader(text);
  Date date;
  if (!reader.read(date)) return {{}, mismatch(text, "%Y-%m-%d")};
  const std::string error = refusal(text, reader.end(), date);
  return error.empty() ? DateReading{date, {}} : DateReading{{}, error};
}

DateTimeReading read_date_time(const core::Value& value) {
  const std::string& text = text_of(value);
  Reader reader(text);
  DateTime time;
  if (!reader.read(time.date) || !reader.read_time(time)) return {{}, mismatch(text, "%Y-%m-%d %H:%M:%S")};
  std::string error = refusal(text, reader.end(), time.date);
  if (error.empty() && time.second > 59) error = "second must be in 0..59";
  return error.empty() ? DateTimeReading{time, {}} : DateTimeReading{{}, error};
}

Date today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return {local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
}

int years_between(const Date& birth, const Date& day) {
  const bool before_birthday = std::tie(day.month, day.day) < std::tie(birth.month, birth.day);
  return day.year - birth.year - (before_birthday ? 1 : 0);
}

}  // namespace env::bfcl
