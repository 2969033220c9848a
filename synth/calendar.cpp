#include "synth/calendar.h"

#include <array>
#include <cstdio>

#include "core/error.h"
#include "synth/words.h"

namespace synth {
namespace {

int days_in(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

std::string two(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

int digits_at(std::string_view text, size_t begin, size_t count) {
  int value = 0;
  for (size_t i = begin; i < begin + count; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

}  // namespace

Date draw_date(core::Rng& rng) {
  Date date;
  date.year = static_cast<int>(rng.integer(2021, 2026));
  date.month = static_cast<int>(rng.integer(1, 12));
  date.day = static_cast<int>(rng.integer(1, days_in(date.year, date.month)));
  return date;
}

std::string format_date(const Date& date, DateFormat format) {
  const std::string year = std::to_string(date.year);
  switch (format) {
    case DateFormat::iso:
      return year + "-" + two(date.month) + "-" + two(date.day);
    case DateFormat::us_slash:
      return two(date.month) + "/" + two(date.day) + "/" + year;
    case DateFormat::day_first:
      return two(date.day) + "-" + two(date.month) + "-" + year;
    case DateFormat::iso_slash:
      return year + "/" + two(date.month) + "/" + two(date.day);
  }
  return {};
}

Date parse_date(std::string_view text, DateFormat format) {
  FR_CHECK(text.size() == 10, "date '{}'", text);
  switch (format) {
    case DateFormat::us_slash:
      return {digits_at(text, 6, 4), digits_at(text, 0, 2), digits_at(text, 3, 2)};
    case DateFormat::day_first:
      return {digits_at(text, 6, 4), digits_at(text, 3, 2), digits_at(text, 0, 2)};
    default:
      return {digits_at(text, 0, 4), digits_at(text, 5, 2), digits_at(text, 8, 2)};
  }
}

std::string say_date(std::string_view written, DateFormat format, core::Rng& rng) {
  const Date date = parse_date(written, format);
  const std::string month(month_name(date.month));
  const std::string year = std::to_string(date.year);
  const std::string day = std::to_string(date.day);
  const double style = rng.uniform();
  if (style < 0.25) return std::string(written);
  if (style < 0.55) return month + " " + day + ", " + year;
  if (style < 0.70) return month + " " + ordinal(date.day) + ", " + year;
  if (style < 0.85) return day + " " + month + " " + year;
  if (style < 0.95) return ordinal(date.day) + " of " + month + " " + year;
  return month.substr(0, 3) + " " + day + ", " + year;
}

Clock draw_time(core::Rng& rng) {
  Clock time;
  time.hour = static_cast<int>(rng.integer(6, 22));
  constexpr int kMinutes[] = {0, 0, 0, 30, 30, 15, 45};
  time.minute = kMinutes[rng.index(std::size(kMinutes))];
  return time;
}

std::string format_time(const Clock& time, bool clock_24h) {
  if (clock_24h) return two(time.hour) + ":" + two(time.minute);
  const int hour = (time.hour + 11) % 12 + 1;
  return std::to_string(hour) + ":" + two(time.minute) + (time.hour < 12 ? " AM" : " PM");
}

std::string say_time(std::string_view written_24h, core::Rng& rng) {
  const Clock time{digits_at(written_24h, 0, 2), digits_at(written_24h, 3, 2)};
  const int hour = (time.hour + 11) % 12 + 1;
  const double style = rng.uniform();
  if (style < 0.2) return std::string(written_24h);
  std::string out = std::to_string(hour);
  if (time.minute != 0 || rng.chance(0.25)) out += ":" + two(time.minute);
  const bool morning = time.hour < 12;
  if (style < 0.5) return out + (morning ? " AM" : " PM");
  if (style < 0.8) return out + (morning ? "am" : "pm");
  return out + (morning ? " a.m." : " p.m.");
}

}  // namespace synth
