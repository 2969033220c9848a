#include "synth/query/writer.h"

#include <algorithm>
#include <set>

#include "core/python_text.h"
#include "core/text.h"
#include "synth/grammar.h"
#include "synth/query/effect.h"
#include "synth/query/held_back.h"
#include "synth/query/query_words.h"
#include "synth/query/surface.h"

namespace synth::query {
namespace {

using Source = Slot::Source;
using Kind = Pick::Kind;

constexpr size_t kLongWish = 50;  // characters

class Writer {
 public:
  Writer(const AdvancedTool& tool, core::Rng& rng) : tool_(tool), rng_(rng) {}

  std::string request(const NoiseShares& noise) {
    const bool travel = is_travel(tool_.wishes.front());
    std::vector<std::string> sentences;
    if (rng_.chance(noise.persona)) sentences.push_back(one_of(personas(travel)));
    for (size_t i = 0; i < tool_.wishes.size(); ++i) sentences.push_back(sentence(i));
    if (const std::string keys = token_sentence(); !keys.empty()) sentences.push_back(keys);
    if (rng_.chance(noise.distractor)) sentences.push_back(one_of(distractors(travel)));
    if (rng_.chance(noise.courtesy)) sentences.push_back(one_of(courtesies()));
    std::string out;
    for (const std::string& one : sentences) out += (out.empty() ? "" : " ") + polished(one);
    return out;
  }

  // The imperative, with the place of it.
  std::string wish(const Wish& wish) {
    const std::string place = place_of(wish);
    const std::string does = fill(effect_by_key(wish.effect)->does, wish);
    return place.empty() ? does : does + " " + place;
  }

 private:
  static bool is_travel(const Wish& wish) {
    const auto table = travel_effects();
    return std::ranges::any_of(table, [&](const Effect& effect) { return effect.key == wish.effect; });
  }
  std::string one_of(std::span<const std::string_view> choices) {
    return expand(choices[rng_.index(choices.size())], rng_);
  }

  // One that the request does not have yet, if that is to be had.
  std::string new_frame(std::span<const std::string_view> choices) {
    constexpr int kTries = 4;
    std::string frame = one_of(choices);
    for (int i = 1; i < kTries && frame != "[C]." && frame != "[C]?" && used_frames_.contains(frame); ++i) {
      frame = one_of(choices);
    }
    used_frames_.insert(frame);
    return frame;
  }

  std::string sentence(size_t number) {
    const Wish& wish = tool_.wishes[number];
    const bool later = number > 0;
    const bool last = number + 1 == tool_.wishes.size();
    const Effect& effect = *effect_by_key(wish.effect);
    const bool asks = !effect.asks.empty() && rng_.chance(0.5);
    const std::string place = place_of(wish);
    std::string text = fill(asks ? effect.asks : effect.does, wish);
    std::string frame;
    if (effect.kind == EffectKind::login) {
      frame = later ? "Then [c]." : rng_.chance(0.5) ? "Please [c]." : "[C].";
    } else if (asks && effect.kind == EffectKind::make) {
      frame = later ? "Also, [c]?" : "[C]?";
    } else if (asks) {
      frame = new_frame(later ? next_question_frames() : question_frames());
      if (last && frame.starts_with("First things first")) frame = "[C]?";
    } else {
      frame = new_frame(later ? next_request_frames() : request_frames());
      // After many words it is not clear what comes "as well".
      if (frame.ends_with(" as well.") && text.size() > kLongWish) frame = "Also, [c].";
      const bool closes = last && number > 1;
      if (!closes && frame.starts_with("Finally")) frame = "Then [c].";
    }
    if (!place.empty()) {
      // "In the folder …, show me …" reads well before an order; a question takes it at the end unless it is long.
      const bool is_long = text.size() > 90 || text.find(": ") != std::string::npos;
      if (is_long && !takes_place_first(frame)) frame = asks ? "[C]?" : "[C].";
      const bool front = is_long || (!asks && takes_place_first(frame) && rng_.chance(0.6));
      text = front ? place + ", " + text : text + " " + place;
    }
    const bool names_first = text.starts_with("'") || text.starts_with("\"");
    frame = core::replace_all(frame, "[C]", names_first ? text : capitalised(text));
    return core::replace_all(frame, "[c]", text);
  }

