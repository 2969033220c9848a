// The runtime on a GPU. Compiled where CUDA is (preset `cuda`).
#include <cublasLt.h>
#include <cuda_runtime_api.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/error.h"
#include "model/cuda/runtime.h"

namespace model::cuda {

namespace {

constexpr size_t kProductWorkspace = size_t{32} << 20U;
constexpr uint32_t kAlignment = 16;

[[noreturn]] void fail(const char* what, const std::string& why) {
  throw core::environment_error(core::format("the GPU: {}: {}", what, why));
}

void require(cudaError_t status, const char* what) {
  if (status != cudaSuccess) fail(what, cudaGetErrorString(status));
}

void require(cublasStatus_t status, const char* what) {
  if (status != CUBLAS_STATUS_SUCCESS) fail(what, cublasLtGetStatusString(status));
}

template <class Handle, cublasStatus_t (*destroy)(Handle)>
class Owned {
 public:
  Owned() = default;
  ~Owned() {
    if (handle != nullptr) destroy(handle);
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Handle handle = nullptr;
};

// How one shape is multiplied. cuBLASLt counts by columns: rows of ours are columns of its.
class Plan {
 public:
  Plan(cublasLtHandle_t library, const Product& args) {
    const cudaDataType_t out = args.fp32 ? CUDA_R_32F : CUDA_R_16BF;
    require(cublasLtMatmulDescCreate(&operation_.handle, CUBLAS_COMPUTE_32F, CUDA_R_32F), "a matrix product");
    set(CUBLASLT_MATMUL_DESC_TRANSA, CUBLAS_OP_T);
    if (args.bias != nullptr) {
      set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BIAS);
      set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, args.bias);
    }
    describe(w_.handle, CUDA_R_16BF, args.inner, args.outputs);
    describe(x_.handle, CUDA_R_16BF, args.inner, args.rows);
    describe(y_.handle, out, args.outputs, args.rows);

    Owned<cublasLtMatmulPreference_t, cublasLtMatmulPreferenceDestroy> wishes;
    require(cublasLtMatmulPreferenceCreate(&wishes.handle), "a matrix product");
    const auto wish = [&](cublasLtMatmulPreferenceAttributes_t name, auto value) {
      require(cublasLtMatmulPreferenceSetAttribute(wishes.handle, name, &value, sizeof value), "a matrix product");
    };
    wish(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, static_cast<uint64_t>(kProductWorkspace));
    for (const auto name : {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
                            CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES}) {
      wish(name, kAlignment);
    }
    cublasLtMatmulHeuristicResult_t best{};
    int found = 0;
    require(cublasLtMatmulAlgoGetHeuristic(library, operation_.handle, w_.handle, x_.handle, y_.handle, y_.handle,
                                           wishes.handle, 1, &best, &found),
            "a matrix product");
    if (found == 0) {
      fail("a matrix product", core::format("cuBLASLt has none of {} x {} x {}", args.rows, args.inner, args.outputs));
    }
    algorithm_ = best.algo;
  }

  void run(cublasLtHandle_t library, const Product& args, void* workspace, cudaStream_t stream) {
    if (args.bias != nullptr) set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, args.bias);
    const float one = 1, zero = 0;
    require(cublasLtMatmul(library, operation_.handle, &one, args.w, w_.handle, args.x, x_.handle, &zero, args.y,
                           y_.handle, args.y, y_.handle, &algorithm_, workspace, kProductWorkspace, stream),
            "a matrix product");
  }

 private:
  template <class T>
  void set(cublasLtMatmulDescAttributes_t name, T value) {
    require(cublasLtMatmulDescSetAttribute(operation_.handle, name, &value, sizeof value), "a matrix product");
  }
  static void describe(cublasLtMatrixLayout_t& layout, cudaDataType_t type, int rows, int columns) {
    require(
        cublasLtMatrixLayoutCreate(&layout, type, static_cast<uint64_t>(rows), static_cast<uint64_t>(columns), rows),
        "a matrix product");
  }

  Owned<cublasLtMatmulDesc_t, cublasLtMatmulDescDestroy> operation_;
  Owned<cublasLtMatrixLayout_t, cublasLtMatrixLayoutDestroy> w_, x_, y_;
  cublasLtMatmulAlgo_t algorithm_{};
};

class CapturedGraph : public Graph {
 public:
  CapturedGraph(cudaGraph_t graph, cudaStream_t stream) : stream_(stream) {
    const cudaError_t status = cudaGraphInstantiate(&replay_, graph, 0);
    cudaGraphDestroy(graph);
    require(status, "a graph");
  }
  ~CapturedGraph() override { cudaGraphExecDestroy(replay_); }
  CapturedGraph(const CapturedGraph&) = delete;
  CapturedGraph& operator=(const CapturedGraph&) = delete;
  void replay() override { require(cudaGraphLaunch(replay_, stream_), "a graph"); }

