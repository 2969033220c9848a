// The attention kernels on a GPU, timed with events: decoding as a share of the memory's bandwidth, prompts in TFLOP/s.
// The shape is Qwen3-4B's (32 heads, 8 key/value heads of 128). Prints a table, then one JSON object a line each.
//   bench_cuda [--quick]   fewer repetitions
#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "model/cuda/attention.h"
#include "model/cuda/layers.h"
#include "model/cuda/sampler.h"

namespace {

using namespace model::cuda;  // NOLINT: a program of one file

constexpr int kHeads = 32, kKvHeads = 8, kHead = 128, kVocab = 151936;
constexpr double kBandwidth = 4.8e12;   // H200's datasheet, bytes/s
constexpr double kArithmetic = 989e12;  // dense bf16, FLOP/s
constexpr int kNoDevice = 4;            // as scripts/lib.sh: the environment

void check(int status, const char* what) {
  if (status == 0) return;
  std::fprintf(stderr, "error: %s: %s\n", what, cudaGetErrorString(static_cast<cudaError_t>(status)));
  std::exit(1);
}

template <class T>
class Memory {
 public:
  explicit Memory(size_t count) : count_(count) {
    check(cudaMalloc(&data_, std::max<size_t>(count, 1) * sizeof(T)), "memory for the benchmark");
  }
  explicit Memory(const std::vector<T>& values) : Memory(values.size()) {
    check(cudaMemcpy(data_, values.data(), count_ * sizeof(T), cudaMemcpyHostToDevice), "a copy to the device");
  }
  ~Memory() { cudaFree(data_); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  T* get() const { return data_; }
  size_t count() const { return count_; }

 private:
  T* data_ = nullptr;
  size_t count_;
};

// Values of about 1, random: zeros draw less power and would flatter the clock.
__global__ void fill_kernel(uint16_t* data, size_t count) {
  for (size_t i = blockIdx.x * static_cast<size_t>(blockDim.x) + threadIdx.x; i < count;
       i += static_cast<size_t>(gridDim.x) * blockDim.x) {
    uint64_t x = i * 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 31U)) * 0xbf58476d1ce4e5b9ULL;
    data[i] = static_cast<uint16_t>(0x3e80U | ((x >> 40U) & 0x817fU));  // ±[0.25, 2)
  }
}
Memory<uint16_t>& filled(Memory<uint16_t>& memory) {
  fill_kernel<<<1024, 256>>>(memory.get(), memory.count());
  check(cudaGetLastError(), "filling memory");
  return memory;
}

