#include "env/bfcl/dataset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "env/bfcl/agentic_entries.h"

namespace {

using env::bfcl::Category;
using env::bfcl::Dataset;
using env::bfcl::Entry;
namespace fs = std::filesystem;

const fs::path kData = fs::path(FR_DEPS_DIR) / "bfcl/bfcl_eval/data";

bool have_data() {
  return fs::exists(kData / "BFCL_v4_simple_python.json");
}

#define NEEDS_DATA() \
  if (!have_data()) GTEST_SKIP() << "benchmark data missing: run scripts/setup"

fs::path fresh_dir(const std::string& name) {
  const fs::path dir = fs::path(FR_BINARY_DIR) / "test-tmp" / name;
  fs::remove_all(dir);
  fs::create_directories(dir / "possible_answer");
  return dir;
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path) << text;
}

template <class Fn>
core::Error thrown_by(const Fn& fn) {
  try {
    fn();
  } catch (const core::Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return core::usage_error("nothing was thrown");
}

TEST(Category, KnowsEveryNameOnceAndItsGroup) {
  std::set<std::string_view> names;
  for (const Category& category : env::bfcl::all_categories()) names.insert(category.name);
  EXPECT_EQ(names.size(), 23U);
  EXPECT_EQ(names.size(), env::bfcl::all_categories().size());
  EXPECT_EQ(env::bfcl::group_name(env::bfcl::find_category("live_relevance").group), "live");
  EXPECT_EQ(env::bfcl::find_category("memory_rec_sum").file, "memory");
}

TEST(Category, UnknownNameIsAUsageErrorThatNamesTheNearest) {
  const core::Error error = thrown_by([] { env::bfcl::find_category("simple_pythn"); });
  EXPECT_EQ(error.exit_code(), 2);
  EXPECT_NE(std::string(error.what()).find("simple_pythn"), std::string::npos);
  EXPECT_NE(error.hint().find("simple_python"), std::string::npos);
  const core::Error far = thrown_by([] { env::bfcl::find_category("qqqqqqqqqqqq"); });
  EXPECT_NE(far.hint().find("live_multiple"), std::string::npos) << "lists the known ones instead";
}

TEST(Category, OfAnId) {
  EXPECT_EQ(env::bfcl::category_of_id("live_simple_0-0-0")->name, "live_simple");
  EXPECT_EQ(env::bfcl::category_of_id("parallel_multiple_17")->name, "parallel_multiple");
  EXPECT_EQ(env::bfcl::category_of_id("memory_kv_3-customer-3")->name, "memory_kv");
  EXPECT_EQ(env::bfcl::category_of_id("nonsense_1"), nullptr);
  EXPECT_EQ(env::bfcl::category_of_id(""), nullptr);
  EXPECT_EQ(env::bfcl::category_of_id("plain"), nullptr);
}

TEST(Category, SortKeyOrdersByKindCategoryAndNumber) {
  using env::bfcl::sort_key;
  EXPECT_LT(sort_key("simple_python_2"), sort_key("simple_python_10"));
  EXPECT_LT(sort_key("web_search_base_99"), sort_key("irrelevance_0"));
  EXPECT_LT(sort_key("simple_python_399"), sort_key("multi_turn_base_0"));
  EXPECT_LT(sort_key("multi_turn_base_199"), sort_key("memory_kv_0-customer-0"));
  EXPECT_LT(sort_key("live_multiple_9-4-5"), sort_key("live_multiple_10-4-6"));
}

TEST(Dataset, CountsAreTheReleases) {
  NEEDS_DATA();
  const std::map<std::string, size_t> expected = {{"simple_python", 400},
                                                  {"simple_java", 100},
                                                  {"simple_javascript", 50},
                                                  {"multiple", 200},
                                                  {"parallel", 200},
                                                  {"parallel_multiple", 200},
                                                  {"irrelevance", 240},
                                                  {"live_simple", 258},
                                                  {"live_multiple", 1053},
                                                  {"live_parallel", 16},
                                                  {"live_parallel_multiple", 24},
                                                  {"live_irrelevance", 884},
                                                  {"live_relevance", 16},
                                                  {"multi_turn_base", 200},
                                                  {"multi_turn_miss_func", 200},
                                                  {"multi_turn_miss_param", 200},
                                                  {"multi_turn_long_context", 200},
                                                  {"memory_kv", 155},
                                                  {"memory_vector", 155},
                                                  {"memory_rec_sum", 155},
                                                  {"web_search_base", 100},
                                                  {"web_search_no_snippet", 100}};
  const Dataset dataset(kData);
  for (const auto& [name, count] : expected) {
    const Category& category = env::bfcl::find_category(name);
    const std::vector<Entry> entries = dataset.load(category);
    EXPECT_EQ(entries.size(), count) << name;
    const bool sorted = std::is_sorted(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return env::bfcl::sort_key(a.id) < env::bfcl::sort_key(b.id);
    });
    // Memory entries stand scenario by scenario, which their numbers do not show.
    if (category.file != "memory") {
      EXPECT_TRUE(sorted) << name;
    }
    for (const Entry& entry : entries) {
      EXPECT_EQ(env::bfcl::category_of_id(entry.id), &category) << entry.id;
      EXPECT_EQ(entry.ground_truth.is_list(), category.has_answers) << entry.id;
      EXPECT_FALSE(entry.messages().empty()) << entry.id;
    }
  }
}

