// TwitterAPI: login, whom the user follows, and the figures of a user.
#include <algorithm>

#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/twitter_world.h"

namespace env::bfcl {

using core::Dict;
using core::Value;

Value TwitterWorld::authenticate_twitter(const Arguments& arguments) {
  const bool known = arguments[0] == username_ && arguments[1] == password_;
  if (known) authenticated_ = true;
  return Dict{{"authentication_status", known}};
}

Value TwitterWorld::posting_get_login_status(const Arguments& /*arguments*/) {
  return Dict{{"login_status", is_logged_in()}};
}

Value TwitterWorld::follow_user(const Arguments& arguments) {
  if (!is_logged_in()) return not_authenticated("following");
  const bool followed =
      std::find(following_list_->begin(), following_list_->end(), arguments[0]) != following_list_->end();
  if (!followed) following_list_.write().push_back(arguments[0]);
  return Dict{{"follow_status", !followed}};
}

Value TwitterWorld::list_all_following(const Arguments& /*arguments*/) {
  if (!is_logged_in()) return not_authenticated("listing following");
  return Dict{{"following_list", *following_list_}};
}

Value TwitterWorld::unfollow_user(const Arguments& arguments) {
  if (!is_logged_in()) return not_authenticated("unfollowing");
  const auto found = std::find(following_list_->begin(), following_list_->end(), arguments[0]);
  if (found == following_list_->end()) return Dict{{"unfollow_status", false}};
  const auto place = found - following_list_->begin();
  core::List& following = following_list_.write();
  following.erase(following.begin() + place);
  return Dict{{"unfollow_status", true}};
}

Value TwitterWorld::get_user_stats(const Arguments& arguments) {
  const Value& username = arguments[0];
  int64_t tweets = 0;
  for (const auto& [id, tweet] : tweets_.all()) tweets += python_subscript(tweet, "username") == username ? 1 : 0;
  const size_t following = username == username_ ? following_list_->size() : 0;
  const Value* retweets = python_find(*retweets_, username);
  const size_t retweeted = retweets == nullptr ? 0 : retweets->as_list().size();
  return Dict{{"tweet_count", tweets},
              {"following_count", static_cast<int64_t>(following)},
              {"retweet_count", static_cast<int64_t>(retweeted)}};
}

}  // namespace env::bfcl
