# Flags of every target: the oldest processor supported (AVX2; later instructions are chosen at run time), warnings as
# errors, sanitizers on request.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-march=x86-64-v3>)
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wall> $<$<COMPILE_LANGUAGE:CXX>:-Wextra> $<$<COMPILE_LANGUAGE:CXX>:-Wshadow>
                    $<$<COMPILE_LANGUAGE:CXX>:-Werror> $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer>)
# g++ 12 reports these inside its own standard library at -O2 (GCC bugs 105562, 105651, 107852); psabi is a note;
# designated initialisers leave fields out on purpose.
foreach(flag missing-field-initializers restrict maybe-uninitialized stringop-overflow array-bounds stringop-overread psabi)
  add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-${flag}>)
endforeach()
add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wno-missing-field-initializers>)
if(FUNREASON_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
if(FUNREASON_FUZZ)  # libFuzzer's coverage counters; its main function comes with the one program of fuzz/
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
