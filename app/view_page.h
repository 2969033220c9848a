// Recorded conversations on one self-contained page: rollouts (rollout/record.h), trajectories of `synth`, and any
// conversation in OpenAI's form.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace app {

struct ViewOptions {
  std::vector<std::string> files;  // JSON Lines; ".gz" is read, too
  std::string id;                  // of the one to show; empty: all
  int64_t limit = 50;              // conversations a page shows
};

struct ViewPage {
  std::string html;
  int64_t shown = 0;
  int64_t total = 0;  // lines read
};

// Throws core::Error: data for a line that is none of these ("path:line: …"), usage for an id that there is not.
ViewPage view_page(const ViewOptions& options);

}  // namespace app
