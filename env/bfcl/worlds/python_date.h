// datetime.strptime(text, '%Y-%m-%d') and its refusals. Knows no other format and no time zones.
#pragma once

#include <optional>
#include <string>

#include "core/value.h"

namespace env::bfcl {

struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
};

struct DateReading {
  std::optional<Date> date;
  std::string error;  // str(ValueError) where there is no date
};

// Months and days may have one digit, a day also a blank before it; digits of any script count.
// Throws PythonError (TypeError) where `text` is not a str.
DateReading read_date(const core::Value& text);

// The local date of the clock.
Date today();
// Full years from `birth` to `day`.
int years_between(const Date& birth, const Date& day);

}  // namespace env::bfcl
