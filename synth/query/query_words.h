// Sentences and frames of the writer. Tables only; notation of synth/grammar.h.
#pragma once

#include <span>
#include <string_view>

namespace synth::query {

std::span<const std::string_view> personas(bool travel);
std::span<const std::string_view> distractors(bool travel);
std::span<const std::string_view> courtesies();
// `%` is an imperative.
std::span<const std::string_view> request_frames();
// `%` is a question without its mark.
std::span<const std::string_view> question_frames();
// Frames of later outcomes.
std::span<const std::string_view> next_request_frames();
std::span<const std::string_view> next_question_frames();

}  // namespace synth::query
