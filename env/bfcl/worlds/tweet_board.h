// The tweets of one TwitterAPI instance by id. A tweet that was posted without mentions holds the one list that all
// such tweets of the process share (ProcessState::default_mentions): who is mentioned in one of them is mentioned in
// all. Knows nothing of users or of what may be asked of a tweet.
#pragma once

#include <memory>

#include "core/copy_on_write.h"
#include "core/value.h"
#include "env/bfcl/worlds/process_state.h"

namespace env::bfcl {

class TweetBoard {
 public:
  // Stands for the shared list where post_tweet is called without mentions; no caller can make such a value.
  static core::Value default_list() { return core::Object{"[]", "default list"}; }

  // `process` is not null.
  TweetBoard(core::Dict tweets, std::shared_ptr<ProcessState> process)
      : tweets_(std::move(tweets)), process_(std::move(process)) {}

  // `id in tweets`; raises (PythonError) for an unhashable id.
  bool has(const core::Value& id) const;
  // The tweet of an id that the board has.
  core::Value tweet(const core::Value& id) const;
  // All of them, as the reference's attribute.
  core::Dict all() const;
  // Puts a tweet in place of the one of this id, or behind the others. Its "mentions" may be default_list().
  void post(const core::Value& id, core::Dict tweet);
  // tweets[id]["mentions"].extend(names), as far as it comes. Raises (PythonError) where the tweet has no such list,
  // and where the names are no sequence.
  void mention(const core::Value& id, const core::Value& names);

  bool equals(const TweetBoard& other) const;
  // An independent copy beside the instances of `process`, which holds what this one's does.
  TweetBoard clone(std::shared_ptr<ProcessState> process) const;

 private:
  bool shares_mentions(const core::Value& id) const { return sharing_->find(id) != nullptr; }
  core::Value shown(const core::Value& id, const core::Value& tweet) const;

  core::CopyOnWrite<core::Dict> tweets_;   // the shared list's place is held by []
  core::CopyOnWrite<core::Dict> sharing_;  // ids of the tweets that share it, as keys
  std::shared_ptr<ProcessState> process_;
};

}  // namespace env::bfcl
