#include "synth/sample_builder.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/text.h"
#include "synth/grammar.h"
#include "synth/words.h"

namespace synth {
namespace {

using std::string;

bool can_vary(const ToolParam& param) {
  switch (param.spec->kind) {
    case ValueKind::boolean:
    case ValueKind::object:
    case ValueKind::integer_list:
    case ValueKind::real_list:
    case ValueKind::lexicon_list:
    case ValueKind::enum_list:
      return false;
    default:
      return param.spec->required && param.spec->greater_than.empty();
  }
}

// A slot that a list can stand in. In "<a> and <b>" or "<a>, <b>" a list of values for <b> would run into <a>.
bool stands_alone(const string& phrase, const string& slot) {
  const size_t at = phrase.find(slot);
  if (at == string::npos) return false;
  const std::string_view before = std::string_view(phrase).substr(0, at);
  const std::string_view after = std::string_view(phrase).substr(at + slot.size());
  return !before.ends_with("> and ") && !before.ends_with(">, ") && !before.ends_with("> by ") &&
         !before.ends_with("(") && !after.starts_with(" and <") && !after.starts_with(", <") &&
         !after.starts_with(" by <") && !after.starts_with(")");
}

}  // namespace

SampleBuilder::SampleBuilder(const Sampler& sampler, SampleKind kind, const std::vector<std::unique_ptr<Tool>>& offered,
                             core::Rng& rng)
    : sampler_(sampler), rng_(rng), fixed_(!offered.empty()) {
  for (const auto& tool : offered) sample_.tools.push_back(std::make_unique<Tool>(*tool));
  // Kinds that the number of offered tools rules out become their neighbours.
  const bool one = offered.size() == 1, several = offered.size() > 1;
  if (several && kind == SampleKind::simple) kind = SampleKind::multiple;
  if (one && kind == SampleKind::multiple) kind = SampleKind::simple;
  if (one && kind == SampleKind::parallel_multiple) kind = SampleKind::parallel;
  sample_.kind = kind;
}

void SampleBuilder::set_target() {
  if (!fixed_) {
    add_tool(pick_family());
    return;
  }
  target_ = rng_.index(sample_.tools.size());
  std::swap(sample_.tools[0], sample_.tools[target_]);
}

const Family& SampleBuilder::pick_unserved() {
  while (true) {
    const Family& family = fixed_ ? pick_other(*rng_.pick(sample_.tools)->family, 0.5) : pick_family();
    const bool served = std::any_of(sample_.tools.begin(), sample_.tools.end(),
                                    [&](const auto& tool) { return tool->family->group == family.group; });
    if (!served) return family;
  }
}

const Family& SampleBuilder::pick_family() {
  const auto& families = sampler_.by_domain_[rng_.weighted(sampler_.domain_weights_)];
  return *rng_.pick(families);
}

const Family& SampleBuilder::pick_other(const Family& family, double near) {
  if (rng_.chance(near)) {
    for (const auto& families : sampler_.by_domain_) {
      if (families[0]->domain != family.domain) continue;
      for (int attempt = 0; attempt < 8; ++attempt) {
        const Family& other = *rng_.pick(families);
        if (other.group != family.group) return other;
      }
    }
  }
  while (true) {
    const Family& other = pick_family();
    if (other.group != family.group) return other;
  }
}

size_t SampleBuilder::add_tool(const Family& family) {
  for (int attempt = 0;; ++attempt) {
    Tool tool = make_tool(family, sampler_.ontology_, sampler_.config_.optional_share, rng_);
    const bool taken = std::any_of(sample_.tools.begin(), sample_.tools.end(),
                                   [&](const auto& other) { return other->name == tool.name; });
    if (taken && attempt < 10) continue;
    sample_.tools.push_back(std::make_unique<Tool>(std::move(tool)));
    return sample_.tools.size() - 1;
  }
}

void SampleBuilder::add_distractors(size_t count, double near) {
  if (fixed_) return;
  for (size_t i = 0; i < count; ++i) {
    for (int attempt = 0; attempt < 10; ++attempt) {
      const Family& other = pick_other(*sample_.tools[0]->family, near);
      const bool taken = std::any_of(sample_.tools.begin(), sample_.tools.end(),
                                     [&](const auto& tool) { return tool->family->group == other.group; });
      if (taken) continue;
      add_tool(other);
      break;
    }
  }
}

Call SampleBuilder::draw_call(size_t tool) {
  const auto& params = sample_.tools[tool]->params;
  Call call{tool, std::vector<std::optional<Drawn>>(params.size())};
  for (size_t i = 0; i < params.size(); ++i) {
    if (!params[i].spec->required && !rng_.chance(sampler_.config_.mention_share)) continue;
    call.drawn[i] = draw_value(params[i], {sampler_.ontology_, params, call.drawn}, rng_);
  }
  return call;
}

std::optional<Call> SampleBuilder::draw_variant(const Call& model, const std::vector<size_t>& vary,
                                                const std::vector<Call>& calls) {
  const auto& params = sample_.tools[model.tool]->params;
  Call call = model;
  for (const size_t i : vary) {
    bool fresh = false;
    for (int attempt = 0; attempt < 20 && !fresh; ++attempt) {
      call.drawn[i] = draw_value(params[i], {sampler_.ontology_, params, model.drawn}, rng_);
      fresh = std::none_of(calls.begin(), calls.end(), [&](const Call& other) {
        return core::identical(other.drawn[i]->value, call.drawn[i]->value);
      });
    }
    if (!fresh) return std::nullopt;
  }
  return call;
}

void SampleBuilder::roughen(string& text) {
  if (text.ends_with(".") && rng_.chance(0.06))
    text.pop_back();
  else if (text.ends_with(".") && rng_.chance(0.03))
    text += " Thanks!";
  else if (text.ends_with(".") && rng_.chance(0.02))
    text.back() = '!';
}

void SampleBuilder::begin(RequestWriter& writer, double context_share) {
  const auto& contexts = sampler_.ontology_.domain(sample_.tools[0]->family->domain).contexts;
  const bool several = sample_.calls.size() > 1;
  quoted_ = several && rng_.chance(0.08);
  if (quoted_) writer.add_text("\"");
  const auto& personas = sampler_.ontology_.domain("general").contexts;
  if (several && rng_.chance(context_share))
    writer.add_text(expand(rng_.pick(personas), rng_));
  else if (!contexts.empty() && rng_.chance(context_share))
    writer.add_text(expand(rng_.pick(contexts), rng_));
  else if (rng_.chance(0.02))
    writer.add_text(expand("{Hi!|Hello.|Hey,|Hi there.|Good morning.}", rng_));
}

bool SampleBuilder::finish(RequestWriter& writer) {
  Request request = writer.take();
  roughen(request.text);
  if (quoted_) request.text += '"';
  sample_.request = std::move(request.text);
  sample_.mentions = std::move(request.mentions);
  sample_.frames = std::move(request.frames);
  order_tools();
  return true;
}

void SampleBuilder::order_tools() {
  std::vector<size_t> order(sample_.tools.size());
  std::iota(order.begin(), order.end(), 0);
  if (fixed_) {
    std::swap(order[0], order[target_]);
  } else {
    rng_.shuffle(order);
  }
  std::vector<std::unique_ptr<Tool>> tools(order.size());
  for (size_t i = 0; i < order.size(); ++i) tools[order[i]] = std::move(sample_.tools[i]);
  sample_.tools = std::move(tools);
  for (Call& call : sample_.calls) call.tool = order[call.tool];
}

bool SampleBuilder::build() {
  switch (sample_.kind) {
    case SampleKind::simple:
      return build_single(0);
    case SampleKind::multiple: {
      constexpr double kCounts[] = {0.5, 0.35, 0.15};
      const auto most = static_cast<size_t>(sampler_.config_.max_tools - 1);
      return build_single(std::min(1 + rng_.weighted(kCounts), most));
    }
    case SampleKind::parallel:
      return build_parallel();
    case SampleKind::parallel_multiple:
      return build_parallel_multiple();
    case SampleKind::irrelevance:
      return build_irrelevance();
    case SampleKind::missing:
      return build_missing();
  }
  return false;
}

bool SampleBuilder::build_single(size_t distractors) {
  set_target();
  sample_.calls.push_back(draw_call(0));
  add_distractors(distractors, 0.7);
  const Phrase phrase = choose_phrase(*sample_.tools[0], sample_.calls[0], rng_);
  if (phrase.text.empty()) return false;
  Sentence sentence = frame_phrase(*sample_.tools[0], phrase, rng_);
  sentence.calls = {0};
  RequestWriter writer(sample_.tools, sample_.calls, rng_);
  begin(writer, sampler_.config_.context_share);
  return writer.add(sentence) && finish(writer);
}

bool SampleBuilder::build_parallel() {
  constexpr double kCounts[] = {0.55, 0.3, 0.15};
  const size_t count = 2 + rng_.weighted(kCounts);
  set_target();
  const double style = rng_.uniform();
  if (rng_.chance(0.15)) add_distractors(1, 0.7);
  if (style < 0.55) return build_listed(count);
  return style < 0.75 ? build_joined(count) : build_sentences(count);
}

bool SampleBuilder::build_listed(size_t count) {
  const Tool& tool = *sample_.tools[0];
  const Call model = draw_call(0);
  Phrase phrase = choose_phrase(tool, model, rng_);
  std::vector<size_t> varying;
  for (size_t i = 0; i < tool.params.size(); ++i) {
    const string key = "<" + tool.params[i].spec->key;
    const bool in_phrase = stands_alone(phrase.text, key + ">") || stands_alone(phrase.text, key + "#>");
    const bool has_partner = std::any_of(tool.params.begin(), tool.params.end(), [&](const ToolParam& other) {
      return other.spec->partner_of == tool.params[i].spec->key;
    });
    if (can_vary(tool.params[i]) && in_phrase && !has_partner) varying.push_back(i);
  }
  if (phrase.text.empty() || varying.empty()) return false;
  rng_.shuffle(varying);
  const bool two = varying.size() > 1 && rng_.chance(0.35);
  varying.resize(two ? 2 : 1);
  sample_.calls.push_back(model);
  while (sample_.calls.size() < count) {
    auto call = draw_variant(model, varying, sample_.calls);
    if (!call) return false;
    sample_.calls.push_back(std::move(*call));
  }
  if (two) {
    const bool stop = phrase.type == PhraseType::sentence;
    const char end = phrase.text.back();
    if (stop) phrase.text.pop_back();
    phrase.text += expand_part("{, respectively| respectively}", rng_);
    if (stop) phrase.text += end;
  }
  Sentence sentence = frame_phrase(tool, phrase, rng_);
  sentence.calls.resize(count);
  std::iota(sentence.calls.begin(), sentence.calls.end(), 0);
  RequestWriter writer(sample_.tools, sample_.calls, rng_);
  begin(writer, 2 * sampler_.config_.context_share);
  return writer.add(sentence) && finish(writer);
}

bool SampleBuilder::build_joined(size_t count) {
  const bool one_tool = sample_.tools.size() == 1 || sample_.kind == SampleKind::parallel;
  std::vector<Phrase> phrases;
  for (size_t i = 0; i < count; ++i) {
    const size_t tool = one_tool ? 0 : i % sample_.tools.size();
    sample_.calls.push_back(draw_call(tool));
    Phrase phrase = choose_phrase(*sample_.tools[tool], sample_.calls.back(), rng_);
    const bool command = phrase.type == PhraseType::command;
    const bool noun = phrase.type == PhraseType::singular || phrase.type == PhraseType::plural;
    const bool agrees = phrases.empty() || (phrases[0].type == PhraseType::command) == command;
    if (phrase.text.empty() || !(command || noun) || !agrees || !phrase.extra.empty()) return false;
    phrases.push_back(std::move(phrase));
  }
  string frame = frame_phrase(*sample_.tools[0], {"%", {}, phrases[0].type, ""}, rng_).text;
  if (!one_tool && phrases[0].type != PhraseType::command) {
    frame =
        expand("{Find|I need|I need to know|Can you find|Tell me|Get me|I want to know|Please find|Give me} %.", rng_);
    if (frame.starts_with("Can")) frame.back() = '?';
  }
  const size_t at = frame.find('%');
  FR_CHECK(at != string::npos, "frame without a place: {}", frame);
  if (at == 0) phrases[0].text = capitalised(phrases[0].text);
  RequestWriter writer(sample_.tools, sample_.calls, rng_);
  begin(writer, 2 * sampler_.config_.context_share);
  if (!writer.empty() && !(quoted_ && writer.size() == 1)) writer.add_text(" ");
  writer.add_text(frame.substr(0, at));
  Request joined;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0)
      writer.add_text(i + 1 < count ? ", " : expand_part("{ and|, and| and also|, as well as| and}", rng_) + " ");
    const size_t call[] = {i};
    if (!writer.fill(phrases[i].text, call)) return false;
    sample_.frames.push_back(phrases[i].id);
  }
  writer.add_text(frame.substr(at + 1));
  auto frames = sample_.frames;
  finish(writer);
  sample_.frames = std::move(frames);
  return true;
}

