// TwitterAPI: posting, finding and answering tweets.
#include <algorithm>
#include <utility>

#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_iteration.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/twitter_world.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

Value no_tweet(const Value& id) {
  return twitter_error(core::format("Tweet with ID {} not found.", core::python_str(id)));
}

// The list under a key, [] where there is none.
core::List list_at(const Dict& lists, const Value& key) {
  const Value* found = python_find(lists, key);
  return found == nullptr ? core::List() : found->as_list();
}

std::string lower(const Value& text) {
  return core::python_lower(text_with(text, "lower"));
}

bool is_tagged(const Value& tweet, const std::string& keyword) {
  bool tagged = false;
  // No short cut: the reference lowers every tag before it looks.
  for_each_item(python_subscript(tweet, "tags"), [&](const Value& tag) { tagged = lower(tag) == keyword || tagged; });
  return tagged;
}

}  // namespace

Value TwitterWorld::post_tweet(const Arguments& arguments) {
  if (!is_logged_in()) return not_authenticated("posting");
  const Value id = tweet_counter_;
  require_hashable(id);
  tweets_.post(id, Dict{{"id", id},
                        {"username", username_},
                        {"content", arguments[0]},
                        {"tags", arguments[1]},
                        {"mentions", arguments[2]}});
  tweet_counter_ = python_add_in_place(tweet_counter_, 1);
  return tweets_.tweet(id);
}

Value TwitterWorld::retweet(const Arguments& arguments) {
  const Value& id = arguments[0];
  if (!is_logged_in()) return not_authenticated("retweeting");
  if (!tweets_.has(id)) return no_tweet(id);
  core::List own = list_at(*retweets_, username_);
  const bool already = std::find(own.begin(), own.end(), id) != own.end();
  if (!already) own.push_back(id);
  if (!already) retweets_.write().set(username_, std::move(own));
  return Dict{{"retweet_status", already ? "Already retweeted" : "Successfully retweeted"}};
}

Value TwitterWorld::comment(const Arguments& arguments) {
  const Value& id = arguments[0];
  if (!is_logged_in()) return not_authenticated("commenting");
  if (!tweets_.has(id)) return no_tweet(id);
  core::List comments = list_at(*comments_, id);
  comments.emplace_back(Dict{{"username", username_}, {"content", arguments[1]}});
  comments_.write().set(id, std::move(comments));
  return Dict{{"comment_status", "Comment added successfully"}};
}

Value TwitterWorld::mention(const Arguments& arguments) {
  const Value& id = arguments[0];
  if (!tweets_.has(id)) return no_tweet(id);
  tweets_.mention(id, arguments[1]);
  return Dict{{"mention_status", "Users mentioned successfully"}};
}

Value TwitterWorld::get_tweet(const Arguments& arguments) {
  const Value& id = arguments[0];
  return tweets_.has(id) ? tweets_.tweet(id) : no_tweet(id);
}

Value TwitterWorld::get_user_tweets(const Arguments& arguments) {
  core::List found;
  for (const auto& [id, tweet] : tweets_.all()) {
    if (python_subscript(tweet, "username") == arguments[0]) found.push_back(tweet);
  }
  return found;
}

Value TwitterWorld::search_tweets(const Arguments& arguments) {
  core::List found;
  for (const auto& [id, tweet] : tweets_.all()) {
    const std::string keyword = lower(arguments[0]);  // asked for tweet by tweet: without any, nothing raises
    const std::string content = lower(python_subscript(tweet, "content"));
    const bool in_content = core::find_text(content, keyword) != std::string_view::npos;
    if (in_content || is_tagged(tweet, keyword)) found.push_back(tweet);
  }
  return found;
}

Value TwitterWorld::get_tweet_comments(const Arguments& arguments) {
  const Value& id = arguments[0];
  if (!tweets_.has(id)) return no_tweet(id);
  return list_at(*comments_, id);
}

}  // namespace env::bfcl
