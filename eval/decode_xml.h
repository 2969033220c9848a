// The reference's decoders of calls in XML: <functions><function name="f">…</function></functions>, with parameters as
// attributes (verbose) or as text (concise).
#pragma once

#include <string_view>

#include "core/value.h"

namespace eval {

// The first <functions>…</functions> in `text`. Throws PythonError: ParseError for what is no XML.
core::Value decode_verbose_xml_calls(std::string_view text);
core::Value decode_concise_xml_calls(std::string_view text);

}  // namespace eval
