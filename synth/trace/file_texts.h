// Contents of generated text files: several lines of one kind each, with words, numbers and dates to search for.
// Knows no file system.
#pragma once

#include <string>
#include <string_view>

#include "core/rng.h"

namespace synth {

// A plausible content for a file of this name; the ending decides on tables, logs, settings or prose.
std::string draw_file_text(std::string_view file_name, core::Rng& rng);
// `text` after someone else worked on it: some lines changed, one perhaps added. Differs from `text`.
std::string revise_file_text(std::string_view text, core::Rng& rng);

}  // namespace synth