TEST(Dataset, ReadsAnEntryAsWritten) {
  NEEDS_DATA();
  const Dataset dataset(kData);
  const Entry first = dataset.load(env::bfcl::find_category("simple_python")).front();
  EXPECT_EQ(first.id, "simple_python_0");
  EXPECT_EQ(first.messages().front().role, chat::Role::user);
  EXPECT_EQ(first.functions.front().at("name").as_string(), "calculate_triangle_area");
  EXPECT_EQ(first.ground_truth.as_list().front().at("calculate_triangle_area").at("base"), core::Value(core::List{10}));
  EXPECT_EQ(dataset.release(), "2026.3.23");
  const std::vector<const Category*> one = {&env::bfcl::find_category("simple_python")};
  const std::vector<const Category*> two = {&env::bfcl::find_category("simple_python"),
                                            &env::bfcl::find_category("irrelevance")};
  EXPECT_EQ(dataset.fingerprint(one).size(), 64U);
  EXPECT_EQ(dataset.fingerprint(one), dataset.fingerprint(one));
  EXPECT_NE(dataset.fingerprint(one), dataset.fingerprint(two));
}

TEST(AgenticEntries, CarryTheClassAndTheSettingOfTheirCategory) {
  NEEDS_DATA();
  const Dataset dataset(kData);
  const Entry question = dataset.load(env::bfcl::find_category("memory_rec_sum")).front();
  EXPECT_EQ(question.id, "memory_rec_sum_0-customer-0");
  EXPECT_EQ(question.scenario, "customer");
  EXPECT_EQ(question.involved_classes, std::vector<std::string>{"MemoryAPI_rec_sum"});
  EXPECT_FALSE(question.prerequisite);
  for (const bool snippets : {true, false}) {
    const Category& category = env::bfcl::find_category(snippets ? "web_search_base" : "web_search_no_snippet");
    const Entry search = dataset.load(category).front();
    EXPECT_EQ(search.initial_config.at("WebSearchAPI").at("show_snippet"), core::Value(snippets));
  }
}

