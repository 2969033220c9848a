// The benchmark's averages over categories, of v4 and of v3 (bfcl.md 2.3). Knows accuracies and sizes, no verdicts.
#pragma once

#include <functional>
#include <initializer_list>
#include <string_view>

namespace eval::board {

// An accuracy over some entries. A category that was not scored counts as 0 and marks every average over it.
struct Part {
  double accuracy = 0;
  double entries = 0;
  bool missing = false;
};

struct Averages {
  Part non_live_simple;  // the three languages
  Part non_live;
  Part live;
  Part multi_turn;
  Part web_search;
  Part memory;
  Part agentic;
  Part irrelevance;
  Part relevance;
  Part overall;  // v4
  // v3: irrelevance counts within the groups, and there are no agents.
  Part non_live_v3;
  Part live_v3;
  Part overall_v3;
};

// The plain mean of accuracies; the entries are summed.
Part unweighted(std::initializer_list<Part> parts);

// What is known of a category: for one without results its size, and that it is missing.
using PartOf = std::function<Part(std::string_view category)>;

Averages averages_of(const PartOf& part_of);

}  // namespace eval::board
