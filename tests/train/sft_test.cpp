#include "train/sft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "chat/tokenizer.h"
#include "core/config.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "model/weights/loader.h"
#include "tests/train/tiny_run.h"
#include "train/sft_step.h"

namespace train {
namespace {

using testing::Folder;
using testing::fs::path;
namespace fs = std::filesystem;

std::string message_of(const std::function<void()>& act, core::ErrorKind kind) {
  try {
    act();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return std::string(error.what()) + " | " + error.hint();
  }
  ADD_FAILURE() << "no error";
  return "";
}

std::vector<core::Value> metrics_of(const SftConfig& config) {
  return core::read_jsonl(path(config.run_dir) / "metrics.jsonl");
}

void append_line(const std::string& file, const std::string& line) {
  std::ofstream(file, std::ios::app) << line << "\n";
}

TEST(Sft, LearnsAndLeavesACompleteRunDirectory) {
  const Folder folder;
  for (const char* dtype : {"fp32", "bf16"}) {
    SCOPED_TRACE(dtype);
    SftConfig config = testing::tiny_config(folder.path());
    config.run_dir += dtype;
    config.dtype = dtype;
    config.epochs = 40;
    config.optimizer.learning_rate = 1e-2;
    const SftResult result = run_sft(config);
    EXPECT_EQ(result.steps, 200);
    EXPECT_FALSE(result.interrupted);
    const auto metrics = metrics_of(config);
    ASSERT_EQ(metrics.size(), 200U);
    const double first = metrics.front().at("loss").as_double();
    EXPECT_NEAR(first, std::log(260.0), 1);
    EXPECT_LT(metrics.back().at("loss").as_double(), 0.25 * first);
    EXPECT_DOUBLE_EQ(metrics.back().at("loss").as_double(), result.loss);
    EXPECT_LT(result.computed_tokens, result.tokens);
    EXPECT_EQ(metrics.back().at("epoch").as_double(), 40);
    for (const char* name : {"config.yaml", "log.txt", "events.out.tfevents.0.funreason"}) {
      EXPECT_TRUE(fs::exists(path(config.run_dir) / name)) << name;
    }
    EXPECT_EQ(result.checkpoint, path(config.run_dir) / "checkpoints" / "step-200");
    // A complete Hugging Face directory: the next run starts from it and its first loss is the last one's.
    EXPECT_TRUE(fs::exists(result.checkpoint / "config.json"));
    SftConfig next = config;
    next.model = result.checkpoint.string();
    next.run_dir += "-next";
    next.epochs = 1;
    run_sft(next);
    EXPECT_LT(metrics_of(next).front().at("loss").as_double(), 0.3 * first);
  }
}

// Loss and gradient of one step must not depend on how it is cut and packed.
TEST(Sft, StepIsTheSameHoweverItIsPacked) {
  const Folder folder;
  const SftConfig config = testing::tiny_config(folder.path());
  const auto renderer = chat::make_renderer("smollm2");
  const auto tokenizer = chat::Tokenizer::from_model(config.model);
  SampleOptions options;
  options.files = {config.data[0]};
  options.max_length = 512;
  const SampleSet set = load_samples(options, *renderer, tokenizer);
  ASSERT_EQ(set.samples.size(), 20U);
  std::vector<const Sample*> samples;
  for (const Sample& sample : set.samples) samples.push_back(&sample);

  for (const char* name : {"ce_token_mean", "ce_sequence_mean", "ssb"}) {
    LossConfig loss_config;
    loss_config.name = name;
    const Loss loss = make_loss(loss_config);
    double loss_value = 0;
    at::Tensor gradient;
    for (const auto& [tokens, share] : {std::pair{100000, false}, {100000, true}, {150, true}, {1, false}}) {
      model::Transformer transformer = model::load_transformer(config.model, at::kFloat);
      transformer.enable_gradients();
      PackingOptions packing;
      packing.micro_batch_tokens = tokens;
      packing.share_prefixes = share;
      const StepResult step = accumulate_gradients(transformer, loss, samples, packing);
      EXPECT_EQ(step.supervised_tokens, set.supervised_tokens);
      if (!gradient.defined()) {
        loss_value = step.loss;
        gradient = transformer.flat_gradients().clone();
        EXPECT_EQ(step.computed_tokens, step.tokens);
        EXPECT_GT(gradient.abs().max().item<float>(), 0);
        continue;
      }
      EXPECT_EQ(step.computed_tokens < step.tokens, share);
      EXPECT_NEAR(step.loss, loss_value, 1e-5);
      const double worst = (transformer.flat_gradients() - gradient).abs().max().item<double>();
      EXPECT_LE(worst, 2e-5 * gradient.abs().max().item<double>()) << name << " " << tokens;
    }
  }
}

TEST(Sft, FinishedRunIsLeftAlone) {
  const Folder folder;
  const SftConfig config = testing::tiny_config(folder.path());
  const SftResult first = run_sft(config);
  const std::string weights = core::read_file(first.checkpoint / "model.safetensors");
  const SftResult again = run_sft(config);
  EXPECT_EQ(again.steps, first.steps);
  EXPECT_EQ(again.loss, first.loss);
  EXPECT_EQ(again.tokens, 0);
  EXPECT_EQ(core::read_file(again.checkpoint / "model.safetensors"), weights);
}

TEST(Sft, KeepsTheLastCheckpoints) {
  const Folder folder;
  SftConfig config = testing::tiny_config(folder.path());
  config.checkpoint_every = 3;
  config.keep_checkpoints = 2;
  config.save_optimizer = false;
  run_sft(config);  // 10 steps
  const path dir = path(config.run_dir) / "checkpoints";
  EXPECT_FALSE(fs::exists(dir / "step-6"));
  EXPECT_TRUE(fs::exists(dir / "step-9" / "optimizer.safetensors"));
  EXPECT_TRUE(fs::exists(dir / "step-10" / "model.safetensors"));
  EXPECT_FALSE(fs::exists(dir / "step-10" / "optimizer.safetensors"));
}

TEST(Sft, NamesTheSettingThatDiffersFromTheRun) {
  const Folder folder;
  const SftConfig config = testing::tiny_config(folder.path());
  run_sft(config);
  SftConfig other = config;
  other.optimizer.learning_rate = 5e-5;
  EXPECT_NE(message_of([&] { run_sft(other); }, core::ErrorKind::usage).find("optimizer.learning_rate was 0.003, now"),
            std::string::npos);
  other = config;
  other.log_every = 5;  // watching a run differently is no other run
  run_sft(other);
  other.resume = false;
  EXPECT_NE(message_of([&] { run_sft(other); }, core::ErrorKind::usage).find("holds a run"), std::string::npos);
  testing::write_conversations(config.data[0], 20, 99);
  EXPECT_NE(message_of([&] { run_sft(config); }, core::ErrorKind::data).find("data"), std::string::npos);
}

TEST(Sft, SaysWhatIsWrongWithTheData) {
  const Folder folder;
  SftConfig config = testing::tiny_config(folder.path());
  const auto message = [&] { return message_of([&] { run_sft(config); }, core::ErrorKind::data); };

  const std::string good = core::read_file(config.data[0]);
  append_line(config.data[0], R"({"messages": [{"role": "user")");
  EXPECT_NE(message().find("data.jsonl:21:"), std::string::npos);
  core::write_file_atomic(config.data[0], good);
  append_line(config.data[0], R"({"messages": [{"role": "user", "content": "hi"}]})");
  const std::string silent = message();
  EXPECT_NE(silent.find("data.jsonl:21:"), std::string::npos);
  EXPECT_NE(silent.find("assistant"), std::string::npos) << silent;
  core::write_file_atomic(config.data[0], good);
  append_line(config.data[0], R"({"messages": [{"role": "wizard", "content": "hi"}]})");
  EXPECT_NE(message().find("data.jsonl:21:"), std::string::npos);

  core::write_file_atomic(config.data[0], good);
  append_line(config.data[0], R"({"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": ")" +
                                  std::string(600, 'x') + "\"}]}");
  const std::string too_long = message();
  EXPECT_NE(too_long.find("data.jsonl:21:"), std::string::npos);
  EXPECT_NE(too_long.find("too_long: skip"), std::string::npos);
  config.too_long = "skip";
  EXPECT_EQ(run_sft(config).steps, 10);  // the 20 good ones

