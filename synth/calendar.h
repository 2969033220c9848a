// Dates and times of day: drawing, writing in a tool's format, saying in a request.
#pragma once

#include <string>

#include "core/rng.h"
#include "synth/tool.h"

namespace synth {

struct Date {
  int year = 2024;
  int month = 1;
  int day = 1;
};

Date draw_date(core::Rng& rng);  // 2021-01-01 .. 2026-12-31
std::string format_date(const Date& date, DateFormat format);
Date parse_date(std::string_view text, DateFormat format);
// "March 5, 2024", "5 March 2024", "the 5th of March 2024", or as the tool writes it.
std::string say_date(std::string_view written, DateFormat format, core::Rng& rng);

struct Clock {
  int hour = 12;
  int minute = 0;
};
Clock draw_time(core::Rng& rng);                             // quarter hours from 6:00 to 22:45
std::string format_time(const Clock& time, bool clock_24h);  // "14:30" or "2:30 PM"
std::string say_time(std::string_view written_24h, core::Rng& rng);

}  // namespace synth
