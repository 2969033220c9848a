# Compiler cache, when the machine has one. Sloppiness lets ccache see through precompiled headers.
find_program(FR_CCACHE ccache)
if(FR_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${FR_CCACHE})
endif()
