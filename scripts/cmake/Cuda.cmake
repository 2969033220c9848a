# The CUDA kernels (model/cuda), the pass made of them, and the runtime under it: a library of its own without LibTorch, so
# FUNREASON_CUDA goes without FUNREASON_TORCH, too. Kernels are C++17.
file(GLOB FR_CUDA_KERNELS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/model/cuda/*.cu)  # the tests emulate them everywhere
set(FR_CUDA_FORWARD ${CMAKE_SOURCE_DIR}/model/cuda/forward.cpp)
if(FUNREASON_CUDA)
  enable_language(CUDA)
  find_package(CUDAToolkit 13.0 REQUIRED)
  add_library(fr_cuda STATIC ${FR_CUDA_KERNELS} ${FR_CUDA_FORWARD} ${CMAKE_SOURCE_DIR}/model/cuda/runtime_cuda.cpp)
  target_include_directories(fr_cuda PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(fr_cuda PUBLIC fr_core CUDA::cudart CUDA::cublasLt)
endif()