  // "I need you to in the folder …" is no English.
  static bool takes_place_first(std::string_view frame) {
    return frame.starts_with("[C]") || frame.find(", [c]") != std::string_view::npos ||
           frame.find(": [c]") != std::string_view::npos;
  }

  // The grammar with the wish's values in its slots.
  std::string fill(std::string_view grammar, const Wish& wish) {
    const auto slot_of = [&](std::string_view role) -> const Slot* {
      const auto found = std::ranges::find_if(wish.slots, [&](const Slot& slot) { return slot.role == role; });
      return found == wish.slots.end() ? nullptr : &*found;
    };
    const std::string text = resolve_conditionals(grammar, [&](std::string_view role) {
      const Slot* slot = slot_of(role);
      if (role.starts_with("said ")) {
        const Slot* said = slot_of(role.substr(5));
        return said != nullptr && (said->source == Source::stated || said->source == Source::again);
      }
      if (role == "place") return !wish.place.empty();
      return role == "into" ? wish.into : slot != nullptr && slot->source != Source::unsaid;
    });
    return fill_slots(expand_part(text, rng_), [&](std::string_view role) {
      const Slot* slot = slot_of(role);
      return slot == nullptr ? std::string() : phrase(*slot, wish);
    });
  }

  std::string phrase(const Slot& slot, const Wish& wish) {
    if (slot.tried) return with_kind(slot.noun, tool_.inputs[*slot.tried].phrase);
    const bool is_file = slot.noun == "file";
    switch (slot.source) {
      case Source::stated: {
        const std::string& said = tool_.inputs[slot.input].phrase;
        if (!slot.fresh) return with_kind(slot.noun, said);
        const std::string kind = is_file ? "file" : "folder";
        return expand("{a new|a new|a fresh} " + kind + " {called|named} ", rng_) + " " + said;
      }
      case Source::again: {
        const std::string& said = tool_.inputs[slot.input].phrase;
        if (slot.fresh)
          return expand(is_file ? "{a new|a fresh} file {called|named} " : "{a new|a fresh} folder {called|named} ",
                        rng_) +
                 " " + said;
        if (slot.noun == "card" || slot.noun == "booking")
          return expand("{the same|that same|that} " + slot.noun, rng_);
        return said;
      }
      case Source::derived:
        return derived(slot, wish);
      case Source::result:
        if (slot.noun == "booking") return expand("{that flight|that booking|the new booking|it}", rng_);
        if (slot.noun == "card") return expand("{that card|the new card|the card just added}", rng_);
        return "that " + slot.noun;
      case Source::earlier:
        if (slot.age > 0)
          return expand("{the " + slot.noun + " before that one|the " + slot.noun + " before that}", rng_);
        return earlier(slot.noun);
      case Source::unsaid:
        return expand(vague_words(slot.role), rng_);
    }
    return {};
  }

  // "booking 7741744" and not the number alone.
  std::string with_kind(const std::string& noun, const std::string& said) {
    if (noun == "booking") return "booking " + said;
    return noun == "card" && rng_.chance(0.5) ? expand("{card|my card} ", rng_) + " " + said : said;
  }

  std::string earlier(const std::string& noun) {
    if (noun == "booking")
      return expand(
          "{that booking|the booking from before|the reservation we talked about|my latest booking|the trip from "
          "earlier}",
          rng_);
    if (noun == "card")
      return expand("{the same card as before|that card|the card from earlier|the card we used}", rng_);
    if (noun == "file")
      return expand("{that file|the same file|the file from before|the one we just worked on|that one}", rng_);
    if (noun == "folder") return expand("{that folder|the same folder|the folder from before}", rng_);
    if (noun == "amount") return expand("{that amount|that figure|the amount from before|exactly that sum}", rng_);
    if (noun == "airport") return expand("{that airport|the airport from before}", rng_);
    return expand("{that|the same} " + noun, rng_);
  }

