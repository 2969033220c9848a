// The live web as a source of answers, and its recorder.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/files.h"
#include "env/bfcl/worlds/web_source.h"
#include "rollout/web/page_reader.h"
#include "rollout/web/search_engine.h"
#include "rollout/web/web_config.h"

namespace rollout::web {

// How often the network was asked.
struct WebCounts {
  size_t searches = 0;
  size_t pages = 0;
};

// One question at a time: whoever asks waits. Belongs to one thread.
class LiveWeb final : public env::bfcl::WebSource {
 public:
  // `record`: every answer goes there as it comes, in RecordedWeb's lines; what the file knows already is answered from
  // it, so that playing it back gives the same answers. Empty: none. Throws core::Error(usage) as SearchEngine does and
  // core::Error(data) for a recording that cannot be read.
  LiveWeb(const WebConfig& config, const core::fs::path& record);

  env::bfcl::WebAnswer search(const core::Value& keywords, const core::Value& region) const override;
  env::bfcl::WebPage fetch(std::string_view url) const override;

  const WebCounts& counts() const { return state_->counts; }

 private:
  struct State {
    SearchEngine engine;
    PageReader reader;
    env::bfcl::RecordedWeb known;
    std::unique_ptr<core::AppendFile> file;
    WebCounts counts;

    void keep(const core::Value& item);
  };

  std::unique_ptr<State> state_;  // asking changes it, the web stays what it is
};

}  // namespace rollout::web
