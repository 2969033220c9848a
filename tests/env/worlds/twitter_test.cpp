// TwitterAPI: its rules, the list of mentions that tweets share, hostile arguments, and that copies are independent.
#include <gtest/gtest.h>

#include <string>

#include "core/python_text.h"
#include "world_fixtures.h"

namespace {

using core::Dict;
using core::Value;
using env::bfcl::World;
using fixtures::run;

constexpr const char* kRaised = "Error during execution: ";

Dict scenario() {
  return {{"username", "ann"},
          {"password", "pw"},
          {"authenticated", true},
          {"tweets", core::parse_json(R"({"0": {"id": 0, "username": "ann", "content": "Hello World", "tags": ["#Go"],
                                                "mentions": ["@bob"]},
                                          "7": {"id": 7, "username": "bob", "content": "x", "tags": []}})")},
          {"comments", core::parse_json(R"({"0": [{"username": "bob", "content": "old"}]})")},
          {"tweet_counter", 8}};
}

World twitter(Dict given = scenario(), std::shared_ptr<env::bfcl::ProcessState> process = nullptr) {
  env::bfcl::WorldOptions options;
  options.classes = {"TwitterAPI"};
  options.initial_config["TwitterAPI"] = std::move(given);
  options.process = std::move(process);
  return World(options);
}

Value attribute(const World& world, std::string_view name) {
  return world.simulator(0).state().at(name);
}

Value mentions(const World& world, int id) {
  return attribute(world, "tweets").as_dict().find(Value(id))->at("mentions");
}

TEST(Twitter, AsksForALogin) {
  World world = twitter({});
  EXPECT_EQ(run(world, "post_tweet('x')"),
            R"({"error": "User not authenticated. Please authenticate before posting."})");
  EXPECT_EQ(run(world, "list_all_following()"),
            R"({"error": "User not authenticated. Please authenticate before listing following."})");
  EXPECT_EQ(run(world, "authenticate_twitter('john', 'x')"), R"({"authentication_status": false})");
  EXPECT_EQ(run(world, "authenticate_twitter('john', 'john123')"), R"({"authentication_status": true})");
  EXPECT_EQ(run(world, "list_all_following()"), R"({"following_list": ["alice", "bob"]})");
  EXPECT_EQ(run(world, "get_user_tweets('john')"), "[]");
}

