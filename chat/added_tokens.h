// Finds added tokens (<|im_start|>…) in a text: leftmost, longest first, with Hugging Face's word and strip rules.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat/tokenizer_data.h"

namespace chat {

// What a token is matched and decoded as: its content, normalised where the token asks for that and the tokenizer does.
std::string effective_text(const AddedToken& token, bool nfc);

class AddedTokenFinder {
 public:
  void add(const AddedToken& token, std::string_view text);
  bool empty() const { return tokens_.empty(); }

  struct Match {
    size_t begin;
    size_t end;
    TokenId id;
  };
  // All matches in order, without overlap. `text` is valid UTF-8.
  std::vector<Match> find_all(std::string_view text) const;

 private:
  struct Rules {
    TokenId id;
    bool single_word;
    bool lstrip;
    bool rstrip;
  };
  struct Node {
    int32_t child = -1;  // first child
    int32_t next = -1;   // next sibling
    int32_t token = -1;  // index in tokens_ where a token ends here
    char byte = 0;
  };

  int32_t step(int32_t node, char byte) const;
  // Index of the longest token that starts at `at`; -1: none. `end` receives where it ends.
  int32_t longest_at(std::string_view text, size_t at, size_t& end) const;

  std::vector<Rules> tokens_;
  std::vector<Node> nodes_{Node{}};
  std::array<bool, 256> starts_{};  // bytes that some token starts with
};

}  // namespace chat
