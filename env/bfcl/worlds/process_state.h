// What the reference keeps in module globals and hands to its simulators by reference: instances that live in one of
// its processes write into each other through it. The model's and the truth's instance of one entry are given the same
// ProcessState, every entry a fresh one (the reference lets it run on over all entries; no verdict of its own outputs
// depends on that). A clone of a simulator leaves the process: it gets a copy of what it has seen so far.
// Belongs to one thread at a time, with all the simulators that hold it.
#pragma once

#include <memory>

#include "core/copy_on_write.h"
#include "core/value.h"
#include "env/bfcl/worlds/text_encoder.h"
#include "env/bfcl/worlds/web_source.h"

namespace env::bfcl {

struct ProcessState {
  // CREDIT_CARD_EXTENSION, which every long-context TravelAPI instance lists and charges in place. Empty until the
  // first of them loads.
  core::CopyOnWrite<core::Dict> travel_cards;
  // The default value of post_tweet's parameter `mentions`: the one list of all tweets that were posted without any.
  core::CopyOnWrite<core::List> default_mentions;
  // What vector memories compare texts with; nullptr: the default one.
  std::shared_ptr<const TextEncoder> text_encoder;
  // What web searches are answered from; nullptr: nothing is found.
  std::shared_ptr<const WebSource> web;
};

}  // namespace env::bfcl
