// The three memories: their rules, what hostile arguments come to, snapshots, and that copies are independent.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/error.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/memory_api.h"
#include "world_fixtures.h"

namespace {

using core::Dict;
using core::Value;
using env::bfcl::HashEncoder;
using env::bfcl::MemorySimulator;
using env::bfcl::World;
using fixtures::run;
using fixtures::world_of;

const MemorySimulator& memory_of(const World& world) {
  return dynamic_cast<const MemorySimulator&>(world.simulator(0));
}

std::string raised(World& world, const std::string& call) {
  const env::bfcl::CallOutcome outcome = world.execute(call);
  return outcome.raised ? outcome.text.substr(std::string("Error during execution: ").size())
                        : "not raised: " + outcome.text;
}

// A world that starts from what another one has kept.
World continued(const World& world) {
  const MemorySimulator& memory = memory_of(world);
  return world_of(std::string(memory.class_name()), {{"snapshot", memory.snapshot()}});
}

TEST(MemoryKv, KeepsTextsByKeys) {
  World world = world_of("MemoryAPI_kv", {});
  EXPECT_EQ(memory_of(world).context(), "There is no content in the core memory at this point.");
  EXPECT_EQ(run(world, "core_memory_add('user_name', 7)"), R"({"status": "Key-value pair added."})");
  EXPECT_EQ(run(world, "core_memory_add('user_name', 'Ann')"), R"({"error": "Key name must be unique."})");
  EXPECT_EQ(run(world, "core_memory_replace('user_name', 'Ann')", "core_memory_retrieve('user_name')"),
            R"({"value": "Ann"})");
  EXPECT_EQ(run(world, "archival_memory_add('pet_2', 'é')"), R"({"status": "Key added."})");
  EXPECT_EQ(run(world, "core_memory_retrieve_all()"), R"({"user_name": "Ann"})");
  EXPECT_EQ(memory_of(world).context(), "{\n    \"user_name\": \"Ann\"\n}");
  EXPECT_EQ(run(world, "core_memory_remove('user_name')", "core_memory_list_keys()"), R"({"keys": []})");
  EXPECT_EQ(run(world, "core_memory_remove(7)"), R"({"error": "Key not found."})");
  EXPECT_EQ(raised(world, "core_memory_remove([])"), "unhashable type: 'list'");
}

TEST(MemoryKv, RefusesKeysThatAreNotSnakeCase) {
  World world = world_of("MemoryAPI_kv", {});
  for (const char* good : {"a", "a1_b2", "ab_9", "line\\n"}) {
    const bool first_part_has_digit = std::string(good).starts_with("a1");
    const std::string text = run(world, core::format("archival_memory_add('{}', 'x')", good));
    EXPECT_EQ(text == R"({"status": "Key added."})", !first_part_has_digit) << good;
  }
  for (const char* bad : {"", "_a", "a_", "a__b", "A", "9", "a b", "é", "a\\n\\n"}) {
    EXPECT_EQ(run(world, core::format("archival_memory_add('{}', 'x')", bad)),
              R"({"error": "Key must be in snake_case format and cannot contain spaces."})")
        << bad;
  }
}

TEST(MemoryKv, IsBounded) {
  World world = world_of("MemoryAPI_kv", {});
  EXPECT_EQ(run(world, "core_memory_add('a', 'é' * 301)"),
            R"({"error": "Entry is too long. Please shorten the entry to less than 300 characters."})");
  for (int i = 0; i < 7; ++i)
    EXPECT_EQ(run(world, core::format("core_memory_add('k_{}', 'é' * 300)", i)).substr(0, 9), "{\"status\"");
  EXPECT_EQ(run(world, "core_memory_add('BAD', 'x' * 301)"),
            R"({"error": "Core memory is full. Please clear some entries."})");
  EXPECT_EQ(run(world, "core_memory_clear()"), R"({"status": "Short term memory cleared."})");
  EXPECT_EQ(run(world, "archival_memory_clear()"), R"({"status": "Long term memory cleared."})");
}

TEST(MemoryKv, RanksKeys) {
  World world = world_of("MemoryAPI_kv", {});
  EXPECT_EQ(raised(world, "core_memory_key_search(1)"), "division by zero");
  run(world, "core_memory_add('user_name', '')", "core_memory_add('pet', '')", "core_memory_add('user_pet_age', '')");
  const Value ranked = world.execute("core_memory_key_search('PET_pet nobody', True)").value.at("ranked_results");
  ASSERT_EQ(ranked.as_list().size(), 1U);
  EXPECT_EQ(ranked.as_list()[0].as_tuple().items[1], Value("pet"));
  EXPECT_NEAR(ranked.as_list()[0].as_tuple().items[0].as_double(), 2 * std::log(2.0) * (1 + 2.5 / (1.5 * 0.625 + 1)),
              1e-12);
  EXPECT_EQ(run(world, "core_memory_key_search('', -2)"), R"({"ranked_results": [[0.0, "user_name"]]})");
  EXPECT_EQ(raised(world, "core_memory_key_search('', '2')"),
            "slice indices must be integers or None or have an __index__ method");
  EXPECT_EQ(raised(world, "core_memory_key_search(None)"), "'NoneType' object has no attribute 'replace'");
}

TEST(MemoryKv, LongKeysAreRankedInLinearTime) {
  World world = world_of("MemoryAPI_kv", {});
  run(world, "core_memory_add('a' + '_a' * 200000, '')", "core_memory_add('b' + '_a' * 200000, '')");
  const Value ranked = world.execute("core_memory_key_search('a ' * 200000)").value.at("ranked_results");
  EXPECT_EQ(ranked.as_list().size(), 2U);
}

TEST(MemoryRecSum, KeepsOneText) {
  World world = world_of("MemoryAPI_rec_sum", {});
  EXPECT_EQ(run(world, "memory_retrieve()"), R"({"error": "Memory is empty."})");
  EXPECT_EQ(run(world, "memory_append('ab')", "memory_append(1)", "memory_retrieve()"), R"({"memory_content": "ab1"})");
  EXPECT_EQ(run(world, "memory_replace('', '-')", "memory_retrieve()"), R"({"memory_content": "-a-b-1-"})");
  EXPECT_EQ(run(world, "memory_replace('-', '')", "memory_retrieve()"), R"({"memory_content": "ab1"})");
  EXPECT_EQ(run(world, "memory_replace(2, 3)"), R"({"error": "Text '2' not found in memory."})");
  EXPECT_EQ(
      run(world, "memory_append('x' * 9998)"),
      R"({"error": "Entry will be too long after appending. Please shorten the entry to less than 10000 characters."})");
  EXPECT_EQ(memory_of(world).context(), "ab1");
}

TEST(MemoryRecSum, DoesNotGrowWithoutEnd) {
  World world = world_of("MemoryAPI_rec_sum", {});
  run(world, "memory_update('x' * 10000)", "memory_replace('', 'y' * 100)");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(raised(world, "memory_replace('', 'z' * 10000)"), "the memory would grow too large");
  }
  EXPECT_EQ(memory_of(world).snapshot().at("memory").as_string().size(), 10'000U + 10'001U * 100U);
  // A text that is nearly found everywhere.
  EXPECT_EQ(run(world, "memory_update('x' * 10000)", "memory_replace('x' * 5000 + 'y', '')").substr(0, 10),
            "{\"error\": ");
}