TEST(Twitter, PostsRetweetsAndComments) {
  World world = twitter();
  EXPECT_EQ(run(world, "post_tweet('new', tags=['#a'], mentions=['@c'])"),
            R"({"id": 8, "username": "ann", "content": "new", "tags": ["#a"], "mentions": ["@c"]})");
  EXPECT_EQ(run(world, "retweet(8.0)", "retweet(8)"), R"({"retweet_status": "Already retweeted"})");
  EXPECT_EQ(attribute(world, "retweets"), Value(Dict{{"ann", core::List{8}}}));
  EXPECT_EQ(run(world, "retweet(9)"), R"({"error": "Tweet with ID 9 not found."})");
  // The scenario's comments stand under texts, the tweets under ints.
  EXPECT_EQ(run(world, "get_tweet_comments(0)"), "[]");
  EXPECT_EQ(run(world, "comment(0, 'c')", "get_tweet_comments(0)"), "[{'username': 'ann', 'content': 'c'}]");
  EXPECT_EQ(run(world, "get_user_stats('ann')"), R"({"tweet_count": 2, "following_count": 2, "retweet_count": 1})");
}

TEST(Twitter, SearchesContentAndTags) {
  World world = twitter();
  run(world, "post_tweet('nothing', tags=['#WORLD'])");
  EXPECT_EQ(run(world, "search_tweets('#world')"),
            "[{'id': 8, 'username': 'ann', 'content': 'nothing', 'tags': ['#WORLD'], 'mentions': []}]");
  EXPECT_EQ(run(world, "search_tweets('hello w')").substr(0, 9), "[{'id': 0");
  EXPECT_EQ(run(world, "search_tweets(3)"), std::string(kRaised) + "'int' object has no attribute 'lower'");
  World none = twitter({});
  EXPECT_EQ(run(none, "search_tweets(3)"), "[]");
}

TEST(Twitter, FollowsAndUnfollows) {
  World world = twitter();
  EXPECT_EQ(run(world, "follow_user('bob')"), R"({"follow_status": false})");
  EXPECT_EQ(run(world, "follow_user(['x'])"), R"({"follow_status": true})");
  EXPECT_EQ(run(world, "unfollow_user('alice')", "unfollow_user('alice')"), R"({"unfollow_status": false})");
  EXPECT_EQ(attribute(world, "following_list"), Value(core::List{"bob", core::List{"x"}}));
}

TEST(Twitter, TweetsPostedWithoutMentionsShareThem) {
  const auto process = std::make_shared<env::bfcl::ProcessState>();
  World model = twitter(scenario(), process);
  World truth = twitter(scenario(), process);
  World alone = twitter();
  run(model, "post_tweet('a')", "mention(8, ['@x'])", "mention(0, ['@y'])");
  run(truth, "post_tweet('a')");
  run(alone, "post_tweet('a')");
  EXPECT_EQ(mentions(truth, 8), Value(core::List{"@x"}));
  EXPECT_EQ(mentions(truth, 0), Value(core::List{"@bob"}));
  EXPECT_EQ(mentions(alone, 8), Value(core::List()));
  // A list of the caller's own is no default, even an empty one.
  EXPECT_EQ(run(model, "post_tweet('b', mentions=[])").substr(0, 10), R"({"id": 9, )");
  EXPECT_EQ(mentions(model, 9), Value(core::List()));
  EXPECT_EQ(run(model, "post_tweet('c')"),
            R"({"id": 10, "username": "ann", "content": "c", "tags": [], "mentions": ["@x"]})");
}

TEST(Twitter, ATweetMayTakeAnothersPlace) {
  Dict given = scenario();
  given.set("tweet_counter", 7);
  World world = twitter(given);
  run(world, "post_tweet('a')", "mention(7, ['@x'])");
  EXPECT_EQ(mentions(world, 7), Value(core::List{"@x"}));
  World copy = world;
  EXPECT_EQ(run(copy, "get_tweet(7)"), run(world, "get_tweet(7)"));
}

TEST(Twitter, HostileArguments) {
  World world = twitter();
  EXPECT_EQ(run(world, "get_tweet([])"), std::string(kRaised) + "unhashable type: 'list'");
  EXPECT_EQ(run(world, "get_user_stats({})"), std::string(kRaised) + "unhashable type: 'dict'");
  EXPECT_EQ(run(world, "mention(7, [])"), std::string(kRaised) + "'mentions'");
  EXPECT_EQ(run(world, "mention(0, 5)"), std::string(kRaised) + "'int' object is not iterable");
  EXPECT_EQ(run(world, "mention(0, 'dé')", "get_tweet(0)").substr(55),
            R"("tags": ["#Go"], "mentions": ["@bob", "d", "\u00e9"]})");
  run(world, "post_tweet('x', 5, 5)");
  EXPECT_EQ(run(world, "mention(8, [])"), std::string(kRaised) + "'int' object has no attribute 'extend'");
  EXPECT_EQ(run(world, "search_tweets('zzz')"), std::string(kRaised) + "'int' object is not iterable");
  EXPECT_EQ(run(world, "get_user_stats('ann')").substr(0, 18), R"({"tweet_count": 2,)");
}

TEST(Twitter, ACopyIsIndependent) {
  World world = twitter();
  run(world, "post_tweet('a')");
  World copy = world;
  EXPECT_TRUE(world.simulator(0).equals(copy.simulator(0)));
  run(copy, "mention(8, ['@x'])");
  EXPECT_FALSE(world.simulator(0).equals(copy.simulator(0)));
  EXPECT_EQ(mentions(world, 8), Value(core::List()));
  run(world, "mention(8, ['@x'])", "comment(0, 'c')");
  EXPECT_FALSE(world.simulator(0).equals(copy.simulator(0)));
  run(copy, "comment(0, 'c')");
  EXPECT_TRUE(world.simulator(0).equals(copy.simulator(0)));
}

}  // namespace