bool SampleBuilder::build_sentences(size_t count) {
  const bool one_tool = sample_.kind == SampleKind::parallel;
  for (size_t i = 0; i < count; ++i) {
    sample_.calls.push_back(draw_call(one_tool ? 0 : i % sample_.tools.size()));
  }
  RequestWriter writer(sample_.tools, sample_.calls, rng_);
  begin(writer, 2 * sampler_.config_.context_share);
  for (size_t i = 0; i < count; ++i) {
    const Tool& tool = *sample_.tools[sample_.calls[i].tool];
    const Phrase phrase = choose_phrase(tool, sample_.calls[i], rng_);
    if (phrase.text.empty()) return false;
    Sentence sentence = frame_phrase(tool, phrase, rng_);
    sentence.calls = {i};
    const auto links = sentence_links();
    const string link(i == 0 ? "" : links[rng_.index(links.size())]);
    if (!link.empty()) sentence.text = link + uncapitalised(sentence.text);
    if (!writer.add(sentence)) return false;
  }
  return finish(writer);
}

bool SampleBuilder::build_parallel_multiple() {
  const size_t tools = rng_.chance(0.7) ? 2 : 3;
  set_target();
  while (sample_.tools.size() < tools) {
    const size_t before = sample_.tools.size();
    add_distractors(1, 0.5);
    if (sample_.tools.size() == before) return false;
  }
  const size_t count = sample_.tools.size() + (rng_.chance(0.2) ? 1 : 0);
  return rng_.chance(0.4) ? build_joined(count) : build_sentences(count);
}

}  // namespace synth
