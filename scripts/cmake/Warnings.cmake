# Flags of every target: warnings are errors; sanitizers on request.
add_compile_options(-Wall -Wextra -Wshadow -Werror -fno-omit-frame-pointer)
# g++ 12 reports these inside its own standard library at -O2 (GCC bugs 105562, 105651, 107852).
add_compile_options(-Wno-restrict -Wno-psabi -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread)
if(FUNREASON_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
