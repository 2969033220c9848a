// datetime.strptime(text, format) for '%Y-%m-%d' and '%Y-%m-%d %H:%M:%S', and its refusals. Knows no other format and
// no time zones.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "core/value.h"

namespace env::bfcl {

struct Date {
  int year = 0;
  int month = 0;
  int day = 0;

  friend auto operator<=>(const Date&, const Date&) = default;
};

struct DateTime {
  Date date;
  int hour = 0;
  int minute = 0;
  int second = 0;

  friend auto operator<=>(const DateTime&, const DateTime&) = default;
};

// datetime.min and, to the second, datetime.max.
inline constexpr DateTime kFirstDateTime{{1, 1, 1}, 0, 0, 0};
inline constexpr DateTime kLastDateTime{{9999, 12, 31}, 23, 59, 59};

struct DateReading {
  std::optional<Date> date;
  std::string error;  // str(ValueError) where there is no date
};

// Months and days may have one digit, a day also a blank before it; digits of any script count.
// Throws PythonError (TypeError) where `value` is not a str.
DateReading read_date(const core::Value& value);

struct DateTimeReading {
  std::optional<DateTime> date_time;
  std::string error;  // as DateReading's
};

// The same for '%Y-%m-%d %H:%M:%S'. The blank stands for any white space; hours, minutes and seconds may have one
// digit.
DateTimeReading read_date_time(const core::Value& value);

// The local date of the clock.
Date today();
// Full years from `birth` to `day`.
int years_between(const Date& birth, const Date& day);

}  // namespace env::bfcl