TEST(AgenticEntries, ConversationsBeforeAMemorysQuestions) {
  NEEDS_DATA();
  const Dataset dataset(kData);
  const Category& category = env::bfcl::find_category("memory_vector");
  std::set<std::string> asked;
  for (const Entry& entry : dataset.load(category)) asked.insert(entry.scenario);
  const auto scenarios = env::bfcl::memory_scenarios();
  EXPECT_EQ(asked, std::set<std::string>(scenarios.begin(), scenarios.end()));
  std::vector<size_t> counts;
  for (const std::string_view scenario : scenarios) {
    const std::vector<Entry> chain = env::bfcl::load_prerequisites(dataset, category, scenario);
    counts.push_back(chain.size());
    for (size_t i = 0; i < chain.size(); ++i) {
      EXPECT_TRUE(chain[i].id.starts_with("memory_vector_prereq_")) << chain[i].id;
      EXPECT_TRUE(chain[i].id.ends_with("-" + std::string(scenario) + "-" + std::to_string(i))) << chain[i].id;
      EXPECT_EQ(chain[i].involved_classes, std::vector<std::string>{"MemoryAPI_vector"});
      EXPECT_TRUE(chain[i].prerequisite);
      EXPECT_FALSE(chain[i].question.empty());
    }
  }
  EXPECT_EQ(counts, (std::vector<size_t>{10, 10, 7, 5, 5}));
  EXPECT_THROW(env::bfcl::load_prerequisites(dataset, category, "pilot"), core::Error);
}

// Questions and documents are read when they are asked for, from the text of the whole file.
TEST(Dataset, QuestionsAndDocumentsAreAsWritten) {
  NEEDS_DATA();
  const Dataset dataset(kData);
  for (const char* name : {"live_parallel_multiple", "irrelevance", "memory_kv", "web_search_base"}) {
    const Category& category = env::bfcl::find_category(name);
    std::vector<core::Value> lines = core::read_jsonl(dataset.question_file(category));
    const std::vector<Entry> entries = dataset.load(category);
    ASSERT_EQ(entries.size(), lines.size());
    for (size_t i = 0; i < lines.size(); ++i) {
      const Entry copy = entries[i];
      EXPECT_TRUE(identical(core::Value(copy.question), lines[i].at("question"))) << copy.id;
      const core::Value* functions = lines[i].find("function");
      EXPECT_TRUE(identical(core::Value(entries[i].functions), functions ? *functions : core::Value(core::List{})));
      EXPECT_EQ(&copy.question.get(), &entries[i].question.get()) << "copies share";
    }
  }
}

// A document that is found alone is the one of the whole list.
TEST(Dataset, DocumentsAreFoundByName) {
  NEEDS_DATA();
  const Dataset dataset(kData);
  size_t found = 0;
  for (const char* name : {"multiple", "live_parallel_multiple", "live_irrelevance"}) {
    const Category& category = env::bfcl::find_category(name);
    const std::vector<Entry> alone = dataset.load(category);
    const std::vector<Entry> whole = dataset.load(category);
    for (size_t i = 0; i < whole.size(); ++i) {
      EXPECT_EQ(alone[i].functions.find("name", "nobody's"), nullptr);
      for (const core::Value& document : whole[i].functions) {
        const core::Value* other = alone[i].functions.find("name", document.at("name").as_string());
        ASSERT_NE(other, nullptr) << alone[i].id;
        EXPECT_TRUE(identical(*other, *whole[i].functions.find("name", document.at("name").as_string())));
        ++found;
      }
      EXPECT_TRUE(identical(core::Value(alone[i].functions), core::Value(whole[i].functions)));
    }
  }
  EXPECT_GE(found, 1000U);
}

