#include "train/metrics.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "train/tensorboard.h"

namespace train {
namespace {

namespace fs = std::filesystem;

class MetricsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::path(::testing::TempDir()) /
           (std::string("metrics_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(dir_);
    fs::create_directories(dir_);
  }
  void TearDown() override { fs::remove_all(dir_); }

  fs::path events() const { return dir_ / "events.out.tfevents.0.funreason"; }

  fs::path dir_;
};

// A reader of its own, written from the format's description: shares no code with the writer but the checksum, which
// has a published check value.
struct Event {
  double wall_time = 0;
  int64_t step = 0;
  std::string version;
  std::vector<std::pair<std::string, float>> scalars;
};

class Wire {
 public:
  explicit Wire(std::string_view bytes) : bytes_(bytes) {}
  bool done() const { return at_ >= bytes_.size(); }
  uint64_t varint() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_.at(at_++));
      value |= static_cast<uint64_t>(byte & 0x7fU) << shift;
      if (byte < 0x80) return value;
    }
  }
  template <class T>
  T raw() {
    T value{};
    EXPECT_LE(at_ + sizeof(T), bytes_.size());
    std::memcpy(&value, bytes_.data() + at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }
  std::string_view take(size_t size) {
    EXPECT_LE(at_ + size, bytes_.size());
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

std::pair<std::string, float> parse_value(std::string_view bytes) {
  std::pair<std::string, float> value;
  for (Wire wire(bytes); !wire.done();) {
    const uint64_t key = wire.varint();
    if (key == (1U << 3U | 2U)) {
      value.first = wire.take(wire.varint());
    } else if (key == (2U << 3U | 5U)) {
      value.second = wire.raw<float>();
    } else {
      ADD_FAILURE() << "unknown field of Summary.Value: " << key;
    }
  }
  return value;
}

Event parse_event(std::string_view bytes) {
  Event event;
  for (Wire wire(bytes); !wire.done();) {
    const uint64_t key = wire.varint();
    if (key == (1U << 3U | 1U)) {
      event.wall_time = wire.raw<double>();
    } else if (key == (2U << 3U | 0U)) {
      event.step = static_cast<int64_t>(wire.varint());
    } else if (key == (3U << 3U | 2U)) {
      event.version = wire.take(wire.varint());
    } else if (key == (5U << 3U | 2U)) {
      for (Wire summary(wire.take(wire.varint())); !summary.done();) {
        EXPECT_EQ(summary.varint(), 1U << 3U | 2U);
        event.scalars.push_back(parse_value(summary.take(summary.varint())));
      }
    } else {
      ADD_FAILURE() << "unknown field of Event: " << key;
      return event;
    }
  }
  return event;
}

std::vector<Event> parse_file(const std::string& file) {
  const auto masked = [](std::string_view bytes) {
    const uint32_t crc = crc32c(bytes);
    return ((crc >> 15U) | (crc << 17U)) + 0xa282ead8U;
  };
  std::vector<Event> events;
  for (Wire wire(file); !wire.done();) {
    const std::string_view length = wire.take(8);
    uint64_t size = 0;
    std::memcpy(&size, length.data(), 8);
    EXPECT_EQ(wire.raw<uint32_t>(), masked(length));
    const std::string_view content = wire.take(size);
    EXPECT_EQ(wire.raw<uint32_t>(), masked(content));
    events.push_back(parse_event(content));
  }
  return events;
}

std::vector<int64_t> steps_of(const std::vector<Event>& events) {
  std::vector<int64_t> steps;
  for (const Event& event : events) {
    if (event.version.empty()) steps.push_back(event.step);
  }
  return steps;
}

TEST_F(MetricsTest, ChecksumHasThePublishedCheckValues) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);  // RFC 3720, B.4
  EXPECT_EQ(crc32c(""), 0U);
}

TEST_F(MetricsTest, WritesEventsThatReadBack) {
  {
    EventFile file(dir_, 0);
    file.write(1, 1234.5, {{"train/loss", 2.5}, {"speed", 1e9}});
    file.write(int64_t{1} << 40, 1235, {});
  }
  const auto read = parse_file(core::read_file(events()));
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(read[0].version, "brain.Event:2");
  EXPECT_GT(read[0].wall_time, 1.6e9);
  EXPECT_EQ(read[1].step, 1);
  EXPECT_EQ(read[1].wall_time, 1234.5);
  ASSERT_EQ(read[1].scalars.size(), 2U);
  EXPECT_EQ(read[1].scalars[0], (std::pair<std::string, float>("train/loss", 2.5F)));
  EXPECT_EQ(read[1].scalars[1].second, 1e9F);
  EXPECT_EQ(read[2].step, int64_t{1} << 40);
}

TEST_F(MetricsTest, ResumeCutsLaterStepsAndDamage) {
  {
    EventFile file(dir_, 0);
    for (int step = 1; step <= 300; ++step) file.write(step, step, {{"x", step}});
  }
  const std::string whole = core::read_file(events());
  {
    EventFile file(dir_, 200);
    file.write(201, 0, {{"x", -1}});
  }
  const auto read = parse_file(core::read_file(events()));
  ASSERT_EQ(steps_of(read).size(), 201U);
  EXPECT_EQ(read.back().scalars[0].second, -1);
  // A file torn at any byte, or with any byte damaged, keeps its whole records before that place.
  for (size_t cut = 0; cut < 400; cut += 7) {
    core::write_file_atomic(events(), std::string_view(whole).substr(0, cut));
    {
      EventFile file(dir_, 1000);
    }
    const auto torn = parse_file(core::read_file(events()));
    EXPECT_LE(core::read_file(events()).size(), std::max<size_t>(cut, 64));
    EXPECT_FALSE(torn.empty());
    std::string damaged = whole;
    damaged[cut] = static_cast<char>(damaged[cut] ^ 0x10);
    core::write_file_atomic(events(), damaged);
    {
      EventFile file(dir_, 1000);
    }
    for (const int64_t step : steps_of(parse_file(core::read_file(events())))) EXPECT_LE(step, 10);
  }
}

TEST_F(MetricsTest, LinesHoldEveryStepOnceAfterAResume) {
  {
    MetricsLog log(dir_, 0);
    for (int64_t step = 1; step <= 9; ++step) log.write({.step = step, .loss = 0.1 * static_cast<double>(step)});
  }
  std::ofstream(dir_ / "metrics.jsonl", std::ios::app) << R"({"step": 10, "lo)";
  {
    MetricsLog log(dir_, 6);
    for (int64_t step = 7; step <= 12; ++step) log.write({.step = step, .loss = 7});
  }
  const auto lines = core::read_jsonl(dir_ / "metrics.jsonl");
  ASSERT_EQ(lines.size(), 12U);
  for (size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].at("step").as_int(), static_cast<int64_t>(i) + 1);
    EXPECT_EQ(lines[i].at("loss").as_double() == 7, i >= 6);
  }
  EXPECT_EQ(steps_of(parse_file(core::read_file(events()))).size(), 12U);
  {
    MetricsLog fresh(dir_, 0);
  }
  EXPECT_EQ(core::read_file(dir_ / "metrics.jsonl"), "");
}

TEST_F(MetricsTest, SaysWhereItCannotWrite) {
  try {
    EventFile file(dir_ / "missing", 0);
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    EXPECT_NE(std::string(error.what()).find("missing"), std::string::npos);
  }
}

}  // namespace
}  // namespace train
