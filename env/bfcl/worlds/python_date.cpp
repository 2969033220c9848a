#include "env/bfcl/worlds/python_date.h"

#include <unicode/uchar.h>

#include <array>
#include <ctime>
#include <tuple>
#include <vector>

#include "core/format.h"
#include "core/python_text.h"
#include "core/utf8.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {
namespace {

struct Character {
  char32_t code_point = 0;
  size_t end = 0;  // offset behind it
  int digit = -1;
};

// The text of the pattern `(\d\d\d\d)-(1[0-2]|0[1-9]|[1-9])-(3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])`, which is what
// CPython's _strptime compiles the format to. Its literal digits are ASCII; `\d` is any decimal digit.
class Reader {
 public:
  explicit Reader(const std::string& text) {
    for (size_t at = 0; at < text.size();) {
      Character c;
      c.code_point = core::next_code_point(text, at);
      c.end = at;
      c.digit = u_charDigitValue(static_cast<UChar32>(c.code_point));
      characters_.push_back(c);
      if (characters_.size() == kLongest) break;
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
    return dash() && month(date.month) && dash() && day(date.day);
  }

  size_t end() const { return next_ == 0 ? 0 : characters_[next_ - 1].end; }

 private:
  static constexpr size_t kLongest = 10;

  Character peek(size_t ahead) const {
    return next_ + ahead < characters_.size() ? characters_[next_ + ahead] : Character{};
  }
  bool is(size_t ahead, char32_t low, char32_t high) const {
    const char32_t c = peek(ahead).code_point;
    return c >= low && c <= high;
  }
  bool dash() {
    if (!is(0, '-', '-')) return false;
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

  std::vector<Character> characters_;
  size_t next_ = 0;
};

int days_in(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays.at(static_cast<size_t>(month - 1));
}

}  // namespace

DateReading read_date(const core::Value& text) {
  if (!text.is_string()) {
    const std::string_view type = text.is_none() ? "None" : text.type_name();
    throw PythonError(core::format("strptime() argument 1 must be str, not {}", type));
  }
  Reader reader(text.as_string());
  Date date;
  if (!reader.read(date)) {
    return {{}, "time data " + core::python_repr(text) + " does not match format '%Y-%m-%d'"};
  }
  if (reader.end() != text.as_string().size()) {
    return {{}, "unconverted data remains: " + text.as_string().substr(reader.end())};
  }
  if (date.year == 0) return {{}, "year 0 is out of range"};
  if (date.day > days_in(date.year, date.month)) return {{}, "day is out of range for month"};
  return {date, {}};
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
