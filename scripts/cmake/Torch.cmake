# LibTorch from the wheel that scripts/setup unpacked, as our own imported target.
# (The wheel's own CMake package wants a CUDA toolkit even for CPU programs; docs/architecture.md, "LibTorch".)
set(FR_TORCH_PIN "2.11.0")
set(FR_TORCH_DIR "${FUNREASON_DEPS}/site/torch" CACHE PATH "Unpacked torch wheel")
if(NOT EXISTS ${FR_TORCH_DIR}/lib/libtorch_cpu.so)
  message(FATAL_ERROR "LibTorch not found in ${FR_TORCH_DIR}: run scripts/setup, or pass -DFR_TORCH_DIR=<folder with lib/libtorch_cpu.so>")
endif()
file(READ ${FR_TORCH_DIR}/include/torch/headeronly/version.h FR_TORCH_VERSION_H)
string(REGEX MATCH "define TORCH_VERSION[^\"]*\"([0-9.]+)" _ "${FR_TORCH_VERSION_H}")
if(NOT CMAKE_MATCH_1 STREQUAL FR_TORCH_PIN)
  message(FATAL_ERROR "LibTorch ${CMAKE_MATCH_1} found, ${FR_TORCH_PIN} needed: run scripts/setup")
endif()

add_library(fr_torch INTERFACE)
target_include_directories(fr_torch SYSTEM INTERFACE
  ${FR_TORCH_DIR}/include ${FR_TORCH_DIR}/include/torch/csrc/api/include)
target_link_directories(fr_torch INTERFACE ${FR_TORCH_DIR}/lib)
target_link_libraries(fr_torch INTERFACE torch_cpu c10)
# at::parallel_for is a template: without this flag it compiles to a plain loop in our files, and kernels use one core.
# The runtime is the libgomp beside libtorch_cpu (same soname), so there is one pool of threads.
# Without -fno-trapping-math g++ leaves every loop with a float comparison or selection scalar.
target_compile_options(fr_torch INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-fopenmp> $<$<COMPILE_LANGUAGE:CXX>:-fno-trapping-math>)
target_link_options(fr_torch INTERFACE -fopenmp)
target_link_options(fr_torch INTERFACE
  "LINKER:-rpath,${FR_TORCH_DIR}/lib"
  "LINKER:-rpath-link,${FUNREASON_DEPS}/site/nvidia/cu13/lib")
if(FUNREASON_CUDA)
  target_compile_definitions(fr_torch INTERFACE FUNREASON_CUDA=1)
  # The engine on a GPU needs nothing of LibTorch there (model/device); where its libraries are, they are linked.
  if(EXISTS ${FR_TORCH_DIR}/../nvidia/cudnn)
    # --no-as-needed: otherwise the linker drops libtorch_cuda, and LibTorch sees no GPU.
    target_link_libraries(fr_torch INTERFACE "-Wl,--no-as-needed" torch torch_cuda c10_cuda "-Wl,--as-needed" CUDA::cudart)
  else()
    message(STATUS "LibTorch's CUDA libraries are not here (scripts/setup --cuda): LibTorch itself computes on the CPU alone")
  endif()
endif()
