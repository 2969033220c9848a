#include "synth/trace/file_texts.h"

#include <array>
#include <vector>

#include "core/format.h"
#include "core/text.h"
#include "synth/trace/names.h"

namespace synth {
namespace {

using Lines = std::vector<std::string>;

template <size_t N>
std::string pick(const std::array<std::string_view, N>& words, core::Rng& rng) {
  return std::string(words[rng.index(N)]);
}

constexpr auto kGoods = std::to_array<std::string_view>(
    {"copper wire", "oak boards", "glass jars", "paper rolls", "steel bolts", "wool blankets", "clay bags", "LED lamps",
     "rubber seals", "bicycle tubes", "seed trays", "rope coils", "filter pads", "brass hinges"});
constexpr auto kPlaces = std::to_array<std::string_view>(
    {"north hall", "pier 4", "room 212", "cellar", "east wing", "workshop", "gate B", "roof deck", "depot", "annex"});
constexpr auto kEvents = std::to_array<std::string_view>(
    {"pump started", "door opened", "backup finished", "sensor offline", "battery low", "connection lost",
     "connection restored", "calibration passed", "calibration failed", "temperature above limit", "shift handed over",
     "filter replaced", "request timed out", "queue emptied"});
constexpr auto kLevels = std::to_array<std::string_view>({"INFO", "INFO", "INFO", "WARN", "ERROR", "DEBUG"});
constexpr auto kSettings =
    std::to_array<std::string_view>({"sample_rate", "retry_limit", "station", "language", "timeout_seconds", "operator",
                                     "alarm_level", "mode", "interval_minutes", "output_folder", "units", "firmware"});
constexpr auto kTasks = std::to_array<std::string_view>(
    {"Call", "Order", "Check", "Paint", "Measure", "Replace", "Book", "Return", "Label", "Photograph"});

std::string clock(core::Rng& rng) {
  const int64_t minute = rng.integer(0, 59);
  const int64_t hour = rng.integer(0, 23);
  return core::format("{}{}:{}{}", hour < 10 ? "0" : "", hour, minute < 10 ? "0" : "", minute);
}

std::string decimal(core::Rng& rng) {
  return core::format("{}.{}", rng.integer(1, 98), rng.integer(0, 9));
}

Lines log_lines(core::Rng& rng) {
  Lines lines;
  const std::string day = names::date(rng);
  for (int64_t n = rng.integer(5, 14); n > 0; --n) {
    lines.push_back(
        core::format("{} {} {} {} at {}", day, clock(rng), pick(kLevels, rng), pick(kEvents, rng), pick(kPlaces, rng)));
  }
  return lines;
}

Lines table_lines(std::string_view comma, core::Rng& rng) {
  Lines lines;
  const size_t kind = rng.index(3);
  const auto row = [&](std::initializer_list<std::string> cells) {
    lines.push_back(core::join(std::vector<std::string>(cells), comma));
  };
  if (kind == 0) row({"item", "place", "count", "price"});
  if (kind == 1) row({"date", "station", "temperature", "humidity"});
  if (kind == 2) row({"name", "role", "hours", "city"});
  for (int64_t n = rng.integer(4, 11); n > 0; --n) {
    if (kind == 0) row({pick(kGoods, rng), pick(kPlaces, rng), std::to_string(rng.integer(1, 480)), decimal(rng)});
    if (kind == 1) row({names::date(rng), pick(kPlaces, rng), decimal(rng), std::to_string(rng.integer(20, 95))});
    if (kind == 2) {
      row({names::first_name(rng) + " " + names::last_name(rng), names::topic(rng), std::to_string(rng.integer(4, 40)),
           pick(kPlaces, rng)});
    }
  }
  return lines;
}

Lines setting_lines(core::Rng& rng) {
  Lines lines;
  const size_t first = rng.index(kSettings.size());
  for (size_t i = 0; i < 4 + first % 5; ++i) {
    const size_t form = rng.index(3);
    lines.push_back(core::format("{} = {}", kSettings[(first + i) % kSettings.size()],
                                 form == 0   ? std::to_string(rng.integer(1, 900))
                                 : form == 1 ? names::topic(rng)
                                             : names::first_name(rng)));
  }
  return lines;
}

Lines note_lines(core::Rng& rng) {
  Lines lines = {core::format("# {} notes of {}", names::topic(rng), names::date(rng))};
  for (int64_t n = rng.integer(3, 8); n > 0; --n) lines.push_back("- " + names::sentence(rng));
  return lines;
}

Lines prose_lines(core::Rng& rng) {
  Lines lines;
  const size_t kind = rng.index(3);
  if (kind == 0) {
    lines.push_back(
        core::format("Present: {}, {} and {}", names::first_name(rng), names::first_name(rng), names::last_name(rng)));
  } else if (kind == 1) {
    lines.push_back(core::format("Dear {} {},", names::first_name(rng), names::last_name(rng)));
  }
  for (int64_t n = rng.integer(3, 9); n > 0; --n) {
    if (kind == 2) {
      lines.push_back(core::format("{} the {} for {} by {}", pick(kTasks, rng), pick(kGoods, rng),
                                   names::first_name(rng), names::date(rng)));
    } else {
      lines.push_back(names::sentence(rng));
    }
  }
  return lines;
}

}  // namespace

std::string draw_file_text(std::string_view file_name, core::Rng& rng) {
  Lines lines;
  if (file_name.ends_with(".log")) {
    lines = log_lines(rng);
  } else if (file_name.ends_with(".csv")) {
    lines = table_lines(",", rng);
  } else if (file_name.ends_with(".tsv")) {
    lines = table_lines("\t", rng);
  } else if (file_name.ends_with(".cfg")) {
    lines = setting_lines(rng);
  } else if (file_name.ends_with(".md")) {
    lines = note_lines(rng);
  } else {
    lines = prose_lines(rng);
  }
  return core::join(lines, "\n");
}

std::string revise_file_text(std::string_view text, core::Rng& rng) {
  Lines lines = core::split(text, '\n');
  const size_t changed = rng.index(lines.size());
  // A second writer's sentence of the same list could be the old one; the date makes it another.
  lines[changed] = core::format("{} Noted {}.", names::sentence(rng), names::date(rng));
  if (rng.chance(0.5)) lines.push_back(names::sentence(rng));
  return core::join(lines, "\n");
}

}  // namespace synth