TEST(MemoryVector, FindsTextsThatShareWords) {
  World world = world_of("MemoryAPI_vector", {});
  EXPECT_EQ(memory_of(world).context(), "{}");
  EXPECT_EQ(run(world, "core_memory_retrieve('x')"), R"({"result": []})");
  run(world, "core_memory_add('the cat sleeps')", "core_memory_add('stocks fell')");
  EXPECT_EQ(run(world, "core_memory_add('Stocks  ROSE')"), R"({"id": 2})");
  const Value found = world.execute("core_memory_retrieve('cat', 1)").value.at("result");
  ASSERT_EQ(found.as_list().size(), 1U);
  EXPECT_EQ(found.as_list()[0].at("id"), Value(0));
  EXPECT_GT(found.as_list()[0].at("similarity_score").as_double(), 0.2);
  EXPECT_EQ(world.execute("core_memory_retrieve('stocks rose', 99)").value.at("result").as_list()[0].at("id"),
            Value(2));
  EXPECT_EQ(run(world, "core_memory_update(True, 'a dog')"), R"({"status": "ID True updated."})");
  EXPECT_EQ(run(world, "core_memory_remove(0)", "core_memory_retrieve_all()"),
            R"({"result": [{"id": 1, "text": "a dog"}, {"id": 2, "text": "Stocks  ROSE"}]})");
  EXPECT_EQ(run(world, "core_memory_remove(0)"), R"({"error": "ID 0 not present in store."})");
  EXPECT_EQ(run(world, "core_memory_clear()", "core_memory_add('again')"), R"({"id": 0})");
}

