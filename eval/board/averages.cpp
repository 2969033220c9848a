#include "eval/board/averages.h"

#include <array>

namespace eval::board {
namespace {

// By numbers of entries.
Part weighted(std::initializer_list<Part> parts) {
  Part mean;
  for (const Part& part : parts) {
    mean.accuracy += part.accuracy * part.entries;
    mean.entries += part.entries;
    mean.missing = mean.missing || part.missing;
  }
  if (mean.entries > 0) mean.accuracy /= mean.entries;
  return mean;
}

Part overall_v4(const Averages& of) {
  struct Share {
    Part part;
    double percent;
  };
  const std::array<Share, 5> shares = {
      {{of.non_live, 10}, {of.live, 10}, {of.irrelevance, 10}, {of.multi_turn, 30}, {of.agentic, 40}}};
  Part overall;
  for (const auto& [part, percent] : shares) {
    overall.accuracy += part.accuracy * (percent / 100);
    overall.entries += part.entries;
    overall.missing = overall.missing || part.missing;
  }
  return overall;
}

}  // namespace

Part unweighted(std::initializer_list<Part> parts) {
  Part mean;
  for (const Part& part : parts) {
    mean.accuracy += part.accuracy;
    mean.entries += part.entries;
    mean.missing = mean.missing || part.missing;
  }
  mean.accuracy /= static_cast<double>(parts.size());
  return mean;
}

Averages averages_of(const PartOf& part_of) {
  Averages of;
  of.non_live_simple = unweighted({part_of("simple_python"), part_of("simple_java"), part_of("simple_javascript")});
  const Part multiple = part_of("multiple");
  const Part parallel = part_of("parallel");
  const Part parallel_multiple = part_of("parallel_multiple");
  of.non_live = unweighted({of.non_live_simple, multiple, parallel, parallel_multiple});
  const Part live_simple = part_of("live_simple");
  const Part live_multiple = part_of("live_multiple");
  const Part live_parallel = part_of("live_parallel");
  const Part live_parallel_multiple = part_of("live_parallel_multiple");
  of.live = weighted({live_simple, live_multiple, live_parallel, live_parallel_multiple});
  of.multi_turn = unweighted({part_of("multi_turn_base"), part_of("multi_turn_miss_func"),
                              part_of("multi_turn_miss_param"), part_of("multi_turn_long_context")});
  of.web_search = unweighted({part_of("web_search_base"), part_of("web_search_no_snippet")});
  of.memory = unweighted({part_of("memory_kv"), part_of("memory_vector"), part_of("memory_rec_sum")});
  of.agentic = unweighted({of.web_search, of.memory});
  const Part irrelevance = part_of("irrelevance");
  const Part live_irrelevance = part_of("live_irrelevance");
  of.irrelevance = unweighted({irrelevance, live_irrelevance});
  of.relevance = part_of("live_relevance");
  of.overall = overall_v4(of);
  of.non_live_v3 = unweighted({of.non_live_simple, multiple, parallel, parallel_multiple, irrelevance});
  of.live_v3 =
      weighted({live_simple, live_multiple, live_parallel, live_parallel_multiple, live_irrelevance, of.relevance});
  of.overall_v3 = unweighted({of.live_v3, of.non_live_v3, of.multi_turn});
  return of;
}

}  // namespace eval::board
