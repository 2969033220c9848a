#include "fuzz/target.h"

#include <iterator>

#include "core/error.h"
#include "core/text.h"

namespace fuzz {

const std::vector<Target>& targets() {
  static const std::vector<Target> kTargets = [] {
    std::vector<Target> all = decoder_targets();
    std::vector<Target> worlds = world_targets();
    all.insert(all.end(), std::make_move_iterator(worlds.begin()), std::make_move_iterator(worlds.end()));
    std::vector<Target> pages = page_targets();
    all.insert(all.end(), std::make_move_iterator(pages.begin()), std::make_move_iterator(pages.end()));
    return all;
  }();
  return kTargets;
}

const Target& find_target(std::string_view name) {
  std::vector<std::string> known;
  for (const Target& target : targets()) {
    if (target.name == name) return target;
    known.push_back(target.name);
  }
  throw core::usage_error(core::format("no fuzz target `{}`", name), "there are " + core::join(known, ", "));
}

}  // namespace fuzz