// Median seconds of `launch`; `launch(i)` is called with the repetition, so that it can take turns with its inputs.
template <class Launch>
double median_seconds(int repetitions, const Launch& launch) {
  cudaEvent_t begin, end;
  check(cudaEventCreate(&begin), "an event");
  check(cudaEventCreate(&end), "an event");
  std::vector<double> times;
  for (int i = 0; i < repetitions + 3; ++i) {
    check(cudaEventRecord(begin), "an event");
    check(launch(i), "a kernel");
    check(cudaEventRecord(end), "an event");
    check(cudaEventSynchronize(end), "a kernel");
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, begin, end), "an event");
    if (i >= 3) times.push_back(milliseconds * 1e-3);  // the first ones warm up
  }
  check(cudaEventDestroy(begin), "an event");
  check(cudaEventDestroy(end), "an event");
  std::nth_element(times.begin(), times.begin() + static_cast<long>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

std::vector<std::string> json_lines;

void report(const std::string& name, double seconds, double amount, double limit, const char* unit, double scale) {
  const double rate = amount / seconds;
  std::printf("%-40s %10.1f us %10.1f %-8s %5.1f %%\n", name.c_str(), seconds * 1e6, rate * scale, unit,
              100 * rate / limit);
  char line[400];
  std::snprintf(line, sizeof line,
                "{\"benchmark\": \"%s\", \"us\": %.3f, \"rate\": %.3f, \"unit\": \"%s\", \"share_of_limit\": %.4f}",
                name.c_str(), seconds * 1e6, rate * scale, unit, rate / limit);
  json_lines.push_back(line);
}

// A pool of blocks, handed out in an order that is not that of memory.
std::vector<int32_t> shuffled_blocks(size_t count) {
  std::vector<int32_t> blocks(count);
  for (size_t i = 0; i < count; ++i) blocks[i] = static_cast<int32_t>(i);
  uint64_t x = 1;
  for (size_t i = count; i > 1; --i) {
    x = x * 6364136223846793005ULL + 1442695040888963407ULL;
    std::swap(blocks[i - 1], blocks[(x >> 33U) % i]);
  }
  return blocks;
}

void decode(int batch, int context, int multiprocessors, int repetitions) {
  // Several copies of a small cache take turns, so that none is read from the L2 cache (50 MB).
  const int a_row = context / kBlockTokens;
  const size_t bytes = static_cast<size_t>(batch) * static_cast<size_t>(context) * kKvHeads * kHead * 4;
  const int copies = static_cast<int>(std::max<size_t>(1, (400U << 20U) / bytes + 1));
  const size_t blocks = static_cast<size_t>(batch) * static_cast<size_t>(a_row) * static_cast<size_t>(copies);
  const size_t pool = blocks * kKvHeads * kHead * kBlockTokens;
  Memory<uint16_t> keys(pool), values(pool), q(static_cast<size_t>(batch) * kHeads * kHead), out(q.count());
  filled(keys), filled(values), filled(q);
  const Memory<int32_t> tables(shuffled_blocks(blocks));
  const Memory<int32_t> lengths(std::vector<int32_t>(static_cast<size_t>(batch), context));
  DecodeAttention args;
  args.q = q.get();
  args.out = out.get();
  args.kv = {keys.get(), values.get(), kKvHeads, kHead};
  args.lengths = lengths.get();
  args.rows = batch;
  args.heads = kHeads;
  args.scale = 0.0883883F;
  args.splits = decode_splits(batch, kKvHeads, context, multiprocessors);
  Memory<unsigned char> workspace(decode_workspace_bytes(batch, kHeads, kHead, args.splits));
  args.workspace = workspace.get();
  const double seconds = median_seconds(repetitions, [&](int i) {
    args.blocks = {tables.get() + static_cast<size_t>(i % copies) * static_cast<size_t>(batch * a_row), a_row};
    return decode_attention(args, nullptr);
  });
  report("decode attention, context " + std::to_string(context) + ", batch " + std::to_string(batch), seconds,
         static_cast<double>(bytes), kBandwidth, "GB/s", 1e-9);
}

void prefill(int before, int tokens, int repetitions) {
  const size_t blocks = static_cast<size_t>(before + tokens + kBlockTokens - 1) / kBlockTokens;
  const size_t pool = blocks * kKvHeads * kHead * kBlockTokens;
  Memory<uint16_t> keys(pool), values(pool), q(static_cast<size_t>(tokens) * kHeads * kHead), out(q.count());
  filled(keys), filled(values), filled(q);
  const Memory<int32_t> tables(shuffled_blocks(blocks));
  const Memory<PrefillRun> runs(std::vector<PrefillRun>{{0, tokens, before, 0}});
  PrefillAttention args;
  args.q = q.get();
  args.out = out.get();
  args.kv = {keys.get(), values.get(), kKvHeads, kHead};
  args.blocks = {tables.get(), static_cast<int>(blocks)};
  args.runs = runs.get();
  args.run_count = 1;
  args.tokens = tokens;
  args.heads = kHeads;
  args.scale = 0.0883883F;
  const double seconds = median_seconds(repetitions, [&](int) { return prefill_attention(args, nullptr); });
  const double operations = 4.0 * kHead * kHeads * tokens * (before + (tokens + 1) / 2.0);
  report("prefill attention, " + std::to_string(tokens) + " after " + std::to_string(before), seconds, operations,
         kArithmetic, "TFLOP/s", 1e-12);
}

void sampling(int rows, float top_p, int repetitions) {
  std::vector<float> row(static_cast<size_t>(rows) * kVocab);
  uint64_t x = 7;
  for (float& logit : row) {  // a sum of four: about normal
    logit = 0;
    for (int i = 0; i < 4; ++i) {
      x = x * 6364136223846793005ULL + 1442695040888963407ULL;
      logit += static_cast<float>(x >> 40U) / 16777216.0F * 6 - 3;
    }
  }
  const Memory<float> logits(row);
  RowSampling params;
  params.temperature = 0.7F;
  params.top_p = top_p;
  params.top_k = top_p < 1 ? 20 : 0;
  const Memory<RowSampling> all(std::vector<RowSampling>(static_cast<size_t>(rows), params));
  const Memory<int32_t> generated(std::vector<int32_t>(static_cast<size_t>(rows), 5));
  const Memory<int32_t> tokens(static_cast<size_t>(rows));
  const Memory<float> logps(static_cast<size_t>(rows));
  Sample args;
  args.logits = logits.get();
  args.rows = rows;
  args.vocab = kVocab;
  args.params = all.get();
  args.generated = generated.get();
  args.tokens = tokens.get();
  args.logps = logps.get();
  const double seconds = median_seconds(repetitions, [&](int) { return sample(args, nullptr); });
  report("sampling, " + std::string(top_p < 1 ? "top-k 20, top-p" : "plain") + ", batch " + std::to_string(rows),
         seconds, 4.0 * rows * kVocab, kBandwidth, "GB/s", 1e-9);
}

void norm(int tokens, int repetitions) {
  constexpr size_t kWidth = 2560;
  const size_t count = static_cast<size_t>(tokens) * kWidth;
  Memory<uint16_t> x(count), delta(count), sum(count), out(count), weight(kWidth);
  filled(x), filled(delta), filled(weight);
  const Norm args{x.get(), delta.get(), weight.get(), sum.get(), out.get(), tokens, kWidth, 1e-6F};
  const double seconds = median_seconds(repetitions, [&](int) { return rms_norm(args, nullptr); });
  report("sum and RMSNorm, " + std::to_string(tokens) + " tokens", seconds, 8.0 * static_cast<double>(count),
         kBandwidth, "GB/s", 1e-9);
}

}  // namespace