TEST(MemoryVector, OfEqualTextsTheFirstStayAndTheLastShowFirst) {
  World world = world_of("MemoryAPI_vector", {});
  run(world, "core_memory_add('same')", "core_memory_add('same')", "core_memory_add('same')");
  const Value found = world.execute("core_memory_retrieve('same', 2)").value.at("result");
  ASSERT_EQ(found.as_list().size(), 2U);
  EXPECT_EQ(found.as_list()[0].at("id"), Value(1));
  EXPECT_EQ(found.as_list()[1].at("id"), Value(0));
}

TEST(MemoryVector, RaisesForHostileArguments) {
  World world = world_of("MemoryAPI_vector", {});
  EXPECT_EQ(raised(world, "core_memory_add(None)"), "object of type 'NoneType' has no len()");
  EXPECT_EQ(raised(world, "core_memory_add({})"), "'dict' object has no attribute 'lower'");
  EXPECT_EQ(raised(world, "core_memory_add([])"), "not enough values to unpack (expected 2, got 1)");
  EXPECT_EQ(raised(world, "core_memory_add(['a', 'b'])"), "not same nb of vectors as ids");
  EXPECT_EQ(run(world, "core_memory_add('x')"), R"({"id": 3})");  // what raised has used up its number
  EXPECT_EQ(raised(world, "core_memory_retrieve('x', None)"),
            "'<' not supported between instances of 'int' and 'NoneType'");
  EXPECT_EQ(raised(world, "core_memory_retrieve('x', 0)"), "");
  EXPECT_EQ(raised(world, "core_memory_retrieve('x', True)"), "an integer is required");
  EXPECT_EQ(raised(world, "core_memory_retrieve(5, 1)"), "'int' object has no attribute 'lower'");
  // A text whose new form cannot be encoded stays, and is found no more.
  EXPECT_EQ(raised(world, "core_memory_update(3, {})"), "'dict' object has no attribute 'lower'");
  EXPECT_EQ(run(world, "core_memory_retrieve('x')"), R"({"result": []})");
  EXPECT_EQ(run(world, "core_memory_retrieve_all()"), R"({"result": [{"id": 3, "text": "x"}]})");
  World later = continued(world);
  EXPECT_EQ(run(later, "core_memory_retrieve('x', 1)").substr(0, 21), R"({"result": [{"id": 3,)");
}

TEST(MemoryVector, TakesAnotherEncoder) {
  env::bfcl::WorldOptions options;
  options.classes = {"MemoryAPI_vector"};
  options.process = std::make_shared<env::bfcl::ProcessState>();
  options.process->text_encoder = std::make_shared<HashEncoder>(1);  // any two texts are alike or opposite
  World world(options);
  run(world, "core_memory_add('cat')");
  const Value found = world.execute("core_memory_retrieve('dog')").value.at("result");
  EXPECT_EQ(std::abs(found.as_list().at(0).at("similarity_score").as_double()), 1.0);
}

TEST(HashEncoder, HasLengthOneAndIgnoresCase) {
  const HashEncoder encoder;
  const std::vector<float> vector = encoder.encode("Two\twords");
  double squares = 0;
  for (const float x : vector) squares += static_cast<double>(x) * static_cast<double>(x);
  EXPECT_EQ(vector.size(), encoder.dimension());
  EXPECT_NEAR(squares, 1.0, 1e-6);
  EXPECT_EQ(vector, encoder.encode("TWO words "));
  EXPECT_NE(vector, encoder.encode("two"));
  EXPECT_EQ(encoder.encode(" "), std::vector<float>(encoder.dimension(), 0.0F));
}

TEST(Memory, GoesOnFromSnapshotsAndCopiesAreIndependent) {
  const auto check = [](const std::string& class_name, const std::string& first, const std::string& second) {
    World world = world_of(class_name, {});
    run(world, first);
    World copy = world;
    run(copy, second);
    EXPECT_FALSE(copy.simulator(0).equals(world.simulator(0))) << class_name;
    World later = continued(world);
    EXPECT_TRUE(later.simulator(0).equals(world.simulator(0))) << class_name;
    run(later, second);
    EXPECT_EQ(snapshot_text(memory_of(later)), snapshot_text(memory_of(copy))) << class_name;
    EXPECT_NE(snapshot_text(memory_of(world)), snapshot_text(memory_of(copy))) << class_name;
  };
  check("MemoryAPI_kv", "core_memory_add('a', 'b')", "archival_memory_add('a', 'b')");
  check("MemoryAPI_rec_sum", "memory_append('a')", "memory_append('b')");
  check("MemoryAPI_vector", "core_memory_add('a')", "core_memory_add('b')");
  EXPECT_THROW(world_of("MemoryAPI_kv", {{"snapshot", Dict{{"core_memory", 1}}}}), core::Error);
}

}  // namespace
