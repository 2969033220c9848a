// funreason_oracle DIR: runs every case of an oracle folder that the program covers (scripts/oracle).
#include <cstdio>
#include <exception>
#include <iostream>

#include "core/error.h"
#include "eval/oracle/oracle.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: funreason_oracle DIR\n");
    return 2;
  }
  try {
    return eval::oracle::run_oracle(argv[1], {}, std::cout);
  } catch (const core::Error& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    if (!error.hint().empty()) std::fprintf(stderr, "hint: %s\n", error.hint().c_str());
    return error.exit_code();
  }
}
