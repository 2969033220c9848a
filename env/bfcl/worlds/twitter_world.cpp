#include "env/bfcl/worlds/twitter_world.h"

#include <utility>

#include "core/error.h"
#include "env/bfcl/worlds/python_int.h"
#include "env/bfcl/worlds/scenario.h"
#include "env/bfcl/worlds/shared_equality.h"
#include "env/bfcl/worlds/twitter_api.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

// A dict whose values are lists.
core::CopyOnWrite<Dict> lists_by_key(const Scenario& read, std::string_view name) {
  for (const auto& [key, value] : *read.dict(name)) {
    if (!value.is_list()) throw core::data_error(core::format("TwitterAPI: {} holds what is no list", name));
  }
  return read.dict(name);
}

}  // namespace

const MethodTable<TwitterWorld>& TwitterWorld::table() {
  using W = TwitterWorld;
  static const MethodTable<W> kTable({
      // in the order of the class body
      {"authenticate_twitter", {"username", "password"}, &W::authenticate_twitter},
      {"posting_get_login_status", {}, &W::posting_get_login_status},
      {"post_tweet", {"content", {"tags", core::List()}, {"mentions", TweetBoard::default_list()}}, &W::post_tweet},
      {"retweet", {"tweet_id"}, &W::retweet},
      {"comment", {"tweet_id", "comment_content"}, &W::comment},
      {"mention", {"tweet_id", "mentioned_usernames"}, &W::mention},
      {"follow_user", {"username_to_follow"}, &W::follow_user},
      {"list_all_following", {}, &W::list_all_following},
      {"unfollow_user", {"username_to_unfollow"}, &W::unfollow_user},
      {"get_tweet", {"tweet_id"}, &W::get_tweet},
      {"get_user_tweets", {"username"}, &W::get_user_tweets},
      {"search_tweets", {"keyword"}, &W::search_tweets},
      {"get_tweet_comments", {"tweet_id"}, &W::get_tweet_comments},
      {"get_user_stats", {"username"}, &W::get_user_stats},
  });
  return kTable;
}

void TwitterWorld::load_scenario(const Dict& scenario, bool /*long_context*/) {
  static const Dict& kDefaults = world_data("posting", "default_state").as_dict();
  const Scenario read(class_name(), scenario, kDefaults);
  username_ = read.value("username");
  password_ = read.value("password");
  authenticated_ = read.value("authenticated");
  const Dict& known_tweets = *read.dict("tweets");
  Dict tweets;
  tweets.reserve(known_tweets.size());
  for (const auto& [id, tweet] : known_tweets) {
    if (!tweet.is_dict()) throw core::data_error("TwitterAPI: tweets holds what is no dict");
    tweets.set(python_to_int(id), tweet);
  }
  tweets_ = TweetBoard(std::move(tweets), process_);
  comments_ = lists_by_key(read, "comments");
  retweets_ = lists_by_key(read, "retweets");
  following_list_ = read.list("following_list");
  tweet_counter_ = read.value("tweet_counter");
}

Value TwitterWorld::call(size_t method, const Arguments& arguments) {
  return table().call(*this, method, arguments);
}

Dict TwitterWorld::state() const {
  return {{"username", username_},
          {"password", password_},
          {"authenticated", authenticated_},
          {"tweets", tweets_.all()},
          {"comments", comments_},
          {"retweets", retweets_},
          {"following_list", following_list_},
          {"tweet_counter", tweet_counter_}};
}

bool TwitterWorld::equals(const Simulator& truth) const {
  const auto* other = dynamic_cast<const TwitterWorld*>(&truth);
  return other != nullptr && username_ == other->username_ && password_ == other->password_ &&
         authenticated_ == other->authenticated_ && tweets_.equals(other->tweets_) &&
         same_content(comments_, other->comments_) && same_content(retweets_, other->retweets_) &&
         same_content(following_list_, other->following_list_) && tweet_counter_ == other->tweet_counter_;
}

std::unique_ptr<Simulator> TwitterWorld::clone() const {
  auto copy = std::make_unique<TwitterWorld>(*this);
  copy->process_ = std::make_shared<ProcessState>(*process_);
  copy->tweets_ = tweets_.clone(copy->process_);
  return copy;
}

Value twitter_error(std::string_view text) {
  return Dict{{"error", text}};
}

Value not_authenticated(std::string_view doing) {
  return twitter_error(core::format("User not authenticated. Please authenticate before {}.", doing));
}

std::unique_ptr<Simulator> make_twitter_api() {
  return make_twitter_api(std::make_shared<ProcessState>());
}

std::unique_ptr<Simulator> make_twitter_api(std::shared_ptr<ProcessState> process) {
  FR_CHECK(process != nullptr, "no process");
  return std::make_unique<TwitterWorld>(std::move(process));
}

}  // namespace env::bfcl
