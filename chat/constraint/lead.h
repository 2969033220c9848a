// What may stand before calls: free text, and a chain of thought. Automata over bytes that end where the calls begin.
#pragma once

#include "chat/constraint/calls.h"
#include "chat/constraint/program.h"

namespace chat::constraint {

// Free text, at whose every byte the reply may end but behind Llama 3's mark, up to where calls open
// (CallMode::automatic). The chain of thought, where there is one, is passed over.
void write_free_text(Emitter& out, CallForm form, Reasoning reasoning);

// A chain of thought that must end, its end included: nothing for Reasoning::none.
void write_reasoning(Emitter& out, Reasoning reasoning);

}  // namespace chat::constraint
