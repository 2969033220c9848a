#include "env/bfcl/worlds/tweet_board.h"

#include <utility>

#include "core/format.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_iteration.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/shared_equality.h"

namespace env::bfcl {

using core::Dict;
using core::Value;

bool TweetBoard::has(const Value& id) const {
  return python_find(*tweets_, id) != nullptr;
}

Value TweetBoard::tweet(const Value& id) const {
  return shown(id, python_lookup(*tweets_, id));
}

Dict TweetBoard::all() const {
  if (sharing_->empty()) return *tweets_;
  Dict tweets;
  tweets.reserve(tweets_->size());
  for (const auto& [id, tweet] : *tweets_) tweets.set(id, shown(id, tweet));
  return tweets;
}

void TweetBoard::post(const Value& id, Dict tweet) {
  static const Value kDefault = default_list();
  const bool shares = tweet.at("mentions") == kDefault;
  if (shares) tweet.set("mentions", core::List());
  tweets_.write().set(id, std::move(tweet));
  if (shares == shares_mentions(id)) return;
  if (shares) {
    sharing_.write().set(id, true);
    return;
  }
  Dict sharing;
  for (const auto& [other, marked] : *sharing_) {
    if (!(other == id)) sharing.set(other, marked);
  }
  sharing_ = core::CopyOnWrite(std::move(sharing));
}

void TweetBoard::mention(const Value& id, const Value& names) {
  const Value& tweet = python_lookup(*tweets_, id);
  const Value& mentions = python_subscript(tweet, "mentions");
  if (!mentions.is_list()) {
    throw PythonError(core::format("'{}' object has no attribute 'extend'", mentions.type_name()));
  }
  core::List added;
  for_each_item(names, [&](const Value& name) { added.push_back(name); });
  if (shares_mentions(id)) {
    core::List& all = process_->default_mentions.write();
    all.insert(all.end(), added.begin(), added.end());
    return;
  }
  core::List all = mentions.as_list();
  all.insert(all.end(), added.begin(), added.end());
  Dict extended = tweet.as_dict();
  extended.set("mentions", std::move(all));
  tweets_.write().set(id, std::move(extended));
}

bool TweetBoard::equals(const TweetBoard& other) const {
  const bool same_mentions = process_->default_mentions.shares_with(other.process_->default_mentions);
  if (same_mentions && same_content(sharing_, other.sharing_)) return same_content(tweets_, other.tweets_);
  return same_items(all(), other.all());
}

TweetBoard TweetBoard::clone(std::shared_ptr<ProcessState> process) const {
  TweetBoard copy = *this;
  copy.process_ = std::move(process);
  return copy;
}

Value TweetBoard::shown(const Value& id, const Value& tweet) const {
  if (!shares_mentions(id)) return tweet;
  Dict filled = tweet.as_dict();
  filled.set("mentions", process_->default_mentions);
  return filled;
}

}  // namespace env::bfcl