  config.run_dir += "2";
  core::write_file_atomic(config.data[0], "");
  EXPECT_NE(message().find("no sample"), std::string::npos);

  // An early line is named once, though thousands of good ones follow.
  append_line(config.data[0], R"({"messages": [{"role": "user", "content": "hi"}]})");
  std::string many = core::read_file(config.data[0]);
  for (int i = 0; i < 150; ++i) many += good;
  core::write_file_atomic(config.data[0], many);
  const std::string early = message();
  EXPECT_NE(early.find("data.jsonl:1:"), std::string::npos);
  EXPECT_EQ(early.find("data.jsonl:2"), std::string::npos) << early;
}

TEST(Sft, RefusesBadSettings) {
  const Folder folder;
  const SftConfig good = testing::tiny_config(folder.path());
  const auto message = [&](const std::function<void(SftConfig&)>& change) {
    SftConfig config = good;
    change(config);
    return message_of([&] { run_sft(config); }, core::ErrorKind::usage);
  };
  EXPECT_NE(message([](SftConfig& c) { c.model = ""; }).find("model"), std::string::npos);
  EXPECT_NE(message([](SftConfig& c) { c.run_dir = ""; }).find("run_dir"), std::string::npos);
  EXPECT_NE(message([](SftConfig& c) { c.data = {}; }).find("data"), std::string::npos);
  EXPECT_NE(message([](SftConfig& c) { c.batch_samples = 0; }).find("batch_samples: 0 is less than 1"),
            std::string::npos);
  EXPECT_NE(message([](SftConfig& c) { c.loss_on = "user"; }).find("loss_on"), std::string::npos);
  EXPECT_NE(message([](SftConfig& c) { c.dtype = "fp16"; }).find("dtype"), std::string::npos);
  EXPECT_NE(message([](SftConfig& c) { c.max_length = 100000; }).find("context, 512"), std::string::npos);
  EXPECT_NE(message([](SftConfig& c) { c.optimizer.schedule = "step"; }).find("optimizer.schedule"), std::string::npos);
}

TEST(Sft, StopsWhenTrainingDiverges) {
  const Folder folder;
  SftConfig config = testing::tiny_config(folder.path());
  config.optimizer.learning_rate = 1e30;
  config.optimizer.clip_norm = 0;
  const std::string message = message_of([&] { run_sft(config); }, core::ErrorKind::data);
  EXPECT_NE(message.find("diverged"), std::string::npos);
  EXPECT_NE(message.find("learning_rate"), std::string::npos);
}

}  // namespace
}  // namespace train
