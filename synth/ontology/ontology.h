// Reads the embedded tables into an Ontology. The tables' notation:
//
//   @ geometry | geometry, shapes        domain and its name spaces
//   c I am preparing a geometry lesson.  context sentence
//   x Who proved that pi is irrational?  a question that no tool serves
//   # triangle_area calc [group]         family: id, verb class
//   n triangle_area, area_of_triangle    name stems
//   d the area of a triangle             description after the verb
//   p KEY KIND… [=default] [>other] [@partner] | names | description ~ clause ~ clause ~! clause of false
//   o …                                  the same, optional
//   . …                                  field of the object parameter above
//   w / ws / wx / v / q / b              noun phrase / plural / search phrase / command / sentence / bare topic
//   = base*height/2                      formula over keys
//   $ city | Paris; FR; France | …       word list (entries separated by " | ", forms by ";")
//   $x person | Ann;Ben | _Smith;_Ray    word list of all combinations; "_" is a space
//
// `{a|b}` chooses, `<key>` is a slot, `<key#>` the number alone, `<key+day>` number and noun.
#pragma once

#include <span>
#include <string_view>

#include "synth/ontology/types.h"

namespace synth {

// Adds one table. Throws core::Error(internal) "table:line: what is wrong".
void read_table(std::string_view table_name, std::string_view text, Ontology& ontology);

// All embedded tables, checked: every word list exists, every phrase reaches every required parameter.
Ontology build_ontology();

struct Table {
  std::string_view name;
  std::string_view text;
};
std::span<const Table> embedded_tables();

}  // namespace synth
