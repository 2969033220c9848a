// What may stand before calls: free text, and a chain of thought. Automata over bytes that end where the calls begin.
#pragma once

#include "chat/constraint/calls.h"
#include "chat/constraint/program.h"

namespace chat::constraint {

// Free text, in every state of which the reply may end, up to `<tool_call>` or, in Python's style, to a `[` with
// nothing but white space before it. The chain of thought, where there is one, is passed over.
void write_free_text(Emitter& out, CallStyle style, Reasoning reasoning);

// A chain of thought that must end, its end included: nothing for Reasoning::none.
void write_reasoning(Emitter& out, Reasoning reasoning);

}  // namespace chat::constraint
