// How the process takes memory from the system. Knows no tensors.
#pragma once

namespace model {

// Call once, before the first large tensor. Keeps freed memory for the next step instead of giving it back to the
// system, which would have to clear every page again, and asks for huge pages where the system grants them.
// A variable THP_MEM_ALLOC_ENABLE that is set already is respected.
void keep_freed_memory();

}  // namespace model
