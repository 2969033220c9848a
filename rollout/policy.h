// The policy as rooms above `rollout` see it: the one door to model/policy.h for synth and eval.
#pragma once

#include "model/policy.h"
