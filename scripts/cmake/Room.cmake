# fr_room(NAME [TORCH] [WITHOUT regex] [DEPS room...] [LIBS lib...]): one static library from every .cpp in the room's folder
# but for the paths that match.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)

set(FR_TORCH_PCH "<ATen/ATen.h>" "<torch/csrc/autograd/custom_function.h>")

# Standard headers that most torch-free files include, compiled once by the room `core`. Sources still include what they
# use: `scripts/check_style --alone` has clang-tidy read each alone (the preset `tidy-alone`, FUNREASON_JOIN=OFF).
set(FR_STD_PCH <algorithm> <array> <charconv> <cmath> <cstddef> <cstdint> <filesystem> <functional> <limits> <map> <memory>
    <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)

if(NOT FUNREASON_JOIN)
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()

# All torch targets share one precompiled header, built once by the room `model`.
function(fr_use_torch target)
  target_link_libraries(${target} PUBLIC fr_torch)
  if(TARGET fr_model AND NOT target STREQUAL fr_model)
    target_precompile_headers(${target} REUSE_FROM fr_model)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL EXECUTABLE)  # the header was compiled with -fPIC; CMake's -fPIE would not fit it
      set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
      target_compile_options(${target} PRIVATE -fPIC)
    endif()
  else()
    target_precompile_headers(${target} PRIVATE ${FR_TORCH_PCH})
  endif()
endfunction()

function(fr_room name)
  cmake_parse_arguments(ROOM "TORCH" "WITHOUT" "DEPS;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name}/*.cpp)
  if(ROOM_WITHOUT)
    list(FILTER sources EXCLUDE REGEX ${ROOM_WITHOUT})
  endif()
  if(NOT sources)  # a room of headers only
    add_library(fr_${name} INTERFACE)
    foreach(dep ${ROOM_DEPS})
      target_link_libraries(fr_${name} INTERFACE fr_${dep})
    endforeach()
    return()
  endif()
  add_library(fr_${name} STATIC ${sources})
  target_include_directories(fr_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  foreach(dep ${ROOM_DEPS})
    target_link_libraries(fr_${name} PUBLIC fr_${dep})
  endforeach()
  target_link_libraries(fr_${name} PUBLIC ${ROOM_LIBS})
  # What sources include costs more than what they hold: neighbours are compiled together. Kernels for one instruction
  # set stay alone, since each has its own copy of the same templates, and so does what only programs with a device link.
  set_target_properties(fr_${name} PROPERTIES UNITY_BUILD ${FUNREASON_JOIN} UNITY_BUILD_BATCH_SIZE 8)
  set(alone ${sources})
  list(FILTER alone INCLUDE REGEX "_(avx2|avx512|avx512_bf16|vnni)\\.cpp$|/model/device/")
  set_source_files_properties(${alone} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(NOT ROOM_TORCH)
    if(name STREQUAL core)
      target_precompile_headers(fr_core PRIVATE ${FR_STD_PCH})
    else()
      target_precompile_headers(fr_${name} REUSE_FROM fr_core)
    endif()
    # Verdicts follow Python's float arithmetic to the last bit: no fused multiply-add behind our back.
    target_compile_options(fr_${name} PRIVATE -ffp-contract=off)
    # Nobody replaces our functions when the program is loaded, so -fPIC need not keep them from being inlined.
    target_compile_options(fr_${name} PRIVATE -fno-semantic-interposition)
  endif()
  if(ROOM_TORCH)
    fr_use_torch(fr_${name})
  endif()
endfunction()