TEST(DeferredList, FindsItemsWithoutReadingTheOthers) {
  const auto text = std::make_shared<const std::string>(
      R"([7, "name", {"id": "b"}, {"name": "b", "at": 1, "name": "a"}, {"name": "b", "at": 2}, {"name": "b", "at": 3},)"
      R"( {"n\u0061me": "c"}, {"name": "\u0064"}, {"name": 5}, {"name": ["b"]}, {"name": "say \"e\""}, {"name": ""}])");
  for (const bool read : {false, true}) {
    const env::bfcl::DeferredList list(text, *text, text->size());
    if (read) {
      EXPECT_EQ(list.size(), 12U);
    }
    const core::Value* b = list.find("name", "b");
    ASSERT_NE(b, nullptr);
    EXPECT_EQ(b->at("at"), 2);
    EXPECT_EQ(list.find("name", "b"), b) << "and read once";
    for (const char* name : {"a", "c", "d", "say \"e\"", ""}) {
      const core::Value* found = list.find("name", name);
      ASSERT_NE(found, nullptr) << name;
      EXPECT_EQ(found->at("name"), name);
    }
    for (const char* name : {"5", "[\"b\"]", "\\u0064", "nobody"}) EXPECT_EQ(list.find("name", name), nullptr) << name;
    EXPECT_EQ(list.find("at", "2"), nullptr);
    EXPECT_EQ(list.size(), 12U);
    EXPECT_EQ(list.find("name", "b")->at("at"), 2) << "what was found stays: " << b->at("at").as_int();
  }
  EXPECT_EQ(env::bfcl::DeferredList().find("name", "b"), nullptr);
}

TEST(Dataset, SampleIsTheSmallestHashesInTheOrderOfTheFile) {
  NEEDS_DATA();
  const Dataset dataset(kData);
  const std::vector<Entry> all = dataset.load(env::bfcl::find_category("multiple"));
  const std::vector<Entry> some = env::bfcl::fixed_sample(all, 60);
  ASSERT_EQ(some.size(), 60U);
  std::set<std::string> chosen;
  std::string largest;
  for (const Entry& entry : some) {
    chosen.insert(entry.id);
    largest = std::max(largest, core::sha256_hex(entry.id));
  }
  for (const Entry& entry : all) {
    if (chosen.count(entry.id) == 0) {
      EXPECT_GT(core::sha256_hex(entry.id), largest) << entry.id;
    }
  }
  EXPECT_TRUE(std::is_sorted(some.begin(), some.end(), [](const Entry& a, const Entry& b) {
    return env::bfcl::sort_key(a.id) < env::bfcl::sort_key(b.id);
  }));
  EXPECT_EQ(env::bfcl::fixed_sample(all, -1).size(), all.size());
  EXPECT_EQ(env::bfcl::fixed_sample(all, 1 << 20).size(), all.size());
  EXPECT_EQ(env::bfcl::fixed_sample(all, 0).size(), 0U);
}

TEST(Dataset, MissingFolderNamesTheRemedy) {
  const core::Error error = thrown_by([] { Dataset("/nonexistent/bfcl"); });
  EXPECT_EQ(error.exit_code(), 4);
  EXPECT_NE(error.hint().find("scripts/setup"), std::string::npos);
}

TEST(Dataset, BrokenFilesAreDataErrorsWithTheirPlace) {
  const fs::path dir = fresh_dir("dataset-broken");
  const Category& category = env::bfcl::find_category("simple_python");
  const std::string good = R"({"id":"simple_python_0","question":[[{"role":"user","content":"x"}]],"function":[]})";
  const fs::path questions = dir / "BFCL_v4_simple_python.json";
  const fs::path answers = dir / "possible_answer/BFCL_v4_simple_python.json";
  write(answers, R"({"id":"simple_python_0","ground_truth":[]})");

  write(questions, good + "\n{\"id\": \"simple_python_1\", \"quest");
  core::Error error = thrown_by([&] { Dataset(dir).load(category); });
  EXPECT_EQ(error.exit_code(), 3);
  EXPECT_NE(std::string(error.what()).find("BFCL_v4_simple_python.json:2"), std::string::npos) << error.what();

  write(questions, good + "\n" + R"({"id":"simple_python_1","question":"no list","function":[]})");
  error = thrown_by([&] { Dataset(dir).load(category); });
  EXPECT_NE(std::string(error.what()).find(":2"), std::string::npos) << error.what();

  // A fault in a part that nobody has asked for yet.
  write(questions, good + "\n" + R"({"id":"simple_python_1","question":[],"function":[{"name":tru}]})");
  error = thrown_by([&] { Dataset(dir).load(category); });
  EXPECT_NE(std::string(error.what()).find(":2: column 59: expected a value"), std::string::npos) << error.what();

  write(questions, good + "\n" + R"({"id":"simple_python_1","question":[],"function":[]})");
  error = thrown_by([&] { Dataset(dir).load(category); });
  EXPECT_NE(std::string(error.what()).find("1 answers for 2 questions"), std::string::npos) << error.what();

  write(questions, good);
  write(answers, R"({"id":"simple_python_7","ground_truth":[]})");
  error = thrown_by([&] { Dataset(dir).load(category); });
  EXPECT_NE(std::string(error.what()).find("simple_python_7"), std::string::npos) << error.what();
  EXPECT_EQ(Dataset(dir).release(), "unknown");
}

