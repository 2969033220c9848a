// Words that worlds and arguments are made of: people, folders, files, sentences. All drawn from seeded lists, none
// taken from a benchmark; no text holds a parenthesis, because the benchmark's evaluation rewrites `word(`.
#pragma once

#include <string>
#include <string_view>

#include "core/rng.h"

namespace synth::names {

std::string first_name(core::Rng& rng);
std::string last_name(core::Rng& rng);
// "harbor", "solar", "pottery": what a project is about.
std::string topic(core::Rng& rng);
// "harbor_survey", "field-recordings", "Kiln2025".
std::string directory(core::Rng& rng);
// "harbor_minutes.txt", "solar-readings.csv"; the ending is one of text files.
std::string file(core::Rng& rng);
// A name that goes with `other`: same ending, same topic.
std::string file_like(std::string_view other, core::Rng& rng);
// One line of prose that a colleague might note down.
std::string sentence(core::Rng& rng);
// "2025-03-09", in 2025 or 2027 (the benchmark's own dates lie in between).
std::string date(core::Rng& rng);
// "2027-06-14": a day to travel on, after every day of 2025.
std::string future_date(core::Rng& rng);
// "07/2028"
std::string month_and_year(core::Rng& rng);
std::string digits(size_t count, core::Rng& rng);  // the first is no 0
// Letters and digits, as keys and tokens are written.
std::string key(std::string_view prefix, size_t length, core::Rng& rng);

}  // namespace synth::names
