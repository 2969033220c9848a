// Random file systems: a root, projects below it, text files in them. Some files come in two versions, some
// directories are empty, some files hidden.
#include "core/format.h"
#include "core/text.h"
#include "synth/trace/file_texts.h"
#include "synth/trace/names.h"
#include "synth/trace/scenario.h"

namespace synth {
namespace {

using core::Dict;

constexpr int kMaxDepth = 3;  // below the root

Dict file_item(std::string text) {
  return {{"type", "file"}, {"content", std::move(text)}};
}

struct Grower {
  core::Rng& rng;
  int files_left;

  void add_file(Dict& contents, const std::string& name) {
    if (contents.contains(name) || files_left == 0) return;
    --files_left;
    std::string text = draw_file_text(name, rng);
    if (rng.chance(0.2)) {
      const std::string other = names::file_like(name, rng);
      if (!contents.contains(other) && other != name) contents.set(other, file_item(revise_file_text(text, rng)));
    }
    contents.set(name, file_item(std::move(text)));
  }

  Dict directory(int depth) {
    Dict contents;
    const bool is_empty = depth > 0 && rng.chance(0.2);
    if (!is_empty) {
      for (int64_t n = rng.integer(depth == 0 ? 0 : 1, 4); n > 0; --n) add_file(contents, names::file(rng));
      if (rng.chance(0.15)) add_file(contents, "." + names::topic(rng) + "_settings.cfg");
      const int64_t below = depth == 0 ? rng.integer(2, 4) : depth < kMaxDepth ? rng.integer(0, 2) : 0;
      for (int64_t n = below; n > 0; --n) {
        const std::string name = names::directory(rng);
        if (!contents.contains(name)) contents.set(name, directory(depth + 1));
      }
    }
    return {{"type", "directory"}, {"contents", std::move(contents)}};
  }
};

}  // namespace

Dict draw_file_system(core::Rng& rng) {
  Grower grower{rng, static_cast<int>(rng.integer(6, 20))};
  const std::string root =
      rng.chance(0.5) ? core::to_lower_ascii(names::first_name(rng)) + "_" + names::topic(rng) : names::directory(rng);
  Dict tree;
  tree.set(root, grower.directory(0));
  return {{"root", std::move(tree)}};
}

}  // namespace synth
