// The class behind twitter_api.h. Methods by topic: twitter_tweets.cpp (tweets and what is done with them),
// twitter_users.cpp (login, following, figures of a user).
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "core/copy_on_write.h"
#include "env/bfcl/worlds/method_table.h"
#include "env/bfcl/worlds/tweet_board.h"

namespace env::bfcl {

class TwitterWorld final : public Simulator {
 public:
  explicit TwitterWorld(std::shared_ptr<ProcessState> process) : process_(std::move(process)), tweets_({}, process_) {}

  std::string_view class_name() const override { return "TwitterAPI"; }
  const std::vector<Method>& methods() const override { return table().methods(); }
  // Besides the interface's: core::Error(data) where a container is of another type than in the default state, or a
  // tweet is no dict.
  void load_scenario(const core::Dict& scenario, bool long_context) override;
  core::Value call(size_t method, const Arguments& arguments) override;
  core::Dict state() const override;
  bool equals(const Simulator& truth) const override;
  std::unique_ptr<Simulator> clone() const override;

 private:
  static const MethodTable<TwitterWorld>& table();

  core::Value authenticate_twitter(const Arguments& arguments);
  core::Value posting_get_login_status(const Arguments& arguments);
  core::Value follow_user(const Arguments& arguments);
  core::Value list_all_following(const Arguments& arguments);
  core::Value unfollow_user(const Arguments& arguments);
  core::Value get_user_stats(const Arguments& arguments);

  core::Value post_tweet(const Arguments& arguments);
  core::Value retweet(const Arguments& arguments);
  core::Value comment(const Arguments& arguments);
  core::Value mention(const Arguments& arguments);
  core::Value get_tweet(const Arguments& arguments);
  core::Value get_user_tweets(const Arguments& arguments);
  core::Value search_tweets(const Arguments& arguments);
  core::Value get_tweet_comments(const Arguments& arguments);

  bool is_logged_in() const { return core::python_truth(authenticated_); }

  std::shared_ptr<ProcessState> process_;
  // Public attributes by their Python names. Callers and scenarios put any type into the single values.
  core::Value username_;
  core::Value password_;
  core::Value authenticated_;
  TweetBoard tweets_;
  core::CopyOnWrite<core::Dict> comments_;
  core::CopyOnWrite<core::Dict> retweets_;
  core::CopyOnWrite<core::List> following_list_;
  core::Value tweet_counter_;
};

// {"error": text}
core::Value twitter_error(std::string_view text);
// {"error": "User not authenticated. Please authenticate before <doing>."}
core::Value not_authenticated(std::string_view doing);

}  // namespace env::bfcl
