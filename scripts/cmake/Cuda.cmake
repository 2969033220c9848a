# The CUDA kernels (model/cuda) and what they are compiled with. They are a library of their own: they include neither
# LibTorch nor C++20, so FUNREASON_CUDA goes without FUNREASON_TORCH, too.
file(GLOB FR_CUDA_KERNELS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/model/cuda/*.cu)  # the tests emulate them everywhere
if(FUNREASON_CUDA)
  enable_language(CUDA)
  find_package(CUDAToolkit 13.0 REQUIRED)
  add_library(fr_cuda STATIC ${FR_CUDA_KERNELS})
  target_include_directories(fr_cuda PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(fr_cuda PUBLIC CUDA::cudart)
endif()