  std::string derived(const Slot& slot, const Wish&) {
    const Wish& from = slot.from.front();
    const Pick& pick = slot.where.pick;
    if (from.effect == "list_cards") return card(pick);
    if (from.effect == "list_bookings") return booking(pick);
    if (slot.where.shape == Locator::Shape::part)
      return "the same " + slot.noun + " as on " + fill(effect_by_key(from.effect)->yields, from);
    if (from.effect == "list_items" || (from.effect == "search_items" && slot.where.shape == Locator::Shape::item)) {
      const std::string kind = slot.noun == "folder" || slot.noun == "file" ? slot.noun : "item";
      std::string text = item(pick, kind);
      const bool named = std::ranges::any_of(from.slots, [](const Slot& s) { return s.role == "name"; });
      if (named) text += " with " + fill("<name>", from) + " in its name";
      return text;
    }
    if (from.effect == "search_items") {
      const std::string kind = slot.noun == "file" || slot.noun == "folder" ? slot.noun : "item";
      if (slot.where.part == "name") {
        const std::string ending = pick.kind == Kind::ending ? pick.text + " " : "";
        return "the " + ending + kind + fill(" with <name> in its name", from);
      }
      if (fill("<name>", from).substr(1).starts_with('.')) return fill("the folder with a <name> file in it", from);
      return fill("{the folder where <name> is|the folder that holds <name>|the folder with <name> in it}", from);
    }
    return fill(effect_by_key(from.effect)->yields, from);
  }
  std::string item(const Pick& pick, const std::string& kind) {
    if (pick.kind == Kind::only) return expand("the {only|one} " + kind + " in the folder", rng_);
    if (pick.kind == Kind::first)
      return expand("{the first " + kind + "|the " + kind + " that comes first} in the listing", rng_);
    if (pick.kind == Kind::last)
      return expand("{the last " + kind + "|the " + kind + " that comes last} in the listing", rng_);
    if (pick.kind == Kind::ending)
      return core::replace_all(expand("{the <e> file|the file ending in <e>|the only <e> file in the folder}", rng_),
                               "<e>", pick.text);
    return "the " + kind + " in the folder";
  }
  std::string card(const Pick& pick) {
    if (pick.kind == Kind::only)
      return expand("{my only card|the one card I have on file|my card on file|the credit card in my account}", rng_);
    if (pick.kind == Kind::last_four)
      return expand("{the card ending in|my card ending in|the card whose number ends in} " + pick.text, rng_);
    const std::string text = core::python_str(pick.value);
    if (pick.field == "card_type") return expand("{my|the} " + text, rng_) + (rng_.chance(0.5) ? " card" : "");
    if (pick.field == "expiration_date") return "the card that expires " + text;
    if (pick.field == "cardholder_name") return "the card in the name of " + text;
    return "the card with " + text;
  }
  std::string booking(const Pick& pick) {
    if (pick.kind == Kind::only)
      return expand("{my only booking|the one trip I have booked|my booking|the only reservation on my account}", rng_);
    const std::string text = say(pick.value, pick.field, rng_);
    if (pick.field == "travel_to") return expand("{my flight|my trip|the booking} to ", rng_) + " " + text;
    if (pick.field == "travel_from") return expand("{my flight|my trip|the booking} from ", rng_) + " " + text;
    if (pick.field == "travel_date") return expand("{my flight|my trip|the booking} on ", rng_) + " " + text;
    if (pick.field == "travel_class") return "my " + text + " class booking";
    return "the booking with " + text;
  }

  std::string place_of(const Wish& wish) {
    std::vector<std::string> inner;  // from the outside in
    int up = 0;
    bool located = false;
    for (const Slot& slot : wish.place) {
      const bool stated = slot.source == Source::stated || slot.source == Source::again;
      if (stated && tool_.inputs[slot.input].value == core::Value("..")) {
        ++up;
        if (!inner.empty()) inner.pop_back(), --up;
        continue;
      }
      if (slot.source == Source::derived && slot.where.shape == Locator::Shape::component) {
        if (!located) inner.push_back(phrase(slot, wish));
        located = true;
        continue;
      }
      std::string name = phrase(slot, wish);
      const bool quoted = name.starts_with("'") || name.starts_with("\"");
      if (quoted && rng_.chance(0.7)) name = "the folder " + name;
      inner.push_back(std::move(name));
    }
    if (located && inner.size() == 1) return "in " + inner[0];
    std::string out;
    for (size_t i = inner.size(); i-- > 0;)
      out += (out.empty() ? "in " : " " + expand("{inside|within|under}", rng_) + " ") + inner[i];
    if (up == 0) return out;
    const std::string above = up == 1 ? expand("{one level up|up in the parent folder|back in the folder above}", rng_)
                                      : expand(std::to_string(up) + " levels up", rng_);
    return out.empty() ? above : above + ", " + out;
  }

