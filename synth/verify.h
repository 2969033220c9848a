// Replays a sample before it is written: every call runs on its declared tool, and every argument is read again from
// the request. Knows nothing of how the sample was made beyond its data.
#pragma once

#include <string>

#include "env/declared/declared_tool.h"
#include "synth/sample.h"

namespace synth {

env::DeclaredTool declare(const Tool& tool);

// Empty: the sample holds. Else the reason, "kind: detail"; the kind is a short fixed word for the rejection table.
std::string verify_sample(const Sample& sample, const Ontology& ontology);

}  // namespace synth
