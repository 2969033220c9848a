// Requests that no tool of these worlds serves, and the answers to them. Some lie close to what the worlds do (packing
// a folder, picking a seat), some far away. Knows no state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"

namespace synth {

struct Unserved {
  std::string request;
  std::string wanted;  // infinitive without "to": "pack folders into an archive"
};

// Of a world with these classes ("GorillaFileSystem", "TravelAPI").
Unserved draw_unserved(const std::vector<std::string>& classes, core::Rng& rng);

// "files and folders", "flights, bookings and cards": what the tools of these classes are about.
std::string about_tools(const std::vector<std::string>& classes);
std::string decline(const Unserved& asked, const std::vector<std::string>& classes, core::Rng& rng);
std::string think_decline(const Unserved& asked, const std::vector<std::string>& classes, core::Rng& rng);

}  // namespace synth
