// The sampler on the device against the one on the CPU, draw for draw; the stop check against the rules of the engine.
#include "model/cuda/sampler.h"

#include <map>

#include "model/kernels/isa.h"
#include "model/sampler.h"
#include "tests/model/cuda/device.h"

namespace model::cuda {
namespace {

struct Request {
  std::vector<float> logits;
  SamplingParams params;
  std::vector<int32_t> prompt, generated;
};

struct Drawn {
  std::vector<int32_t> tokens;
  std::vector<float> logps;
};

// All rows in one launch.
Drawn draw(const std::vector<Request>& requests) {
  const size_t vocab = requests[0].logits.size();
  std::vector<float> logits;
  std::vector<RowSampling> params;
  std::vector<TokenBias> biases;
  std::vector<int32_t> generated;
  std::vector<uint32_t> occurrences(requests.size() * vocab, 0);
  for (size_t i = 0; i < requests.size(); ++i) {
    const Request& request = requests[i];
    const SamplingParams& p = request.params;
    logits.insert(logits.end(), request.logits.begin(), request.logits.end());
    params.push_back({p.seed, p.temperature, p.top_p, p.min_p, p.repetition_penalty, p.presence_penalty,
                      p.frequency_penalty, p.top_k, static_cast<int32_t>(biases.size()),
                      static_cast<int32_t>(p.logit_bias.size())});
    for (const LogitBias& bias : p.logit_bias) biases.push_back({bias.id, bias.bias});
    generated.push_back(static_cast<int32_t>(request.generated.size()));
    for (const int32_t id : request.prompt) occurrences[i * vocab + static_cast<size_t>(id)] |= kInPrompt;
    for (const int32_t id : request.generated) ++occurrences[i * vocab + static_cast<size_t>(id)];
  }
  DeviceArray<float> device_logits(logits), logps(requests.size(), 0.0F);
  DeviceArray<RowSampling> device_params(params);
  DeviceArray<TokenBias> device_biases(biases);
  DeviceArray<int32_t> device_generated(generated), tokens(requests.size(), -7);
  DeviceArray<uint32_t> device_occurrences(occurrences);
  Sample args;
  args.logits = device_logits.data();
  args.rows = static_cast<int>(requests.size());
  args.vocab = static_cast<int>(vocab);
  args.params = device_params.data();
  args.generated = device_generated.data();
  args.occurrences = device_occurrences.data();
  args.biases = device_biases.data();
  args.tokens = tokens.data();
  args.logps = logps.data();
  const auto launch = [&] {
    device_logits.write(logits);
    ASSERT_EQ(cuda::sample(args, nullptr), 0);
  };
  Drawn drawn;
  drawn.logps = run_twice(launch, [&] { return logps.read(); });
  drawn.tokens = tokens.read();
  return drawn;
}

// On a processor without AVX-512 the CPU's sums have another order, so that a draw may fall on the other side of a
// border between two tokens now and then.
void expect_same_draws(const std::vector<Request>& requests, const std::string& what) {
  const Drawn drawn = draw(requests);
  size_t differing = 0;
  for (size_t i = 0; i < requests.size(); ++i) {
    const SampledToken expected =
        model::sample(requests[i].logits, requests[i].params, {requests[i].prompt, requests[i].generated});
    [[maybe_unused]] const SamplingParams& p = requests[i].params;
    if (drawn.tokens[i] == expected.id) {
      EXPECT_NEAR(drawn.logps[i], expected.logp, 2e-6 * (1 + std::abs(expected.logp))) << what << ", row " << i;
#if !defined(FR_ON_DEVICE)  // whose logarithm is another
      const bool plain = p.temperature == 0 || (p.top_k == 0 && p.top_p == 1 && p.min_p == 0);
      if (plain && kernels::best_isa() != kernels::Isa::avx2) {
        EXPECT_EQ(drawn.logps[i], expected.logp) << what;
      }
#endif
    } else {
      ++differing;
      if (kernels::best_isa() != kernels::Isa::avx2)
        ADD_FAILURE() << what << ", row " << i << ": " << drawn.tokens[i] << " instead of " << expected.id;
    }
  }
  EXPECT_LE(differing * 50, requests.size()) << what;
}

// `ties`: logits rounded to eighths, so that many are equal.
std::vector<float> random_logits(uint64_t seed, size_t vocab, double spread, bool ties) {
  core::Rng rng(seed);
  std::vector<float> logits(vocab);
  for (float& x : logits) {
    const double value = rng.normal() * spread;
    x = static_cast<float>(ties ? std::round(value * 8) / 8 : value);
  }
  return logits;
}

std::vector<Request> requests_with(const SamplingParams& params, size_t vocab, size_t count, uint64_t seed) {
  std::vector<Request> requests;
  for (size_t i = 0; i < count; ++i) {
    Request request;
    request.logits = random_logits(seed + i, vocab, 0.5 + static_cast<double>(i % 4), i % 2 == 1);
    request.params = params;
    request.params.seed = seed * 1000 + i;
    request.generated.assign(i % 7, 0);
    requests.push_back(request);
  }
  return requests;
}

std::string name(const SamplingParams& p, size_t vocab) {
  return "vocab " + std::to_string(vocab) + " T " + std::to_string(p.temperature) + " k " + std::to_string(p.top_k) +
         " p " + std::to_string(p.top_p) + " min_p " + std::to_string(p.min_p);
}

TEST(CudaSampler, DrawsWhatTheCpuDraws) {
  uint64_t seed = 1;
  for (const size_t vocab : {1, 97, 513, 6001}) {
    expect_same_draws(requests_with({}, vocab, 4, ++seed), "greedy");
    for (const int top_k : {0, 1, 20, 600}) {
      for (const float top_p : {1.0F, 0.95F, 0.3F}) {
        for (const float min_p : {0.0F, 0.05F}) {
          SamplingParams params;
          params.temperature = ++seed % 2 == 0 ? 0.6F : 1.3F;
          params.top_k = top_k;
          params.top_p = top_p;
          params.min_p = min_p;
          expect_same_draws(requests_with(params, vocab, 2, seed), name(params, vocab));
        }
      }
    }
  }
}

TEST(CudaSampler, DrawsWhatTheCpuDrawsFromARealVocabulary) {
  for (const int top_k : {0, 20}) {
    for (const float top_p : {1.0F, 0.8F}) {
      SamplingParams params;
      params.temperature = 0.7F;
      params.top_k = top_k;
      params.top_p = top_p;
      expect_same_draws(requests_with(params, 151936, 2, 77), name(params, 151936));
    }
  }
}

TEST(CudaSampler, ManyDrawsOfOneRow) {
  for (const float top_p : {1.0F, 0.9F}) {
    std::vector<Request> requests;
    for (size_t i = 0; i < 60; ++i) {
      Request request;
      request.logits = random_logits(5, 200, 1.5, true);
      request.params.temperature = 1;
      request.params.top_p = top_p;
      request.params.seed = i;
      requests.push_back(request);
    }
    expect_same_draws(requests, "one row");
    std::map<int32_t, int> seen;
    for (const int32_t token : draw(requests).tokens) ++seen[token];
    EXPECT_GT(seen.size(), 12U);
  }
}

TEST(CudaSampler, PenaltiesAndBiasesActAsOnTheCpu) {
  std::vector<Request> requests;
  core::Rng rng(9);
  for (size_t i = 0; i < 40; ++i) {
    Request request;
    request.logits = random_logits(i, 150, 1, i % 2 == 1);
    SamplingParams& p = request.params;
    p.temperature = i % 3 == 0 ? 0.0F : 0.9F;
    p.top_k = i % 4 == 1 ? 10 : 0;
    p.seed = i;
    p.repetition_penalty = i % 5 == 0 ? 1.0F : 1.3F;
    p.presence_penalty = i % 2 == 0 ? 0.4F : 0.0F;
    p.frequency_penalty = i % 7 == 0 ? 0.0F : 0.15F;
    for (size_t j = 0; j < 20; ++j) request.prompt.push_back(static_cast<int32_t>(rng.index(150)));
    for (size_t j = 0; j < i; ++j) request.generated.push_back(static_cast<int32_t>(rng.index(30)));
    for (size_t j = 0; j < i % 6; ++j) {
      p.logit_bias.push_back({static_cast<int32_t>(rng.index(4)), static_cast<float>(rng.normal() * 3)});
    }
    requests.push_back(request);
  }
  expect_same_draws(requests, "penalties");
}

TEST(CudaSampler, GreedyTiesGoToTheLowestId) {
  Request request;
  request.logits = random_logits(1, 5000, 3, false);
  request.logits[4000] = request.logits[17] = request.logits[600] = 40;
  EXPECT_EQ(draw({request}).tokens[0], 17);
  request.logits.assign(5000, -0.0F);
  request.logits[3000] = 0.0F;  // equal to the other zeros
  EXPECT_EQ(draw({request}).tokens[0], 0);
}

TEST(CudaSampler, MaskedTokensAreNeverDrawn) {
  std::vector<Request> requests;
  for (size_t i = 0; i < 12; ++i) {
    Request request;
    request.logits.assign(700, -INFINITY);
    for (size_t j = 3; j < 700; j += 50) request.logits[j] = static_cast<float>(j % 3);
    request.params.temperature = 1;
    request.params.top_k = i % 3 == 0 ? 50 : 0;  // more than there are
    request.params.top_p = i % 3 == 1 ? 0.99F : 1.0F;
    request.params.seed = i;
    requests.push_back(request);
  }
  expect_same_draws(requests, "masked");
  for (const int32_t token : draw(requests).tokens) EXPECT_EQ(token % 50, 3);
}

TEST(CudaSampler, RowsWithoutATokenSaySo) {
  std::vector<Request> requests(5);
  for (Request& request : requests) request.logits = random_logits(3, 600, 1, false);
  requests[0].logits[599] = NAN;
  requests[1].logits.assign(600, -INFINITY);
  requests[2].logits[5] = INFINITY;
  requests[3].logits[0] = NAN;
  requests[3].params.temperature = 1;
  const Drawn drawn = draw(requests);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(drawn.tokens[i], -1) << i;
    EXPECT_TRUE(std::isnan(drawn.logps[i])) << i;
  }
  EXPECT_GE(drawn.tokens[4], 0);
}

}  // namespace
}  // namespace model::cuda
