// Token ledgers as parts of a page: each sampled token coloured by its log-prob, the text around it grey.
#pragma once

#include <string>
#include <vector>

#include "chat/ledger.h"

namespace rollout {

// What the colours mean.
std::string token_legend_html();
// The whole sequence as a block. `texts`: of each token.
std::string ledger_html(const chat::Ledger& ledger, const std::vector<std::string>& texts);
// The sampled tokens of each reply, as blocks, in the order of the replies. Each once: a reply has its weight in one
// ledger and may be context in later ones, log-probs and all.
std::vector<std::string> reply_blocks(const std::vector<chat::Ledger>& ledgers,
                                      const std::vector<std::vector<std::string>>& texts);

}  // namespace rollout
