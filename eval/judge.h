// One reply to one entry: decode, then the checker of the entry's category. The verdict and the texts of a failure are
// those of bfcl_eval's score files. All categories; of multi-turn ones the entries whose classes the program simulates.
#pragma once

#include "core/value.h"
#include "env/bfcl/dataset.h"
#include "eval/decode.h"
#include "eval/verdict.h"

namespace eval {

struct Judgement {
  Verdict verdict;
  Decoded decoded;
};

// Whether judge() covers every entry of a category; of multi-turn ones it covers those whose classes are simulated.
bool is_covered(const env::bfcl::Category& category);
bool is_covered(const env::bfcl::Entry& entry);

// `raw`: what the result file holds under "result". Names of functions have underscores for dots in openai_fc mode.
// Throws core::Error(usage) for an entry that is not covered, core::Error(environment) where a Java or JavaScript reply
// is to be read and its grammar is missing.
Judgement judge(const env::bfcl::Entry& entry, DecodeMode mode, const core::Value& raw);

// A list of dicts of one key whose value is a dict; an empty list passes.
bool is_call_list(const core::Value& decoded);

}  // namespace eval
