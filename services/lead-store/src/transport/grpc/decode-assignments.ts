import type { ListAssignment } from '@firstring/contracts/leads/campaign';
import { count, id, ids, invalid, slot } from './decode.ts';

const LISTS_MAX = 1000;
const AGENTS_MAX = 1000;
const PRIORITY_MAX = 1000;
const WEIGHT_MAX = 100;
const SLOTS_MAX = 70;
const ATTEMPTS_PER_HOUR_MAX = 3600;

/** the lists a campaign dials. What is not said is the first priority and an equal share. */
export function decodeAssignments(wire: readonly ListAssignment[], field: string): ListAssignment[] {
  if (wire.length > LISTS_MAX) throw invalid(field, `has at most ${LISTS_MAX} lists`);
  if (new Set(wire.map(({ listId }) => listId)).size !== wire.length)
    throw invalid(field, 'has a list twice');
  return wire.map((assignment) => {
    if (assignment.timeSlots.length > SLOTS_MAX) {
      throw invalid(`${field}.time_slots`, `has at most ${SLOTS_MAX} slots`);
    }
    return {
      listId: id(assignment.listId, `${field}.list_id`),
      priority: count(assignment.priority, `${field}.priority`, PRIORITY_MAX) || 1,
      weight: count(assignment.weight, `${field}.weight`, WEIGHT_MAX) || 1,
      maxAttempts: count(assignment.maxAttempts, `${field}.max_attempts`, 1000),
      timeSlots: assignment.timeSlots.map((each) => slot(each, `${field}.time_slots`)),
      attemptsPerHour: count(assignment.attemptsPerHour, `${field}.attempts_per_hour`, ATTEMPTS_PER_HOUR_MAX),
      agentIds: ids(assignment.agentIds, `${field}.agent_ids`, AGENTS_MAX),
    };
  });
}