TEST(FormatSensitivity, IsTwoHundredEntriesInEveryFormat) {
  NEEDS_DATA();
  const Dataset dataset(kData);
  const Category& category = env::bfcl::find_category("format_sensitivity");
  const std::vector<Entry> entries = dataset.load(category);
  ASSERT_EQ(entries.size(), 5200U);
  EXPECT_EQ(dataset.count(category), 5200U);
  EXPECT_EQ(dataset.count(env::bfcl::find_category("live_simple")), 258U);
  EXPECT_EQ(
      entries[27].id,
      "format_sensitivity_27:ret_fmt=python&tool_call_tag=True&func_doc_fmt=xml&prompt_fmt=plaintext&style=classic:"
      "simple_python_25");
  EXPECT_EQ(entries[5199].rules().name, "live_parallel_multiple");
  EXPECT_EQ(entries[5199].category, &category);
  EXPECT_TRUE(entries[5199].format.experimental);
  std::set<std::string> ids;
  std::map<std::string_view, size_t> originals;
  for (const Entry& entry : entries) {
    ids.insert(entry.id);
    ++originals[entry.rules().name];
    EXPECT_EQ(env::bfcl::category_of_id(entry.id), &category);
    EXPECT_TRUE(entry.ground_truth.is_list());
    EXPECT_FALSE(entry.functions.empty());
  }
  EXPECT_EQ(ids.size(), 5200U);
  EXPECT_EQ(originals["simple_python"], 30U * 26U);
  EXPECT_EQ(originals["live_multiple"], 86U * 26U);
}

TEST(FormatSensitivity, ListsThatDoNotFitAreDataErrors) {
  const fs::path dir = fresh_dir("format-sensitivity");
  write(dir / "BFCL_v4_simple_python.json", R"({"id":"simple_python_0","question":[[]],"function":[]})");
  write(dir / "possible_answer/BFCL_v4_simple_python.json", R"({"id":"simple_python_0","ground_truth":[]})");
  const Category& category = env::bfcl::find_category("format_sensitivity");
  const auto loaded = [&](const std::string& lists) {
    write(dir / "BFCL_v4_format_sensitivity.json", lists);
    return Dataset(dir).load(category).size();
  };
  EXPECT_EQ(loaded(R"({"simple_python": ["simple_python_0"], "multiple": []})"), 26U)
      << "a category without ids is not read";
  const core::Error unknown = thrown_by([&] { loaded(R"({"simple_python": ["simple_python_7"]})"); });
  EXPECT_EQ(unknown.exit_code(), 3);
  EXPECT_NE(std::string(unknown.what()).find("simple_python_7"), std::string::npos);
  EXPECT_EQ(thrown_by([&] { loaded(R"({"simple_python": 3})"); }).exit_code(), 3);
  EXPECT_EQ(thrown_by([&] { loaded("[]"); }).exit_code(), 3);
  EXPECT_EQ(thrown_by([&] { loaded("{"); }).exit_code(), 3);
}

}  // namespace
