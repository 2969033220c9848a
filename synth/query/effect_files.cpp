// The effects of a file system's tools.
#include "synth/query/effect.h"

namespace synth::query {
namespace {

using enum EffectKind;

constexpr Effect kFileEffects[] = {
    {"pwd", "show_place", look,
     "{tell me|show me|let me know} {which folder I'm in|where in the file system I am|the full path of the folder I'm "
     "in}",
     "{where exactly am I in the file system|which folder am I in right now|what is the full path of this folder}",
     "the full path of {the|this} folder", "tells which folder is in use",
     "{You are in|You're currently in|The current folder is} <=current_working_directory>"},
    {"ls", "list_items", look,
     "{show me|list} {everything|all the items}[a: including {the hidden ones|hidden files}][place:| {here|in this "
     "folder}]",
     "{what do I have|what is stored|which items are there}[a:, hidden ones included,][place:| in this folder]",
     "{the items listed|what is stored} here", "lists the items of a folder",
     "[=current_directory_content:{The folder holds|The items here are|I see} <=current_directory_content>|"
     "The folder is empty]"},
    {"cd", "go_to", go, "{take me to|switch over to|move over to|bring me to} <folder>", "", "", "changes to a folder",
     "[=current_working_directory:{You are now in|I moved to} '<=current_working_directory>'|{You are now one level up|"
     "I went up one level}]"},
    {"mkdir", "make_folder", make, "{set up|create|make|add} a {new |}folder[dir_name: {called|named} <dir_name>|]",
     "{can I have|could I get} a {new |}folder[dir_name: {called|named} <dir_name>|]", "", "creates a folder",
     "{I created the folder '<dir_name>'|There is now a folder '<dir_name>'}"},
    {"touch", "make_file", make,
     "{create|start|set up|add} {a new|an empty|a blank} file[file_name: {called|named} <file_name>|]",
     "{can I have|could I get} {an empty|a blank} file[file_name: {called|named} <file_name>|]", "",
     "creates an empty file", "{I created the empty file '<file_name>'|There is now an empty file '<file_name>'}"},
    {"echo", "write_text", act,
     "[file_name:[content:{put|write|save} <content> {in|into} <file_name>|{write|put} {a note|a line} into "
     "<file_name>]|"
     "{display|print out|put up} <content>]",
     "", "", "writes a text",
     "[=terminal_output:{The terminal shows|It printed}: <=terminal_output>|{'<file_name>' now contains the text|"
     "The text is now in '<file_name>'}]"},
    {"cat", "show_content", look,
     "{show me|let me see|read out|pull up} {the contents of|what's in|everything in} <file_name>",
     "{what does <file_name> say|what's written in <file_name>|what's inside <file_name>}",
     "{the text in|what's written in|the contents of} <file_name>", "shows the content of a file",
     "[=file_content:{Here is what '<file_name>' says|'<file_name>' reads|The content of '<file_name>'}: "
     "<=file_content>|'<file_name>' is empty]"},
    {"find", "search_items", look,
     "[name:{look for|search for|find} {anything|everything|all items} with <name> in the name[path: under "
     "<path>|[place:| {from here down|in this folder and below}]]|"
     "{show me|list} {everything|all the items}[path: under <path>|[place: at all levels| {from here down|in this "
     "folder and below}]]]",
     "[name:{which items|what files and folders}[path: under <path>|[place:| from here down]] have <name> in "
     "{the|their} "
     "name|"
     "what is stored[path: under <path>|[place:| from here down]] at all levels]",
     "{the item|whatever is} with <name> in its name", "finds items by their name",
     "[=matches:{I found|The search turned up|Matches}: <=matches>|{Nothing matched|I found no such item}]"},
    {"wc", "count_text", look, "count the [mode:<mode>|lines] in <file_name>",
     "{how many [mode:<mode>|lines] does <file_name> have|how many [mode:<mode>|lines] are there in <file_name>}",
     "the number of [mode:<mode>|lines] in <file_name>", "counts a file's lines, words or characters",
     "'<file_name>' has <=count> <=type>"},
    {"sort", "order_lines", look, "{show me|give me} the lines of <file_name> in alphabetical order",
     "what {do the lines of <file_name> look like in alphabetical order|does <file_name> look like with its lines "
     "sorted alphabetically}",
     "the lines of <file_name> in alphabetical order", "puts the lines of a file in order",
     "[=sorted_content:{In alphabetical order, '<file_name>' reads|The lines of '<file_name>' in order}: "
     "<=sorted_content>|'<file_name>' has no lines]"},
    {"grep", "search_text", look,
     "{pick out|show me|pull out|get} the lines {of|in} <file_name> that {mention|contain|have} <pattern>",
     "{which lines {of|in} <file_name> {mention|contain} <pattern>|where does <file_name> mention <pattern>}",
     "the lines in <file_name> that {mention|contain} <pattern>", "finds the lines that contain a text",
     "[=matching_lines:{The matching lines|These lines of '<file_name>' match}: <=matching_lines>|"
     "{No line of '<file_name>' matches|Nothing in '<file_name>' matches}]"},
    {"du", "measure_size", look,
     "{work out|tell me|check} how much {space|disk space} {this folder|everything here} takes up"
     "[human_readable:, {in units I can read|in a readable form}|, {in plain bytes|as a byte count}]",
     "{how big is {this folder|everything in here}|how much {space|storage} does this folder use}"
     "[human_readable:, {in readable units|in KB or MB rather than bytes}|, {in bytes|as a byte count}]",
     "the space taken up here", "measures the space that a folder takes",
     "{Everything here takes up|The folder uses|The total size is} <=disk_usage>"},
    {"tail", "show_end", look,
     "{show me|let me see|give me} [lines:the last <lines> {lines|line(s)}|{the end|the last few lines}] of "
     "<file_name>",
     "{what are|what do I find in} [lines:the last <lines> line(s)|the last few lines] of <file_name>",
     "[lines:the last <lines> line(s)|{the end|the last few lines}] of <file_name>", "shows the end of a file",
     "[=last_lines:{'<file_name>' ends with|The end of '<file_name>' reads}: <=last_lines>|'<file_name>' is empty]"},
    {"diff", "compare_files", look,
     "{compare <file_name1> with <file_name2>|show me how <file_name1> differs from <file_name2>}",
     "{how do <file_name1> and <file_name2> differ|what sets <file_name1> and <file_name2> apart|"
     "what is different between <file_name1> and <file_name2>}",
     "the differences between <file_name1> and <file_name2>", "compares two files",
     "[=diff_lines:{The files differ here|The differences}: <=diff_lines>|{The two files do not differ|"
     "I found no differences} line by line]"},
    {"mv", "move_item", act,
     "[destination:[into:{move <source> {into|to}|put <source> into} <destination>|{move <source> to "
     "<destination>|rename <source> "
     "to <destination>}]|{rename <source>|move <source> {somewhere else|out of the "
     "way}}]",
     "", "", "moves or renames an item",
     "[into:{I moved '<source>' to '<destination>'|'<source>' is now in '<destination>'}|"
     "{I renamed '<source>' to '<destination>'|'<source>' is now called '<destination>'}]"},
    {"rm", "remove_item", act, "{delete|remove|get rid of} <file_name>", "", "", "removes an item",
     "{'<file_name>' is gone|I removed '<file_name>'|I deleted '<file_name>'}"},
    {"rmdir", "remove_folder", act, "{delete|remove|get rid of} the {empty |}folder <dir_name>", "", "",
     "removes an empty folder", "{The folder '<dir_name>' is gone|I removed the folder '<dir_name>'}"},
    {"cp", "copy_item", act,
     "[destination:[into:{put a copy of <source> into <destination>|copy <source> {into|to} <destination>}|{make a "
     "copy of "
     "<source> as <destination>|copy <source> to <destination>|duplicate <source> as <destination>}]|{make a "
     "copy "
     "of|duplicate} <source>]",
     "", "", "copies an item",
     "[into:{I copied '<source>' into '<destination>'|There is a copy of '<source>' in '<destination>' now}|"
     "{I copied '<source>' to '<destination>'|There is a copy of '<source>' called '<destination>' now}]"},
};

}  // namespace

std::span<const Effect> file_effects() {
  return kFileEffects;
}

}  // namespace synth::query
