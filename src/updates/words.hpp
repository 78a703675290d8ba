#pragma once

#include "area/area_path.hpp"
#include "updates/rollout.hpp"
#include "json/described.hpp"

/// How rollouts are stored and sent.
namespace updates {

BOOST_DESCRIBE_ENUM(RolloutState, running, paused, stopped, done)
BOOST_DESCRIBE_ENUM(Hold, none, emergency, window, wait, offline)
BOOST_DESCRIBE_ENUM(Progress, untold, told, fetching, waiting, trial, updated, rolled_back, refused,
                    lost, returning, returned)
BOOST_DESCRIBE_STRUCT(StagePlan, (), (devices, percent, groups))
BOOST_DESCRIBE_STRUCT(RolloutPlan, (),
                      (stages, failures_max, failure_percent, wait_minutes, back_when_stopped, from,
                       to, quiet_minutes, days))
BOOST_DESCRIBE_STRUCT(Rollout, (),
                      (id, bundle, back_order, area, plan, state, reason, hold, stage,
                       stage_done_at, taking_back, started_at, started_by, version))

} // namespace updates
