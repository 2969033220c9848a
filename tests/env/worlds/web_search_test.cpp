// WebSearchAPI over a recording.
#include "env/bfcl/worlds/web_search.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "world_fixtures.h"

namespace {

using env::bfcl::RecordedWeb;
using env::bfcl::World;
using fixtures::run;

World web(bool snippets = true) {
  env::bfcl::WorldOptions options;
  options.classes = {"WebSearchAPI"};
  options.initial_config["WebSearchAPI"] = core::Dict{{"show_snippet", snippets}};
  options.process = std::make_shared<env::bfcl::ProcessState>();
  options.process->web = std::make_shared<RecordedWeb>(core::parse_json(R"({
    "searches": [
      {"keywords": "two", "answer": {"organic_results": [{"title": "A", "link": "http://a", "snippet": "it's a"},
                                                         {"title": "B", "link": "http://b", "snippet": "b"}]}},
      {"keywords": "broken", "region": "us-en", "answer": {"organic_results": [{"link": "http://a"}]}},
      {"keywords": "odd", "answer": {"organic_results": {"title": "A"}}},
      {"keywords": "none", "answer": {"organic_results": null}},
      {"keywords": "late", "error": "the engine is asleep"},
      {"keywords": "full", "answer": {"error": "no results"}}],
    "pages": [{"url": "http://c", "content": {"markdown": "C"}}, {"url": "http://d", "content": {"raw": "<![x[y]]>"}},
              {"url": "http://a", "content": {"raw": "<p>A</p>", "markdown": "A\n\n"}},
              {"url": "http://b", "error": "404 Client Error: Not Found for url: http://b"}]})"));
  return World(options);
}

TEST(WebSearch, AnswersFromTheRecording) {
  World world = web();
  EXPECT_EQ(run(world, "search_engine_query('two', max_results=1)"),
            R"([{'title': 'A', 'href': 'http://a', 'body': "it's a"}])");
  EXPECT_EQ(run(world, "search_engine_query('two', -1, 'xa-ar')").substr(0, 14), "[{'title': 'A'");
  EXPECT_EQ(
      run(world, "search_engine_query('two', None)"),
      R"([{'title': 'A', 'href': 'http://a', 'body': "it's a"}, {'title': 'B', 'href': 'http://b', 'body': 'b'}])");
  World bare = web(false);
  EXPECT_EQ(run(bare, "search_engine_query('two', 1)"), "[{'title': 'A', 'href': 'http://a'}]");
  constexpr const char* kNothing =
      R"({"error": "Failed to retrieve the search results from server. Please try again later."})";
  EXPECT_EQ(run(world, "search_engine_query('unheard of')"), kNothing);
  EXPECT_EQ(run(world, "search_engine_query('broken')"), kNothing);  // another region
  EXPECT_EQ(run(world, "search_engine_query('full')"), kNothing);
  EXPECT_EQ(run(world, "search_engine_query('broken', region='us-en')"), "Error during execution: 'title'");
  EXPECT_EQ(run(world, "search_engine_query('odd')"), "Error during execution: unhashable type: 'slice'");
  EXPECT_EQ(run(world, "search_engine_query('none')"),
            "Error during execution: 'NoneType' object is not subscriptable");
  EXPECT_EQ(run(world, "search_engine_query('late')"), R"({"error": "the engine is asleep"})");
  EXPECT_EQ(run(world, "search_engine_query('two', '1')"),
            "Error during execution: slice indices must be integers or None or have an __index__ method");
}

TEST(WebSearch, ReadsRecordedPages) {
  World world = web();
  EXPECT_EQ(run(world, "fetch_url_content('http://a')"), R"({"content": "<p>A</p>"})");
  EXPECT_EQ(run(world, "fetch_url_content('http://a', 'markdown')"), R"({"content": "A\n\n"})");
  EXPECT_EQ(run(world, "fetch_url_content('http://a', 'truncate')"), R"({"content": "A"})");  // made of the raw page
  EXPECT_EQ(run(world, "fetch_url_content('http://c', 'truncate')"),
            R"({"error": "An error occurred while fetching http://c: no recording of this page in this mode"})");
  EXPECT_EQ(run(world, "fetch_url_content('http://d', 'markdown')"),
            R"({"error": "An error occurred while fetching http://d: unknown status keyword 'x' in marked section"})");
  EXPECT_EQ(run(world, "fetch_url_content('http://a', ['raw'])"),
            R"({"error": "An error occurred while fetching http://a: Unsupported mode: ['raw']"})");
  EXPECT_EQ(run(world, "fetch_url_content('http://b', 'other')"),
            R"({"error": "An error occurred while fetching http://b: 404 Client Error: Not Found for url: http://b"})");
  EXPECT_EQ(run(world, "fetch_url_content('ftp://a')"), "Error during execution: Invalid URL: ftp://a");
  EXPECT_EQ(run(world, "fetch_url_content(3)"), "Error during execution: 'int' object has no attribute 'startswith'");
}

TEST(WebSearch, KnowsNothingWithoutARecording) {
  World world = fixtures::world_of("WebSearchAPI", {{"show_snippet", true}});
  World copy = world;
  EXPECT_TRUE(copy.simulator(0).equals(world.simulator(0)));
  EXPECT_EQ(run(copy, "fetch_url_content('http://a')"),
            R"({"error": "An error occurred while fetching http://a: no recording of this page"})");
  EXPECT_THROW(fixtures::world_of("WebSearchAPI", {}), core::Error);  // no show_snippet
  EXPECT_THROW(RecordedWeb(core::Dict{{"searches", core::List{}}}), core::Error);
}

}  // namespace
