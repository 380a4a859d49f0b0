#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "capi/policy_handle.hpp"
#include "capi/question_handle.hpp"
#include "profgen/evidence.hpp"
#include "profgen/refine.hpp"

// Made in this order: the session refers to what stands above it.
struct profgen_session {
  profgen::evidence::Evidence evidence;
  std::shared_ptr<const profgen::capi::PolicyOnDisk> policy;
  profgen::refine::Session session;
  std::optional<profgen_question> question = std::nullopt;

  profgen_session(profgen::evidence::Evidence the_evidence,
                  std::shared_ptr<const profgen::capi::PolicyOnDisk> the_policy,
                  profgen::refine::SessionOptions options)
      : evidence(std::move(the_evidence)),
        policy(std::move(the_policy)),
        session(evidence, policy->policy, std::move(options)) {
    look();
  }
  profgen_session(const profgen_session&) = delete;
  profgen_session& operator=(const profgen_session&) = delete;

  // After each answer.
  void look() {
    question.reset();
    if (const auto* current = session.current()) question.emplace(*current);
  }
};