int main(int argc, char** argv) {
  int devices = 0;
  const cudaError_t status = cudaGetDeviceCount(&devices);
  if (status != cudaSuccess || devices == 0) {
    std::fprintf(stderr, "error: no CUDA device: %s\n",
                 status == cudaSuccess ? "the driver lists none" : cudaGetErrorString(status));
    return kNoDevice;
  }
  cudaDeviceProp device;
  check(cudaGetDeviceProperties(&device, 0), "the device's properties");
  const int repetitions = argc > 1 && std::strcmp(argv[1], "--quick") == 0 ? 10 : 50;
  std::printf("%s, %d multiprocessors; shares are of 4.8 TB/s and of 989 TFLOP/s\n", device.name,
              device.multiProcessorCount);
  for (const int context : {1024, 2048, 4096}) {
    for (const int batch : {1, 32, 128}) decode(batch, context, device.multiProcessorCount, repetitions);
  }
  prefill(0, 2048, repetitions);
  prefill(0, 8192, repetitions);
  prefill(4096, 512, repetitions);
  prefill(4096, 32, repetitions);
  for (const int rows : {1, 128}) {
    for (const float top_p : {1.0F, 0.95F}) sampling(rows, top_p, repetitions);
  }
  norm(128, repetitions);
  norm(16384, repetitions);
  for (const std::string& line : json_lines) std::printf("%s\n", line.c_str());
  return 0;
}