  // What opens the account: said once, wherever a token is needed and nobody else names it.
  std::string token_sentence() {
    for (const Wish& wish : tool_.wishes) {
      if (const std::string text = token_of(wish); !text.empty()) return text;
    }
    return {};
  }
  std::string token_of(const Wish& wish) {
    for (const Slot& slot : wish.slots) {
      if (slot.role == "access_token" && slot.source == Source::stated) {
        return expand("{My access token is|The access token is|You can use my access token|Use the token} ", rng_) +
               " " + tool_.inputs[slot.input].phrase + ".";
      }
      if (slot.role == "access_token" && slot.source == Source::derived) {
        return fill(
            "{You can sign me in with|My sign-in details are|For the sign-in:|To get into my account, use} client ID "
            "<client_id>, "
            "client secret <client_secret> and refresh token <refresh_token>; {I want|make it|I need} <grant_type> "
            "access"
            "{ for| under the name| in the name of} <user_first_name> <user_last_name>.",
            slot.from.front());
      }
      for (const Wish& inner : slot.from) {
        if (const std::string text = token_of(inner); !text.empty()) return text;
      }
    }
    return {};
  }

  const AdvancedTool& tool_;
  core::Rng& rng_;
  std::set<std::string> used_frames_;
};

}  // namespace

std::string polished(std::string sentence) {
  for (size_t at = sentence.find("line(s)"); at != std::string::npos; at = sentence.find("line(s)")) {
    const bool one = at >= 3 && sentence.compare(at - 3, 3, " 1 ") == 0;
    one ? sentence.replace(at - 2, 9, "line") : sentence.replace(at, 7, "lines");
  }
  for (const auto& [from, to] : {std::pair{" the the ", " the "},
                                 {" a a ", " a "},
                                 {" 1 lines", " line"},
                                 {"in in ", "in "},
                                 {"  ", " "},
                                 {" ,", ","}}) {
    if (sentence.find('\'') == std::string::npos) sentence = core::replace_all(sentence, from, to);
  }
  // "the folder the last one" and "the folder that folder": what is described needs no kind before it.
  for (const std::string_view kind : {"the empty folder ", "the folder "}) {
    for (const std::string_view next : {"the ", "that folder"}) {
      sentence = core::replace_all(sentence, std::string(kind) + std::string(next), next);
    }
  }
  for (const std::string_view thing : {"flight", "ticket", "seat"}) {
    sentence = core::replace_all(sentence, " a first " + std::string(thing), " a first class " + std::string(thing));
  }
  for (const auto& [from, to] : {std::pair{"the invoice of it", "its invoice"},
                                 {"insurance that insurance", "that insurance"},
                                 {"the that insurance", "that insurance"},
                                 {" dollars US dollars", " US dollars"},
                                 {" dollars USD", " USD"}}) {
    sentence = core::replace_all(sentence, from, to);
  }
  // A quoted sentence has its full stop already.
  for (const std::string_view end : {".'.", ".\".", "?'.", "?\".", "!'.", "!\"."}) {
    if (sentence.ends_with(end)) sentence.pop_back();
  }
  for (size_t at = sentence.find(" a "); at != std::string::npos; at = sentence.find(" a ", at + 1)) {
    if (at + 3 < sentence.size() && takes_an(std::string_view(sentence).substr(at + 3))) sentence.insert(at + 2, "n");
  }
  if (!sentence.empty() && sentence[0] != '\'' && sentence[0] != '"') sentence = capitalised(sentence);
  return sentence;
}

std::string write_query(const AdvancedTool& tool, const NoiseShares& noise, core::Rng rng) {
  return Writer(tool, rng).request(noise);
}

std::string write_wish(const AdvancedTool& tool, const Wish& wish, core::Rng& rng) {
  return Writer(tool, rng).wish(wish);
}

}  // namespace synth::query
