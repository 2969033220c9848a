#include "rollout/token_html.h"

#include <cmath>
#include <set>

#include "core/format.h"
#include "core/html.h"
#include "rollout/ledger_json.h"

namespace rollout {
namespace {

constexpr size_t kMostTokens = 20'000;  // of one block

// By probability: above 0.9, 0.5, 0.1, 0.01, and less.
std::string_view class_of(double probability) {
  if (probability > 0.9) return "p0";
  if (probability > 0.5) return "p1";
  if (probability > 0.1) return "p2";
  return probability > 0.01 ? "p3" : "p4";
}

std::string token_html(const chat::LedgerToken& token, const std::string& text) {
  const double logp = static_cast<double>(token.logp);
  std::string style(class_of(std::exp(logp)));
  if (token.weight == 0) style += " unweighted";
  const std::string title = core::format("{}: log-prob {}, {}, loss weight {}, weights {}", token.id,
                                         core::fixed(logp, 3), chat::span_name(token.kind),
                                         core::fixed(static_cast<double>(token.weight), 2), token.weight_version);
  return core::html_titled(text.empty() ? "·" : text, style, title);
}

std::string block(const std::string& inner, size_t left_out) {
  const std::string rest = left_out == 0 ? std::string() : core::format("… ({} more tokens)", left_out);
  return core::html_element("pre", inner + core::html_escape(rest), "tokens");
}

}  // namespace

std::string token_legend_html() {
  std::string html = "Sampled tokens by their probability: ";
  for (const auto& [style, text] :
       {std::pair{"p0", "above 0.9"}, {"p1", "above 0.5"}, {"p2", "above 0.1"}, {"p3", "above 0.01"}, {"p4", "less"}}) {
    html += core::html_text("span", core::format(" {} ", text), style) + " ";
  }
  html +=
      "— grey: context, which carries no loss; faint: sampled, but without loss weight. A token's number, log-prob and "
      "kind show under the mouse.";
  return core::html_element("p", html, "muted small");
}

std::string ledger_html(const chat::Ledger& ledger, const std::vector<std::string>& texts) {
  const std::span<const chat::LedgerToken> tokens = ledger.tokens();
  const size_t end = std::min(tokens.size(), kMostTokens);
  std::string html;
  for (size_t at = 0; at < end;) {
    if (is_sampled(tokens[at])) {
      html += token_html(tokens[at], texts.at(at));
      ++at;
      continue;
    }
    std::string context;
    for (; at < end && !is_sampled(tokens[at]); ++at) context += texts.at(at);
    html += core::html_text("span", context, "context");
  }
  return block(html, tokens.size() - end);
}

std::vector<std::string> reply_blocks(const std::vector<chat::Ledger>& ledgers,
                                      const std::vector<std::vector<std::string>>& texts) {
  std::vector<std::string> blocks;
  std::set<int32_t> shown;  // messages
  for (size_t i = 0; i < ledgers.size(); ++i) {
    const std::span<const chat::LedgerToken> tokens = ledgers[i].tokens();
    for (size_t at = 0; at < tokens.size();) {
      const size_t begin = at;
      std::string html;
      for (; at < tokens.size() && is_sampled(tokens[at]) && tokens[at].message == tokens[begin].message; ++at) {
        if (at - begin < kMostTokens) html += token_html(tokens[at], texts.at(i).at(at));
      }
      if (at == begin) {
        ++at;
      } else if (shown.insert(tokens[begin].message).second) {
        blocks.push_back(block(html, at - begin - std::min(at - begin, kMostTokens)));
      }
    }
  }
  return blocks;
}

}  // namespace rollout