 private:
  cudaStream_t stream_;
  cudaGraphExec_t replay_ = nullptr;
};

class CudaRuntime : public Runtime {
 public:
  explicit CudaRuntime(int multiprocessors) : multiprocessors_(multiprocessors) {
    require(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "a stream");
    require(cudaMalloc(&workspace_, kProductWorkspace), "memory for matrix products");
    require(cublasLtCreate(&library_.handle), "cuBLASLt");
  }
  ~CudaRuntime() override {
    plans_.clear();
    cudaFree(workspace_);
    cudaStreamDestroy(stream_);
  }

  Stream stream() const override { return stream_; }
  int multiprocessors() const override { return multiprocessors_; }
  size_t free_bytes() const override {
    size_t free = 0, all = 0;
    require(cudaMemGetInfo(&free, &all), "its memory");
    return free;
  }

  void* allocate(size_t bytes) override {
    void* memory = nullptr;
    const cudaError_t status = cudaMalloc(&memory, bytes);
    if (status != cudaSuccess) {
      cudaGetLastError();  // else the next launch reports it again
      fail("no memory", core::format("{} MiB asked for, {} MiB free", bytes >> 20U, free_bytes() >> 20U));
    }
    return memory;
  }
  void free(void* memory) override { cudaFree(memory); }
  void* allocate_pinned(size_t bytes) override {
    void* memory = nullptr;
    require(cudaMallocHost(&memory, bytes), "pinned memory");
    return memory;
  }
  void free_pinned(void* memory) override { cudaFreeHost(memory); }

  void upload(const Copy& copy) override { enqueue(copy, cudaMemcpyHostToDevice); }
  void download(const Copy& copy) override { enqueue(copy, cudaMemcpyDeviceToHost); }
  void upload_now(void* to, const void* from, size_t bytes) override {
    require(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream_), "a copy");
    wait();  // not every machine copies pageable memory aside first
  }

  void product(const Product& args) override {
    const auto key = std::tuple(args.rows, args.inner, args.outputs, args.fp32, args.bias != nullptr);
    auto found = plans_.find(key);
    if (found == plans_.end()) found = plans_.try_emplace(key, library_.handle, args).first;
    found->second.run(library_.handle, args, workspace_, stream_);
  }

  std::unique_ptr<Graph> capture(const std::function<void()>& enqueue_all) override {
    cudaGraph_t graph = nullptr;
    require(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "a capture");
    try {
      enqueue_all();
    } catch (...) {
      if (cudaStreamEndCapture(stream_, &graph) == cudaSuccess) cudaGraphDestroy(graph);
      throw;
    }
    require(cudaStreamEndCapture(stream_, &graph), "a capture");
    return std::make_unique<CapturedGraph>(graph, stream_);
  }

  void wait() override { require(cudaStreamSynchronize(stream_), "a pass"); }
  void check(int status, const char* what) const override { require(static_cast<cudaError_t>(status), what); }

 private:
  void enqueue(const Copy& copy, cudaMemcpyKind kind) {
    constexpr size_t kMaxPitch = (size_t{1} << 31U) - 1;
    if (copy.count > 1 && std::max(copy.to_stride, copy.from_stride) <= kMaxPitch) {
      require(cudaMemcpy2DAsync(copy.to, copy.to_stride, copy.from, copy.from_stride, copy.bytes, copy.count, kind,
                                stream_),
              "a copy");
      return;
    }
    for (size_t i = 0; i < copy.count; ++i) {
      require(cudaMemcpyAsync(static_cast<char*>(copy.to) + i * copy.to_stride,
                              static_cast<const char*>(copy.from) + i * copy.from_stride, copy.bytes, kind, stream_),
              "a copy");
    }
  }

  int multiprocessors_;
  cudaStream_t stream_ = nullptr;
  void* workspace_ = nullptr;
  Owned<cublasLtHandle_t, cublasLtDestroy> library_;
  std::map<std::tuple<int, int, int, bool, bool>, Plan> plans_;
};

}  // namespace

std::unique_ptr<Runtime> open_gpu() {
  int devices = 0;
  const cudaError_t status = cudaGetDeviceCount(&devices);
  if (status != cudaSuccess || devices == 0) {
    throw core::environment_error(
        core::format("no GPU: {}", status == cudaSuccess ? "the driver lists none" : cudaGetErrorString(status)),
        "use device=cpu");
  }
  cudaDeviceProp properties;
  require(cudaGetDeviceProperties(&properties, 0), "its properties");
  if (properties.major < 9) {
    throw core::environment_error(core::format("{} has compute capability {}.{}, and the kernels are for 9.0 and later",
                                               properties.name, properties.major, properties.minor),
                                  "use device=cpu");
  }
  return std::make_unique<CudaRuntime>(properties.multiProcessorCount);
}

}  // namespace model::cuda
