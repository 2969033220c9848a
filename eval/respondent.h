// Who answers the entries of a run: a policy in this process (eval/policy_respondent.h), or a served model
// (eval/served_respondent.h). Knows no files and no verdicts.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/value.h"
#include "env/bfcl/dataset.h"
#include "eval/handler.h"
#include "eval/results.h"
#include "rollout/episode.h"
#include "rollout/reply.h"

namespace eval {

class Respondent {
 public:
  using OnLine = std::function<void(const env::bfcl::Entry& entry, ResultLine line)>;

  virtual ~Respondent() = default;
  // As the user named it.
  virtual std::string model() const = 0;
  // What must agree for results to be continued, beside the settings of the run.
  virtual core::Dict identity() const = 0;
  // Single-turn entries, one reply each; `on_line` gets lines that are not judged, as replies come. Entries have no
  // line where Ctrl-C ended it.
  virtual void ask(const std::vector<env::bfcl::Entry>& entries, const OnLine& on_line) = 0;
  // For conversations of several turns; must not outlive the respondent.
  virtual rollout::PlayEpisodes player() = 0;
  virtual const Handler& handler() const = 0;
  // What is to be said at the end of a run; empty where there is nothing.
  virtual std::string remark() const { return {}; }
};

// The line of a reply to a single-turn entry.
ResultLine reply_line(const env::bfcl::Entry& entry, const Handler& handler, const rollout::Reply& reply);

}  // namespace eval
