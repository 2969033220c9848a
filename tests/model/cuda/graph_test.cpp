// A decode step as a captured graph: replayed on state that changes in device memory, it does what plain launches do.
// For a real device alone.
#include "model/cuda/attention.h"
#include "model/cuda/sampler.h"
#include "tests/model/cuda/paged.h"

namespace model::cuda {
namespace {

constexpr int kVocab = 300;
constexpr int kRows = 2;
constexpr int kSteps = 40;

// Attention and sampling are not connected here; what counts is that both follow the state which `advance` moves on.
class Step {
 public:
  Step()
      : sequences_(5, shape_, {200, 90}),
        q_(random_bf16(6, kRows * 8 * 64)),
        out_(kRows * 8 * 64, kNan16),
        workspace_(decode_workspace_bytes(kRows, 8, 64, 3) / sizeof(float), 0),
        source_(random_logits()),
        logits_(source_),
        params_(std::vector<RowSampling>(kRows, sampling())),
        inputs_(kRows, 1),
        positions_(std::vector<int32_t>{100, 40}),
        lengths_(std::vector<int32_t>{101, 41}),
        slots_(kRows, 0),
        generated_(kRows, 0),
        occurrences_(kRows * kVocab, 0),
        ends_(kRows, 0),
        ended_(1, 0),
        tokens_(kRows, -7),
        logps_(kRows, 0),
        max_new_(std::vector<int32_t>{kSteps * 2, kSteps / 2}),
        stop_ids_(kRows, -1) {}

  void launch(cudaStream_t stream) {
    DecodeAttention attention;
    attention.q = q_.data();
    attention.out = out_.data();
    attention.kv = sequences_.pool();
    attention.blocks = sequences_.tables();
    attention.lengths = lengths_.data();
    attention.rows = kRows;
    attention.heads = shape_.heads;
    attention.scale = 0.125F;
    attention.splits = 3;
    attention.workspace = workspace_.data();
    ASSERT_EQ(decode_attention(attention, stream), 0);
    ASSERT_EQ(cuda::sample({logits_.data(), kRows, kVocab, params_.data(), generated_.data(), occurrences_.data(),
                            nullptr, tokens_.data(), logps_.data()},
                           stream),
              0);
    Advance next;
    next.state = {inputs_.data(),    positions_.data(),   lengths_.data(), slots_.data(),
                  generated_.data(), occurrences_.data(), ends_.data(),    ended_.data()};
    next.rows = kRows;
    next.vocab = kVocab;
    next.context = 1000;
    next.tokens = tokens_.data();
    next.max_new = max_new_.data();
    next.stop_ids = stop_ids_.data();
    next.stop_stride = 1;
    next.tables = sequences_.tables().tables;
    next.table_stride = sequences_.tables().stride;
    ASSERT_EQ(advance(next, stream), 0);
  }

  // What the host sees of a step.
  std::vector<int32_t> seen(cudaStream_t stream) {
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
    std::vector<int32_t> all = tokens_.read();
    for (const int32_t x : ends_.read()) all.push_back(x);
    for (const int32_t x : lengths_.read()) all.push_back(x);
    for (const uint16_t x : out_.read()) all.push_back(x);
    logits_.write(source_);  // penalties are applied in place
    return all;
  }

 private:
  static std::vector<float> random_logits() {
    core::Rng rng(8);
    std::vector<float> logits(kRows * kVocab);
    for (float& x : logits) x = static_cast<float>(rng.normal());
    return logits;
  }
  static RowSampling sampling() {
    RowSampling params;
    params.temperature = 1;
    params.top_p = 0.9F;
    params.frequency_penalty = 0.5F;
    return params;
  }

  Shape shape_{8, 2, 64};
  PagedSequences sequences_;
  DeviceArray<uint16_t> q_, out_;
  DeviceArray<float> workspace_;
  std::vector<float> source_;
  DeviceArray<float> logits_;
  DeviceArray<RowSampling> params_;
  DeviceArray<int32_t> inputs_, positions_, lengths_, slots_, generated_;
  DeviceArray<uint32_t> occurrences_;
  DeviceArray<int32_t> ends_, ended_, tokens_;
  DeviceArray<float> logps_;
  DeviceArray<int32_t> max_new_, stop_ids_;
};

TEST(CudaGraph, ReplaysWhatPlainLaunchesDo) {
  cudaStream_t stream = nullptr;
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  Step plain, captured;
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t replay = nullptr;
  ASSERT_EQ(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal), cudaSuccess);
  captured.launch(stream);
  ASSERT_EQ(cudaStreamEndCapture(stream, &graph), cudaSuccess);
  ASSERT_EQ(cudaGraphInstantiate(&replay, graph, 0), cudaSuccess);
  for (int step = 0; step < kSteps; ++step) {
    plain.launch(stream);
    const std::vector<int32_t> expected = plain.seen(stream);
    ASSERT_EQ(cudaGraphLaunch(replay, stream), cudaSuccess);
    ASSERT_EQ(captured.seen(stream), expected) << "step " << step;
    EXPECT_EQ(expected[kRows + 1], step == kSteps / 2 - 1 ? static_cast<int32_t>(RowEnd::length) : 0) << step;
    EXPECT_EQ(expected[2 * kRows], 101 + step + 1);
  }
  EXPECT_EQ(cudaGraphExecDestroy(replay), cudaSuccess);
  EXPECT_EQ(cudaGraphDestroy(graph), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

}  // namespace
}  // namespace model::cuda
