#include "chat/constraint/vocabulary.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "chat/call_form.h"

namespace chat::constraint {
namespace {

constexpr size_t kLongestToken = 60'000;  // a node's depth is of 16 bits

std::vector<std::string> texts_of(const Tokenizer& tokenizer, std::optional<TokenId> mark) {
  std::vector<std::string> texts(tokenizer.vocab_size());
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    if (is_reply_text(tokenizer, id, mark)) texts[i] = tokenizer.bytes(id);
  }
  return texts;
}

}  // namespace

size_t TokenMask::count() const {
  size_t count = 0;
  for (const uint64_t word : words_) count += static_cast<size_t>(std::popcount(word));
  return count;
}

Vocabulary::Vocabulary(const Tokenizer& tokenizer, std::optional<TokenId> mark)
    : bytes_(texts_of(tokenizer, mark)), mark_(mark) {
  build();
}

Vocabulary::Vocabulary(std::vector<std::string> tokens) : bytes_(std::move(tokens)) {
  build();
}

void Vocabulary::build() {
  singles_.resize(256);
  for (size_t i = 0; i < bytes_.size(); ++i) {
    if (bytes_[i].size() > kLongestToken) bytes_[i].clear();
    longest_ = std::max(longest_, bytes_[i].size());
    if (!bytes_[i].empty()) ids_.push_back(static_cast<TokenId>(i));
    if (bytes_[i].size() == 1) singles_[static_cast<uint8_t>(bytes_[i][0])].push_back(static_cast<TokenId>(i));
  }
  std::ranges::stable_sort(ids_, [&](TokenId a, TokenId b) { return bytes(a) < bytes(b); });
  std::vector<uint32_t> open;  // nodes from the root to here
  const auto close_to = [&](size_t depth) {
    for (; open.size() > depth; open.pop_back()) nodes_[open.back()].skip = static_cast<uint32_t>(nodes_.size());
  };
  std::string_view before;
  for (size_t i = 0; i < ids_.size(); ++i) {
    const std::string_view text = bytes(ids_[i]);
    const auto common = static_cast<size_t>(std::ranges::mismatch(before, text).in1 - before.begin());
    if (common == text.size() && common == before.size() && i > 0) continue;  // the same bytes once more
    close_to(common);
    for (size_t depth = common; depth < text.size(); ++depth) {
      open.push_back(static_cast<uint32_t>(nodes_.size()));
      // Nodes on the way to the token have none of their own: theirs would have come first.
      nodes_.push_back({static_cast<uint8_t>(text[depth]), static_cast<uint16_t>(depth), 0, static_cast<uint32_t>(i)});
    }
    before = text;
  }
  close_to(0);
  nodes_.push_back({0, 0, 0, static_cast<uint32_t>(ids_.size())});
}

std::shared_ptr<const Vocabulary::Inside> Vocabulary::inside(Notation notation, uint32_t place,
                                                             const std::function<Inside()>& make) const {
  const std::pair key{notation, place};
  {
    const std::scoped_lock lock(mutex_);
    if (const auto known = inside_.find(key); known != inside_.end()) return known->second;
  }
  auto made = std::make_shared<const Inside>(make());
  const std::scoped_lock lock(mutex_);
  return inside_.try_emplace(key, std::move(made)).first->second;
}

}  // namespace chat::constraint
